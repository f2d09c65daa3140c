"""A workshop's room: what everybody in it learns of a change, and what ends when it closes."""

from __future__ import annotations

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.log.event import Event, Workspace
from workbench.models.programme.workshop import Workshop
from workbench.models.room.joining import renew_code
from workbench.models.room.tick import HelpCall

pytestmark = pytest.mark.both_databases


@pytest.fixture
def workshop(city: City4) -> Workshop:
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.ana)
    db.session.flush()
    return workshop


def appended_in(workspace: Workspace) -> list[str]:
    commit()
    log = select(Event.action).where(Event.workspace_id == workspace.id)
    return list(db.session.scalars(log.order_by(Event.position)))


def test_the_room_learns_of_a_new_link_and_of_a_new_code(city: City4, workshop: Workshop) -> None:
    workshop.edit({"call_url": "https://call.example/2"}, by=city.ana)
    assert appended_in(workshop.workspace) == ["workshop.edited"]
    workshop.edit({"call_url": "https://call.example/2"}, by=city.ana)
    assert appended_in(workshop.workspace) == ["workshop.edited"]
    renew_code(workshop, by=city.ana)
    assert appended_in(workshop.workspace) == ["workshop.edited"] * 2


def test_nobody_waits_for_help_in_a_room_that_has_closed(city: City4, workshop: Workshop) -> None:
    workshop.open_room(by=city.ana)
    call = HelpCall.raise_hand(workshop, city.redesign, by=city.bruno)
    commit()
    workshop.close_room(by=city.ana)
    commit()
    assert (call.answered_by_id, HelpCall.open_in(workshop)) == (city.ana.id, [])
    assert "help.answered" in appended_in(workshop.workspace)


def test_a_room_is_open_from_when_it_opens_until_it_closes(city: City4, workshop: Workshop) -> None:
    opened = select(Workshop.id).where(Workshop.is_open)
    for operation, expected in ((None, []), ("open_room", [workshop.id]), ("close_room", [])):
        if operation:
            getattr(workshop, operation)(by=city.ana)
        db.session.flush()
        assert workshop.is_open is bool(expected)
        assert db.session.scalars(opened).all() == expected
