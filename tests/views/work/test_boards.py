"""The board of a workshop's room and of a team: silent writing, moderation, reveal, and what a block lets people do."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from people import City4
from sqlalchemy import inspect, select, update

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.log import append_only
from workbench.models.log.event import Event, Workspace
from workbench.models.people.person import Person
from workbench.models.people.presence import Presence
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.models.room.tick import DoneTick
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def workshop(city: City4) -> Workshop:
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=None)
    commit()
    return workshop


def again(record: Any) -> Any:
    """Return the record as it is now: a visitor's request has closed the session in which it was read."""
    return db.session.get(type(record), inspect(record).identity[0])


def run(workshop: Workshop, by: Any, **values: Any) -> str:
    """Begin a block of this kind; return its id."""
    workshop, by = again(workshop), again(by)
    kept = {"kind": "write", "title": "Escrever", "board": "room", **values}
    block = Block.add(workshop, kept, by=by)
    db.session.flush()
    block.start(by=by)
    block_id = block.id
    commit()
    return block_id


def only(kind: Any, **values: Any) -> Any:
    return db.session.scalars(select(kind).filter_by(**values)).one()


def test_who_sees_the_board_of_a_room(city: City4, visit: Any, workshop: Workshop) -> None:
    address = f"/workshops/{workshop.id}/board"
    for person in (city.ana, city.bruno, city.davi, city.edite, city.observer):
        assert "The board is empty" in visit(person).get(address)
    visit(city.carla).get(address, 404)
    visit().get(address, 302)
    visit(city.bruno).get("/workshops/999/board", 404)


def test_the_room_writes_on_its_board_while_a_block_uses_it(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    bruno, board = visit(city.bruno), f"/workshops/{workshop.id}/board"
    notes = f"/workshops/{workshop.id}/notes"
    page = bruno.post(notes, 200, text="cedo demais", kind="idea")
    assert "cedo demais" in page.text
    assert "opens with the next block" in page
    assert notes not in bruno.get(board).forms()
    run(workshop, city.ana, kind="group")
    assert notes in bruno.get(board).forms()
    page = bruno.post(notes, text="na hora", kind="idea")
    assert page.location == board
    for form in ("", "?as=list"):
        assert "na hora" in visit(city.observer).get(board + form)
    rows = visit(city.observer).get(f"{board}.json").json["notes"]
    assert [(row["code"], row["text"], row["author"]) for row in rows] == [
        ("P-01", "na hora", "Bruno Sales")
    ]
    assert "na hora" in visit(city.observer).get(f"{notes}.csv").text
    visit(city.observer).post(notes, 403, text="de fora", kind="idea")


def test_silent_notes_are_their_authors_alone_until_they_are_shown(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    bruno, ana, board = visit(city.bruno), visit(city.ana), f"/workshops/{workshop.id}/board"
    notes, moderation = f"/workshops/{workshop.id}/notes", f"/workshops/{workshop.id}/moderation"
    block_id = run(workshop, city.ana, is_hidden=True, prompt="O que dói?")
    assert "O que dói?" in bruno.get(board)
    bruno.post(notes, text="em silêncio", kind="office")
    note_id = only(Note).id
    assert "em silêncio" in bruno.get(board)
    assert "em silêncio" in bruno.client.get(f"{notes}/own").text
    bruno.get(f"{notes}/{note_id}")
    bruno.change(f"{notes}/{note_id}", text="em silêncio, melhor", kind="office")
    for person in (city.ana, city.davi, city.observer):
        visitor = visit(person)
        assert "em silêncio" not in visitor.get(board)
        visitor.get(f"{notes}/{note_id}", 404)
        assert visitor.get(f"{board}.json").json["notes"] == []
    page = ana.get(moderation)
    assert "em silêncio, melhor" in page
    assert "Bruno" not in page.words.split("em silêncio")[1]
    visit(city.bruno).get(moderation, 403)
    visit(city.bruno).post(f"{moderation}/reveal/{block_id}", 403)
    assert ana.post(f"{moderation}/reveal/{block_id}").location == board
    page = visit(city.observer).get(board)
    assert "em silêncio, melhor" in page
    assert "Bruno Sales" in page
    assert "P-01" in page
    assert only(Event, action="block.revealed").facts["notes"] == 1
    assert "Nothing is hidden here" in ana.get(moderation)


def test_a_facilitator_puts_a_hidden_note_away_and_its_author_is_told_why(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    bruno, ana, board = visit(city.bruno), visit(city.ana), f"/workshops/{workshop.id}/board"
    moderation = f"/workshops/{workshop.id}/moderation"
    block_id = run(workshop, city.ana, is_hidden=True, is_anonymous=True)
    bruno.post(f"/workshops/{workshop.id}/notes", text="fala de alguém", kind="idea")
    note_id = only(Note).id
    page = ana.get(moderation)
    assert "have no names" in page
    assert "Show theirs" not in page
    assert "Fill this in" in ana.post(f"{moderation}/{note_id}/discard", 200, why="")
    ana.post(f"{moderation}/{note_id}/discard", why="Nome de uma pessoa")
    assert "Nome de uma pessoa" in bruno.get(board)
    visit(city.davi).post(f"/workshops/{workshop.id}/notes", text="outra fala", kind="idea")
    ana.post(f"{moderation}/reveal/{block_id}")
    for person in (city.ana, city.davi):
        page = visit(person).get(board)
        assert "fala de alguém" not in page
        assert "Nome de uma pessoa" not in page


def test_what_a_facilitator_put_away_is_written_again_in_other_words(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    notes, moderation = f"/workshops/{workshop.id}/notes", f"/workshops/{workshop.id}/moderation"
    run(workshop, city.ana, is_hidden=True)
    bruno = visit(city.bruno)
    bruno.post(notes, text="fala de alguém", kind="idea")
    address = f"{notes}/{only(Note).id}"
    seen = bruno.version_on(address, address)
    visit(city.ana).post(f"{moderation}/{only(Note).id}/discard", why="Nome de uma pessoa")
    assert address in bruno.get(notes.replace("notes", "board")).links()
    page = bruno.get(address)
    for told in ("Why a facilitator archived your note", "Nome de uma pessoa", "in other words"):
        assert told in page
    assert "fala de alguém</textarea>" in page.text
    assert address not in page.forms()
    page = bruno.post(address, 409, text="outra fala", kind="idea", version=seen)
    page = bruno.post(address, 200, text="outra fala", kind="idea", version=page.hidden("version"))
    assert "write it again in other words" in page
    assert (notes in page.forms(), page.hidden("id")) == (True, "")
    bruno.post(notes, text="outra fala", kind="idea", id=page.hidden("id"))
    assert only(Note, text="outra fala").is_hidden
    assert only(Note, text="fala de alguém").is_discarded


def test_no_mark_says_who_writes_a_note_without_a_name(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    notes, bruno = f"/workshops/{workshop.id}/notes", visit(city.bruno)
    for values in ({"is_hidden": True}, {"is_anonymous": True}, {}):
        run(workshop, city.ana, **values)
        bruno.post(notes, text=str(values), kind="idea")
        page = bruno.get(f"{notes}/{only(Note, text=str(values)).id}")
        assert ("data-marks" in page.text) is (values == {})


def test_the_notes_of_one_person_are_shown_alone(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    notes, moderation = f"/workshops/{workshop.id}/notes", f"/workshops/{workshop.id}/moderation"
    block_id = run(workshop, city.ana, is_hidden=True)
    carla, bruno = city.carla.id, city.bruno.id
    visit(city.bruno).post(notes, text="de Bruno", kind="idea")
    visit(city.davi).post(notes, text="de Davi", kind="idea")
    ana = visit(city.ana)
    for unreadable in ("zzz", ""):
        ana.post(f"{moderation}/reveal/{block_id}", 400, person=unreadable)
    ana.post(f"{moderation}/reveal/{block_id}", person=carla)
    assert "choose a person" in ana.get(moderation)
    ana.post(f"{moderation}/reveal/{block_id}", person=bruno)
    page = visit(city.observer).get(moderation.replace("moderation", "board"))
    assert "de Bruno" in page
    assert "de Davi" not in page


def test_a_block_on_the_teams_boards_hides_there_too(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    board, here = f"/redesigns/{city.redesign.id}/problems", f"/redesigns/{city.redesign.id}"
    block_id = run(workshop, city.ana, board="team", is_hidden=True, may=["add"])
    room = f"/workshops/{workshop.id}"
    bruno = visit(city.bruno)
    bruno.post(f"{here}/notes", text="da equipe", kind="idea")
    assert "da equipe" not in visit(city.ana).get(board)
    bruno.post(f"{here}/notes/{only(Note).id}/grow", 303)
    assert "Only notes are worked on" in bruno.get(board)
    assert not db.session.scalars(select(Problem)).all()
    visit(city.ana).post(f"{room}/moderation/reveal/{block_id}")
    assert "da equipe" in visit(city.observer).get(board)
    assert only(Event, action="note.revealed").facts == {"count": 1}


def test_the_page_offers_what_the_block_allows_and_the_server_refuses_the_rest(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    here = f"/redesigns/{city.redesign.id}"
    board, notes = f"{here}/problems", f"{here}/notes"
    bruno, ana = visit(city.bruno), visit(city.ana)
    ana.post(notes, text="de Ana", kind="idea")
    note_id = only(Note).id
    block_id = run(workshop, city.ana, kind="group", board="team", may=["add"])
    page = bruno.get(board)
    assert f"{notes}/arrange" not in page.forms()
    assert f"{here}/problems/new" not in page.links()
    assert f"{notes}/arrange" in ana.get(board).forms()
    for address, fields in (
        (f"{notes}/arrange", {"note": note_id, "deed": "new", "title": "Filas"}),
        (f"{notes}/{note_id}/discard", {}),
        (f"{here}/problems/new", {"title": "direto", "side": "citizen", "state": "open"}),
    ):
        page = bruno.post(address, 422 if "title" in fields else 303, **fields)
        assert not db.session.scalars(select(NoteGroup)).all()
    assert not only(Note).is_discarded
    bruno.post(notes, text="minha", kind="idea")
    own_id = only(Note, text="minha").id
    bruno.change(f"{notes}/{own_id}", text="minha, corrigida", kind="idea")
    block = db.session.get(Block, block_id)
    block.permit(["add", "arrange"], by=again(city.ana))
    commit()
    bruno.post(f"{notes}/arrange", note=note_id, deed="new", title="Filas")
    assert "Filas" in bruno.get(board)


def test_what_was_parked_last_time_is_taken_onto_the_board(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    later = city.programme.phases[0].plan(title="Oficina 2", by=None)
    commit()
    later_id, first = later.id, f"/workshops/{workshop.id}"
    second = f"/workshops/{later_id}"
    run(workshop, city.ana, kind="group")
    bruno = visit(city.bruno)
    bruno.post(f"{first}/notes", text="para depois", kind="question")
    bruno.post(f"{first}/notes/arrange", note=only(Note).id, deed="park")
    page = bruno.get(f"{first}/board")
    assert "Parking lot" in page
    assert "1 note parked" in page
    page = bruno.get(f"{second}/board")
    assert "From last time" in page
    assert "para depois" in page
    run(later, city.ana, kind="group")
    carry = f"{second}/board/carry/{only(Note).id}"
    assert carry in bruno.get(f"{second}/board").forms()
    bruno.post(carry)
    page = bruno.get(f"{second}/board")
    assert "From last time" not in page
    assert "para depois" in page
    bruno.post(carry, 404)


def test_notes_that_say_the_same_are_joined_and_told_apart(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    run(workshop, city.ana, kind="group")
    notes, board = f"/workshops/{workshop.id}/notes", f"/workshops/{workshop.id}/board"
    bruno = visit(city.bruno)
    for text in ("a fila", "a fila demora", "demora a fila"):
        bruno.post(notes, text=text, kind="citizen")
    found = db.session.scalars(select(Note).order_by(Note.number)).all()
    first, *others = [note.id for note in found]
    bruno.post(f"{notes}/arrange", note=first, deed="same")
    assert "two notes or more" in bruno.get(board)
    bruno.post(f"{notes}/arrange", note=[first, *others], deed="same")
    page = bruno.get(board)
    assert "said 3 times" in page
    assert "demora a fila" not in page
    assert "demora a fila" in bruno.get(f"{notes}/{first}")
    bruno.post(page.undo)
    page = bruno.get(board)
    assert "said" not in page.words.replace("say", "")
    assert "demora a fila" in page


def test_moving_merging_and_dissolving_are_taken_back_by_one_button(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    run(workshop, city.ana, kind="group")
    notes, board = f"/workshops/{workshop.id}/notes", f"/workshops/{workshop.id}/board"
    bruno = visit(city.bruno)
    bruno.post(notes, text="uma", kind="citizen")
    note_id = only(Note).id
    bruno.post(f"{notes}/arrange", note=note_id, title="Filas", deed="new")
    filas = only(NoteGroup).id
    revert(bruno, board)
    assert only(Note).group is None
    assert only(NoteGroup).is_discarded
    bruno.post(f"{notes}/arrange", note=note_id, deed="move", group=filas)
    bruno.post(f"{notes}/groups/{filas}/discard")
    revert(bruno, board)
    assert (only(Note).group_id, only(NoteGroup).is_discarded) == (filas, False)
    ana, room = again(city.ana), again(workshop)
    other = NoteGroup.write(room, {"title": "Outras"}, by=ana, id="outras0000000000").id
    commit()
    bruno.post(f"{notes}/groups/{filas}/merge", into=other)
    assert only(Note).group_id == other
    revert(bruno, board)
    assert only(Note).group_id == filas


def revert(visitor: Any, board: str) -> None:
    """Press the button beside the sentence of the last operation, as a browser does."""
    visitor.post(visitor.get(board).undo)


def come(workshop: Workshop, *people: Any) -> None:
    """Let people have a page of the room open."""
    room = again(workshop).workspace_id
    for person in people:
        person_id = inspect(person).identity[0]
        db.session.add(Presence(workspace_id=room, person_id=person_id, process="a"))
    commit()


def test_the_silent_board_shows_those_who_came_and_who_is_done(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    city.programme.phases[0].enrol(city.carla, role="participant", by=city.ana)
    block_id, board = run(workshop, city.ana, is_hidden=True), f"/workshops/{workshop.id}/board"
    page = visit(city.ana).get(board)
    assert "0 of 0." in page
    assert "Bruno Sales" not in page.text
    come(workshop, city.bruno)
    DoneTick.give(db.session.get_one(Block, block_id), by=again(city.carla))
    commit()
    page = visit(city.ana).get(board)
    assert "1 of 2." in page
    assert "Bruno Sales, not done yet" in page.text
    assert "Carla Moura, is done" in page.text


def test_the_silent_board_names_nobody_where_notes_have_no_names(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    block_id = run(workshop, city.ana, is_hidden=True, is_anonymous=True)
    come(workshop, city.bruno)
    DoneTick.give(db.session.get_one(Block, block_id), by=again(city.bruno))
    commit()
    page = visit(city.ana).get(f"/workshops/{workshop.id}/board")
    assert "1 of 1." in page
    assert "Bruno" not in page.text


def test_a_note_of_the_room_has_its_place_on_the_rooms_board_alone(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    """A team's pages hear of the room too, by its bar: what is written there must not land on them."""
    bruno, team = visit(city.bruno), f"/redesigns/{city.redesign.id}/problems"
    run(workshop, city.ana, kind="group")
    here = f"/workshops/{workshop.id}"
    room, start = again(workshop).workspace_id, again(workshop).workspace.position
    bruno.post(f"{here}/notes", text="da sala", kind="idea")
    told = bruno.get(f"/live?poll=1&at={room}.{start}").text
    [place] = re.findall(r'"into":\s?"([^"]+)"', told)
    assert f'id="{place}"' in bruno.get(f"{here}/board").text
    family = place.rpartition("-")[0]
    assert f'id="{family}-' not in bruno.get(team).text


@pytest.mark.usefixtures("in_one_quarter")
def test_the_moment_of_a_hidden_note_can_be_read_nowhere(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    """In the same ten seconds everything that counts events says what it said before the note."""
    board, team = f"/workshops/{workshop.id}/board", f"/redesigns/{city.redesign.id}/problems"
    room, block_id = workshop.workspace_id, run(workshop, city.ana, is_hidden=True)
    bruno, olga = city.bruno.id, visit(city.observer)

    def tell_all_at(moment: Any, after: int) -> None:
        told = update(Event).where(Event.workspace_id == room, Event.position > after)
        with append_only.unguarded(db.session.connection()):
            db.session.execute(told.values(at=moment))
        moved = update(Workspace).where(Workspace.id == room)
        db.session.execute(moved.values(changed_at=moment))
        db.session.execute(update(Note).values(created_at=moment))
        commit()

    def all_that_counts() -> list[Any]:
        whole = olga.client.get(f"/workshops/{workshop_id}/bar/whole").text
        frames = [
            olga.client.get(f"/live?poll=1&at={room}.{position}").text
            for position in (999_999_999, before + 1)
        ]
        tags = [olga.client.get(page).headers["ETag"] for page in (board, team, team)]
        return [re.findall('data-live="[^"]+"', whole), *resyncs(frames), *tags]

    def resyncs(frames: list[str]) -> list[str]:
        return [frame.partition("event: resync")[2] for frame in frames]

    workshop_id, long_ago = workshop.id, now() - timedelta(minutes=2)
    # The clock of the bar stands meanwhile.
    db.session.get(Block, block_id).pause(by=again(city.ana))
    commit()
    before = again(workshop).workspace.position
    tell_all_at(long_ago, 0)
    olga.get(team)
    counted = all_that_counts()
    assert all(counted)
    block, author = db.session.get(Block, block_id), db.session.get(Person, bruno)
    Note.write(again(workshop), {"text": "em silêncio", "block": block}, by=author)
    commit()
    tell_all_at(now() + timedelta(minutes=1), before)
    assert all_that_counts() == counted
    tell_all_at(long_ago + timedelta(minutes=1), before)
    told = all_that_counts()
    assert not [each for each, earlier in zip(told, counted, strict=True) if each == earlier]
