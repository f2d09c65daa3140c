"""A launch becomes the charter from its day on, step by step, as whoever may edit the service takes it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.progress.progress import advance, propose_return
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch import Launch
from workbench.models.work.launch_charter import is_backstage, launch_proposal
from workbench.reports.catalogue_day import catalogue_on

pytestmark = pytest.mark.postgres_by_proof
KNOWN, LAUNCHED = date(2024, 3, 1), date(2025, 6, 10)
DESK = {"channels": ["in_person"], "kind": "action"}
STEPS = (
    {"title": "Ler as regras", "channels": ["web"], "minutes": 10},
    {"title": "Levar os papéis", **DESK, "documents": [{"name": "RG", "held": False}]},
    {"title": "Buscar o laudo", **DESK},
)
FUTURE = (
    {"title": "Ler as regras", "channels": ["web"], "citizen_minutes": 10},
    {"title": "Pedir pelo site", "channels": ["web"], "citizen_minutes": 12, "alternative": "156"},
    {"title": "Conferir no sistema", "citizen_minutes": 0, "office_minutes": 8},
)


def redesigned(city, *, on=LAUNCHED, future=FUTURE, programme=None):
    """Return a redesign of the service whose launch of a day is verified."""
    redesign = Redesign.begin(programme or city.programme, city.feira, by=None, starts_on=KNOWN)
    today = JourneyMap.begin(redesign, "as_is", by=city.ana, phases=["Pedir"])
    db.session.flush()
    today.add_step({"title": "Levar os papéis"}, by=city.ana)
    db.session.flush()
    journey = JourneyMap.begin(redesign, "to_be", by=city.ana)
    db.session.flush()
    journey.remove_step(journey.steps[0], by=city.ana)
    for values in future:
        journey.add_step({**values, "phase": journey.phases[0]}, by=city.ana)
    values = {"live_url": "https://vila.example/feira", "launched_on": on}
    launch = Launch.write(redesign, {**values, "alternative_channel": "156"}, by=city.ana)
    db.session.flush()
    launch.verify(by=city.davi, on=on)
    commit()
    return redesign


@pytest.fixture
def told(city):
    city.feira = Service.add(
        city.city, name="Feira", by=None, known_from=KNOWN, declared_digital=False
    )
    for values in STEPS:
        city.feira.add_step(values, by=None)
    commit()
    return city


def test_what_is_ticked_becomes_the_charter_from_the_launch_day_on(told):
    redesign, service = redesigned(told), told.feira
    proposal = launch_proposal(redesign)
    assert [change.kind for change in proposal.changes] == ["same", "changed", "gone"]
    assert [is_backstage(step) for step in JourneyMap.of(redesign, "to_be").steps] == [
        False,
        False,
        True,
    ]
    assert proposal.ticks == ["2", "3", "link", "digital"]
    proposal.accept(proposal.ticks, by=told.bruno)
    commit()
    db.session.expire_all()
    before, after = service.charters
    assert (before.valid_to, after.valid_from) == (LAUNCHED - timedelta(days=1), LAUNCHED)
    assert (after.cause, after.redesign) == ("launch", redesign)
    assert [step.title for step in service.steps] == ["Ler as regras", "Pedir pelo site"]
    assert (service.steps[1].alternative, service.steps[1].documents_asked) == ("156", "RG")
    assert (service.level, service.declared_digital, service.contradiction) == ("4", True, "")
    assert [step.title for step in before.steps_then][1:] == ["Levar os papéis", "Buscar o laudo"]
    assert CharterProposal.answered_launch(redesign).answer == "accepted"
    # What the redesign set out from is what it was, whatever is measured later.
    assert service.levels_before(redesign)["portaria548"] == "N"
    # A later change of the proof takes back the verification, and no charter.
    redesign.launch.edit({"protocol": "7"}, by=told.ana)
    assert not redesign.launch.is_verified
    assert service.charters[-1].cause == "launch"


def test_what_is_not_ticked_keeps_its_old_text(told):
    proposal = launch_proposal(redesigned(told))
    with pytest.raises(DomainError, match="Tick what"):
        proposal.accept([], by=told.bruno)
    proposal.accept(["2"], by=told.bruno)
    commit()
    titles = [step.title for step in told.feira.steps]
    assert titles == ["Ler as regras", "Pedir pelo site", "Buscar o laudo"]
    assert (proposal.answer, told.feira.declared_digital) == ("changed", False)
    with pytest.raises(DomainError, match="answered this already"):
        launch_proposal(proposal.redesign).decline("depois", by=told.ana)


def test_two_redesigns_append_to_one_chain_in_the_order_of_their_launches(told):
    first = redesigned(told)
    later = redesigned(told, on=LAUNCHED + timedelta(days=90), programme=told.other_programme)
    same_day = redesigned(told)
    for redesign in (first, later):
        proposal = launch_proposal(redesign)
        proposal.accept(proposal.ticks, by=told.edite)
        commit()
    causes = [(each.valid_from, each.redesign_id) for each in told.feira.charters]
    assert causes[1] == (LAUNCHED, first.id)
    # The second says the same: there is nothing to put into force, and it is answered.
    assert len(causes) == 2
    told.feira.edit_step(told.feira.steps[1], {"channels": ["in_person"]}, by=told.edite)
    with pytest.raises(DomainError, match="2025-06-10 on already"):
        launch_proposal(same_day).accept(["2"], by=told.edite)
    with pytest.raises(DomainError, match="Say why"):
        launch_proposal(same_day).decline(" ", by=told.edite)


def test_going_back_proposes_the_charter_before_the_launch(told):
    redesign = redesigned(told)
    launch_proposal(redesign).accept(["2", "3", "digital", "link"], by=told.bruno)
    commit()
    back = propose_return(redesign, on=LAUNCHED + timedelta(days=30), by=told.bruno)
    commit()
    assert CharterProposal.open_for(told.feira) == [back]
    back.accept(back.ticks, by=told.bruno)
    commit()
    assert [step.title for step in told.feira.steps] == [values["title"] for values in STEPS]
    assert [each.cause for each in told.feira.charters] == ["hand", "launch", "return"]
    assert (told.feira.declared_digital, told.feira.declared_url) == (False, "")


def test_nothing_is_proposed_before_the_launch_is_verified(told):
    redesign = redesigned(told)
    redesign.launch.edit({"protocol": "8"}, by=told.ana)
    with pytest.raises(DomainError, match="not verified yet"):
        launch_proposal(redesign)


def test_a_merged_service_leaves_the_catalogue_with_its_redesign_and_comes_back_with_it(told):
    redesign, today = redesigned(told), told.city.today()
    advance(redesign, "merged", on=today, by=told.davi, reason="Um só pedido.")
    commit()
    assert (told.feira.ended_as, told.feira.charter_on(today)) == ("merged", None)
    assert told.feira.charter_on(today - timedelta(days=1)) is not None
    told.feira.name_replacement(told.service, by=told.davi)
    with pytest.raises(DomainError, match="cannot take its place"):
        told.feira.name_replacement(told.feira, by=told.davi)
    advance(redesign, "chosen", on=today, by=told.davi, reason="Voltou.")
    commit()
    assert (told.feira.ended_as, told.feira.replaced_by) == ("", None)
    assert told.feira.charter_on(today).is_open


def test_the_days_on_which_a_service_was_away_stay_without_it(told):
    redesign, today = redesigned(told), told.city.today()
    away = today - timedelta(days=10)
    advance(redesign, "merged", on=away, by=told.davi, reason="Um só pedido.")
    commit()
    then = catalogue_on(told.city, today - timedelta(days=5)).total
    advance(redesign, "chosen", on=today, by=told.davi, reason="Voltou.")
    commit()
    assert catalogue_on(told.city, today - timedelta(days=5)).total == then
    assert told.feira.charter_on(away) is None
    assert told.feira.charter_on(today).is_open
