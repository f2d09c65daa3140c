"""Notes are grouped, put away, brought back, and grow into problems without being typed again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import DomainError, new_id, now
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log.event import Event, Workspace
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.room.participation import block_on, may_change, may_now, may_work, require_now
from workbench.models.room.reveal import authors_of, hidden_notes, reveal
from workbench.models.work.note import Note, NoteGroup
from workbench.reports.homework import roll_of
from workbench.reports.yields import yields_of

pytestmark = pytest.mark.both_databases


def events_of(workspace: Workspace) -> list[Event]:
    commit()
    told = select(Event).where(Event.workspace_id == workspace.id)
    return list(db.session.scalars(told.order_by(Event.position)))


def other_team(city: City4) -> Redesign:
    service = Service.add(city.city, name="IPTU", by=None)
    db.session.flush()
    return Redesign.begin(city.programme, service, by=None)


def note_of(city: City4, **values: str) -> Note:
    note = Note.write(city.redesign, {"text": "A fila demora", **values}, by=city.bruno)
    db.session.flush()
    return note


def test_a_note_grows_into_a_problem_of_the_same_code_and_words(city: City4) -> None:
    note_of(city)
    note = note_of(city, kind="office", text="Digitamos tudo duas vezes")
    problem = note.grow(by=city.bruno)
    assert (problem.code, problem.title, problem.side) == ("P-02", note.text, "office")
    assert note.grow(by=city.ana) is problem
    assert note_of(city).code == "P-03"


def test_a_long_note_grows_into_a_problem_with_its_first_words(city: City4) -> None:
    problem = note_of(city, text="x" * 500).grow(by=city.bruno)
    assert problem.title == "x" * 300
    commit()


def test_a_problem_that_was_put_away_comes_back_when_its_note_grows_again(city: City4) -> None:
    note = note_of(city)
    problem = note.grow(by=city.bruno)
    problem.discard(by=city.bruno)
    assert note.grow(by=city.bruno) is problem
    assert not problem.is_discarded


def test_notes_stay_when_their_group_is_dissolved(city: City4) -> None:
    group = NoteGroup.write(city.redesign, {"title": "Filas"}, by=city.bruno)
    note = note_of(city)
    note.move_to(group, by=city.bruno)
    commit()
    group.discard(by=city.ana)
    commit()
    assert note.group is None
    assert not note.is_discarded


def test_what_is_parked_or_put_away_stays_so_when_its_group_goes(city: City4) -> None:
    group, other = (
        NoteGroup.write(city.redesign, {"title": title}, by=city.bruno)
        for title in ("Filas", "Outras")
    )
    parked, away, kept = (note_of(city) for _ in range(3))
    for note in (parked, away, kept):
        note.move_to(group, by=city.bruno)
    parked.park(by=city.bruno)
    away.discard(by=city.bruno)
    commit()
    before = city.redesign.workspace.position
    group.merge_into(other, by=city.ana)
    other.discard(by=city.ana)
    commit()
    assert parked.is_parked
    assert [note.group_id for note in (parked, away, kept)] == [None, None, None]
    told = [each.action for each in events_of(city.redesign.workspace) if each.position > before]
    assert told == ["note.moved", "note_group.merged", "note.moved", "note_group.discarded"]


def test_a_group_of_another_team_takes_no_note_of_ours(city: City4) -> None:
    theirs = NoteGroup.write(other_team(city), {"title": "Delas"}, by=city.ana)
    with pytest.raises(DomainError, match="another team"):
        note_of(city).move_to(theirs, by=city.bruno)


def test_a_note_that_is_moved_where_it_is_leaves_no_trace(city: City4) -> None:
    note = note_of(city)
    position = city.redesign.workspace.position
    note.move_to(None, by=city.bruno)
    assert city.redesign.workspace.position == position


def test_an_id_that_is_taken_is_refused_never_overwritten(city: City4) -> None:
    taken = new_id()
    Note.write(city.redesign, {"text": "primeira"}, by=city.bruno, id=taken)
    with pytest.raises(DomainError, match="saved before"):
        Note.write(city.redesign, {"text": "segunda"}, by=city.bruno, id=taken)
    assert db.session.get(Note, taken).text == "primeira"


def test_codes_are_counted_for_each_team_alone(city: City4) -> None:
    note_of(city)
    other = other_team(city)
    assert Note.write(other, {"text": "primeira delas"}, by=city.ana).code == "P-01"


# silent writing


def silent_block(city: City4, board: str = "team", **values: Any) -> Block:
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=None)
    kept = {"kind": "write", "title": "Escrever", "board": board, "is_hidden": True, **values}
    block = Block.add(workshop, kept, by=city.ana)
    db.session.flush()
    block.start(by=city.ana)
    return block


def hidden_note(city: City4, block: Block, text: str = "em silêncio", by: Any = None) -> Note:
    note = Note.write(city.redesign, {"text": text, "block": block}, by=by or city.bruno)
    db.session.flush()
    return note


def test_a_hidden_note_has_no_number_and_only_its_author_reads_it(city: City4) -> None:
    note = hidden_note(city, silent_block(city))
    assert (note.is_hidden, note.number, note.author_name) == (True, 0, None)
    assert Note.shown_at(city.redesign) == []
    assert Note.own_hidden(city.redesign, city.bruno.id) == [note]
    assert Note.own_hidden(city.redesign, city.ana.id) == []
    assert note.may_be_read_by(city.bruno.id)
    assert not note.may_be_read_by(city.ana.id)
    assert not note.may_be_read_by(None)


def test_the_count_of_hidden_notes_moves_in_steps_of_ten_seconds(
    city: City4, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = hidden_note(city, silent_block(city))
    started = note.created_at.replace(second=3, microsecond=0)
    note.created_at = started
    db.session.flush()
    for seconds, count in ((1, 0), (6, 0), (7, 1), (17, 1)):
        moment = started + timedelta(seconds=seconds)
        monkeypatch.setattr("workbench.models.work.note_gate.now", lambda moment=moment: moment)
        assert Note.hidden_count(city.redesign) == count, seconds


def test_no_moment_tells_who_puts_a_hidden_note_away(
    city: City4, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = silent_block(city)
    note = hidden_note(city, block)
    block.goal_kind = "notes"
    note.created_at = (now() - timedelta(minutes=5)).replace(second=3, microsecond=0)
    note.discarded_at = note.created_at + timedelta(minutes=1)
    db.session.flush()
    for seconds, count in ((59, 1), (60, 1), (66, 1), (67, 0)):
        moment = note.created_at + timedelta(seconds=seconds)
        for place in ("models.work.note_gate", "reports.yields", "reports.homework"):
            monkeypatch.setattr(f"workbench.{place}.now", lambda moment=moment: moment)
        assert Note.hidden_count(city.redesign) == count, seconds
        assert yields_of(block, {city.redesign.id: []})[city.redesign.id].done == count, seconds
        assert roll_of(block, []).notes == count, seconds


def test_the_reveal_numbers_what_was_written_in_an_order_that_tells_nothing(city: City4) -> None:
    block = silent_block(city)
    notes = [hidden_note(city, block, f"nota {number}") for number in range(12)]
    note_of(city)
    assert reveal(block, by=city.ana) == 12
    commit()
    assert sorted(note.number for note in notes) == list(range(2, 14))
    assert [note.number for note in notes] != list(range(2, 14)), "one in 479 million"
    assert note_of(city).number == 14
    actions = [event.action for event in events_of(city.redesign.workspace)]
    assert actions[-2:] == ["note.revealed", "note.written"]
    assert not hidden_note(city, block, "depois").is_hidden


def test_the_notes_of_one_person_are_revealed_alone(city: City4) -> None:
    block = silent_block(city)
    theirs, mine = hidden_note(city, block), hidden_note(city, block, by=city.ana)
    assert authors_of(block, city.redesign) == [city.ana, city.bruno]
    assert reveal(block, by=city.ana, place=city.redesign, author=city.bruno) == 1
    assert (theirs.is_hidden, mine.is_hidden) == (False, True)
    assert theirs.author_name == "Bruno Sales"
    assert hidden_note(city, block).is_hidden, "the block goes on in silence"


def test_notes_without_names_are_never_revealed_person_by_person(city: City4) -> None:
    block = silent_block(city, is_anonymous=True)
    note = hidden_note(city, block)
    assert authors_of(block, city.redesign) == []
    with pytest.raises(DomainError, match="all at once"):
        reveal(block, by=city.ana, author=city.bruno)
    block.is_anonymous = False
    assert authors_of(block, city.redesign) == []
    assert hidden_notes(block, city.redesign, city.bruno) == []
    reveal(block, by=city.ana)
    assert note.author_name is None
    note.edit({"text": "outra"}, by=city.bruno)
    commit()
    told = [event for event in events_of(city.redesign.workspace) if event.subject_id == note.id]
    assert {event.by_id for event in told} == {None}


def test_a_hidden_note_is_not_moved_parked_matched_or_grown(city: City4) -> None:
    note, other = hidden_note(city, silent_block(city)), note_of(city)
    for operation in (
        lambda: note.move_to(None, by=city.bruno),
        lambda: note.park(by=city.bruno),
        lambda: other.stand_for([note], by=city.bruno),
        lambda: note.grow(by=city.bruno),
    ):
        with pytest.raises(DomainError, match="still hidden"):
            operation()


def test_a_moderated_note_stays_away_and_tells_its_author_why(city: City4) -> None:
    block = silent_block(city)
    note = hidden_note(city, block)
    with pytest.raises(DomainError, match="Say why"):
        note.moderate("", by=city.ana)
    note.moderate("Nome de uma pessoa", by=city.ana)
    assert Note.own_hidden(city.redesign, city.bruno.id) == [note]
    with pytest.raises(DomainError, match="other words"):
        note.restore(by=city.bruno)
    with pytest.raises(DomainError, match="is archived already"):
        note.moderate("Outro motivo", by=city.ana)
    assert note.put_away_why == "Nome de uma pessoa"
    with pytest.raises(DomainError, match="other words"):
        note.edit({"text": "com outras palavras"}, by=city.bruno)
    with pytest.raises(DomainError, match="nothing to show"):
        reveal(block, by=city.ana)
    assert block.revealed_at is None
    with pytest.raises(DomainError, match="already"):
        note_of(city).moderate("tarde", by=city.ana)


def test_what_was_put_away_in_silence_is_shown_when_it_comes_back_after_the_reveal(
    city: City4,
) -> None:
    block = silent_block(city)
    note = hidden_note(city, block)
    hidden_note(city, block, by=city.ana)
    note.discard(by=city.bruno)
    with pytest.raises(DomainError, match="is archived already"):
        note.moderate("Nome de uma pessoa", by=city.ana)
    reveal(block, by=city.ana)
    assert note.is_hidden
    note.restore(by=city.bruno)
    assert (note.is_hidden, note.code) == (False, "P-02")


def test_words_saved_on_a_note_that_was_put_away_bring_it_back(city: City4) -> None:
    note = note_of(city)
    note.discard(by=city.ana)
    note.edit({"text": "A fila demora muito"}, by=city.bruno)
    assert (note.text, note.is_discarded) == ("A fila demora muito", False)


# duplicates and the parking lot


def test_a_note_stands_for_those_that_say_the_same_and_lets_them_go_again(city: City4) -> None:
    group = NoteGroup.write(city.redesign, {"title": "Filas"}, by=city.bruno)
    kept, second, third = (note_of(city) for _ in range(3))
    kept.move_to(group, by=city.bruno)
    second.stand_for([third], by=city.bruno)
    kept.stand_for([second], by=city.bruno)
    db.session.flush()
    assert Note.shown_at(city.redesign) == [kept]
    assert (kept.said, kept.same_notes) == (3, [second, third])
    second.tell_apart(by=city.bruno)
    assert second.group is group
    kept.discard(by=city.bruno)
    db.session.flush()
    assert set(Note.shown_at(city.redesign)) == {second, third}


def test_what_stands_under_another_note_is_not_joined_with_a_third(city: City4) -> None:
    kept, second, third = (note_of(city) for _ in range(3))
    assert kept.stand_for([second], by=city.bruno) == [second]
    assert kept.stand_for([second], by=city.bruno) == []
    for standing, other in ((third, second), (second, third)):
        with pytest.raises(DomainError, match="P-02 stands under another note"):
            standing.stand_for([other], by=city.bruno)
    third.discard(by=city.bruno)
    with pytest.raises(DomainError, match="P-03 was archived in the meantime"):
        third.stand_for([kept], by=city.bruno)


def test_a_note_that_was_carried_comes_back_in_a_group_of_its_own_board(city: City4) -> None:
    room = city.programme.phases[0].plan(title="Oficina 1", by=None)
    db.session.flush()
    note, there = note_of(city), NoteGroup.write(room, {"title": "Filas"}, by=city.ana)
    note.park(by=city.ana)
    carried = note.carry_to(room, by=city.ana)
    carried.move_to(there, by=city.ana)
    carried.discard(by=city.ana)
    commit()
    assert (note.same_as, note.group) == (None, None)


def test_what_was_parked_waits_on_the_board_of_the_next_workshop(city: City4) -> None:
    phase = city.programme.phases[0]
    first, second = (phase.plan(title=f"Oficina {number}", by=None) for number in (1, 2))
    db.session.flush()
    in_room = Note.write(first, {"text": "da sala"}, by=city.bruno)
    of_team = note_of(city, text="da equipe")
    db.session.flush()
    for note in (in_room, of_team):
        note.park(by=city.ana)
    db.session.flush()
    assert Note.parked_before(first) == []
    assert set(Note.parked_before(second)) == {in_room, of_team}
    carried = of_team.carry_to(second, by=city.ana)
    db.session.flush()
    assert (carried.text, carried.code, carried.created_by) == ("da equipe", "P-01", city.bruno)
    assert Note.parked_before(second) == [in_room]
    with pytest.raises(DomainError, match="already"):
        of_team.carry_to(second, by=city.bruno)


# ground rules


def test_between_blocks_a_team_does_everything_on_its_own_board(city: City4) -> None:
    for operation in ("add", "arrange", "edit", "work"):
        assert may_now(city.bruno, operation, city.redesign)


def test_the_block_that_runs_says_what_may_be_done_and_facilitators_may_always(
    city: City4,
) -> None:
    block = silent_block(city, may=["add"])
    assert block_on(city.redesign) is block
    assert may_now(city.bruno, "add", city.redesign)
    mine, theirs = note_of(city), Note.write(city.redesign, {"text": "dela"}, by=city.ana)
    assert may_change(city.bruno, mine), "who may write may mend what they wrote"
    assert not may_change(city.bruno, theirs)
    for operation in ("arrange", "edit", "work"):
        assert not may_now(city.bruno, operation, city.redesign)
        assert may_now(city.ana, operation, city.redesign)
        with pytest.raises(DomainError):
            require_now(city.bruno, operation, city.redesign)
    assert not may_work(city.bruno, "problem:write", city.redesign)
    assert may_work(city.bruno, "journey:write", city.redesign), "its maps are another board"
    block.end(by=city.ana)
    db.session.flush()
    assert may_now(city.bruno, "arrange", city.redesign)


def test_the_board_of_the_room_opens_with_a_block_that_uses_it(city: City4) -> None:
    block = silent_block(city, board="room")
    workshop = block.workshop
    assert may_now(city.bruno, "add", workshop)
    assert may_now(city.bruno, "arrange", city.redesign), "the teams' boards are their own"
    block.end(by=city.ana)
    db.session.flush()
    with pytest.raises(DomainError, match="opens with the next block"):
        require_now(city.bruno, "add", workshop)
    assert may_now(city.ana, "add", workshop)


def test_homework_decides_between_its_days(city: City4) -> None:
    block = silent_block(city)
    block.end(by=city.ana)
    block.kind, block.opens_at = "homework", now() - timedelta(days=1)
    block.closes_at = now() + timedelta(days=1)
    db.session.flush()
    assert block_on(city.redesign) is block
    block.closes_at = now() - timedelta(hours=1)
    db.session.flush()
    assert block_on(city.redesign) is None
