"""What citizens said is deleted after its day: words go everywhere, and counts, grades, rules and statuses stay."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.redesign.redesign import StatusChange
from workbench.models.work.evidence import Evidence
from workbench.models.work.problem import Problem
from workbench.models.work.retention import claim, expired, tidy
from workbench.models.work.test_session import Finding, TestSession

pytestmark = pytest.mark.both_databases
SAID = {"text": "canary text", "quote": "canary quote", "url": "https://canary.example"}


def past_day(city: City4, days: int = 1) -> date:
    return city.city.today() - timedelta(days=days)


def told_by(city: City4, **values: Any) -> Evidence:
    problem = Problem.write(city.redesign, {"title": "Volta três vezes"}, by=city.bruno)
    evidence = {"problem": problem, "source": "interview", "seen": 3, "asked": 4, **SAID, **values}
    return Evidence.write(city.redesign, evidence, by=city.bruno)


def tried_by(city: City4, **values: Any) -> TestSession:
    said = {"quote": "canary said", "notes": "canary notes", "profile": "canary, 62"}
    said |= {"tags": ["older"], "consent": "signed", "success": "helped"}
    return TestSession.write(city.redesign, {**said, **values}, by=city.bruno)


def counted(city: City4) -> Any:
    db.session.expire_all()
    rules = {s.rule: (s.ok, s.done, s.total, s.facts) for s in city.redesign.rule_states}
    changes = db.session.scalars(select(StatusChange.id)).all()
    problems = [(p.grade, p.counts) for p in db.session.scalars(select(Problem))]
    findings = [(f.hits, f.reached) for f in db.session.scalars(select(Finding))]
    return rules, changes, problems, findings


def test_words_go_on_the_day_after_and_all_that_was_counted_stays(city: City4) -> None:
    evidence = told_by(city, keep_until=past_day(city), participant_code="E7")
    evidence.edit({"quote": "canary second quote"}, by=city.bruno)
    kept = told_by(city, keep_until=city.city.today())
    archived = told_by(city, keep_until=past_day(city))
    archived.discard(by=city.bruno)
    session = tried_by(city, keep_until=past_day(city))
    finding = Finding.write(city.redesign, {"title": "Não acha", "severity": 4}, by=city.bruno)
    db.session.flush()
    finding.observe(session, "failed", by=city.bruno)
    commit()
    before = counted(city)
    (line,) = expired(city.city)
    assert (len(line.evidence), len(line.tests), line.since) == (2, 1, past_day(city))
    tidy(city.city)
    commit()
    assert counted(city) == before
    assert [evidence.text, evidence.quote, evidence.url, evidence.participant_code] == [""] * 4
    assert (evidence.source, evidence.seen, evidence.asked) == ("interview", 3, 4)
    assert evidence.words_deleted_on == session.words_deleted_on == city.city.today()
    assert not archived.has_words
    assert kept.quote == "canary quote"
    assert (session.quote, session.notes, session.profile, session.tags) == ("", "", "", ["older"])
    event = db.session.scalars(select(Event).where(Event.action == "words.deleted")).one()
    assert (event.facts, event.by_id) == ({"evidence": 2, "tests": 1}, None)
    journal = [each for each in db.session.scalars(select(Event)) if each.subject_id != kept.id]
    assert "canary" not in json.dumps([[each.before, each.facts] for each in journal])
    assert (tidy(city.city), expired(city.city)) == ([], [])


def test_nothing_is_deleted_while_the_city_looks_at_the_list(city: City4) -> None:
    evidence = told_by(city, keep_until=past_day(city))
    city.city.tidies_from = city.city.today() + timedelta(days=1)
    commit()
    assert (tidy(city.city), len(expired(city.city))) == ([], 1)
    city.city.begin_tidying(by=city.edite)
    assert len(tidy(city.city)) == 1
    assert not evidence.has_words


def test_one_process_takes_the_tidying_of_a_day(city: City4) -> None:
    today = city.city.today()
    assert [claim(city.city.id, today) for _ in range(2)] == [True, False]
    assert claim(city.city.id, today + timedelta(days=1))


def test_evidence_that_was_withdrawn_is_written_about_no_more(city: City4) -> None:
    evidence = told_by(city, participant_code="E7")
    evidence.withdraw(by=city.ana)
    commit()
    assert evidence.is_withdrawn
    assert not evidence.has_words
    assert evidence.problem is not None
    (count,) = evidence.problem.counts.values()
    assert (evidence.problem.grade, count.asked) == ("repeated", 4)
