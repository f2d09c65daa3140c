"""The main pages by name: who opens each, in which world, and at what address once the records are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.models.programme.claim import Claim
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.redesign import Redesign, StatusChange
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.opportunity import Opportunity
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import Finding, TestSession


@dataclass(frozen=True)
class Stop:
    """One page of the walk; `{redesign}` and the like in its address are found in the told world."""

    name: str
    who: str
    world: str
    address: str


def stops(who: str, world: str, **addresses: str) -> tuple[Stop, ...]:
    return tuple(
        Stop(name.replace("_", "-"), who, world, address) for name, address in addresses.items()
    )


REDESIGN = "/redesigns/{redesign}"
PROGRAMME = "/programmes/{programme}"
STOPS = (
    *stops(
        "",
        "oficina",
        welcome="/",
        sign_in="/sign-in",
        lost_password="/lost-password",
        join="/join",
    ),
    *stops(
        "bruno",
        "oficina",
        home="/",
        account="/account",
        account_edit="/account/edit",
        password="/account/password",
        workspace=REDESIGN,
        team=REDESIGN + "/team",
        problems=REDESIGN + "/problems",
        note=REDESIGN + "/notes/{note}",
        group=REDESIGN + "/notes/groups/{group}",
        problem=REDESIGN + "/problems/{problem}",
        problem_edit=REDESIGN + "/problems/{problem}/edit",
        problem_new=REDESIGN + "/problems/new",
        journey_today=REDESIGN + "/journeys/today",
        journey_phases=REDESIGN + "/journeys/as_is/phases",
        step=REDESIGN + "/journey-steps/{step}",
        step_edit=REDESIGN + "/journey-steps/{step}/edit",
        journey_future_empty=REDESIGN + "/journeys/future",
        prototypes_empty=REDESIGN + "/prototypes",
        prototype_new=REDESIGN + "/prototypes/new",
        tests_empty=REDESIGN + "/tests",
        launch_empty=REDESIGN + "/launch",
        launch_edit=REDESIGN + "/launch/edit",
        statuses=REDESIGN + "/statuses",
        redesign_edit=REDESIGN + "/edit",
        activity=REDESIGN + "/activity",
        services="/services",
        services_found="/services?q=poda",
        service="/services/{service}",
        contradictions="/city/contradictions",
        organisations="/organisations",
        organisation="/organisations/{organisation}",
        programme_member=PROGRAMME,
    ),
    *stops(
        "bruno",
        "sao-paulo",
        rich_workspace=REDESIGN,
        rich_problems=REDESIGN + "/problems",
        rich_problem=REDESIGN + "/problems/{problem}",
        rich_today=REDESIGN + "/journeys/today",
        rich_future=REDESIGN + "/journeys/future",
        rich_compare=REDESIGN + "/journeys/compare",
        rich_step=REDESIGN + "/journey-steps/{step}",
        prototypes=REDESIGN + "/prototypes",
        prototype=REDESIGN + "/prototypes/{prototype}",
        tests=REDESIGN + "/tests",
        test_new=REDESIGN + "/tests/new",
        test_note=REDESIGN + "/tests/note",
        test_edit=REDESIGN + "/tests/{test_session}/edit",
        finding=REDESIGN + "/findings/{finding}",
        finding_new=REDESIGN + "/findings/new",
        launch=REDESIGN + "/launch",
        rich_statuses=REDESIGN + "/statuses",
        measurement=REDESIGN + "/statuses/{status_change}",
    ),
    *stops(
        "ana",
        "oficina",
        facilitator_home="/",
        programmes="/programmes",
        programme=PROGRAMME,
        matrix=PROGRAMME + "/matrix",
        workshops=PROGRAMME + "/workshops",
        workshop=PROGRAMME + "/workshops/{workshop}",
        workshop_new=PROGRAMME + "/workshops/new",
        people="/people",
        programme_activity=PROGRAMME + "/activity",
        oficina_report=PROGRAMME + "/report",
    ),
    *stops(
        "davi",
        "sao-paulo",
        lead_home="/",
        report=PROGRAMME + "/report",
        report_earlier=PROGRAMME + "/report?as_of=2020-12-01",
        report_services=PROGRAMME + "/report/services",
        report_benefits=PROGRAMME + "/report/benefits",
        report_people=PROGRAMME + "/report/people",
        report_organisations=PROGRAMME + "/report/organisations",
        report_workshops=PROGRAMME + "/report/workshops",
        report_claims=PROGRAMME + "/report/claims",
        report_claim=PROGRAMME + "/report/claims/{claim}",
        claims=PROGRAMME + "/claims",
        claim_new=PROGRAMME + "/claims/new",
        closed_matrix=PROGRAMME + "/matrix",
        phases=PROGRAMME + "/phases",
        parties=PROGRAMME + "/parties",
        objectives=PROGRAMME + "/objectives",
        testimonials=PROGRAMME + "/testimonials",
        seats=PROGRAMME + "/people",
        programme_edit=PROGRAMME + "/edit",
        redesign_add=PROGRAMME + "/add-redesign",
        person="/people/{person}",
        invite="/people/invite",
        programme_new="/programmes/new",
    ),
    *stops(
        "celso",
        "oficina",
        city="/city",
        city_edit="/city/edit",
        city_parameters="/city/parameters",
        organisation_new="/organisations/new",
        person_edit="/people/{person}/edit",
        catalogue_import="/services/import",
        people_list="/people/list",
        audit="/audit",
        affected="/affected",
        amounts="/amounts",
        help="/help",
        help_words="/help/words",
        own_data="/account/data",
        erase="/account/erase",
        service_new="/services/new",
        service_edit="/services/{service}/edit",
        city_activity="/cities/{city}/activity",
    ),
    *stops(
        "bruno",
        "sao-paulo",
        opportunities=REDESIGN + "/opportunities",
        opportunity=REDESIGN + "/opportunities/{opportunity}",
        opportunity_edit=REDESIGN + "/opportunities/{opportunity}/edit",
    ),
)
# The team whose work the walk looks at in each world, found by one of its members.
TEAMS = {"oficina": "Bruno Sales", "sao-paulo": "Bruno Sakamoto"}
# Of a redesign and of a programme, the first record of each kind, in this order.
OF_REDESIGN = {
    "note": (Note, Note.position),
    "group": (NoteGroup, NoteGroup.created_at),
    "problem": (Problem, Problem.number),
    "opportunity": (Opportunity, Opportunity.number),
    "prototype": (Prototype, Prototype.number),
    "test_session": (TestSession, TestSession.number),
    "finding": (Finding, Finding.number),
    "status_change": (StatusChange, StatusChange.id.desc()),
}


def facts_of(world: str) -> dict[str, Any]:
    """Return the ids that the addresses of a told world need; the application's context must be open."""
    person = db.session.scalars(select(Person).where(Person.name == TEAMS[world])).one()
    membership = first(Membership, Membership.id, Membership.person_id == person.id)
    redesign = db.session.get(Redesign, membership.redesign_id)
    programme = redesign.programme
    of_redesign = {
        name: first(kind, order, kind.redesign_id == redesign.id)
        for name, (kind, order) in OF_REDESIGN.items()
    }
    today = next(each for each in redesign.maps if each.kind == "as_is")
    phases = [phase.id for phase in programme.phases]
    records = {
        "person": person,
        "organisation": person.organisation,
        "city": person.city,
        "programme": programme,
        "redesign": redesign,
        "service": redesign.service,
        "step": today.steps[0],
        "workshop": first(Workshop, Workshop.held_on, Workshop.phase_id.in_(phases)),
        "claim": first(Claim, Claim.id, Claim.programme_id == programme.id),
        **of_redesign,
    }
    return {name: record.id if record else "none" for name, record in records.items()}


def first(kind: Any, order: Any, condition: Any) -> Any:
    return db.session.scalars(select(kind).where(condition).order_by(order)).first()
