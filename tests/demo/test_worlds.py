"""The demo world sao-paulo holds every figure of the real programme, and any world can be told and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from conftest import make_app
from demo.facts import FACTS, Told
from flask import Flask
from people import Visitor, build_city
from sqlalchemy import func, select

from workbench.cli import main
from workbench.demo.calendar import SeedError
from workbench.demo.places import SignIn
from workbench.demo.removal import remove
from workbench.demo.world import SEEDS, World, names
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.charter_version import CharterVersion
from workbench.models.catalogue.levels import SCHEMES, levels_in
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log.event import Event, Workspace
from workbench.models.people.passwords import matches
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import Workshop
from workbench.models.progress.asked import asked_of
from workbench.models.progress.problem_rules import hard_rules
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import group_of
from workbench.models.work.attachment import Attachment
from workbench.models.work.follow_up import FollowUp
from workbench.models.work.link import Link
from workbench.models.work.problem import GRADES, Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.verdict import verdicts_on
from workbench.reports.catalogue_day import catalogue_on
from workbench.reports.programme_report import report

pytestmark = pytest.mark.postgres_by_proof

RICH = {
    "Poda de árvore em terreno particular",
    "Cópia do prontuário de saúde",
    "Isenção do IPTU para aposentados",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, list[SignIn]]:
    """An application in which the world was told once: the tests that use it only read."""
    place = tmp_path_factory.mktemp("sao-paulo")
    app = make_app(place)
    with app.app_context():
        sign_ins = World.read("sao-paulo").tell(place / "uploads")
        commit()
        return app, sign_ins


@pytest.fixture
def told(world: tuple[Flask, list[SignIn]]) -> Iterator[list[SignIn]]:
    app, sign_ins = world
    with app.app_context():
        yield sign_ins


def programme() -> Programme:
    found = Programme.by_slug("sao-paulo")
    assert found is not None
    return found


def figures(day: date | None = None) -> dict[str, Any]:
    return report(programme(), day).as_dict()


def redesigns() -> dict[str, Redesign]:
    return {each.title: each for each in db.session.scalars(select(Redesign))}


# what the lead reports


def test_ten_services_were_worked_on_and_eight_are_digitized(told: list[SignIn]) -> None:
    services = figures()["services"]
    assert (services["total"], services["digitized"], services["in_development"]) == (10, 8, 2)
    assert services["digitized_share"] == 0.8


def test_officials_and_organisations_are_counted_by_phase(told: list[SignIn]) -> None:
    found = figures()
    assert found["officials"] == {"enrolments": 49, "people": 47}
    assert found["organisations"] == 10
    first, second = found["phases"]
    assert (first["workshops"], first["officials"], first["organisations"]) == (6, 19, 5)
    assert (second["workshops"], second["officials"], second["organisations"]) == (None, 30, 10)


def test_organisations_of_the_first_phase_go_on_and_parties_send_nobody(told: list[SignIn]) -> None:
    first, second = (
        {seat.organisation for seat in phase.enrolments if seat.role == "participant"}
        for phase in programme().phases
    )
    assert first < second
    parties = {party.role: party.organisation for party in programme().parties}
    assert set(parties) == {"funder", "lead", "partner", "host"}
    assert not second & set(parties.values())


def test_every_workshop_was_held_remotely_while_the_first_phase_ran(told: list[SignIn]) -> None:
    workshops = list(db.session.scalars(select(Workshop)))
    assert {(each.mode, each.state) for each in workshops} == {("remote", "held")}
    days = [each.held_on for each in workshops if each.held_on]
    assert (min(days), max(days)) == (date(2020, 5, 20), date(2020, 8, 5))


def test_services_became_digital_one_after_the_other(told: list[SignIn]) -> None:
    days = sorted(
        change.effective_on
        for redesign in redesigns().values()
        for change in redesign.status_changes
        if change.status == "digitized"
    )
    assert len(days) == 8
    assert days[0] > date(2020, 6, 1)
    assert days[-1] < date(2021, 7, 1)
    earlier = figures(date(2021, 1, 31))["services"]
    assert (earlier["digitized"], earlier["total"]) == (4, 10)


def test_benefits_are_measured_for_seven_services_and_unknown_for_one(told: list[SignIn]) -> None:
    benefits = figures()["benefits"]
    assert (benefits["services_measured"], benefits["services_unmeasured"]) == (7, 1)
    assert 100_000 < benefits["citizens"]["hours_after"] < benefits["citizens"]["hours_before"]
    assert benefits["office"]["hours_after"] < benefits["office"]["hours_before"]


def test_levels_before_differ_and_one_service_keeps_a_step_in_person_by_law(
    told: list[SignIn],
) -> None:
    frozen = [
        each.status_changes[-1].measurement
        for each in redesigns().values()
        if each.group == "digitized"
    ]
    assert {each["levels_before"]["chile"] for each in frozen} == {"0", "1", "2", "3"}
    after = sorted(each["levels_after"]["chile"] for each in frozen)
    assert after == ["3d", *["4"] * 7]


def test_claims_stand_beside_the_records_and_contradict_each_other(told: list[SignIn]) -> None:
    claims = {(each.unit, each.stated_by): each for each in programme().claims}
    assert len(claims) >= 5
    trained = claims["servidores formados", "Unit"]
    assert (trained.qualifier, trained.figure) == (">", 45)
    assert trained.agrees_with(figures()["officials"]["people"])
    groups = [each for each in claims.values() if each.conflict_group]
    assert {(each.stated_by, int(each.figure)) for each in groups} == {("Unit", 8), ("SMIT", 10)}
    assert all(each.as_of for each in groups)


def told_whole(app: Flask) -> Told:
    page = f"/programmes/{programme().id}/report"
    lead = Visitor(app, Person.by_email("davi.monteiro@sao-paulo.example"))
    addresses = (page, f"{page}/services?group=digitized", "/")
    pages = [lead.get(address).text for address in addresses]
    return Told(
        programme=programme(),
        figures=figures(),
        page="".join(pages),
        redesigns=tuple(redesigns().values()),
        problems=frozenset(db.session.scalars(select(Problem.redesign_id))),
        follow_ups=tuple(db.session.scalars(select(FollowUp))),
    )


def test_every_fact_of_the_real_programme_is_given_back(world: tuple[Flask, list[SignIn]]) -> None:
    app, _ = world
    with app.app_context():
        told = told_whole(app)
        assert [fact for fact, holds in FACTS.items() if not holds(told)] == []


def level_of(service: Service, day: date) -> str:
    found = select(CharterVersion).where(CharterVersion.service_id == service.id)
    charter = db.session.scalars(found.where(CharterVersion.in_force(day))).one()
    return levels_in(charter.grades)["chile"]


def test_digitized_services_are_digital_in_the_catalogue_from_their_launch_day(
    told: list[SignIn],
) -> None:
    digital, city = SCHEMES["chile"].digital, programme().city
    launches = {each: each.launch for each in redesigns().values() if each.group == "digitized"}
    assert len(launches) == 8
    for redesign, launch in launches.items():
        assert launch and launch.launched_on
        before = launch.launched_on - timedelta(days=1)
        assert level_of(redesign.service, before) not in digital, redesign.title
        assert level_of(redesign.service, launch.launched_on) in digital, redesign.title
        counted = [catalogue_on(city, day).digital for day in (before, launch.launched_on)]
        assert counted[1] == counted[0] + 1, redesign.title


def test_what_is_called_solved_or_being_solved_is_covered_by_a_prototype(
    told: list[SignIn],
) -> None:
    covered = set(db.session.scalars(select(Link.to_id).where(Link.kind == "covers")))
    for problem in db.session.scalars(select(Problem)):
        if problem.state in ("solved", "in_prototype"):
            assert problem.id in covered, (problem.redesign.title, problem.title)


def test_the_programme_is_closed_and_told_whole(told: list[SignIn]) -> None:
    found = programme()
    assert found.is_closed
    assert found.trigger and found.outcome and found.summary
    assert len(found.objectives) == 2
    # What was due after the end is asked of nobody.
    listed = [each for each in report(found).contradictions if each.kind == "launch_figures"]
    assert [each.subject for each in listed] == ["Mesas e cadeiras na calçada"]
    assert {each.person_name for each in found.testimonials} == {"Beatriz Hasbún", "Brenton Caffin"}


def test_the_first_phase_tested_the_programme_itself_apart_from_the_services(
    told: list[SignIn],
) -> None:
    found = report(programme())
    itself = found.itself
    assert itself is not None
    assert (itself.prototypes, itself.sessions, itself.findings) == (1, 11, 3)
    assert itself.id not in {track.id for track in found.tracks}
    (prototype,) = Prototype.kept_in(db.session.get_one(Redesign, itself.id))
    verdicts = [each.result for version in prototype.versions for each in verdicts_on(version)]
    assert verdicts == ["not_held", "held"]
    answered = [finding.title for finding in prototype.versions[1].answers]
    assert len(answered) == 2


# what a newcomer sees


def test_every_service_has_problems_and_every_digitized_one_its_proof(told: list[SignIn]) -> None:
    hard = {rule.slug for rule in hard_rules()}
    for redesign in redesigns().values():
        unmet = {state.rule for state in redesign.rule_states if not state.ok}
        problems = db.session.scalars(
            select(Problem).where(Problem.redesign_id == redesign.id)
        ).all()
        assert problems, redesign.title
        if redesign.group == "digitized":
            assert len(problems) >= 3, redesign.title
            assert not unmet & hard, redesign.title


def test_seven_of_eight_were_built_with_a_verdict_and_one_says_why_not(told: list[SignIn]) -> None:
    built = [each.launch for each in redesigns().values() if each.group == "digitized"]
    held = [launch for launch in built if not launch.built_despite]
    assert (len(built), len(held)) == (8, 7)
    (other,) = (launch for launch in built if launch not in held)
    assert all(reason for _title, _verdict, reason in other.built_despite)


def test_three_services_show_good_work_in_every_stage(told: list[SignIn]) -> None:
    for title in RICH:
        redesign = redesigns()[title]
        asked = {rule.slug for rule in asked_of("digitized")}
        unmet = {state.rule for state in redesign.rule_states if not state.ok}
        assert unmet & asked == set()
        files = db.session.scalars(
            select(Attachment.media_type).where(Attachment.redesign_id == redesign.id)
        )
        assert {"image/png", "application/pdf"} <= set(files)
    grades = set(db.session.scalars(select(Problem.grade)))
    assert grades >= set(GRADES) - {"assumption"}


def test_the_catalogue_is_alive_beyond_the_programme(told: list[SignIn]) -> None:
    services = list(db.session.scalars(select(Service)))
    assert len(services) >= 25
    assert {each.contradiction for each in services} == {"", "declared_not", "is_undeclared"}
    assert any(each.yearly_requests is None for each in services)


def test_the_log_tells_the_story_in_order_of_its_days(told: list[SignIn]) -> None:
    for workspace in db.session.scalars(select(Workspace).where(Workspace.position > 0)):
        events = list(
            db.session.scalars(
                select(Event).where(Event.workspace_id == workspace.id).order_by(Event.position)
            )
        )
        assert [each.position for each in events] == list(range(1, len(events) + 1))
        assert all(former.at <= later.at for former, later in pairwise(events))
        assert workspace.changed_at == events[-1].at
        # Words that were promised to go by a day are deleted when the world is told.
        acts = [each for each in events if each.action != "words.deleted"]
        assert acts[-1].at.year in (2020, 2021)


def test_one_person_of_each_role_can_sign_in(told: list[SignIn]) -> None:
    assert [each.role for each in told] == [
        "administrator",
        "lead",
        "facilitator",
        "member",
        "observer",
    ]
    for each in told:
        person = Person.by_email(each.email)
        assert person is not None
        assert matches(person.password_hash, each.password)
    hashed = db.session.scalar(
        select(func.count()).select_from(Person).where(Person.password_hash.is_not(None))
    )
    assert hashed == len(told)


# telling and taking away


def rows() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


@pytest.mark.proof
def test_a_world_can_be_taken_away_and_nothing_of_it_stays(app: Flask, tmp_path: Path) -> None:
    build_city()
    kept = rows()
    other = World.read("sao-paulo")
    other.tell(tmp_path)
    commit()
    assert group_of(redesigns()["Cadastro Único"].status) == "digitized"
    remove(other)
    commit()
    assert rows() == kept
    assert other.city is None


def test_a_world_that_somebody_else_uses_is_not_taken_away(app: Flask, tmp_path: Path) -> None:
    whole = World.read("oficina")
    world = World("oficina", whole.folder, whole.place, [], {})
    world.tell(tmp_path)
    commit()
    assert world.city is not None
    Person.add(world.city, name="Zélia Vinda", email="zelia@elsewhere.example", by=None)
    commit()
    before = rows()
    with pytest.raises(DomainError, match="1 records"):
        remove(world)
    db.session.rollback()
    assert rows() == before


@pytest.mark.proof
def test_the_command_loads_once_and_says_so_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_INSTANCE", str(tmp_path))
    make_app(tmp_path)
    runner = CliRunner()
    first = runner.invoke(main, ["demo", "oficina"])
    assert first.exit_code == 0, first.output
    assert "Project lead" in first.output
    again = runner.invoke(main, ["demo", "oficina"])
    assert again.exit_code == 0
    assert "here already" in again.output
    anew = runner.invoke(main, ["demo", "oficina", "--reset"])
    assert anew.exit_code == 0, anew.output
    assert anew.output.splitlines()[3:] != first.output.splitlines()[3:]
    missing = runner.invoke(main, ["demo", "atlantis"])
    assert missing.exit_code == 1
    assert "sao-paulo" in missing.output


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"team": {"colour": "red"}}, "no field 'colour'"),
        ({"team": {"day": "soon"}}, "'soon' is not a day"),
        ({"team": {"day": "3d"}}, "has not come yet"),
        ({"team": {"members": ["nobody"]}}, "nothing called 'nobody'"),
        ({"colour": {}}, "colour means nothing here"),
    ],
)
def test_a_slip_in_a_file_is_said_with_its_place(
    told: list[SignIn], tmp_path: Path, words: dict[str, Any], fault: str
) -> None:
    world = World.read("oficina")
    file, redesign = next(iter(world.redesigns.items()))
    changed = {**redesign, **words, "team": {**redesign["team"], **words.get("team", {})}}
    with pytest.raises(SeedError, match=fault) as caught:
        World("oficina", world.folder, world.place, [], {file: changed}).tell(tmp_path)
    db.session.rollback()
    assert file in str(caught.value)


def test_every_file_of_the_worlds_is_small_and_used() -> None:
    for name in names():
        folder = SEEDS / name / "files"
        told = "".join(path.read_text(encoding="utf-8") for path in (SEEDS / name).glob("*.yaml"))
        for path in folder.glob("*"):
            assert path.stat().st_size < 60_000
            assert path.name in told
        assert all(yaml.safe_load(path.read_text()) for path in (SEEDS / name).glob("*.yaml"))


def test_every_charter_is_answered_in_the_days_of_the_story(told: list[SignIn]) -> None:
    answers = list(db.session.scalars(select(CharterProposal.answered_on)))
    assert len(answers) == 8
    assert {day.year for day in answers if day} <= {2020, 2021}
