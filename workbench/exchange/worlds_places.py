"""Tells a demo world's place and people: city, organisations, catalogue, and the programme with its seats."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.exchange.worlds_calendar import Mistold
from workbench.exchange.worlds_telling import Telling, named, only
from workbench.exchange.worlds_workshops import Sessions
from workbench.models.base import ALPHABET
from workbench.models.city import City, CityParameters
from workbench.models.claim import Claim
from workbench.models.organisation import Organisation
from workbench.models.person import CityOffice, Person
from workbench.models.phase import Phase
from workbench.models.programme import Programme, Testimonial
from workbench.models.search import fold
from workbench.models.service import Service, ServiceStep, Volume


@dataclass(frozen=True)
class SignIn:
    """One of the people who can sign in to a world; the password is known here and nowhere else."""

    role: str
    name: str
    email: str
    password: str


def new_password() -> str:
    """Return a password of 59 random bits that can be read aloud, as xxxx-xxxx-xxxx."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


class Place:
    """Plans the acts that found a city, bring its people and catalogue, and set up the programme."""

    def __init__(self, telling: Telling, told: dict[str, Any]):
        self.telling = telling
        self.told = told
        self.sign_ins: list[SignIn] = []
        self.sessions = Sessions(telling)

    def plan(self) -> None:
        """Plan everything of ``world.yaml``, in the order in which one thing needs another."""
        only(
            self.told,
            (
                "city",
                "parameters",
                "organisations",
                "people",
                "administrators",
                "sign_in",
                "programme",
            ),
            "world.yaml",
        )
        city, people = self.told["city"], self.told["people"]
        self.telling.founded_on = self.telling.calendar.day(city["day"], "city")
        self.telling.administrator = self.told["administrators"][0]
        self._each(self._found, [city], "city")
        for key in self.told["administrators"]:
            self._on_founding(self._name_administrator, key, named(people, key, "administrators"))
        for key, organisation in self.told.get("organisations", {}).items():
            self._on_founding(self._add_organisation, key, organisation)
        for parameters in self.told.get("parameters", []):
            self.telling.plan(parameters["day"], "parameters", self._state_parameters, parameters)
        for key, person in people.items():
            self._on_founding(self._add_person, key, person)
        for role, key in self.told.get("sign_in", {}).items():
            self._on_founding(self._let_in, role, named(people, key, "sign_in"), key)
        self._plan_programme(self.told["programme"])

    def _each(self, act: Callable[..., object], items: list[dict[str, Any]], place: str) -> None:
        for item in items:
            self.telling.plan(item["day"], place, act, item)

    def _on_founding(self, act: Callable[..., object], key: str, *arguments: Any) -> None:
        self.telling.plan(self.telling.founded_on, f"world.yaml {key}", act, key, *arguments)

    @property
    def _administrator(self) -> Person:
        return self.telling.person(self.telling.administrator, "administrators")

    # the city

    def _found(self, told: dict[str, Any]) -> None:
        self.telling.city = City.found(**self.telling.values(City, told, "city"))

    def _name_administrator(self, key: str, told: dict[str, Any]) -> None:
        by = self.telling.people.get(self.telling.administrator)
        person = self._welcome(key, told, by)
        CityOffice.give(self.telling.city, person, by=by)

    def _welcome(self, key: str, told: dict[str, Any], by: Person | None) -> Person:
        values = {"email": self._email(told["name"]), **told}
        values = self.telling.values(Person, values, f"people {key}", but=("organisation",))
        person = Person.add(self.telling.city, by=by, **values)
        self.telling.people[key] = person
        return person

    def _email(self, name: str) -> str:
        words = re.findall(r"[a-z]+", fold(name))
        return f"{words[0]}.{words[-1]}@{self.telling.city.slug}.example"

    def _add_organisation(self, key: str, told: dict[str, Any]) -> None:
        values = self.telling.values(Organisation, told, f"organisations {key}")
        self.telling.organisations[key] = Organisation.add(
            self.telling.city, by=self._administrator, **values
        )

    def _state_parameters(self, told: dict[str, Any]) -> None:
        values = self.telling.values(CityParameters, told, "parameters")
        self.telling.city.state_parameters(by=self._administrator, **values)

    def _add_person(self, key: str, told: dict[str, Any]) -> None:
        organisation = self.telling.organisation(told.get("organisation"), f"people {key}")
        if key in self.telling.people:  # an administrator, who came before the organisations
            self.telling.people[key].edit({"organisation": organisation}, by=self._administrator)
        else:
            self._welcome(key, told, self._administrator).organisation = organisation

    def _let_in(self, role: str, told: dict[str, Any], key: str) -> None:
        person, password = self.telling.people[key], new_password()
        person.set_password(password, by=person)
        self.sign_ins.append(SignIn(role, person.name, person.email or "", password))

    # the catalogue

    def plan_service(
        self, told: dict[str, Any], place: str, keep: Callable[[Service], object] | None = None
    ) -> None:
        """Plan one entry of the catalogue, and hand the record to whoever needs it."""
        self.telling.plan(self.telling.founded_on, place, self._add_service, told, place, keep)

    def _add_service(
        self, told: dict[str, Any], place: str, keep: Callable[[Service], object] | None
    ) -> None:
        telling, by = self.telling, self._administrator
        values = telling.values(Service, told, place, but=("organisation", "steps", "volumes"))
        organisation = telling.organisation(told.get("organisation"), place)
        service = Service.add(telling.city, by=by, organisation=organisation, **values)
        for step in told.get("steps", []):
            service.add_step(telling.values(ServiceStep, step, place), by=by)
        for volume in told.get("volumes", []):
            service.state_volume(
                **{"channel": "", "source": "", **telling.values(Volume, volume, place)}, by=by
            )
        if keep:
            keep(service)

    # the programme

    def _plan_programme(self, told: dict[str, Any]) -> None:
        telling = self.telling
        seats = [each.get("seats", {}) for each in told["phases"]]
        leads = [key for each in seats for key in each.get("lead", [])]
        if not leads:
            raise Mistold("programme", "no phase has a lead")
        telling.lead = leads[0]
        telling.plan(told["day"], "programme", self._found_programme, told)
        for phase in told["phases"]:
            day = phase.get("day", phase.get("starts_on"))
            telling.plan(day, f"phase {phase['title']}", self._add_phase, phase)
            self.sessions.plan_outcomes(phase)
        self._each(self._state_claim, told.get("claims", []), "claims")
        self._each(self._quote, told.get("testimonials", []), "testimonials")

    def _found_programme(self, told: dict[str, Any]) -> None:
        apart = ("parties", "objectives", "phases", "claims", "testimonials")
        values = self.telling.values(Programme, told, "programme", but=apart)
        by = self._administrator
        programme = Programme.found(self.telling.city, by=by, **values)
        self.telling.programme = programme
        for party in told.get("parties", []):
            organisation = self.telling.organisation(party["organisation"], "parties")
            assert organisation is not None
            programme.add_party(organisation, party["role"], by=by)
        for objective in told.get("objectives", []):
            programme.add_objective(**objective, by=by)

    def _add_phase(self, told: dict[str, Any]) -> None:
        telling, place = self.telling, f"phase {told['title']}"
        values = telling.values(Phase, told, place, but=("seats", "workshops"))
        phase = telling.programme.add_phase(by=self._administrator, **values)
        for role, keys in told.get("seats", {}).items():
            for key in keys:
                person = telling.person(key, place)
                phase.enrol(person, role=role, by=self._administrator)
                person.__dict__.pop("_grants", None)
        for workshop in told.get("workshops", []):
            self.sessions.add(phase, workshop)

    def _state_claim(self, told: dict[str, Any]) -> None:
        lead = self.telling.person(self.telling.lead, "claims")
        Claim.state(self.telling.programme, by=lead, **self.telling.values(Claim, told, "claims"))

    def _quote(self, told: dict[str, Any]) -> None:
        lead = self.telling.person(self.telling.lead, "testimonials")
        values = self.telling.values(Testimonial, told, "testimonials")
        self.telling.programme.add_testimonial(by=lead, **values)
