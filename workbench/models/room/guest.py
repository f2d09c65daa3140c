"""A guest: somebody who came into a workshop by its code and a name, until a facilitator says who it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Moment, Record, Scope, Versioned, now
from workbench.models.log.event import Event, Workspace
from workbench.models.roles import gives_rights, right
from workbench.text.messages import N_
from workbench.text.typed import is_seen

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.programme.workshop import Workshop
    from workbench.models.redesign.redesign import Redesign

LONGEST_NAME = 80


class Guest(Versioned, Authored, Record):
    """A seat in one workshop's room; its person has no e-mail and no password, only this browser's session.

    Somebody with an account who has no seat in the programme comes in by the code as well: then the
    person is their own.
    """

    __tablename__ = "guest"
    __table_args__ = (UniqueConstraint("workshop_id", "person_id"),)
    resource = "guest"
    events = {
        "joined": N_("%(name)s came into the room with the code."),
        "confirmed": N_("%(who)s confirmed who %(name)s is."),
        "seated": N_("%(who)s gave %(name)s a place in a team."),
        "removed": N_("%(who)s sent %(name)s out of the room."),
        "readmitted": N_("%(who)s let %(name)s into the room again."),
        "edited": N_("%(who)s corrected where %(name)s works."),
        "renamed": N_("%(who)s gave the guest %(former)s the name %(name)s."),
        "recognised": N_("%(who)s confirmed that the guest %(name)s is %(person)s."),
        "separated": N_("%(who)s separated the guest %(name)s from %(person)s again."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # What they said of where they work, in their words.
    workplace: Mapped[str] = mapped_column(String(200), default="")
    # The team they sit with, if any.
    redesign_id: Mapped[int | None] = mapped_column(ForeignKey("redesign.id"), index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Sent out by a facilitator: the seat gives no access any more.
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    # The code that was valid then opens nothing to them; whoever has a later one was given it.
    removed_code: Mapped[str | None] = mapped_column(String(12))

    workshop: Mapped[Workshop] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    redesign: Mapped[Redesign | None] = relationship()

    @property
    def scope(self) -> Scope:
        return self.workshop.scope

    @classmethod
    def read_permission(cls) -> str:
        return "guest:confirm"

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def heading(self) -> str:
        return self.person.name

    @property
    def is_recognised(self) -> bool:
        """Whether it is known who it is: the seat works under that person's name now."""
        return self.person.joined_to_id is not None

    @classmethod
    def of(cls, workshop: Workshop) -> list[Guest]:
        """Return a workshop's guests who are not recognised yet, the first to come first."""
        statement = (
            select(cls)
            .where(cls.workshop_id == workshop.id, cls.person.has(joined_to_id=None))
            .options(joinedload(cls.person), joinedload(cls.redesign))
            .order_by(cls.id)
        )
        return list(db.session.scalars(statement))

    @classmethod
    def joined_in(cls, workshop: Workshop) -> list[Guest]:
        """Return the seats of recognised guests, the first to come first."""
        known = (~cls.person.has(joined_to_id=None), cls.person.has(is_removed=False))
        statement = select(cls).where(cls.workshop_id == workshop.id, *known).order_by(cls.id)
        return list(db.session.scalars(statement.options(joinedload(cls.person))))

    @classmethod
    def seat_of(cls, workshop: Workshop, person: Person) -> Guest | None:
        statement = select(cls).where(cls.workshop_id == workshop.id, cls.person_id == person.id)
        return db.session.scalar(statement)

    def confirm(self, *, by: Person) -> None:
        """Say that this is who they say they are."""
        if not self.confirmed_at:
            self.confirmed_at, self.confirmed_by_id = now(), by.id
            self.log("confirmed", by=by, name=self.name)

    def edit(self, *, name: str, workplace: str, redesign: Redesign | None, by: Person) -> None:
        """Correct the guest's name and place of work, and give them a place in a team or none."""
        self.rename(name, by=by)
        if self.assign({"workplace": workplace}):
            self.log("edited", by=by, name=self.name)
        self.sit_with(redesign, by=by)

    def rename(self, name: str, *, by: Person) -> None:
        """Give the guest another name; no other guest in the room may have it."""
        former = self.name
        if name == former:
            return
        if not self.person.is_guest or self.is_recognised:
            raise DomainError(
                N_("%(name)s has an account and keeps the name of that account."), name=former
            )
        require_own_name(name, [each for each in Guest.of(self.workshop) if each is not self])
        self.person.name = name
        # The name is the person's; whoever has this guest's form open must learn of it all the same.
        self.touch()
        self.log("renamed", by=by, name=name, former=former)
        for workspace in self.wrote_in():
            workspace.append("guest.renamed", by, self, {"name": name, "former": former})

    def sit_with(self, redesign: Redesign | None, *, by: Person) -> None:
        """Give the guest a place in a team, with its workspace; None ends it."""
        if redesign is self.redesign:
            return
        if redesign and redesign.programme_id != self.workshop.phase.programme_id:
            raise DomainError(N_("This team belongs to another programme."))
        teams = [team for team in (self.redesign, redesign) if team]
        self.redesign = redesign
        self.person.forget_grants()
        self.log("seated", by=by, name=self.name)
        for team in teams:
            team.workspace.append("guest.seated", by, self, {"name": self.name})

    def send_out(self, *, by: Person) -> None:
        """End the person's seats here: the room closes to them, and what they wrote stays."""
        if self.removed_at:
            return
        for seat in self.of_one_person():
            seat.removed_at = seat.removed_at or now()
            seat.removed_code = self.workshop.code
            seat.person.forget_grants()
        self.log("removed", by=by, name=self.name)

    def readmit(self, *, by: Person) -> None:
        """Let somebody who was sent out into the room again."""
        if self.removed_at:
            for seat in self.of_one_person():
                seat.removed_at = None
                seat.person.forget_grants()
            self.log("readmitted", by=by, name=self.name)

    @property
    def is_kept_out(self) -> bool:
        """Whether somebody who was sent out stays out: until they are readmitted, or the code is renewed."""
        return self.removed_at is not None and self.removed_code == self.workshop.code

    def of_one_person(self) -> list[Guest]:
        """Return this seat and the others in the room of the same person, as themselves and as guests."""
        real = self.person.author_id
        same = or_(Guest.person_id == real, Guest.person.has(joined_to_id=real))
        statement = select(Guest).where(Guest.workshop_id == self.workshop_id, same)
        return list(db.session.scalars(statement.order_by(Guest.id)))

    @classmethod
    def closed_seats(cls, person_id: int) -> list[Guest]:
        """Return the seats of a person that a facilitator ended."""
        ended = select(cls).where(cls.person_id == person_id, cls.removed_at.is_not(None))
        return list(db.session.scalars(ended.order_by(cls.id)))

    def wrote_in(self) -> list[Workspace]:
        """Return the workspaces, besides the room's, that have events by this guest."""
        statement = (
            select(Workspace)
            .where(
                Workspace.id.in_(select(Event.workspace_id).where(Event.by_id == self.person_id)),
                Workspace.id != self.workshop.workspace_id,
            )
            .order_by(Workspace.id)
        )
        return list(db.session.scalars(statement))


@gives_rights
def guest_rights(day: Any) -> list[Select[Any]]:
    """A guest's seat counts in its workshop and in the team they sit with, until they are sent out."""
    seats = [
        right(Guest.person_id, "workshop", Guest.workshop_id, "guest"),
        right(Guest.person_id, "redesign", Guest.redesign_id, "member").where(
            Guest.redesign_id.is_not(None)
        ),
    ]
    return [seat.where(Guest.removed_at.is_(None)) for seat in seats]


def plain_name(name: str) -> str:
    """Return a normalised name: the same for two names that people cannot tell apart."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    seen = (" " if is_between_words(each) else each for each in letters if is_told_apart(each))
    return " ".join("".join(seen).split())


def is_same_name(one: str, other: str) -> bool:
    """Return whether people would take two names for one, wherever their words begin."""
    return plain_name(one).replace(" ", "") == plain_name(other).replace(" ", "")


def is_between_words(sign: str) -> bool:
    """Return whether a character is a space, punctuation or a symbol."""
    return sign.isspace() or unicodedata.category(sign)[0] in "PS"


def is_told_apart(sign: str) -> bool:
    """Return whether a character distinguishes names: no accent, and nothing invisible."""
    is_seen_alone = is_seen(sign) and not unicodedata.category(sign).startswith("C")
    return sign.isspace() or (is_seen_alone and not unicodedata.combining(sign))


def alphabets_of(name: str) -> set[str]:
    """Return the alphabets of a name, "LATIN" or "CYRILLIC": some of their letters look the same."""
    return {unicodedata.name(sign, "").split(" ")[0] for sign in name if sign.isalpha()}


def require_own_name(name: str, guests: Iterable[Guest]) -> None:
    """Refuse a name that nobody can call out, or that another guest of the room has."""
    if not any(sign.isalpha() for sign in plain_name(name)):
        raise DomainError(N_("Write your name with letters: it is what people call you."))
    if len(alphabets_of(plain_name(name))) > 1:
        raise DomainError(N_("Write your name with the letters of one alphabet."))
    if any(is_same_name(guest.name, name) for guest in guests if not guest.removed_at):
        raise DomainError(
            N_(
                "There is a %(name)s in this room already. Add your surname or where you work, so that"
                " people can tell you apart."
            ),
            name=name,
        )
