"""A picture on a note: kept small, described later, changed under the same rules as the note's words."""

from __future__ import annotations

import io
from typing import Any

import pytest
from people import City4
from PIL import Image
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.work.note import Note

pytestmark = pytest.mark.postgres_by_proof


def photo(width: int = 3000, height: int = 2000) -> io.BytesIO:
    """Return a picture as a phone takes it: large, and with the name of its owner in it."""
    made, into = Image.new("RGB", (width, height), "#dc8"), io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Bruno Sales"
    made.save(into, "JPEG", exif=exif)
    into.seek(0)
    return into


def only() -> Note:
    db.session.expire_all()
    return db.session.scalars(select(Note)).one()


def test_a_note_comes_with_a_picture_that_is_described_later(city: City4, visit: Any) -> None:
    bruno, notes = visit(city.bruno), f"/redesigns/{city.redesign.id}/notes"
    sent = {"text": "O cartaz do balcão", "kind": "office"}
    for data, why in ((b"%PDF-1.7\n", "is no picture"), (b"\xff\xd8\xffx", "is damaged")):
        page = bruno.post(notes, 200, **sent, file=(io.BytesIO(data), "mal.jpg"))
        assert why in page
        assert "O cartaz do balcão" in page
        assert "Choose the file again" in page
    bruno.post(notes, **sent, file=(photo(), "foto do bruno.jpg"))
    note, here = only(), f"{notes}/{only().id}"
    answer = bruno.get(f"{here}/picture").response
    assert Image.open(io.BytesIO(answer.data)).size == (1600, 1067)
    assert b"Bruno" not in answer.data
    assert "bruno" not in answer.headers["Content-Disposition"]
    board = bruno.get(f"/redesigns/{city.redesign.id}/problems")
    assert f"{here}/picture" in board.response.text
    assert "no description yet" in board
    bruno.post(here, text="O cartaz novo", kind="office", version=note.version)
    words = {"alternative_text": "Um cartaz amarelo", "version": only().version}
    bruno.post(f"{here}/picture", **words)
    assert (only().text, only().alternative_text) == ("O cartaz novo", "Um cartaz amarelo")
    assert only().has_picture
    assert "no description yet" not in bruno.get(f"/redesigns/{city.redesign.id}/problems")
    bruno.post(f"{here}/picture", 409, **words)
    for person, reads, writes in ((city.observer, 200, 403), (city.carla, 404, 404)):
        visit(person).get(f"{here}/picture", reads)
        visit(person).post(f"{here}/picture", writes, **words)
    bruno.post(f"{here}/picture/remove", version=only().version)
    assert not only().has_picture
    bruno.get(f"{here}/picture", 404)
