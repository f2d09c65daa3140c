"""Each exit rule is first unmet and then met through real records, and its sentence and link can be made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, current_app
from house.rich_world import DOT
from people import City4, answer_charter
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.progress.problem_rules import RULES, hard_rules
from workbench.models.progress.progress import advance
from workbench.models.progress.rule_state import RuleState, next_rule
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.evidence import Evidence
from workbench.models.work.figure import KPIS, Figure
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch import Launch
from workbench.models.work.link import tie
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import Finding, TestSession
from workbench.models.work.upload import Upload


@dataclass
class Team:
    """A team at work on a service of which nothing is known yet."""

    city: City4
    redesign: Redesign
    made: dict[str, Any] = field(default_factory=dict)

    def problem(self, **values: Any) -> Problem:
        problem = Problem.write(self.redesign, {"title": "fila", **values}, by=self.city.bruno)
        db.session.flush()
        return problem

    def evidence(self, problem: Problem, **values: Any) -> Evidence:
        said = {"problem": problem, "text": "visto", "source": "counter", **values}
        return Evidence.write(self.redesign, said, by=self.city.bruno)

    def step(self, **values: Any) -> Any:
        journey = JourneyMap.of(self.redesign, "as_is") or JourneyMap.begin(
            self.redesign, "as_is", by=self.city.bruno, phases=["Pedir"]
        )
        db.session.flush()
        step = journey.add_step({"title": "Vai à praça", **values}, by=self.city.bruno)
        db.session.flush()
        return step

    def future_step(self, **values: Any) -> Any:
        self.step()
        journey = JourneyMap.begin(self.redesign, "to_be", by=self.city.bruno)
        db.session.flush()
        journey.steps[0].edit(values, by=self.city.bruno)
        return journey.steps[0]

    def prototype(self, **values: Any) -> Prototype:
        made = Prototype.write(self.redesign, {"title": "tela", **values}, by=self.city.bruno)
        db.session.flush()
        return made

    def session(self, **values: Any) -> TestSession:
        return TestSession.write(self.redesign, values, by=self.city.bruno)

    def finding(self, **values: Any) -> Finding:
        said = {"title": "não achou", "severity": 3, **values}
        return Finding.write(self.redesign, said, by=self.city.bruno)

    def launch(self, **values: Any) -> Launch:
        found = self.redesign.launch
        if found is None:
            found = Launch.write(self.redesign, values, by=self.city.bruno)
        else:
            found.edit(values, by=self.city.bruno)
        db.session.flush()
        db.session.refresh(self.redesign, ["launch"])
        return found


@pytest.fixture
def team(app: Flask, city: City4) -> Team:
    """A team whose service has no owner, no steps and no volume, and that has no facilitator."""
    bare = Service.add(city.city, name="Serviço novo", by=None)
    db.session.flush()
    redesign = Redesign.begin(city.programme, bare, by=None, starts_on=date(2026, 1, 5))
    redesign.add_member(city.bruno, by=None)
    commit()
    return Team(city, redesign)


def nothing(team: Team) -> None:
    """Nothing has to be there for the rule to be unmet."""


def own_the_service(team: Team) -> None:
    team.redesign.service.edit({"organisation_id": team.city.green.id}, by=team.city.edite)


def name_the_facilitator(team: Team) -> None:
    team.redesign.assign_facilitator(team.city.ana, by=team.city.davi)


def state_the_volume(team: Team) -> None:
    team.redesign.service.state_volume(
        year=2025, channel="web", requests=0, source="Ouvidoria", by=team.city.edite
    )


def give_the_step_channels(team: Team) -> None:
    # One step online and nothing else: the ladder of Chile can grade it.
    team.redesign.service.add_step({"title": "Pedir", "channels": ["web"]}, by=None)


def fill_the_charter(team: Team) -> None:
    words = ("summary", "requirements", "maximum_time", "delivery", "complaints")
    team.redesign.service.edit(dict.fromkeys(words, "escrito"), by=team.city.edite)


def write_three_problems(team: Team) -> None:
    for _number in range(3):
        team.problem()


def one_case(team: Team) -> None:
    team.made["problem"] = team.problem()
    team.evidence(team.made["problem"])


def another_case(team: Team) -> None:
    team.evidence(team.made["problem"])


def guess_a_problem(team: Team) -> None:
    team.made["problem"] = team.problem()


def say_whose_problem(team: Team) -> None:
    team.made["problem"].edit({"segment": "idosos"}, by=team.city.bruno)


def evidence_without_consent(team: Team) -> None:
    team.made["evidence"] = team.evidence(team.problem(), consent="missing")


def record_consent(team: Team) -> None:
    team.made["evidence"].edit({"consent": "signed"}, by=team.city.bruno)


def map_a_step(team: Team) -> None:
    team.made["step"] = team.step()


def fill_step(**values: Any) -> Callable[[Team], None]:
    def fill(team: Team) -> None:
        team.made["step"].edit(values, by=team.city.bruno)

    return fill


def mark_the_worst(team: Team) -> None:
    team.made["step"].map.mark_worst(team.made["step"], by=team.city.bruno)


def begin_the_future(team: Team) -> None:
    JourneyMap.begin(team.redesign, "to_be", by=team.city.bruno)


def decide_its_fate(team: Team) -> None:
    team.made["step"].decide("kept", by=team.city.bruno)


def future_and_problem(team: Team) -> None:
    team.made["problem"], team.made["step"] = team.problem(), team.future_step()


def address_the_problem(team: Team) -> None:
    ids = [team.made["problem"].id]
    tie(team.redesign, "addresses", team.made["step"].id, ids, by=team.city.bruno)


def future_online(team: Team) -> None:
    team.made["step"] = team.future_step(channels=["web"])


def future_bare(team: Team) -> None:
    team.made["step"] = team.future_step()


def bare_by_law(team: Team) -> None:
    team.made["step"] = team.future_step(channels=["telephone"])


def by_law_without_a_law(team: Team) -> None:
    map_a_step(team)
    fill_step(channels=["in_person"], in_person_by_law=True)(team)


def two_steps_and_a_future(team: Team) -> None:
    map_a_step(team)
    team.step()
    begin_the_future(team)


def remove_a_step(team: Team) -> None:
    team.made["step"].decide("removed", by=team.city.bruno)


def draw_a_prototype(team: Team) -> None:
    team.made["prototype"] = team.prototype()


def put_to_it(**values: Any) -> Callable[[Team], None]:
    def fill(team: Team) -> None:
        team.made["prototype"].add_hypothesis(values, by=team.city.bruno)

    return fill


def version_without_a_look(team: Team) -> None:
    draw_a_prototype(team)
    team.made["prototype"].add_version({"what_changed": "x"}, by=team.city.bruno)


def version_with_a_link(team: Team) -> None:
    team.made["prototype"].add_version({"url": "https://vila.example"}, by=team.city.bruno)


def cover_a_problem(team: Team) -> None:
    ids = [team.problem().id]
    tie(team.redesign, "covers", team.made["prototype"].id, ids, by=team.city.bruno)


def four_tests(team: Team) -> None:
    draw_a_prototype(team)
    first, second = (team.made["prototype"].add_version({}, by=None) for _number in range(2))
    team.session(prototype_version=first)
    for _number in range(4):
        team.session(prototype_version=second)
    team.made["version"] = second


def four_tests_of_a_hypothesis(team: Team) -> None:
    four_tests(team)
    put_to_it(threshold_share=60)(team)


def one_more_of_it(team: Team) -> None:
    team.session(prototype_version=team.made["version"])


def one_test(**values: Any) -> Callable[[Team], None]:
    def hold(team: Team) -> None:
        team.made["session"] = team.session(**values)

    return hold


def a_grave_finding(team: Team) -> None:
    team.session()
    team.made["finding"] = team.finding()


def decide_the_finding(team: Team) -> None:
    team.made["finding"].decide("change", note="", on=date(2026, 2, 1), by=team.city.bruno)


def session_consents(team: Team) -> None:
    team.made["session"].edit({"consent": "spoken"}, by=team.city.bruno)


def approve(team: Team) -> None:
    advance(team.redesign, "approved", on=date(2026, 2, 1), by=team.city.davi, reason="visto")


def launch(**values: Any) -> Callable[[Team], None]:
    def write(team: Team) -> None:
        team.launch(**values)

    return write


def prove_the_launch(team: Team) -> None:
    team.launch(live_url="https://vila.example", launched_on=date(2026, 2, 1))


def measure(team: Team) -> None:
    """Take the four figures after the launch, each once."""
    told = {"n": 9, "method": "count", "source": "log", "stated_on": date(2026, 3, 3)}
    for kpi in KPIS:
        Figure.write(
            team.redesign, {**told, "measure": kpi, "value": Decimal(1)}, by=team.city.bruno
        )


def verify(team: Team) -> None:
    team.redesign.launch.verify(by=team.city.ana, on=date(2026, 2, 2))


def answer_the_charter(team: Team) -> None:
    verify(team)
    answer_charter(team.redesign, team.city.ana)


def picture(team: Team) -> None:
    file = team.redesign.launch.attach(
        Upload.read(BytesIO(DOT), "uso.png"),
        folder=current_app.config["SETTINGS"].uploads,
        by=team.city.bruno,
        alternative_text="Em uso",
    )
    db.session.flush()
    db.session.refresh(team.redesign.launch, ["attachments"])
    assert file


WAYS: dict[str, tuple[Callable[[Team], None], Callable[[Team], None]]] = {
    "owner": (nothing, own_the_service),
    "facilitator": (nothing, name_the_facilitator),
    "volume": (nothing, state_the_volume),
    "baseline_level": (nothing, give_the_step_channels),
    "charter": (nothing, fill_the_charter),
    "problems_written": (nothing, write_three_problems),
    "problem_repeated": (one_case, another_case),
    "problems_evidenced": (guess_a_problem, another_case),
    "problems_segmented": (guess_a_problem, say_whose_problem),
    "evidence_consented": (evidence_without_consent, record_consent),
    "as_is_begun": (nothing, map_a_step),
    "as_is_channels": (map_a_step, fill_step(channels=["web"], actor="pessoa")),
    "as_is_times": (map_a_step, fill_step(citizen_minutes=0)),
    "as_is_emotions": (map_a_step, fill_step(emotion=0)),
    "as_is_worst": (map_a_step, mark_the_worst),
    "to_be_begun": (map_a_step, begin_the_future),
    "to_be_fates": (map_a_step, decide_its_fate),
    "to_be_problems": (future_and_problem, address_the_problem),
    "to_be_alternative": (future_online, fill_step(alternative="Telefone 156")),
    "to_be_complete": (future_bare, fill_step(channels=["web"], citizen_minutes=5)),
    "prototype_hypothesis": (
        draw_a_prototype,
        put_to_it(because="vimos", believe="que", for_whom="idosos"),
    ),
    "prototype_threshold": (draw_a_prototype, put_to_it(threshold_share=60)),
    "prototype_version": (version_without_a_look, version_with_a_link),
    "prototype_covers": (draw_a_prototype, cover_a_problem),
    "tests_held": (four_tests, one_more_of_it),
    "tested_verdict": (four_tests_of_a_hypothesis, one_more_of_it),
    "tests_low_digital": (one_test(tags=["older"]), one_test(tags=["low_digital"])),
    "tests_assisted": (one_test(tags=["older"]), one_test(tags=["assisted"])),
    "tests_decided": (a_grave_finding, decide_the_finding),
    "tests_consented": (one_test(consent="missing"), session_consents),
    "approved": (nothing, approve),
    "development_planned": (
        launch(responsible_unit="TI"),
        launch(forecast_on=date(2026, 9, 1)),
    ),
    "differences_listed": (launch(), launch(differences="nenhuma")),
    "built_verdict": (launch(), launch(untested_reason="Já estava em uso.")),
    "live_proof": (launch(), launch(protocol="2026/1")),
    "launch_date": (launch(), launch(launched_on=date(2026, 2, 1))),
    "alternative_kept": (launch(), launch(alternative_channel="156")),
    "level_after": (future_bare, fill_step(channels=["web"])),
    "digital_outcome": (
        bare_by_law,
        fill_step(channels=["telephone", "app"]),
    ),
    "verified": (prove_the_launch, verify),
    "charter_answered": (prove_the_launch, answer_the_charter),
    "official_act": (launch(), launch(official_act="Decreto 1")),
    "launch_pictured": (launch(), picture),
    "first_figures": (launch(launched_on=date(2026, 2, 1)), measure),
    "simplified_fates": (map_a_step, decide_its_fate),
    "simplified_shown": (two_steps_and_a_future, remove_a_step),
    "kept_by_law": (by_law_without_a_law, fill_step(legal_ground="Lei 1")),
}


def state_of(team: Team, slug: str) -> RuleState:
    commit()
    return db.session.get_one(RuleState, (team.redesign.id, slug))


def test_every_rule_is_tried() -> None:
    assert WAYS.keys() == RULES.keys()


@pytest.mark.parametrize("slug", list(WAYS))
def test_a_rule_is_unmet_and_then_met(team: Team, slug: str) -> None:
    before, after = WAYS[slug]
    before(team)
    state = state_of(team, slug)
    assert not state.ok
    assert 0 <= state.done <= state.total
    after(team)
    state = state_of(team, slug)
    assert state.ok
    assert state.done == state.total


def test_what_is_hard() -> None:
    assert {rule.slug for rule in hard_rules()} == {
        "built_verdict",
        "live_proof",
        "launch_date",
        "alternative_kept",
        "level_after",
        "digital_outcome",
        "verified",
        "charter_answered",
    }


def test_what_is_not_digital_is_named_though_a_law_keeps_it(team: Team) -> None:
    first = team.future_step(title="Pedir", channels=["web"])
    by_law = {"title": "Operar", "channels": ["in_person"], "in_person_by_law": True}
    first.map.add_step({**by_law, "legal_ground": "Lei 1"}, by=team.city.bruno)
    assert state_of(team, "digital_outcome").ok
    team.city.city.edit({"level_scheme": "portaria548"}, by=team.city.edite)
    first.edit({"alternative": "156"}, by=team.city.bruno)
    state = state_of(team, "digital_outcome")
    assert (state.ok, state.facts["title"]) == (False, "Operar")


def test_fewer_tests_will_do_when_the_team_says_why(team: Team) -> None:
    team.session()
    team.redesign.edit({"sessions_reason": "só há três usuários"}, by=team.city.bruno)
    assert state_of(team, "tests_held").ok


def test_thresholds_of_the_programme_are_asked(team: Team) -> None:
    team.problem()
    assert not state_of(team, "problems_written").ok
    team.city.programme.edit({"thresholds": {"problems": 1}}, by=team.city.davi)
    assert state_of(team, "problems_written").ok


def test_what_was_put_away_does_not_count(team: Team) -> None:
    write_three_problems(team)
    assert state_of(team, "problems_written").ok
    db.session.scalars(select(Problem)).first().discard(by=team.city.bruno)
    assert not state_of(team, "problems_written").ok


def test_evidence_of_a_problem_that_was_put_away_asks_for_no_consent(team: Team) -> None:
    evidence_without_consent(team)
    team.made["evidence"].problem.discard(by=team.city.bruno)
    assert state_of(team, "evidence_consented").facts == {"num": 0, "total": 0}


def test_nothing_is_called_ready_of_which_there_is_nothing_yet(team: Team) -> None:
    assert not state_of(team, "evidence_consented").ok
    future = team.future_step(channels=["in_person"])
    assert not state_of(team, "to_be_alternative").ok
    JourneyMap.of(team.redesign, "as_is").steps[0].decide("kept", by=team.city.bruno)
    assert state_of(team, "to_be_alternative").ok
    assert state_of(team, "level_after").target == future.id


def test_a_step_that_was_removed_addresses_nothing(team: Team) -> None:
    future_and_problem(team)
    address_the_problem(team)
    assert state_of(team, "to_be_problems").ok
    step = team.made["step"]
    step.map.remove_step(step, by=team.city.bruno)
    assert not state_of(team, "to_be_problems").ok


def test_an_organisation_is_enough_to_own_a_service(team: Team) -> None:
    other = Organisation.add(team.city.city, name="Saúde", by=None)
    db.session.flush()
    team.redesign.service.edit({"organisation_id": other.id}, by=team.city.edite)
    assert state_of(team, "owner").ok


def test_the_next_rule_is_the_first_that_is_unmet_and_a_problem_before_any_number(
    team: Team,
) -> None:
    commit()
    states = list(team.redesign.rule_states)
    assert next_rule("candidate", states).rule == "problems_written"
    assert next_rule("approved", states).rule == "problems_written"
    assert next_rule("stopped", states) is None
    write_three_problems(team)
    commit()
    assert next_rule("candidate", list(team.redesign.rule_states)).rule == "problem_repeated"


def test_a_new_redesign_knows_its_rules_at_once(team: Team) -> None:
    assert {state.rule for state in team.redesign.rule_states} == RULES.keys()


def test_a_note_alone_meets_no_rule(team: Team) -> None:
    met = {state.rule for state in team.redesign.rule_states if state.ok}
    Note.write(team.redesign, {"text": "nota"}, by=team.city.bruno)
    commit()
    assert {state.rule for state in team.redesign.rule_states if state.ok} == met
