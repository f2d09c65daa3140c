"""Loads a demo world's city, people, organisations, catalogue, and programme with its seats."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.demo.calendar import SeedError
from workbench.demo.story import Story, named, only
from workbench.demo.workshops import Sessions
from workbench.models.base import ALPHABET
from workbench.models.catalogue.city import City, CityParameters
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.search import fold
from workbench.models.catalogue.service import Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.source import Source
from workbench.models.catalogue.volume import Volume
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person
from workbench.models.programme.claim import Claim
from workbench.models.programme.claim_subject import subjects_at
from workbench.models.programme.objective import Objective
from workbench.models.programme.outcome import Outcome
from workbench.models.programme.phase import Phase
from workbench.models.programme.programme import Programme, Testimonial
from workbench.text.codes import drawn

SECTIONS = (
    *("city", "parameters", "organisations", "people", "administrators", "sign_in", "programme"),
)


@dataclass(frozen=True)
class SignIn:
    """One of the people who can sign in to a world; the password is known here and nowhere else."""

    role: str
    name: str
    email: str
    password: str


def new_password() -> str:
    """Return a password of 59 random bits that can be read aloud, as xxxx-xxxx-xxxx."""
    letters = drawn(ALPHABET, 12)
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


class Place:
    """Plans the acts that found a city, bring its people and catalogue, and set up the programme."""

    def __init__(self, story: Story, told: dict[str, Any]):
        self.story = story
        self.told = told
        self.sign_ins: list[SignIn] = []
        self.sessions = Sessions(story)

    def plan(self) -> None:
        """Plan everything of ``world.yaml``, in the order in which one thing needs another."""
        only(self.told, SECTIONS, "world.yaml")
        city, people = self.told["city"], self.told["people"]
        self.story.founded_on = self.story.calendar.day(city["day"], "city")
        self.story.administrator = self.told["administrators"][0]
        self._each(self._found, [city], "city")
        for key in self.told["administrators"]:
            self._on_founding(self._name_administrator, key, named(people, key, "administrators"))
        for key, organisation in self.told.get("organisations", {}).items():
            self._on_founding(self._add_organisation, key, organisation)
        for parameters in self.told.get("parameters", []):
            self.story.plan(parameters["day"], "parameters", self._state_parameters, parameters)
        for key, person in people.items():
            self._on_founding(self._add_person, key, person)
        for role, key in self.told.get("sign_in", {}).items():
            self._on_founding(self._let_in, role, named(people, key, "sign_in"), key)
        self._plan_programme(self.told["programme"])

    def _each(self, act: Callable[..., object], items: list[dict[str, Any]], place: str) -> None:
        for item in items:
            self.story.plan(item["day"], place, act, item)

    def _on_founding(self, act: Callable[..., object], key: str, *arguments: Any) -> None:
        self.story.plan(self.story.founded_on, f"world.yaml {key}", act, key, *arguments)

    @property
    def _administrator(self) -> Person:
        return self.story.person(self.story.administrator, "administrators")

    # the city

    def _found(self, told: dict[str, Any]) -> None:
        self.story.city = City.found(**self.story.values(City, told, "city"))

    def _name_administrator(self, key: str, told: dict[str, Any]) -> None:
        by = self.story.people.get(self.story.administrator)
        person = self._welcome(key, told, by)
        CityOffice.give(self.story.city, person, by=by)

    def _welcome(self, key: str, told: dict[str, Any], by: Person | None) -> Person:
        values = {"email": self._email(told["name"]), **told}
        values = self.story.values(Person, values, f"people {key}", but=("organisation",))
        person = Person.add(self.story.city, by=by, **values)
        self.story.people[key] = person
        return person

    def _email(self, name: str) -> str:
        words = re.findall(r"[a-z]+", fold(name))
        return f"{words[0]}.{words[-1]}@{self.story.city.slug}.example"

    def _add_organisation(self, key: str, told: dict[str, Any]) -> None:
        values = self.story.values(Organisation, told, f"organisations {key}")
        self.story.organisations[key] = Organisation.add(
            self.story.city, by=self._administrator, **values
        )

    def _state_parameters(self, told: dict[str, Any]) -> None:
        values = self.story.values(CityParameters, told, "parameters")
        self.story.city.state_parameters(by=self._administrator, **values)

    def _add_person(self, key: str, told: dict[str, Any]) -> None:
        organisation = self.story.organisation(told.get("organisation"), f"people {key}")
        if key in self.story.people:  # an administrator, who came before the organisations
            self.story.people[key].edit({"organisation": organisation}, by=self._administrator)
        else:
            self._welcome(key, told, self._administrator).organisation = organisation

    def _let_in(self, role: str, told: dict[str, Any], key: str) -> None:
        person, password = self.story.people[key], new_password()
        person.set_password(password, by=person)
        self.sign_ins.append(SignIn(role, person.name, person.email or "", password))

    # the catalogue

    def plan_service(
        self, told: dict[str, Any], place: str, keep: Callable[[Service], object] | None = None
    ) -> None:
        """Plan one entry of the catalogue, and hand the record to whoever needs it."""
        self.story.plan(self.story.founded_on, place, self._add_service, told, place, keep)

    def _add_service(
        self, told: dict[str, Any], place: str, keep: Callable[[Service], object] | None
    ) -> None:
        story, by = self.story, self._administrator
        values = story.values(Service, told, place, but=("organisation", "steps", "volumes"))
        organisation = story.organisation(told.get("organisation"), place)
        values["organisation"] = organisation
        service = Service.add(story.city, by=by, known_from=story.founded_on, **values)
        for step in told.get("steps", []):
            service.add_step(story.values(ServiceStep, step, place), by=by)
        for volume in told.get("volumes", []):
            service.state_volume(
                **{"channel": "", "source": "", **story.values(Volume, volume, place)}, by=by
            )
        if keep:
            keep(service)

    # the programme

    def _plan_programme(self, told: dict[str, Any]) -> None:
        story = self.story
        seats = [each.get("seats", {}) for each in told["phases"]]
        leads = [key for each in seats for key in each.get("lead", [])]
        if not leads:
            raise SeedError("programme", "no phase has a lead")
        story.lead = leads[0]
        story.plan(told["day"], "programme", self._found_programme, told)
        for phase in told["phases"]:
            day = phase.get("day", phase.get("starts_on"))
            story.plan(day, f"phase {phase['title']}", self._add_phase, phase)
            self.sessions.plan_outcomes(phase)
        self._each(self._state_claim, told.get("claims", []), "claims")
        self._each(self._add_outcome, told.get("outcomes", []), "outcomes")
        self._each(self._quote, told.get("testimonials", []), "testimonials")

    def _found_programme(self, told: dict[str, Any]) -> None:
        apart = ("parties", "objectives", "outcomes", "phases", "claims", "testimonials")
        values = self.story.values(Programme, told, "programme", but=apart)
        by = self._administrator
        programme = Programme.found(self.story.city, by=by, **values)
        self.story.programme = programme
        for party in told.get("parties", []):
            organisation = self.story.organisation(party["organisation"], "parties")
            assert organisation is not None
            programme.add_party(organisation, party["role"], by=by)
        for objective in told.get("objectives", []):
            values = self.story.values(Objective, objective, "objectives")
            programme.add_objective(by=by, **values)

    def _add_phase(self, told: dict[str, Any]) -> None:
        story, place = self.story, f"phase {told['title']}"
        values = story.values(Phase, told, place, but=("seats", "workshops"))
        phase = story.programme.add_phase(by=self._administrator, **values)
        for role, keys in told.get("seats", {}).items():
            for key in keys:
                person = story.person(key, place)
                phase.enrol(person, role=role, by=self._administrator)
                person.__dict__.pop("_grants", None)
        for workshop in told.get("workshops", []):
            self.sessions.add(phase, workshop)

    def _state_claim(self, told: dict[str, Any]) -> None:
        lead = self.story.person(self.story.lead, "claims")
        values = self.story.values(Claim, told, "claims", but=("subject", "source"))
        source = told.get("source", "")
        written = source if isinstance(source, dict) else {"title": source}
        details = self.story.values(Source, written, "claims")
        said = {f"source_{name}": value for name, value in details.items() if name != "title"}
        about = self._subject(told.get("subject"))
        Claim.state(
            self.story.programme, by=lead, source=details["title"], **values, **about, **said
        )

    def _subject(self, told: dict[str, str] | None) -> dict[str, str]:
        """Return the subject of a figure, told as {kind: name}; nothing for the programme itself."""
        if not told:
            return {}
        (kind, name), *_more = told.items()
        known = {
            (each, title): subject_id
            for each, subject_id, title in subjects_at(self.story.programme)
        }
        return {"subject_kind": kind, "subject_id": named(known, (kind, name), "claims")}

    def _add_outcome(self, told: dict[str, Any]) -> None:
        lead = self.story.person(self.story.lead, "outcomes")
        values = self.story.values(Outcome, told, "outcomes")
        self.story.programme.add_outcome(by=lead, **values)

    def _quote(self, told: dict[str, Any]) -> None:
        lead = self.story.person(self.story.lead, "testimonials")
        values = self.story.values(Testimonial, told, "testimonials")
        self.story.programme.add_testimonial(by=lead, **values)
