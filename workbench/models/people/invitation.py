"""Invitations: single-use links that make a person, give a seat, or set a lost password; hashed at rest."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Moment, Record, Scope, now
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person
from workbench.text.codes import bare, drawn
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.programme.phase import Phase

KINDS = {
    "first": N_("First administrator"),
    "administrator": N_("City administrator"),
    "seat": N_("Enrolment in a programme"),
    "password": N_("New password"),
}
LIFETIME = timedelta(days=7)
# Letters and digits that nobody confuses when a code is read aloud: no 0 O 1 I L.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

CODE_LENGTH = 26


def new_code() -> str:
    """Return a code of 26 characters (128 random bits) that can be typed or be the end of a link."""
    return drawn(LETTERS, CODE_LENGTH)


def fingerprint(code: str) -> str:
    """Return what is stored of a code, however it was typed."""
    return hashlib.sha256(bare(code).encode()).hexdigest()


class Invitation(Authored, Record):
    """A single-use code for one purpose, with an expiry."""

    __tablename__ = "invitation"
    resource = "invitation"
    events = {
        "opened": N_("%(who)s invited %(name)s (%(kind)s)."),
        "accepted": (N_("%(who)s accepted an invitation (%(kind)s)."), "name"),
        "withdrawn": N_("%(who)s withdrew the invitation of %(name)s (%(kind)s)."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20), default="participant")
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"), index=True)
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("phase.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    city: Mapped[City | None] = relationship()
    phase: Mapped[Phase | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    @classmethod
    def open(
        cls, kind: str, *, by: Person | None, code: str = "", **values: object
    ) -> tuple[Invitation, str]:
        """Make an invitation and return it with its code, which can never be read again."""
        code = code or new_code()
        invitation = cls(
            kind=kind,
            code_hash=fingerprint(code),
            expires_at=now() + LIFETIME,
            created_by_id=by.id if by else None,
            **values,
        )
        db.session.add(invitation)
        if invitation.city:
            db.session.flush()
            invitation.log("opened", by=by, kind=kind, name=invitation.name)
        return invitation, code

    @classmethod
    def to_seat(
        cls, phase: Phase, role: str, *, by: Person, code: str = "", **person: object
    ) -> tuple[Invitation, str]:
        """Invite somebody into a phase of a programme, in a role."""
        city = phase.programme.city
        return cls.open("seat", by=by, code=code, city=city, phase=phase, role=role, **person)

    @classmethod
    def by_code(cls, code: str, *, locked: bool = False) -> Invitation | None:
        """Return the invitation that this code opens now, or None.

        Whoever means to use it asks for the lock: of two people with one code the second waits,
        then finds it used.
        """
        statement = select(cls).where(cls.code_hash == fingerprint(code))
        if locked:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        invitation = db.session.scalar(statement)
        return invitation if invitation and invitation.is_open else None

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > now()

    @property
    def scope(self) -> Scope:
        if self.phase is not None:
            return self.phase.scope
        return self.city.scope if self.city else Scope()

    @property
    def place(self) -> str:
        """Return where the invitation leads: the title of the programme, or the name of the city."""
        if self.phase is not None:
            return self.phase.programme.title
        return self.city.name if self.city else ""

    def withdraw(self, *, by: Person) -> None:
        """Revoke it before anybody uses it."""
        self.withdrawn_at = now()
        self.log("withdrawn", by=by, kind=self.kind, name=self.name)

    @classmethod
    def open_of(cls, *conditions: Any) -> list[Invitation]:
        """Return the invitations that nobody has used yet, the newest first."""
        is_open = (cls.used_at.is_(None), cls.withdrawn_at.is_(None), cls.expires_at > now())
        return list(
            db.session.scalars(select(cls).where(*is_open, *conditions).order_by(cls.id.desc()))
        )

    @classmethod
    def withdraw_passwords(cls, person: Person, *, by: Person) -> None:
        """Revoke the links to a new password that this person has not used."""
        for invitation in cls.open_of(cls.kind == "password", cls.person_id == person.id):
            invitation.withdraw(by=by)

    def use(self) -> None:
        """Mark the invitation as used; refuse when it is closed already."""
        if not self.is_open:
            raise DomainError(N_("This invitation was used or has expired. Ask for a new one."))
        self.used_at = now()

    def accept_as(self, person: Person) -> None:
        """Give a person who can sign in already what the invitation offers."""
        self.use()
        self.person = person
        if self.kind == "seat" and self.phase:
            person.organisation_id = person.organisation_id or self.organisation_id
            self.phase.enrol(person, role=self.role, by=person)
        elif self.kind == "administrator" and self.city:
            if person.city is not self.city:
                why = N_("You belong to another city, and can only administer that one.")
                raise DomainError(why)
            CityOffice.give(self.city, person, by=self.created_by)
        if self.city:
            self.log("accepted", by=person, kind=self.kind, name=person.name)

    def accept_new(
        self, *, name: str, email: str, password_hash: str, organisation_id: int | None = None
    ) -> Person:
        """Add the person who came with this invitation, and give them what it offers."""
        assert self.city is not None
        person = Person.add(
            self.city, name=name, email=email, organisation_id=organisation_id, by=self.created_by
        )
        person.take_password(password_hash, by=person)
        self.accept_as(person)
        return person

    def open_city(self, city: City, *, name: str, email: str, password_hash: str) -> Person:
        """Open the workbench of a city; whoever accepts the first invitation administers it."""
        self.city, self.name, self.kind = city, name, "first"
        person = self.accept_new(name=name, email=email, password_hash=password_hash)
        CityOffice.give(city, person, by=None)
        return person

    def renew(self, password_hash: str) -> Person:
        """Give the person this invitation was made for a new password, and end their open sessions."""
        self.use()
        assert self.person is not None
        if self.person.is_removed:
            raise DomainError(N_("This invitation was used or has expired. Ask for a new one."))
        self.person.take_password(password_hash, by=self.person)
        self.log("accepted", by=self.person, kind=self.kind, name=self.person.name)
        return self.person
