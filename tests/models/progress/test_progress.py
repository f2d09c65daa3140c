"""A status holds from a day on: which may follow, what "digitized" asks for, and what any past day is answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from people import City4, answer_charter

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.commit import commit
from workbench.models.progress.measurement import Measurement
from workbench.models.progress.progress import GateClosed, advance, permission_for
from workbench.models.redesign.status import GROUPS, STAGES, STATUSES, station_states, working_stage
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch import Launch
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import TestSession

PROOF = {
    "live_url": "https://vila.example",
    "launched_on": date(2026, 10, 1),
    "alternative_channel": "Telefone 156",
    "untested_reason": "Um formulário igual já estava em uso.",
}


@pytest.fixture
def ready(app: Flask, city: City4) -> City4:
    """The small city with a service in use, proved and verified, and not declared digitized yet."""
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    today.add_step({"title": "Ir", "channels": ["in_person"], "citizen_minutes": 60}, by=city.bruno)
    db.session.flush()
    future = JourneyMap.begin(city.redesign, "to_be", by=city.bruno)
    db.session.flush()
    future.steps[0].edit({"channels": ["web"], "citizen_minutes": 6}, by=city.bruno)
    values = {**PROOF, "launched_on": launched_on(city)}
    launch = Launch.write(city.redesign, values, by=city.bruno)
    db.session.flush()
    launch.verify(by=city.ana, on=city.city.today())
    answer_charter(city.redesign, city.ana)
    return city


def launched_on(city: City4) -> date:
    return city.city.today() - timedelta(days=10)


def declare(city: City4, status: str, on: date | None = None, reason: str = "é preciso") -> Any:
    """Declare a status; what its rules lack has its reason."""
    day = on or city.city.today()
    return advance(city.redesign, status, on=day, by=city.bruno, reason=reason)


def missing(city: City4) -> set[str]:
    with pytest.raises(GateClosed) as refused:
        declare(city, "digitized")
    return {state.rule for state in refused.value.missing}


def test_with_the_whole_proof_the_gate_opens(ready: City4) -> None:
    change = declare(ready, "digitized")
    commit()
    assert ready.redesign.group == "digitized"
    assert change.measurement["levels_after"]["chile"] == "4"
    assert change.measurement["levels_before"]["chile"] != "4"


@pytest.mark.parametrize(
    ("field", "empty", "slug"),
    [
        ("live_url", "", "live_proof"),
        ("launched_on", None, "launch_date"),
        ("alternative_channel", "", "alternative_kept"),
        ("untested_reason", "", "built_verdict"),
    ],
)
def test_each_part_of_the_proof_alone_keeps_the_gate_shut(
    ready: City4, field: str, empty: Any, slug: str
) -> None:
    launch = ready.redesign.launch
    setattr(launch, field, empty)
    assert launch.is_verified
    # What was verified is something else by now.
    assert missing(ready) == {slug, "verified"}


def test_what_was_built_is_named_and_what_did_not_hold_has_its_reason(ready: City4) -> None:
    prototype = Prototype.write(ready.redesign, {"title": "Pedido"}, by=ready.bruno)
    one = prototype.add_hypothesis({"believe": "Basta", "threshold_share": 60}, by=ready.bruno)
    version = prototype.add_version({}, by=ready.bruno)
    for success in ("alone", "alone", "failed", "failed", "failed"):
        TestSession.write(
            ready.redesign, {"prototype_version": version, "success": success}, by=ready.bruno
        )
    commit()
    launch = ready.redesign.launch
    assert missing(ready) == {"built_verdict"}
    launch.edit({"built_version_id": version.id}, by=ready.bruno)
    launch.verify(by=ready.ana, on=ready.city.today())
    commit()
    assert launch.built_despite == [("Basta", "not_held", "")]
    assert missing(ready) == {"built_verdict"}
    reasons = {one.id: "Com ajuda no balcão, terminam."}
    launch.edit({"built_reasons": reasons}, by=ready.bruno)
    assert missing(ready) == {"verified"}
    assert launch.built_despite == [("Basta", "not_held", "Com ajuda no balcão, terminam.")]
    launch.verify(by=ready.ana, on=ready.city.today())
    declare(ready, "digitized")


def test_a_version_without_a_hypothesis_or_of_another_team_proves_nothing(ready: City4) -> None:
    prototype = Prototype.write(ready.redesign, {"title": "Pedido"}, by=ready.bruno)
    version = prototype.add_version({}, by=ready.bruno)
    commit()
    launch = ready.redesign.launch
    launch.edit({"built_version_id": version.id, "untested_reason": ""}, by=ready.bruno)
    launch.verify(by=ready.ana, on=ready.city.today())
    assert launch.built_despite == [("", "no_hypothesis", "")]
    assert missing(ready) == {"built_verdict"}
    with pytest.raises(DomainError, match="this team's prototypes"):
        launch.edit({"built_version_id": version.id + 1}, by=ready.bruno)


def test_without_a_level_after_the_gate_stays_shut(ready: City4) -> None:
    JourneyMap.of(ready.redesign, "to_be").steps[0].edit({"channels": []}, by=ready.bruno)
    assert missing(ready) == {"level_after", "digital_outcome", "verified"}


def test_without_a_verifier_the_gate_stays_shut(ready: City4) -> None:
    ready.redesign.launch.verified_by_id = None
    assert missing(ready) == {"verified"}


def test_an_author_who_verified_does_not_count(ready: City4) -> None:
    ready.redesign.launch.verified_by_id = ready.bruno.id
    assert missing(ready) == {"verified"}


def test_without_an_answer_on_the_charter_the_gate_stays_shut(ready: City4) -> None:
    db.session.delete(CharterProposal.answered_launch(ready.redesign))
    assert missing(ready) == {"charter_answered"}


def test_who_wrote_the_proof_cannot_verify_it(ready: City4) -> None:
    with pytest.raises(DomainError, match="cannot verify"):
        ready.redesign.launch.verify(by=ready.bruno, on=ready.city.today())


def test_a_change_after_the_verification_is_verified_anew(ready: City4) -> None:
    launch = ready.redesign.launch
    launch.edit({"live_url": "https://other.example"}, by=ready.bruno)
    commit()
    assert not launch.is_verified
    assert missing(ready) == {"verified"}
    launch.verify(by=ready.ana, on=ready.city.today())
    launch.edit({"live_url": "https://other.example"}, by=ready.bruno)
    assert launch.is_verified


def test_who_verified_and_then_changed_the_proof_is_an_author_too(ready: City4) -> None:
    launch = ready.redesign.launch
    launch.edit({"alternative_channel": "Balcão"}, by=ready.ana)
    with pytest.raises(DomainError, match="cannot verify"):
        launch.verify(by=ready.ana, on=ready.city.today())


def test_nothing_is_digitized_before_its_launch(ready: City4) -> None:
    with pytest.raises(DomainError, match="before its launch"):
        declare(ready, "digitized", launched_on(ready) - timedelta(days=1))


def test_a_shut_gate_leaves_no_trace(ready: City4) -> None:
    ready.redesign.launch.verified_by_id = None
    position, count = ready.redesign.workspace.position, len(ready.redesign.status_changes)
    missing(ready)
    assert ready.redesign.workspace.position == position
    assert len(ready.redesign.status_changes) == count
    assert ready.redesign.status == "candidate"


@pytest.mark.both_databases
def test_no_status_begins_in_the_future(city: City4) -> None:
    tomorrow = city.city.today() + timedelta(days=1)
    with pytest.raises(DomainError, match="future"):
        advance(city.redesign, "chosen", on=tomorrow, by=city.bruno)


@pytest.mark.both_databases
def test_no_status_begins_before_the_one_reached_last(city: City4) -> None:
    today = city.city.today()
    declare(city, "chosen", today - timedelta(days=5))
    with pytest.raises(DomainError, match="later change"):
        advance(city.redesign, "problem_evidence", on=today - timedelta(days=6), by=city.bruno)
    declare(city, "problem_evidence", today - timedelta(days=5))
    assert city.redesign.status == "problem_evidence"


@pytest.mark.both_databases
@pytest.mark.parametrize("status", [slug for slug, each in STATUSES.items() if each.is_exit])
def test_leaving_the_line_needs_a_reason(city: City4, status: str) -> None:
    today = city.city.today()
    with pytest.raises(DomainError, match="reason"):
        advance(city.redesign, status, on=today, by=city.davi, reason="  ")
    advance(city.redesign, status, on=today, by=city.davi, reason="não há mais pedidos")
    assert city.redesign.group == "other"
    assert city.redesign.stage is None


@pytest.mark.both_databases
def test_going_back_needs_a_reason(city: City4) -> None:
    today = city.city.today()
    declare(city, "prototyped")
    with pytest.raises(DomainError, match="reason"):
        advance(city.redesign, "chosen", on=today, by=city.bruno)
    advance(city.redesign, "chosen", on=today, by=city.bruno, reason="o problema era outro")
    assert city.redesign.stage == "problems"


@pytest.mark.both_databases
def test_a_status_that_is_none_of_ours_is_refused(city: City4) -> None:
    with pytest.raises(DomainError, match="one of the statuses"):
        advance(city.redesign, "finished", on=city.city.today(), by=city.bruno)


def test_only_what_is_digitized_is_monitored(ready: City4) -> None:
    today = ready.city.today()
    with pytest.raises(DomainError, match="monitored"):
        advance(ready.redesign, "monitored", on=today, by=ready.bruno)
    declare(ready, "digitized")
    declare(ready, "monitored")
    assert ready.redesign.group == "digitized"


def test_what_was_frozen_stays_when_the_work_goes_on(ready: City4) -> None:
    change = declare(ready, "prototyped")
    commit()
    before = dict(change.measurement)
    JourneyMap.of(ready.redesign, "to_be").steps[0].edit({"citizen_minutes": 1}, by=ready.bruno)
    ready.redesign.service.state_volume(
        year=2025, channel="web", requests=9, source="x", by=ready.edite
    )
    commit()
    db.session.expire_all()
    assert ready.redesign.status_changes[-1].measurement == before
    assert Measurement.thaw(before).citizens_after["minutes"] == 6


def test_a_lead_approves() -> None:
    assert permission_for("approved") == "status:approve"
    assert {permission_for(slug) for slug in STATUSES if slug != "approved"} == {"status:change"}


def test_a_status_never_fills_a_station() -> None:
    for slug, status in STATUSES.items():
        assert status.group in GROUPS
        states = station_states(slug, full=[])
        assert list(states) == list(STAGES)
        assert "done" not in states.values()
        assert station_states(slug, full=["tests"])["tests"] == "done"
        assert working_stage(slug) is None or not status.is_exit
