"""A large city for measuring: ten thousand services, two hundred redesigns, three hundred notes in each."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import insert

from workbench.extensions import db
from workbench.models.base import new_id, now
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.commit import commit
from workbench.models.log.transaction import transaction
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme
from workbench.models.progress.rule_state import assess
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import LANES
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.problem import Problem

PASSWORD = "a password for measuring"
EMAIL = "lead@bench.example"
# Works as much as the lead may, and is the one who writes.
BUSY = "busy@bench.example"
STATUSES = ("chosen", "problem_evidence", "as_is_mapped", "to_be_mapped", "prototyped", "tested")


def build(services: int = 10_000, redesigns: int = 200, notes: int = 300) -> Programme:
    """Write the city and return its programme; whoever signs in leads, facilitates and administers; teams have three officials."""
    random.seed(1)
    city = City.found(slug="bench", name="Bench")
    organisations = [
        Organisation.add(city, name=f"Secretaria {number}", by=None) for number in range(12)
    ]
    person = Person.add(city, name="Lia Prado", email=EMAIL, by=None)
    db.session.flush()
    person.set_password(PASSWORD, by=person)
    CityOffice.give(city, person, by=None)
    city.state_parameters(
        valid_from=date(2020, 1, 1),
        hourly_income=Decimal("18.40"),
        hourly_office_cost=Decimal("40"),
        source="",
        by=person,
    )
    begun = city.today() - timedelta(days=200)
    programme = Programme.found(city, slug="bench", title="Bench", by=person, starts_on=begun)
    phase = programme.add_phase(title="Fase 1", by=person, starts_on=begun)
    busy = Person.add(city, name="Noa Reis", email=BUSY, by=None)
    db.session.flush()
    busy.set_password(PASSWORD, by=busy)
    for role in ("lead", "facilitator"):
        phase.enrol(person, role=role, by=person)
        phase.enrol(busy, role=role, by=person)
    officials = [
        Person.add(city, name=f"Servidora {n}", email=f"s{n}@bench.example", by=None)
        for n in range(60)
    ]
    for official in officials:
        official.organisation = random.choice(organisations)
        phase.enrol(official, role="participant", by=person)
    db.session.flush()
    catalogue(city, organisations, services)
    for service in db.session.scalars(db.select(Service).order_by(Service.id).limit(redesigns)):
        redesign = team(programme, service, person, begun, notes)
        for official in random.sample(officials, 3):
            redesign.memberships.append(Membership(person=official))
    draw_map(db.session.get_one(Redesign, 1), person)
    commit()
    return programme


def draw_map(redesign: Redesign, person: Person, steps: int = 40, lanes: int = 12) -> None:
    """Draw today's map of a team with so many steps, and something in as many lanes of each."""
    phases = ["Descobrir", "Pedir", "Esperar", "Receber"]
    today = JourneyMap.begin(redesign, "as_is", by=person, segment="Moradora", phases=phases)
    db.session.flush()
    for number in range(steps):
        facts = {"channels": ["in_person"], "citizen_minutes": 35, "emotion": number % 5 - 2}
        phase = today.phases[number * len(phases) // steps]
        step = today.add_step(
            {"title": f"Vai ao balcão {number}", "phase": phase, **facts}, by=person
        )
        for lane in list(LANES)[:lanes]:
            step.fill(
                lane, f"Ninguém avisa o dia da vistoria, e a pessoa volta {number}.", by=person
            )


def catalogue(city: City, organisations: list[Organisation], count: int) -> None:
    channels = (["web"], ["in_person"], ["web", "telephone"], ["app", "in_person"])
    rows = [
        {
            "city_id": city.id,
            "organisation_id": random.choice(organisations).id,
            "name": f"Serviço público número {number}",
            "sort_key": f"servico publico numero {number}",
            "summary": "Pedido, análise e resposta.",
            "search_text": f"servico publico numero {number} pedido analise e resposta",
            "level": random.choice(("", "0", "3", "4")),
            "levels": {"chile": "4"},
            "step_count": 1,
            "yearly_requests": random.randint(100, 90_000),
        }
        for number in range(count)
    ]
    db.session.execute(insert(Service), rows)
    ids = db.session.scalars(db.select(Service.id).order_by(Service.id)).all()
    steps = [
        {"service_id": id_, "title": "Pedir", "position": 1, "channels": random.choice(channels)}
        for id_ in ids
    ]
    db.session.execute(insert(ServiceStep), steps)


def team(
    programme: Programme, service: Service, person: Person, begun: date, notes: int
) -> Redesign:
    """Begin one redesign with a full board, a few problems, and some of its way behind it."""
    redesign = Redesign.begin(
        programme, service, by=person, starts_on=begun, team_name=f"Equipe {service.id}"
    )
    redesign.assign_facilitator(person, by=person)
    groups = [NoteGroup.write(redesign, {"title": f"Grupo {n}"}, by=person) for n in range(6)]
    for number in range(3):
        Problem.write(redesign, {"title": f"Problema {number}", "segment": "Moradora"}, by=person)
    db.session.flush()
    common = {"redesign_id": redesign.id, "created_by_id": person.id, "created_at": now()}
    db.session.execute(
        insert(Note),
        [
            {
                **common,
                "id": new_id(),
                "version": 1,
                "number": 10 + number,
                "position": number,
                "text": f"Ninguém avisa o dia da vistoria e a pessoa perde a visita {number}.",
                "kind": random.choice(("citizen", "office", "question", "idea")),
                "group_id": random.choice(groups).id if number % 7 else None,
            }
            for number in range(notes)
        ],
    )
    for place, status in enumerate(STATUSES[: random.randint(0, len(STATUSES))]):
        redesign.record_status(status, effective_on=begun + timedelta(days=9 * place), by=person)
    assess(redesign)
    transaction().touched.clear()
    return redesign
