"""The one gate through which notes are read: what is hidden leaves the server to its author alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm.attributes import set_committed_value

from workbench.extensions import db
from workbench.models.base import now, step_began
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.text.likeness import likeness

if TYPE_CHECKING:
    from workbench.models.work.work import Place


class NoteGate:
    """Which notes somebody may read; the columns are those of a note."""

    if TYPE_CHECKING:
        id: Any
        text: Any
        code: Any
        number: Any
        position: Any
        created_at: Any
        created_by_id: Any
        discarded_at: Any
        same_as_id: Any
        is_hidden: Any
        is_anonymous: Any
        is_parked: Any
        redesign_id: Any
        workshop_id: Any
        put_away_why: Any

        @classmethod
        def at(cls, place: Place) -> ColumnElement[bool]: ...

    @classmethod
    def shown_at(cls, place: Place, *options: Any) -> list[Self]:
        """Return what stands on a board for everybody to read, in its order; each knows the notes it stands for."""
        kept = select(cls).where(cls.at(place), cls.discarded_at.is_(None), ~cls.is_hidden)
        notes = list(db.session.scalars(kept.order_by(cls.position, cls.id).options(*options)))
        same: dict[str, list[Self]] = {note.id: [] for note in notes}
        for note in notes:
            if note.same_as_id in same:
                same[note.same_as_id].append(note)
        standing = [note for note in notes if note.same_as_id is None]
        for note in standing:
            set_committed_value(note, "same_notes", same[note.id])
        return standing

    @classmethod
    def is_shown(cls) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions under which a note stands on its board, for everybody to read."""
        return (cls.discarded_at.is_(None), cls.is_hidden.is_(False), cls.same_as_id.is_(None))

    @classmethod
    def own_hidden(cls, place: Place, person_id: int) -> list[Self]:
        """Return what this person wrote here and nobody else can read yet, the newest first.

        Notes that a facilitator discarded are among them, with the reason.
        """
        statement = select(cls).where(
            cls.at(place),
            cls.is_hidden,
            (cls.discarded_at.is_(None)) | (cls.put_away_why != ""),
            cls.created_by_id == person_id,
        )
        return list(db.session.scalars(statement.order_by(cls.created_at.desc(), cls.id)))

    @classmethod
    def said_at(cls, place: Place, person_id: int) -> dict[str, str]:
        """Return the code of each note that this person can read here by the likeness of its text; own hidden ones have "–"."""
        hidden = [note for note in cls.own_hidden(place, person_id) if note.discarded_at is None]
        return {likeness(note.text): note.code for note in reversed(cls.shown_at(place))} | {
            likeness(note.text): "–" for note in hidden
        }

    @classmethod
    def hidden_at(cls, place: Place) -> list[Self]:
        """Return what nobody but its authors can read yet, ordered by random id: to moderate."""
        statement = select(cls).where(cls.at(place), cls.is_hidden, cls.discarded_at.is_(None))
        return list(db.session.scalars(statement.order_by(cls.id)))

    @classmethod
    def parked_before(cls, workshop: Workshop) -> list[Self]:
        """Return what was parked in earlier workshops of the phase and by the programme's teams since, for this one."""
        earlier = select(Workshop.id).where(
            Workshop.phase_id == workshop.phase_id, Workshop.position < workshop.position
        )
        teams = select(Redesign.id).where(
            Redesign.programme_id == workshop.phase.programme_id, earlier.exists()
        )
        statement = select(cls).where(
            cls.is_parked,
            *cls.is_shown(),
            cls.workshop_id.in_(earlier) | cls.redesign_id.in_(teams),
        )
        return list(db.session.scalars(statement.order_by(cls.number, cls.id)))

    @classmethod
    def is_any_hidden(cls, place: Place) -> bool:
        """Return whether anything here is hidden yet."""
        hidden = select(cls.id).where(cls.at(place), cls.is_hidden, cls.discarded_at.is_(None))
        return db.session.scalar(hidden.limit(1)) is not None

    @classmethod
    def hidden_count(cls, place: Place) -> int:
        """Return how many notes are hidden here, as of the last full ten seconds."""
        kept = cls.was_kept_at(step_began(now()))
        statement = select(func.count()).where(cls.at(place), cls.is_hidden, *kept)
        return db.session.scalar(statement) or 0

    @classmethod
    def was_kept_at(cls, moment: datetime) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions that a note was written by a moment and not yet discarded."""
        kept = or_(cls.discarded_at.is_(None), cls.discarded_at >= moment)
        return (cls.created_at < moment, kept)

    @property
    def stays_with_seat(self) -> bool:
        """Whether it stays with a guest's seat when the guest is recognised: hidden, anonymous."""
        return self.is_hidden or self.is_anonymous

    def is_by(self, person: Any) -> bool:
        """Return whether this person wrote it, under their own name or as the guest they were known from."""
        return self.created_by_id is not None and self.created_by_id in (
            person.id,
            person.author_id,
        )

    def may_be_read_by(self, person_id: int | None) -> bool:
        """Return whether this person may read the note at all: hidden ones are their author's alone."""
        return not self.is_hidden or (person_id is not None and self.created_by_id == person_id)
