"""A person: who they are, how they prove it, and what they may do where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Record, Scope, Versioned
from workbench.models.people.passwords import hashed
from workbench.models.people.sign_in import SignIn
from workbench.models.roles import Grant, allows, granted, roles_at
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.catalogue.organisation import Organisation

Kind = TypeVar("Kind", bound=Record)
NOT_TO_BE_HAD = N_(
    "The e-mail %(email)s cannot be used here. Look at it again, or use another one. Whoever has an account with"
    " it signs in with it."
)


class NotFound(LookupError):
    """There is no such record for this person, which is all that a stranger learns."""


class Forbidden(PermissionError):
    """The person may see the record and may not do this with it."""


class Person(UserMixin, Versioned, Authored, Record):
    """Somebody who signs in; their roles come from enrolments, teams and city offices."""

    __tablename__ = "person"
    resource = "person"
    events = {
        "added": N_("%(who)s added %(name)s."),
        "edited": N_("%(who)s changed the details of %(name)s."),
        "removed": N_("%(who)s ended the access of %(name)s."),
        "exported": N_("%(who)s made the file with the data of a person."),
        "erased": N_("%(who)s erased the data of a person."),
        "password_changed": N_("%(name)s has a new password."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    # A guest of a workshop has none, and nobody can sign in without.
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(5))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    is_removed: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The person that a guest turned out to be; the guest's rights stay those of a seat in a room.
    joined_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    city: Mapped[City] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation | None] = relationship()

    @classmethod
    def add(cls, city: City, *, name: str, email: str, by: Person | None, **values: Any) -> Person:
        """Add a person without a password: they choose it through an invitation."""
        require_free_email(email, city)
        person = cls(city=city, name=name, email=email.strip().lower(), **values)
        db.session.add(person)
        person.log("added", by=by, name=name)
        return person

    @classmethod
    def by_email(cls, email: str) -> Person | None:
        return db.session.scalar(select(cls).where(cls.email == email.strip().lower()))

    @property
    def scope(self) -> Scope:
        return Scope((("city", self.city_id),), lambda: self.city.workspace)

    @property
    def author_id(self) -> int:
        """Whose work it is what this person does for everybody to see: a known guest works for who they are."""
        return self.joined_to_id or self.id

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.name

    # password and sign-ins

    def set_password(self, password: str, *, by: Person) -> None:
        """Store a new password and end every sign-in there is."""
        self.take_password(hashed(password), by=by)

    def take_password(self, password_hash: str, *, by: Person) -> None:
        """Store a password that was hashed before the transaction began."""
        self.password_hash = password_hash
        SignIn.end_all([self])
        self.log("password_changed", by=by, name=self.name)

    def may_renew(self, other: Person) -> bool:
        """Return whether this person may hand the other a link to a new password.

        Whoever holds the link can sign in as the other, so a lead may only for people all of whose
        roles are in programmes that the lead leads; everybody else is the administrators' business.
        """
        if other.is_removed or other is self:
            return False
        if self.may("person:edit", other):
            return True
        led = {
            grant.place_id
            for grant in self.grants
            if grant.role == "lead" and grant.place == "programme"
        }
        seats = {grant.place_id for grant in other.grants if grant.place == "programme"}
        above = any(grant.role == "administrator" for grant in other.grants)
        return bool(seats) and seats <= led and not above

    def remove(self, *, by: Person) -> None:
        """End the person's access and sign-ins; what they wrote keeps their name."""
        if by.id == self.id:
            raise DomainError(N_("You cannot remove yourself. Ask another administrator."))
        self.is_removed = True
        SignIn.end_all([self, *self.guest_seats()])
        self.log("removed", by=by, name=self.name)

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change name, e-mail, organisation or language; the e-mail must be nobody else's."""
        if "email" in values:
            values = {**values, "email": values["email"].strip().lower()}
            require_free_email(values["email"], self.city, whose=self)
        if self.assign(values):
            for seat in self.guest_seats():
                seat.name = self.name
            self.log("edited", by=by, name=self.name)

    @property
    def is_erased(self) -> bool:
        """Whether nobody can find out any more who this was."""
        return self.is_removed and not self.email and not self.is_guest

    def guest_seats(self) -> list[Person]:
        """Return the guests that this person was in rooms; their browsers go on under the person's name."""
        known = select(Person).where(Person.joined_to_id == self.id, ~Person.is_removed)
        return list(db.session.scalars(known))

    # what they may do

    @property
    def grants(self) -> list[Grant]:
        """Return the person's roles, read once a request."""
        known = self.__dict__.get("_grants")
        if known is None:
            asked = {"people": [self.id], "day": self.city.today()}
            db.session.flush()
            rows = db.session.connection().execute(granted(), asked)
            known = [Grant(place, place_id, role) for _person, place, place_id, role in rows]
            self.__dict__["_grants"] = known
        return known

    def forget_grants(self) -> None:
        """Read the roles anew when they are asked for next: they were changed in this request."""
        self.__dict__.pop("_grants", None)

    def roles_in(self, scope: Scope) -> set[str]:
        roles = roles_at(self.grants, scope)
        if self.is_guest:
            # A guest has their seat in a room and nothing else of the city.
            return roles | {"person"}
        if scope.home == (("city", self.city_id),):
            roles.add("participant")
        return roles | {"person", "account"}

    def may(self, permission: str, record: Record | None = None) -> bool:
        """Return whether the person may do this with the record, or in their city when none is given."""
        return allows(permission, self.roles_in((self if record is None else record).scope))

    def find(self, kind: type[Kind], record_id: Any) -> Kind:
        """Return the record if this person may see it; raise NotFound otherwise."""
        record = db.session.get(kind, record_id)
        if record is None or not self.may(kind.read_permission(), record):
            raise NotFound(f"{kind.__name__} {record_id}")
        return record


def require_free_email(email: str, city: City, whose: Person | None = None) -> None:
    """Refuse an e-mail that is somebody else's; of another city's people not even that they are here is told."""
    other = Person.by_email(email)
    if other is None or other is whose:
        return
    if other.city_id is None or other.city_id != city.id:
        raise DomainError(NOT_TO_BE_HAD, email=email)
    raise DomainError(N_("Somebody with the e-mail %(email)s is here already."), email=email)


def initials(name: str) -> str:
    """Return the first letters of the first and the last name; small words ("da") are no names."""
    words = [word for word in name.split() if word[:1].isupper()] or name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


def anybody() -> bool:
    """Return whether anybody can sign in yet."""
    return (
        db.session.scalar(select(Person.id).where(Person.email.is_not(None)).limit(1)) is not None
    )
