"""What all records share: ids, moments, versions, order."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from people import City4
from sqlalchemy.orm.exc import StaleDataError

from workbench.extensions import db
from workbench.models.base import DomainError, Stale, new_id, renumber
from workbench.models.commit import commit
from workbench.models.redesign.status import STATUSES
from workbench.models.work.note import Note

pytestmark = pytest.mark.both_databases


def test_ids_are_of_one_form_and_never_the_same() -> None:
    ids = {new_id() for _number in range(2000)}
    assert len(ids) == 2000
    assert all(re.fullmatch("[a-z0-9]{16}", each) for each in ids)


def test_a_moment_comes_back_in_utc(city: City4) -> None:
    note = Note.write(city.redesign, {"text": "nota"}, by=city.bruno)
    there = datetime(2026, 5, 1, 22, 30, tzinfo=timezone(timedelta(hours=-3)))
    note.created_at = there
    commit()
    db.session.refresh(note)
    assert note.created_at == there
    assert note.created_at.tzinfo is UTC
    assert note.created_at.day == 2


def test_a_version_that_is_not_the_present_one_is_stale(city: City4) -> None:
    note = Note.write(city.redesign, {"text": "nota"}, by=city.bruno)
    commit()
    assert note.expect(note.version) is note
    for other in (note.version - 1, None):
        with pytest.raises(Stale):
            note.expect(other)


def test_a_row_that_somebody_else_changed_is_not_overwritten(city: City4) -> None:
    note = Note.write(city.redesign, {"text": "nota"}, by=city.bruno)
    commit()
    assert note.text
    db.session.execute(
        Note.__table__.update().where(Note.__table__.c.id == note.id).values(version=99)
    )
    note.text = "minha"
    with pytest.raises(StaleDataError):
        db.session.flush()


def test_only_what_changed_is_said_to_have_changed(city: City4) -> None:
    note = Note.write(city.redesign, {"text": "nota"}, by=city.bruno)
    assert note.assign({"text": "nota", "kind": "idea"}) == ["kind"]


def test_siblings_are_numbered_from_one() -> None:
    notes = [Note(position=place) for place in (7, 7, 1)]
    renumber(notes)
    assert [note.position for note in notes] == [1, 2, 3]


def test_a_refusal_says_why_with_its_facts() -> None:
    assert str(DomainError("no %(name)s", name="x")) == "no x"
    assert str(DomainError("100%")) == "100%"


def test_slugs_of_statuses_are_their_own_keys() -> None:
    assert all(slug == status.slug for slug, status in STATUSES.items())
