"""A list of people for a phase: what would become of each line, and all of it done in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.organisation import Organisation
from workbench.models.people.invitation import LETTERS, Invitation
from workbench.models.people.person import Person
from workbench.models.roles import ENROLMENT_ROLES
from workbench.text.likeness import likeness
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.programme.phase import Phase

LONGEST_NAME, LONGEST_EMAIL = 200, 254
STATES = {
    "new": N_("Gets a link"),
    "here": N_("Is here already: will be enrolled at once, without a link"),
    "enrolled": N_("Is enrolled already"),
    "invited": N_("Has an open invitation already"),
    "fault": N_("Is left out"),
}
NO_NAME = N_("The name is missing.")
LONG = N_("The name or the e-mail is too long.")
NO_EMAIL = N_("“%(text)s” is no e-mail address.")
TWICE = N_("This e-mail stands in an earlier line too.")
NO_ROLE = N_("“%(text)s” is no role here.")
NO_ORGANISATION = N_("“%(text)s” is no organisation of the city: it stays empty.")


@dataclass(frozen=True)
class Listed:
    """One line as it was written; ``role`` is empty where none is named or the word is unknown."""

    number: int
    name: str
    email: str
    organisation: str
    role_text: str
    role: str


@dataclass
class Entry:
    """One line with what becomes of it, and why."""

    line: Listed
    role: str
    state: str = "new"
    organisation: Organisation | None = None
    person: Person | None = None
    reasons: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class GuestList:
    """The lines of a list, checked against who is in the city and in the phase."""

    def __init__(self, phase: Phase, lines: Iterable[Listed], role: str):
        self.phase, self.role = phase, role
        city = phase.programme.city
        self.organisations = {
            likeness(name): one
            for one in Organisation.of(city)
            for name in (*one.former_names, one.short_name, one.name)
            if name
        }
        lines = list(lines)
        wanted = Person.email.in_([line.email for line in lines if line.email])
        people = db.session.scalars(select(Person).where(Person.city_id == city.id, wanted))
        self.people = {person.email: person for person in people if not person.is_removed}
        open_ones = Invitation.open_of(Invitation.phase_id == phase.id)
        self.invited = {one.email for one in open_ones if one.email}
        self.nameless = {likeness(one.name) for one in open_ones if not one.email}
        today = city.today()
        self.seats = {(s.person_id, s.role) for s in phase.enrolments if s.is_open(today)}
        self.emails: set[str] = set()
        self.entries = [self.entry(line) for line in lines]

    def count(self, state: str) -> int:
        return sum(entry.state == state for entry in self.entries)

    @property
    def has_work(self) -> bool:
        return bool(self.count("new") or self.count("here"))

    def entry(self, line: Listed) -> Entry:
        entry = Entry(line, line.role or self.role)
        entry.person = self.people.get(line.email) if line.email else None
        entry.organisation = self.organisations.get(likeness(line.organisation))
        entry.reasons = list(self.faults(line))
        entry.state = "fault" if entry.reasons else self.state(entry)
        if line.organisation and not entry.organisation:
            entry.reasons.append((NO_ORGANISATION, {"text": line.organisation}))
        self.emails.add(line.email)
        return entry

    def faults(self, line: Listed) -> Iterable[tuple[str, dict[str, Any]]]:
        name, _, host = line.email.rpartition("@")
        if not line.name:
            yield NO_NAME, {}
        if len(line.name) > LONGEST_NAME or len(line.email) > LONGEST_EMAIL:
            yield LONG, {}
        if line.email and (not name or "." not in host.strip(".") or " " in line.email):
            yield NO_EMAIL, {"text": line.email}
        if line.email and line.email in self.emails:
            yield TWICE, {}
        if line.role_text and line.role not in ENROLMENT_ROLES:
            yield NO_ROLE, {"text": line.role_text}

    def state(self, entry: Entry) -> str:
        if entry.person:
            return "enrolled" if (entry.person.id, entry.role) in self.seats else "here"
        email, name = entry.line.email, likeness(entry.line.name)
        is_waiting = email in self.invited if email else name in self.nameless
        return "invited" if is_waiting else "new"

    def invite(self, token: str, *, by: Person) -> list[Invitation]:
        """Enrol who is here and invite who is new; the codes follow from the token and the order."""
        for entry in self.entries:
            if entry.state == "here" and entry.person:
                self.phase.enrol(
                    entry.person, role=entry.role, by=by, organisation=entry.organisation
                )
        new = [entry for entry in self.entries if entry.state == "new"]
        return [self.invitation(entry, code_of(token, n), by) for n, entry in enumerate(new)]

    def invitation(self, entry: Entry, code: str, by: Person) -> Invitation:
        organisation_id = entry.organisation.id if entry.organisation else None
        said = {"name": entry.line.name, "email": entry.line.email}
        made, _code = Invitation.to_seat(
            self.phase, entry.role, by=by, code=code, organisation_id=organisation_id, **said
        )
        return made


def code_of(token: str, place: int) -> str:
    """Return the code of the invitation at this place of a list: 128 bits of a hash of its secret token."""
    digest = hashlib.sha256(f"{token} {place}".encode()).digest()
    number, letters = int.from_bytes(digest, "big"), []
    for _each in range(26):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)
