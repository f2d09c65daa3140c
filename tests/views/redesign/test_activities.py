"""What happened is told in the reader's language, newest first, and in pieces."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from people import City4

from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.work.note import Note
from workbench.models.work.note_group import NoteGroup
from workbench.web.sentences import event_sentence


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_what_happened_is_told(city: City4, visit: Any, language: str) -> None:
    Note.write(city.redesign, {"text": "A fila <b>demora</b>"}, by=city.bruno)
    commit()
    page = visit(city.ana, language).get(f"/redesigns/{city.redesign.id}/activity")
    assert "A fila <b>demora</b>" in page
    assert "Bruno Sales" in page
    assert "%(" not in page


def test_a_long_story_is_told_in_pieces(city: City4, visit: Any) -> None:
    for number in range(60):
        Note.write(city.redesign, {"text": f"nota número {number:02d}"}, by=city.bruno)
    commit()
    ana, address = visit(city.ana), f"/redesigns/{city.redesign.id}/activity"
    first = ana.get(address)
    assert "nota número 59" in first
    assert "nota número 00" not in first
    for nowhere in ("-1", "0", "-" + "9" * 30, "9" * 30, "x"):
        assert "nota número 59" in ana.get(f"{address}?before={nowhere}")
    (older,) = [link for link in first.links() if "before=" in link][:1]
    assert "nota número 00" in ana.get(older if older.startswith("/") else address + older)


def test_who_reads_the_log_of_a_place(city: City4, visit: Any) -> None:
    programme, place = f"/programmes/{city.programme.id}", f"/cities/{city.city.id}"
    visit(city.davi).get(f"{programme}/activity")
    visit(city.carla).get(f"{programme}/activity", 404)
    visit(city.edite).get(f"{place}/activity")
    visit(city.davi).get(f"{place}/activity", 403)


def test_whoever_calls_for_themselves_is_named_once(app: Flask, city: City4) -> None:
    call = Event(action="help.called", facts={"name": city.ana.name}, at=now(), position=1)
    call.by = city.ana
    with app.test_request_context(), force_locale("en"):
        assert str(event_sentence(call)) == "<b>Ana Prado</b> called for help."


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_what_is_taken_away_is_not_said_of_a_thing_without_a_name(
    city: City4, visit: Any, language: str
) -> None:
    note = Note.write(city.redesign, {"text": "A fila demora"}, by=city.bruno)
    note.move_to(NoteGroup.write(city.redesign, {"title": "Espera"}, by=city.bruno), by=city.bruno)
    note.move_to(None, by=city.bruno)
    city.redesign.assign_facilitator(None, by=city.davi)
    commit()
    page = visit(city.ana, language).get(f"/redesigns/{city.redesign.id}/activity")
    assert "“”" not in page and "«»" not in page
    assert {"en": "left the team without a facilitator", "es": "dejó al equipo sin"}.get(
        language, "deixou a equipe sem"
    ) in page
