"""What the room of a workshop shows of itself: who is done, what was set aside, who called, whose team is whose."""

from typing import Any

from sqlalchemy import Row, func, select

from workbench.extensions import db
from workbench.models.alphabet import alphabetical
from workbench.models.log.event import Event
from workbench.models.people.person import Person
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.room.tick import DoneTick
from workbench.models.work.note import Note


def done_with(block: Block) -> list[Person]:
    """Return who is done with the block, by name: the order in time would show too much."""
    asked = select(Person).join(DoneTick, DoneTick.person_id == Person.id)
    asked = asked.where(DoneTick.block_id == block.id).order_by(alphabetical(Person.name))
    return list(db.session.scalars(asked))


def parking_lots(workshop: Workshop) -> list[Row[Any]]:
    """Return the boards of the programme's rooms that hold notes in the parking lot: (id, title, how many)."""
    asked = (
        select(Workshop.id, Workshop.title, func.count(Note.id).label("notes"))
        .join(Note, Note.workshop_id == Workshop.id)
        .join(Phase, Phase.id == Workshop.phase_id)
        .where(Phase.programme_id == workshop.phase.programme_id)
        .where(Note.is_parked, *Note.is_shown())
        .group_by(Workshop.id, Workshop.title)
        .order_by(Workshop.id.desc())
    )
    return list(db.session.execute(asked))


def who_called(workspace_id: int) -> str:
    """Return the name of the facilitator who called everybody last."""
    asked = (
        select(Person.name)
        .join(Event, Event.by_id == Person.id)
        .where(Event.workspace_id == workspace_id, Event.action == "workshop.summoned")
        .order_by(Event.position.desc())
        .limit(1)
    )
    return db.session.scalar(asked) or ""


def team_of(person: Person, workshop: Workshop) -> Redesign | None:
    """Return the person's team in the programme; of several, a service's, and the one that began last."""
    mine = [grant.place_id for grant in person.grants if grant.place == "redesign"]
    programme_id = workshop.phase.programme_id
    asked = select(Redesign).where(Redesign.id.in_(mine), Redesign.programme_id == programme_id)
    order = (Redesign.service_id.is_(None), Redesign.id.desc())
    return db.session.scalars(asked.order_by(*order)).first() if mine else None
