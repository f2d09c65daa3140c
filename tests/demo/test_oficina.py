"""The small demo world that is always half-way: it can be told on any day, and its teams stand at different stations."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bench.note_calls import calls
from conftest import make_app
from flask import Flask
from people import Visitor
from sqlalchemy import Date, func, select

from workbench import create_app
from workbench.config import Settings
from workbench.demo.places import SignIn
from workbench.demo.world import World
from workbench.extensions import db
from workbench.models.base import Moment, now
from workbench.models.catalogue.city import City
from workbench.models.catalogue.levels import CONTRADICTIONS
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.people.person import Person
from workbench.models.programme.claim import Claim
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import Workshop
from workbench.models.progress.problem_rules import hard_rules
from workbench.models.progress.rule_state import next_rule
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import STAGES
from workbench.models.work.journey import JourneyMap
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.problem import Problem
from workbench.reports.contradicted import open_in_work
from workbench.reports.contradiction import KINDS
from workbench.reports.outlook import counted_today
from workbench.reports.programme_report import report
from workbench.reports.stuck import unmet_rules
from workbench.text.formats import short_day

pytestmark = pytest.mark.postgres_by_proof

# What may lie ahead: the plan of the programme, a forecast, and the day on which raw notes are deleted.
AHEAD = {
    "programme.ends_on",
    "phase.ends_on",
    "launch.forecast_on",
    "block.closes_at",
    "evidence.keep_until",
    "test_session.keep_until",
}
# What `python tests/bench/note_calls.py` counted when this was last looked at.
CALLS_OF_A_NOTE = 7453
IDLE_DAYS = {
    "Licença de poda de árvore": 0,
    "Vaga em creche": 1,
    "Segunda via da caderneta": 2,
    "Alvará de evento temporário": 3,
    "Vaga de estacionamento para pessoa idosa": 14,
    "Retirada de entulho": 19,
    "Isenção de IPTU para aposentados": 47,
    "Transporte escolar rural": 139,
    "Número da casa": 150,
    "Licença de feirante": 159,
}
# Each kind of contradiction, and the record of the world that shows it. A new kind needs an example here, or the
# rule in REFUSED that no longer lets it come about.
SHOWN = {
    "claim_claim": "Porta de Casa",
    "claim_computed": "Porta de Casa",
    "dates": "Licença de feirante",
    "declared_steps": "Inscrição para vaga em creche municipal",
    "declared_without": "Transporte escolar rural",
    "hypothesis": "Segunda via da caderneta",
    "launch_catalogue": "Transporte escolar rural",
    "launch_figures": "Transporte escolar rural",
    "solved_uncovered": "A pessoa vai à unidade errada",
    "status_rules": "Vaga em creche",
}
REFUSED: dict[str, str] = {}
EARLIER = "Licença de feirante"
NEXT_STEPS = {
    "Licença de poda de árvore": "problems_evidenced",
    "Vaga em creche": "tests_decided",
    "Segunda via da caderneta": "verified",
    "Alvará de evento temporário": "to_be_fates",
    "Vaga de estacionamento para pessoa idosa": "problems_written",
    "Retirada de entulho": "prototype_threshold",
    "Isenção de IPTU para aposentados": "problems_written",
}


def tell(uploads: Path) -> list[SignIn]:
    sign_ins = World.read("oficina").tell(uploads)
    commit()
    return sign_ins


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, list[SignIn]]:
    """An application in which the world was told once: the tests that use it only read."""
    place = tmp_path_factory.mktemp("oficina")
    app = make_app(place)
    with app.app_context():
        return app, tell(place)


@pytest.fixture
def told(world: tuple[Flask, list[SignIn]]) -> Iterator[list[SignIn]]:
    app, sign_ins = world
    with app.app_context():
        yield sign_ins


def today() -> date:
    city = City.by_slug("oficina")
    assert city is not None
    return city.today()


def redesigns() -> dict[str, Redesign]:
    return {redesign.title: redesign for redesign in db.session.scalars(select(Redesign))}


def programme() -> Programme:
    found = Programme.by_slug("oficina")
    assert found is not None
    return found


def idle_days(redesign: Redesign) -> int:
    latest = db.session.scalar(
        select(func.max(Event.at)).where(Event.workspace_id == redesign.workspace_id)
    )
    assert latest is not None
    return (today() - latest.astimezone(ZoneInfo(redesign.programme.city.time_zone)).date()).days


def days_ahead() -> Iterator[tuple[str, object]]:
    """Yield every day and moment of the database that has not come yet, with its table and column."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            limit = {Date: today(), Moment: now()}.get(type(column.type))
            if limit is not None:
                for (told,) in db.session.execute(select(column).where(column > limit)):
                    yield f"{table.name}.{column.name}", told


def test_teams_stand_at_every_station_and_each_has_its_own_next_step(
    told: list[SignIn],
) -> None:
    teams = redesigns()
    assert {team.station for team in teams.values()} >= set(STAGES) - {"prototype"}
    steps = {title: next_rule(team.status, team.rule_states) for title, team in teams.items()}
    assert {title: step.rule for title, step in steps.items() if step} == NEXT_STEPS


def test_some_teams_are_at_work_and_some_are_stuck(told: list[SignIn]) -> None:
    assert {title: idle_days(team) for title, team in redesigns().items()} == IDLE_DAYS


def test_nothing_is_dated_in_the_future_but_plans_and_forecasts(told: list[SignIn]) -> None:
    planned = {
        workshop.held_on
        for workshop in db.session.scalars(select(Workshop))
        if workshop.state == "planned"
    }
    for place, day in days_ahead():
        assert place in AHEAD or (place == "workshop.held_on" and day in planned), (place, day)


def test_the_programme_is_half_way_and_a_workshop_is_near(told: list[SignIn]) -> None:
    workshops = list(db.session.scalars(select(Workshop).order_by(Workshop.held_on)))
    states = [workshop.state for workshop in workshops]
    assert states == ["held", "held", "not_held", "held", *["planned"] * 4]
    assert all(workshop.state_reason for workshop in workshops if workshop.state == "not_held")
    near = workshops[4]
    assert near.held_on and near.held_on - today() <= timedelta(days=3)
    assert near.starts_at and near.ends_at


def test_people_can_sign_in(told: list[SignIn]) -> None:
    names = {sign_in.name.split()[0]: sign_in.role for sign_in in told}
    assert names == {
        "Ana": "facilitator",
        "Bruno": "member",
        "Carla": "participant",
        "Davi": "lead",
        "Celso": "administrator",
    }


def test_the_pruning_team_shows_good_work_in_progress(told: list[SignIn]) -> None:
    team = redesigns()["Licença de poda de árvore"]
    journey = JourneyMap.of(team, "as_is")
    assert journey is not None
    assert (len(journey.phases), len(journey.steps)) == (4, 9)
    assert sum(not step.has_time for step in journey.steps) == 3
    assert [step.title for step in journey.steps if step.is_worst] == ["Volta para buscar o laudo"]
    notes = list(db.session.scalars(select(Note).where(Note.redesign_id == team.id)))
    assert len(notes) >= 12
    groups = select(func.count()).select_from(NoteGroup).where(NoteGroup.redesign_id == team.id)
    assert db.session.scalar(groups) == 4
    problems = list(db.session.scalars(select(Problem).where(Problem.redesign_id == team.id)))
    assert len({problem.grade for problem in problems}) == 5


def test_the_catalogue_holds_contradictions_and_gaps(told: list[SignIn]) -> None:
    services = list(db.session.scalars(select(Service)))
    further = [service for service in services if not service.redesigns]
    assert 12 <= len(further) <= 18
    assert set(CONTRADICTIONS) <= {service.contradiction for service in services}
    assert any(service.yearly_requests is None for service in services)
    assert db.session.scalar(select(func.count()).select_from(Claim)) >= 3


def test_each_kind_of_contradiction_has_its_example(told: list[SignIn]) -> None:
    assert SHOWN.keys() | REFUSED.keys() == KINDS.keys()
    found = {(each.kind, each.subject) for each in report(programme()).contradictions}
    assert set(SHOWN.items()) <= found


def test_what_the_gate_refuses_today_was_declared_under_earlier_rules(told: list[SignIn]) -> None:
    is_earlier = {
        title: {change.is_earlier for change in team.status_changes[1:]}
        for title, team in redesigns().items()
    }
    assert {title for title, each in is_earlier.items() if True in each} == {EARLIER}
    assert is_earlier[EARLIER] == {True}
    for title, team in redesigns().items():
        unmet = {state.rule for state in team.rule_states if not state.ok}
        is_refused = bool(unmet & {rule.slug for rule in hard_rules()})
        assert team.group != "digitized" or is_refused == (title == EARLIER), title


def test_one_service_left_the_line_honestly_with_its_proof(told: list[SignIn]) -> None:
    found = report(programme())
    assert found.as_dict()["services"]["exits"]["simplified"] == 1
    (change,) = (each.latest_change for each in redesigns().values() if each.status == "simplified")
    assert change and change.reason and not change.marked_without
    assert counted_today(change.redesign) is None


def test_pages_of_one_day_agree_and_open_what_they_count(
    world: tuple[Flask, list[SignIn]],
) -> None:
    app, _ = world
    with app.app_context():
        found = report(programme())
        unmet = unmet_rules([track.id for track in found.tracks])
        of_work = Counter(each.redesign_id for each in open_in_work(programme(), unmet))
        assert of_work == Counter({each: n for each, n in found.contradicted.items() if each})
        lead = Visitor(app, Person.by_email("davi.nogueira@oficina.example"))
        here = f"/programmes/{found.programme.id}"
        since = {short_day(track.since, "en") for track in found.services}
        assert f'{here}/report/services?group=digitized"' in lead.get(here).text
        told = lead.get(f"{here}/report").text
        assert all(day in told for day in since)
        assert "those of some phases nobody stated" in told
        assert "reclamações" not in lead.get("/services/series").text


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 2, 29)])
def test_it_is_just_as_alive_on_another_day(app: Flask, tmp_path: Path, day: date) -> None:
    with time_machine.travel(datetime(day.year, day.month, day.day, 18, tzinfo=UTC), tick=True):
        tell(tmp_path)
        assert {title: idle_days(team) for title, team in redesigns().items()} == IDLE_DAYS
        assert {place for place, _ in days_ahead()} <= AHEAD | {"workshop.held_on"}


def test_a_saved_note_costs_no_more_calls_than_it_did(
    world: tuple[Flask, list[SignIn]], tmp_path: Path
) -> None:
    app, sign_ins = world
    place = shutil.copytree(app.config["SETTINGS"].instance, tmp_path / "copy")
    copy = create_app(Settings(instance=str(place), secret_key="only for tests"))
    assert calls(copy, sign_ins) <= CALLS_OF_A_NOTE * 1.05
