"""Tests with people: what is counted, and what is forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_results import (
    TestResults,
    consent_summary,
    coverage,
    small_segments,
    versions_tried,
)
from workbench.models.work.test_session import Finding, TestSession

pytestmark = pytest.mark.both_databases


def session_of(city, **values):
    session = TestSession.write(city.redesign, values, by=city.bruno)
    db.session.flush()
    return session


def finding_of(city, title="Não acha o botão", **values):
    finding = Finding.write(city.redesign, {"title": title, **values}, by=city.bruno)
    db.session.flush()
    return finding


def test_participants_are_codes_in_the_order_in_which_they_came(city):
    assert [session_of(city).code, session_of(city).code] == ["P1", "P2"]


def test_the_log_never_learns_a_profile(city):
    session = session_of(city, profile="62 anos, mora na rua da feira")
    session.edit({"profile": "71, sem celular"}, by=city.bruno)
    session.withdraw(by=city.bruno)
    facts = db.session.scalars(select(Event.facts).where(Event.subject_kind == "test_session"))
    told = " ".join(map(str, facts))
    assert "feira" not in told
    assert "71" not in told


def test_who_withdraws_leaves_counts_and_nothing_else(city):
    session = session_of(
        city, profile="62", quote="Desisti.", notes="Suspirou.", tags=["older"], consent="signed"
    )
    session.success = "failed"
    finding = finding_of(city, severity=4)
    finding.observe(session, "failed", by=city.bruno)
    session.withdraw(by=city.ana)
    commit()
    assert (session.profile, session.quote, session.notes, session.tags) == ("", "", "", [])
    assert session.is_withdrawn
    assert not session.may_be_quoted
    assert (finding.hits, finding.reached) == (1, 1)
    with pytest.raises(DomainError):
        session.edit({"quote": "Voltou."}, by=city.bruno)


def test_the_checklist_does_not_ask_who_withdrew_for_consent(city):
    session_of(city, consent="signed").withdraw(by=city.bruno)
    commit()
    states = {state.rule: state for state in city.redesign.rule_states}
    assert states["tests_consented"].ok


def test_a_test_put_away_is_not_counted(city):
    one, two = session_of(city), session_of(city)
    finding = finding_of(city)
    finding.observe(one, "failed", by=city.bruno)
    finding.observe(two, "passed", by=city.bruno)
    one.discard(by=city.bruno)
    assert (finding.hits, finding.reached) == (0, 1)


def test_a_mark_is_made_once_and_changed_in_place(city):
    session, finding = session_of(city), finding_of(city)
    finding.observe(session, "failed", by=city.bruno)
    finding.observe(session, "helped", by=city.ana)
    finding.observe(session, "helped", by=city.ana)
    commit()
    assert [each.result for each in finding.observations] == ["helped"]
    with pytest.raises(DomainError):
        finding.observe(session, "maybe", by=city.ana)


def test_only_those_who_tried_a_version_count_for_it(city):
    prototype = Prototype.write(city.redesign, {"title": "Pedido"}, by=city.bruno)
    first = prototype.add_version({}, by=city.bruno)
    second = prototype.add_version({}, by=city.bruno)
    early = session_of(city, prototype_version=first, held_on=date(2026, 3, 1))
    late = session_of(city, prototype_version=second, held_on=date(2026, 4, 1))
    old = finding_of(city, "Só na primeira", severity=2)
    old.observe(early, "failed", by=city.bruno)
    grave = finding_of(city, "Grave e sem decisão", severity=4)
    grave.observe(early, "failed", by=city.bruno)
    new = finding_of(city, "Só na segunda", severity=1)
    new.observe(late, "helped", by=city.bruno)
    sessions, findings = TestSession.kept_in(city.redesign), Finding.kept_in(city.redesign)
    assert versions_tried(sessions) == [first, second]
    results = TestResults.of(sessions, findings, second)
    assert [line.finding.title for line in results.lines] == [
        "Grave e sem decisão",
        "Só na segunda",
    ]
    assert [(line.hits, line.reached) for line in results.lines] == [(0, 0), (1, 1)]


def test_what_waits_for_a_decision_stands_first_then_the_worst(city):
    for title, severity, decision in (
        ("leve", 1, ""),
        ("decidido", 4, "change"),
        ("aberto", 3, ""),
    ):
        finding = finding_of(city, title, severity=severity)
        finding.decide(decision, note="", on=date(2026, 4, 1), by=city.bruno)
    results = TestResults.of([], Finding.kept_in(city.redesign))
    assert [line.finding.title for line in results.lines] == ["aberto", "decidido", "leve"]
    assert results.undecided == 1


def test_tags_show_holes_and_segments_too_small_to_hide_in(city):
    for tags in (["older"], ["older", "far"], ["older"]):
        session_of(city, tags=tags)
    sessions = TestSession.kept_in(city.redesign)
    counts = coverage(sessions)
    assert (counts["older"], counts["far"], counts["screen_reader"]) == (3, 1, 0)
    assert small_segments(sessions) == ["far"]


def test_raw_notes_past_their_day_are_named(city):
    today = date(2026, 5, 1)
    late = session_of(city, quote="Ai.", keep_until=today - timedelta(days=1), consent="signed")
    session_of(city, notes="Leu em voz alta.", keep_until=today + timedelta(days=9))
    session_of(city, keep_until=today - timedelta(days=30))
    summary = consent_summary(TestSession.kept_in(city.redesign), today)
    assert (summary.people, summary.agreed) == (3, 1)
    assert summary.overdue == [late]
    assert summary.next_day == today + timedelta(days=9)


def test_what_is_thrown_away_says_what_it_taught(city):
    prototype = Prototype.write(city.redesign, {"title": "Totem"}, by=city.bruno)
    with pytest.raises(DomainError):
        prototype.edit({"state": "thrown_away", "learned": ""}, by=city.bruno)
    prototype.edit({"state": "thrown_away", "learned": "Ninguém chega ao totem."}, by=city.bruno)
    assert prototype.state == "thrown_away"
