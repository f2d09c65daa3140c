"""A programme that finished in 2021, small enough to count by hand: five services, two phases, three claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.programme.claim import Claim
from workbench.models.programme.programme import Programme
from workbench.models.progress.measurement import Measurement
from workbench.models.redesign.redesign import Redesign


@dataclass
class World:
    """The records of the programme, by the names that the tests use."""

    city: City
    programme: Programme
    organisations: list[Organisation]
    people: list[Person]
    redesigns: dict[str, Redesign]


def frozen(gaps: tuple[str, ...] = (), volume: int | None = 1200, **values: Any) -> dict[str, Any]:
    """Return a measurement as a status change holds it: 60 minutes become 15, 5.00 paid become nothing."""
    taken = Measurement(
        levels_before={"chile": "1", "portaria548": "N"},
        levels_after={"chile": "4", "portaria548": "D"},
        volume=volume,
        citizens_before={"minutes": 60.0, "money": 5.0},
        citizens_after={"minutes": 15.0, "money": 0.0},
        office_before={"minutes": 30.0, "money": 0.0},
        office_after={"minutes": 6.0, "money": 0.5},
        hourly_income=20.0,
        hourly_office_cost=40.0,
        parameters_from="2020-01-01",
        office_is_stated=True,
        gaps=list(gaps),
    )
    return {**taken.as_dict(), **values}


def begin(
    programme: Programme, service: Service, day: date, *moves: tuple[str, str, dict]
) -> Redesign:
    """Return a redesign with dated status changes: (status, day, measurement) each."""
    redesign = Redesign.begin(programme, service, by=None, starts_on=day)
    for status, on, measurement in moves:
        redesign.record_status(
            status,
            effective_on=date.fromisoformat(on),
            by=None,
            measurement=measurement,
            reason="because",
        )
        db.session.flush()
        db.session.refresh(redesign)
    return redesign


def tell() -> World:
    """Write the world into the database."""
    city = City.found(slug="sao-lourenco", name="São Lourenço")
    organisations = [
        Organisation.add(city, name=name, by=None) for name in ("Saúde", "Cultura", "Fazenda")
    ]
    people = [
        Person.add(city, name=f"Pessoa {n}", email=f"p{n}@x.example", by=None) for n in range(6)
    ]
    db.session.flush()
    programme = Programme.found(
        city,
        slug="feito",
        title="Feito",
        by=None,
        starts_on=date(2020, 5, 1),
        closed_on=date(2021, 6, 30),
    )
    tell_phases(programme, people, organisations)
    tell_claims(programme)
    redesigns = tell_redesigns(city, programme, organisations)
    commit()
    return World(city, programme, organisations, people, redesigns)


def tell_phases(
    programme: Programme, people: list[Person], organisations: list[Organisation]
) -> None:
    """Three sit in the first phase, four in the second, one in both; workshops are stated for the first only."""
    first = programme.add_phase(title="Um", by=None, starts_on=date(2020, 5, 1))
    second = programme.add_phase(title="Dois", by=None, starts_on=date(2020, 9, 1))
    programme.add_phase(title="Três", by=None)
    db.session.flush()
    for number in (0, 1, 2):
        first.enrol(
            people[number], role="participant", organisation=organisations[number % 2], by=None
        )
    for number in (2, 3, 4, 5):
        second.enrol(
            people[number], role="participant", organisation=organisations[number % 3], by=None
        )
    second.enrol(people[0], role="facilitator", organisation=organisations[0], by=None)
    first.plan(title="Ouvir", held_on=date(2020, 5, 10), state="held", by=None)
    first.plan(title="Mapear", held_on=date(2020, 6, 10), state="held", by=None)
    first.plan(
        title="Chuva", held_on=date(2020, 6, 17), state="not_held", state_reason="chuva", by=None
    )


def tell_claims(programme: Programme) -> None:
    Claim.state(
        programme,
        measure="enrolments",
        figure=Decimal(6),
        qualifier=">",
        unit="officials",
        stated_by="Partner",
        as_of=date(2021, 6, 30),
        by=None,
    )
    for figure, day in ((3, date(2021, 7, 1)), (2, date(2021, 2, 1))):
        Claim.state(
            programme,
            measure="services_digitized",
            figure=Decimal(figure),
            qualifier="=",
            unit="services",
            stated_by=f"Source {figure}",
            as_of=day,
            conflict_group="digitized",
            by=None,
        )
    Claim.state(
        programme,
        figure=Decimal(12),
        qualifier="~",
        unit="million people",
        stated_by="Census",
        by=None,
    )


def tell_redesigns(
    city: City, programme: Programme, organisations: list[Organisation]
) -> dict[str, Redesign]:
    services = {
        name: Service.add(city, name=name, organisation=organisations[place], by=None)
        for name, place in (("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 0))
    }
    db.session.flush()
    return {
        "a": begin(
            programme,
            services["a"],
            date(2020, 5, 10),
            ("chosen", "2020-05-20", frozen(("after",))),
            ("in_development", "2020-07-01", frozen(("guessed",))),
            ("digitized", "2020-10-01", frozen()),
            ("monitored", "2021-01-01", frozen(volume=2400)),
        ),
        "b": begin(
            programme,
            services["b"],
            date(2020, 5, 10),
            ("in_development", "2020-08-01", frozen(("guessed",))),
            ("digitized", "2021-01-15", frozen(("volume",), volume=None)),
        ),
        "c": begin(
            programme,
            services["c"],
            date(2020, 6, 1),
            ("digitized", "2020-10-01", frozen(office_is_stated=False)),
            ("in_development", "2021-03-01", frozen(("guessed",))),
        ),
        "d": begin(
            programme,
            services["d"],
            date(2020, 6, 1),
            ("stopped", "2020-12-01", frozen(("before",))),
        ),
        "e": begin(programme, services["e"], date(2021, 2, 1)),
    }
