"""What people were told before they wrote holds when their note arrives late: who reads it, and under whose name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from people import City4, Visitor
from sqlalchemy import inspect, select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.models.work.note import Note

pytestmark = pytest.mark.postgres_by_proof

SILENT = {"kind": "write", "title": "Escrever", "board": "room", "may": ["add"]}
SILENT |= {"is_hidden": True, "is_anonymous": True}
GROUP = {"kind": "group", "title": "Agrupar", "board": "room"}


@pytest.fixture
def workshop(city: City4) -> Workshop:
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=None)
    commit()
    return workshop


@pytest.fixture
def begin(city: City4, workshop: Workshop) -> Callable[..., str]:
    """Return how Ana begins a block; it gives the block's id."""
    ids = [inspect(each).identity[0] for each in (city.ana, workshop)]

    def start(**values: Any) -> str:
        ana, here = db.session.get(type(city.ana), ids[0]), db.session.get(Workshop, ids[1])
        block = Block.add(here, values, by=ana)
        db.session.flush()
        block.start(by=ana)
        block_id = block.id
        commit()
        return block_id

    return start


def sheet(visitor: Visitor, page: str) -> dict[str, str]:
    """Return what the form of a new note carries along."""
    return {"promise": visitor.get(page).hidden("promise"), "kind": "idea"}


def note(text: str) -> Note:
    return db.session.scalars(select(Note).filter_by(text=text)).one()


def test_a_silent_note_that_arrives_after_its_block_stays_hidden_and_without_a_name(
    city: City4, visit: Any, workshop: Workshop, begin: Callable[..., str]
) -> None:
    here, bruno = f"/workshops/{workshop.id}", visit(city.bruno)
    silent = begin(**SILENT)
    typed = sheet(bruno, f"{here}/board")
    begin(**GROUP)
    bruno.post(f"{here}/notes", text="chegou tarde", **typed)
    assert (note("chegou tarde").block_id, note("chegou tarde").is_hidden) == (silent, True)
    for person in (city.ana, city.davi):
        assert "chegou tarde" not in visit(person).get(f"{here}/board")
    ana = visit(city.ana)
    assert "chegou tarde" in ana.get(f"{here}/moderation")
    ana.post(f"{here}/moderation/reveal/{silent}")
    page = visit(city.davi).get(f"{here}/board")
    assert "chegou tarde" in page
    assert "Bruno Sales" not in page.words.split("chegou tarde")[1][:60]


def test_a_note_that_arrives_after_the_others_were_shown_has_no_name_either(
    city: City4, visit: Any, workshop: Workshop, begin: Callable[..., str]
) -> None:
    here, bruno = f"/workshops/{workshop.id}", visit(city.bruno)
    silent = begin(**SILENT)
    bruno.post(f"{here}/notes", text="a tempo", **sheet(bruno, f"{here}/board"))
    typed = sheet(bruno, f"{here}/board")
    visit(city.ana).post(f"{here}/moderation/reveal/{silent}")
    begin(**GROUP)
    bruno.post(f"{here}/notes", text="depois de todos", **typed)
    late = note("depois de todos")
    assert (late.is_hidden, late.is_anonymous, late.author_name) == (False, True, None)


def test_a_late_note_on_a_teams_board_is_not_published_either(
    city: City4, visit: Any, begin: Callable[..., str]
) -> None:
    here, bruno = f"/redesigns/{city.redesign.id}", visit(city.bruno)
    silent = begin(**{**SILENT, "board": "team"})
    typed = sheet(bruno, f"{here}/problems")
    block = db.session.get(Block, silent)
    block.end(by=None)
    commit()
    bruno.post(f"{here}/notes", text="da equipe", **typed)
    assert note("da equipe").is_hidden
    assert "da equipe" not in visit(city.ana).get(f"{here}/problems")


def test_where_the_promise_is_gone_the_text_comes_back_and_is_sent_only_if_its_writer_wants(
    city: City4, visit: Any, workshop: Workshop, begin: Callable[..., str]
) -> None:
    here, bruno = f"/workshops/{workshop.id}", visit(city.bruno)
    silent = begin(**SILENT)
    typed = sheet(bruno, f"{here}/board")
    values = {"is_anonymous": False, "is_hidden": False}
    db.session.get(Block, silent).edit(values, by=db.session.merge(city.ana))
    commit()
    page = bruno.post(f"{here}/notes", 200, text="só sem nome", **typed)
    assert "does not hold any more" in page
    assert "só sem nome</textarea>" in page.text
    assert not db.session.scalars(select(Note)).all()
    bruno.post(f"{here}/notes", text="só sem nome", kind="idea", promise=page.hidden("promise"))
    assert note("só sem nome").author_name == "Bruno Sales"


def test_no_promise_of_another_board_is_kept(
    city: City4, visit: Any, workshop: Workshop, begin: Callable[..., str]
) -> None:
    here, bruno = f"/redesigns/{city.redesign.id}", visit(city.bruno)
    begin(**SILENT)
    typed = sheet(bruno, f"/workshops/{workshop.id}/board")
    bruno.post(f"{here}/notes", 200, text="no mural errado", **typed)
    for forged in ("zzz is_hidden", "x" * 400, "\x00", f"{typed['promise']} scope"):
        bruno.post(f"/workshops/{workshop.id}/notes", 200, text="forjado", promise=forged)
    assert not db.session.scalars(select(Note)).all()


def test_nobody_writes_for_a_block_that_has_not_begun(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    block = Block.add(workshop, SILENT, by=city.ana)
    commit()
    address, promise = f"/workshops/{workshop.id}/notes", block.promise
    visit(city.bruno).post(address, 200, text="cedo demais", kind="idea", promise=promise)
    assert not db.session.scalars(select(Note)).all()


def test_a_note_is_taken_though_the_machine_that_began_its_block_is_ahead_in_time(
    city: City4, visit: Any, workshop: Workshop, begin: Callable[..., str]
) -> None:
    here, bruno = f"/workshops/{workshop.id}", visit(city.bruno)
    silent = begin(**SILENT)
    typed = sheet(bruno, f"{here}/board")
    db.session.get(Block, silent).started_at += timedelta(seconds=20)
    commit()
    bruno.post(f"{here}/notes", text="no minuto certo", **typed)
    assert note("no minuto certo").block_id == silent


def test_a_note_written_again_in_other_words_is_under_the_same_promise(
    city: City4, visit: Any, workshop: Workshop, begin: Callable[..., str]
) -> None:
    here, bruno = f"/workshops/{workshop.id}", visit(city.bruno)
    silent = begin(**SILENT)
    bruno.post(f"{here}/notes", text="com nome de gente", **sheet(bruno, f"{here}/board"))
    away = note("com nome de gente").id
    visit(city.ana).post(f"{here}/moderation/{away}/discard", why="Nome de uma pessoa")
    begin(**GROUP)
    typed = sheet(bruno, f"{here}/notes/{away}")
    bruno.post(f"{here}/notes", text="em outras palavras", **typed)
    again = note("em outras palavras")
    assert (again.block_id, again.is_hidden, again.is_anonymous) == (silent, True, True)
