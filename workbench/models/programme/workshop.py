"""A workshop: a session of a phase with its day, its agenda of blocks and the room in which it happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ForeignKey, String, and_, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Moment, Ordered, Record, Versioned, now
from workbench.models.log.event import Workspace
from workbench.models.places import Path, Place, PlaceKind
from workbench.models.roles import TAKE_PART
from workbench.text.codes import drawn
from workbench.text.hours import ends_next_day
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.programme.phase import Phase
    from workbench.models.room.block import Block
    from workbench.models.room.tick import HelpCall

MODES = {"remote": N_("Remote"), "in_person": N_("In person"), "mixed": N_("Mixed")}
STATES = {"planned": N_("Planned"), "held": N_("Held"), "not_held": N_("Not held")}
# Read aloud over a bad line: no letter or digit that is taken for another.
CODE_ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
CODE_LENGTH = 6


class Workshop(Place, Versioned, Ordered, Record):
    """A session of a phase: when, how, its agenda, and whether it was held."""

    __tablename__ = "workshop"
    resource = "workshop"
    place_kind = PlaceKind("workshop", parent="programme", attended_by=TAKE_PART)
    events = {
        "planned": N_("%(who)s planned the workshop “%(title)s”."),
        "edited": N_("%(who)s changed the workshop “%(title)s”."),
        "opened": N_("%(who)s opened the room of the workshop “%(title)s”."),
        "closed": N_("%(who)s closed the room of the workshop “%(title)s”."),
        "said": N_("%(who)s said to everybody: “%(message)s”"),
        "summoned": N_("%(who)s called everybody to one place."),
        "released": N_("%(who)s let everybody go back to their place."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"), index=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(default="")
    held_on: Mapped[date | None]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    # Empty: the city's.
    time_zone: Mapped[str] = mapped_column(String(60), default="", server_default="")
    call_url: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    mode: Mapped[str] = mapped_column(String(20), default="remote", info={"words": MODES})
    state: Mapped[str] = mapped_column(String(20), default="planned", info={"words": STATES})
    state_reason: Mapped[str] = mapped_column(default="")
    # The short code by which people without an account come in.
    code: Mapped[str | None] = mapped_column(String(12), unique=True, default=lambda: new_code())
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    # What a facilitator said to everybody last, and where everybody was called to.
    message: Mapped[str] = mapped_column(String(500), default="", server_default="")
    message_at: Mapped[datetime | None] = mapped_column(Moment)
    summoned_to: Mapped[str] = mapped_column(String(300), default="", server_default="")
    summoned_at: Mapped[datetime | None] = mapped_column(Moment)

    phase: Mapped[Phase] = relationship(back_populates="workshops")
    workspace: Mapped[Workspace] = relationship(lazy="joined", innerjoin=True)
    blocks: Mapped[list[Block]] = relationship(
        back_populates="workshop", order_by="Block.position, Block.id"
    )
    help_calls: Mapped[list[HelpCall]] = relationship(back_populates="workshop")

    @classmethod
    def plan(cls, phase: Phase, *, title: str, by: Person | None, **values: Any) -> Workshop:
        """Add a workshop at the end of the phase, with the workspace that its room uses."""
        workshop = cls(
            phase=phase,
            title=title,
            position=len(phase.workshops) + 1,
            workspace=Workspace(kind="workshop", parent_id=phase.programme.workspace_id),
            **values,
        )
        workshop.take_place()
        workshop.log("planned", by=by, title=title)
        return workshop

    @classmethod
    def by_code(cls, code: str) -> Workshop | None:
        """Return the workshop that this code opens, as people type it: spaces and small letters count for nothing."""
        typed = "".join(code.split()).replace("-", "").upper()
        return db.session.scalar(select(cls).where(cls.code == typed)) if typed else None

    @property
    def above(self) -> Path:
        return self.phase.programme.path

    @classmethod
    def read_permission(cls) -> str:
        return "room:read"

    def log(self, verb: str, by: Person | None, **facts: Any) -> None:
        """Append an event to the programme's log, where workshops are planned."""
        workspace = self.phase.programme.workspace
        workspace.append(f"{self.resource}.{verb}", by, self, facts)

    def log_in_room(self, verb: str, by: Person | None, **facts: Any) -> None:
        """Append an event to the log of the room, which everybody in it watches."""
        self.workspace.append(f"{self.resource}.{verb}", by, self, facts)

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if values.get("state") == "not_held" and not values.get("state_reason"):
            raise DomainError(N_("Say why the workshop was not held: the reason stays on record."))
        if values.get("state") == "not_held" and self.is_open:
            raise DomainError(N_("The room of this workshop is open: close it first."))
        if self.assign(values):
            self.log("edited", by=by, title=self.title)
            self.log_in_room("edited", by=by, title=self.title)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which its hours are meant."""
        return ZoneInfo(self.time_zone or self.phase.programme.city.time_zone)

    @property
    def is_elsewhere(self) -> bool:
        """Whether its hours are not those of the programme's city."""
        return self.time_zone not in ("", self.phase.programme.city.time_zone)

    @property
    def begins_at(self) -> datetime | None:
        """When it is planned to begin; None as long as its day or its hour is open."""
        return self._moment(self.starts_at)

    @property
    def finishes_at(self) -> datetime | None:
        """When it is planned to end; None as long as its day or that hour is open."""
        is_next_day = (
            self.starts_at and self.ends_at and ends_next_day(self.starts_at, self.ends_at)
        )
        return self._moment(self.ends_at, timedelta(days=1 if is_next_day else 0))

    def _moment(self, hour: time | None, later: timedelta = timedelta(0)) -> datetime | None:
        if self.held_on is None or hour is None:
            return None
        return datetime.combine(self.held_on + later, hour, self.zone).astimezone(UTC)

    @property
    def has_begun(self) -> bool:
        """Whether it can be said who was there: the room was opened, it was held, or its hour has come."""
        if self.opened_at or self.state == "held":
            return True
        if self.begins_at:
            return self.begins_at <= now()
        return self.held_on is not None and self.held_on <= now().astimezone(self.zone).date()

    # the room

    @hybrid_property
    def is_open(self) -> bool:
        """Whether people can be in the room now; of the class, the condition for it."""
        return self.opened_at is not None and self.closed_at is None

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        return and_(cls.opened_at.is_not(None), cls.closed_at.is_(None))

    @property
    def block(self) -> Block | None:
        """The block that runs now."""
        return next((block for block in self.blocks if block.state == "running"), None)

    def open_room(self, *, by: Person) -> None:
        """Open the room: from now on people join, and every page of the teams shows the clock."""
        if not self.is_open:
            self.opened_at, self.closed_at = self.opened_at or now(), None
            self.log_in_room("opened", by=by, title=self.title)

    def close_room(self, *, by: Person) -> None:
        """Close the room: end its block, calls and summons; a planned workshop counts as held."""
        if not self.is_open:
            return
        if self.block:
            self.block.end(by=by)
        for call in self.help_calls:
            call.answer(by=by)
        self.closed_at, self.summoned_to, self.message = now(), "", ""
        self.log_in_room("closed", by=by, title=self.title)
        if self.state == "planned":
            self.edit(
                {"state": "held", "held_on": self.held_on or now().astimezone(self.zone).date()},
                by=by,
            )

    def say(self, message: str, *, by: Person) -> None:
        """Show a sentence on every screen of the room; an empty one takes it away."""
        if not message.strip() and not self.message:
            return
        self.message, self.message_at = message.strip()[:500], now()
        self.log_in_room("said", by=by, message=self.message)

    def summon(self, address: str, *, by: Person) -> None:
        """Call everybody to a page of the room; an empty address releases them."""
        if not address and not self.summoned_to:
            return
        self.summoned_to, self.summoned_at = address, now()
        self.log_in_room("summoned" if address else "released", by=by)


def new_code() -> str:
    return drawn(CODE_ALPHABET, CODE_LENGTH)
