"""Votes with dots: a budget that two tabs cannot stretch, blind until closed, and a count that any recount confirms."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import City4
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.ballot import Ballot
from workbench.models.room.block import Block
from workbench.models.room.vote import Vote, close, count_dots, hold_again, suggested_budget
from workbench.models.work.note import Note, NoteGroup

pytestmark = pytest.mark.both_databases


def room(city: City4) -> Workshop:
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=None)
    db.session.flush()
    return workshop


def vote_on(city: City4, groups: int = 4, place: Any = None, **values: Any) -> Vote:
    """Return a vote that runs, over so many groups."""
    workshop = room(city)
    place = place or workshop
    for number in range(groups):
        NoteGroup.write(place, {"title": f"Grupo {number:02d}"}, by=city.ana)
    board = "room" if place is workshop else "team"
    kept = {"kind": "vote", "title": "Escolher", "board": board, **values}
    block = Block.add(workshop, kept, by=city.ana)
    db.session.flush()
    block.start(by=city.ana)
    commit()
    return Vote(block, place)


@pytest.mark.parametrize(
    ("groups", "dots"), [(0, 3), (1, 3), (9, 3), (12, 3), (13, 4), (16, 4), (25, 5), (100, 10)]
)
def test_the_budget_is_about_the_square_root_of_what_is_voted_on(groups: int, dots: int) -> None:
    assert suggested_budget(groups) == dots


def test_groups_and_notes_without_a_group_are_voted_on_and_parked_ones_are_not(city: City4) -> None:
    vote = vote_on(city, groups=1)
    inside, loose, parked, same = (
        Note.write(vote.place, {"text": text}, by=city.bruno)
        for text in ("dentro", "solta", "parada", "igual")
    )
    db.session.flush()
    inside.move_to(db.session.scalars(select(NoteGroup)).one(), by=city.ana)
    parked.park(by=city.ana)
    loose.stand_for([same], by=city.ana)
    db.session.flush()
    titles = [item.title for item in Vote(vote.block, vote.place).items]
    assert titles == ["Grupo 00", f"{loose.code} solta"]


def test_a_voter_gives_and_takes_back_and_never_beyond_the_budget(city: City4) -> None:
    vote = vote_on(city, vote_limit=2)
    first, second, third, _ = vote.items
    vote.change(first.id, 1, by=city.bruno)
    vote.change(first.id, 1, by=city.bruno)
    vote.change(second.id, 1, by=city.bruno)
    with pytest.raises(DomainError, match="take one back"):
        vote.change(third.id, 1, by=city.bruno)
    vote.change(first.id, -1, by=city.bruno)
    vote.change(third.id, 1, by=city.bruno)
    ballot = vote.ballot_of(city.bruno)
    assert ballot.dots == {first.id: 1, second.id: 1, third.id: 1}
    vote.change(third.id, -1, by=city.bruno)
    vote.change(third.id, -1, by=city.bruno)
    assert vote.ballot_of(city.bruno).spent == 2


def test_one_thing_gets_no_more_than_the_limit(city: City4) -> None:
    vote = vote_on(city)
    vote.change(vote.items[0].id, 1, by=city.bruno)
    with pytest.raises(DomainError, match="at most 1"):
        vote.change(vote.items[0].id, 1, by=city.bruno)


def test_from_the_first_dot_on_the_room_keeps_its_budget(city: City4) -> None:
    vote = vote_on(city, groups=16)
    assert vote.budget == 4
    version = vote.block.version
    vote.change(vote.items[0].id, 1, by=city.bruno)
    for group in db.session.scalars(select(NoteGroup)).all()[1:]:
        group.discard(by=city.ana)
    commit()
    later = Vote(db.session.get(Block, vote.block.id), vote.place)
    assert (len(later.items), later.granted, later.budget) == (1, 4, 1)
    assert later.block.version == version, "whoever edits the block is not disturbed by voters"


def test_facilitators_change_the_budget(city: City4) -> None:
    vote = vote_on(city)
    vote.allow(5, 2, by=city.ana)
    assert (vote.budget, vote.limit) == (5, 2)
    for budget, limit in ((0, 1), (3, 4), (1000, 1)):
        with pytest.raises(DomainError, match="votes"):
            vote.allow(budget, limit, by=city.ana)


def test_what_is_gone_gets_no_dot_and_gives_back_those_it_has(city: City4) -> None:
    vote = vote_on(city)
    item = vote.items[0]
    vote.change(item.id, 1, by=city.bruno)
    db.session.get(NoteGroup, item.id).discard(by=city.ana)
    commit()
    vote = Vote(vote.block, vote.place)
    with pytest.raises(DomainError, match="not on the board any more"):
        vote.give(item.id, 1, by=city.davi)
    with pytest.raises(DomainError, match="not on the board any more"):
        vote.change("nothing", 1, by=city.bruno)
    vote.change(item.id, -1, by=city.bruno)
    assert vote.ballot_of(city.bruno).dots == {}


def test_abstaining_takes_ones_dots_back_and_counts_as_finished(city: City4) -> None:
    vote = vote_on(city)
    vote.change(vote.items[0].id, 1, by=city.bruno)
    vote.finish(by=city.bruno, is_abstaining=True)
    ballot = vote.ballot_of(city.bruno)
    assert ballot.dots == {}
    assert ballot.finished_at is not None


def test_paper_is_entered_and_taken_out_within_the_same_limits(city: City4) -> None:
    vote = vote_on(city)
    items = vote.items
    vote.enter_paper("Zeca", {items[0].id: 1, items[1].id: 0}, by=city.ana)
    vote.enter_paper("Zeca", {items[1].id: 1}, by=city.ana, is_another=True)
    with pytest.raises(DomainError):
        vote.enter_paper("Rita", {item.id: 1 for item in items}, by=city.ana)
    db.session.rollback()


def test_paper_taken_out_is_not_counted(city: City4) -> None:
    vote = vote_on(city)
    paper = vote.enter_paper("Zeca", {vote.items[0].id: 1}, by=city.ana)
    commit()
    vote.remove_paper(paper, by=city.ana)
    close(vote.block, by=city.ana)
    assert sum(line["votes"] for line in vote.block.tally) == 0
    with pytest.raises(DomainError, match="has ended"):
        vote.change(vote.items[0].id, 1, by=city.bruno)


def test_nobody_votes_before_the_block_runs_or_after_it_ended(city: City4) -> None:
    vote = vote_on(city)
    vote.block.end(by=city.ana)
    with pytest.raises(DomainError):
        vote.change(vote.items[0].id, 1, by=city.bruno)


def test_a_second_round_is_a_new_block_right_after_the_first(city: City4) -> None:
    vote = vote_on(city)
    Block.add(vote.block.workshop, {"title": "Fechar"}, by=city.ana)
    db.session.flush()
    with pytest.raises(DomainError, match="Close this vote first"):
        hold_again(vote.block, by=city.ana)
    close(vote.block, by=city.ana)
    again = hold_again(vote.block, by=city.ana)
    commit()
    order = [block.title for block in vote.block.workshop.blocks]
    assert order == ["Escolher", "Escolher", "Fechar"]
    assert (again.state, again.tally) == ("planned", None)
    with pytest.raises(DomainError, match="on the agenda already"):
        hold_again(vote.block, by=city.ana)


def test_a_voter_is_not_counted_twice_by_a_paper(city: City4) -> None:
    vote = vote_on(city)
    first = vote.items[0].id
    vote.change(first, 1, by=city.bruno)
    vote.change(first, 1, by=city.ana)
    vote.change(first, -1, by=city.ana)
    vote.enter_paper("Ana Prado", {first: 1}, by=city.ana)
    for name, match in (("bruno  sales", "on the screen"), ("ANA PRADO", "A paper of Ana Prado")):
        with pytest.raises(DomainError, match=match):
            vote.enter_paper(name, {first: 1}, by=city.ana)
    vote.enter_paper("Bruno Sales", {first: 1}, by=city.ana, is_another=True)
    assert len(vote.ballots()) == 4


def test_the_count_says_what_was_merged_while_people_voted(city: City4) -> None:
    vote = vote_on(city)
    first, second = vote.items[:2]
    vote.change(first.id, 1, by=city.bruno)
    groups = {group.id: group for group in db.session.scalars(select(NoteGroup))}
    groups[first.id].merge_into(groups[second.id], by=city.ana)
    commit()
    close(vote.block, by=city.ana)
    told = {line["title"]: (line["votes"], line["is_gone"]) for line in vote.block.tally}
    assert told[first.title] == (1, True)
    assert told[second.title] == (0, False)


def test_a_vote_is_held_on_its_own_boards_only(city: City4) -> None:
    of_team = vote_on(city, place=city.redesign)
    of_room = Vote(of_team.block, of_team.block.workshop)
    assert (of_team.is_open, of_room.is_open) == (True, False)
    with pytest.raises(DomainError):
        of_room.enter_paper("Zeca", {}, by=city.ana)
    assert of_team.block.vote_budget is None


def test_a_note_whose_group_is_gone_is_voted_on_where_it_stands(city: City4) -> None:
    vote = vote_on(city, groups=1)
    group = db.session.scalars(select(NoteGroup)).one()
    note = Note.write(vote.place, {"text": "solta"}, by=city.bruno)
    db.session.flush()
    note.move_to(group, by=city.ana)
    group.discarded_at = now()
    commit()
    assert [item.id for item in Vote(vote.block, vote.place).items] == [note.id]


def test_teams_vote_on_their_own_boards_and_are_counted_together(city: City4) -> None:
    vote = vote_on(city, place=city.redesign)
    vote.change(vote.items[0].id, 1, by=city.bruno)
    close(vote.block, by=city.ana)
    assert {line["redesign_id"] for line in vote.block.tally} == {city.redesign.id}
    assert vote.block.tally[0]["votes"] == 1


def test_the_database_keeps_one_ballot_for_each_person_on_the_board_of_the_room(
    city: City4,
) -> None:
    vote = vote_on(city)
    for _ in range(2):
        db.session.add(Ballot(block_id=vote.block.id, person_id=city.bruno.id, dots={}))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


ballots = st.lists(
    st.dictionaries(st.integers(0, 5), st.integers(1, 3), max_size=4), min_size=1, max_size=6
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_dots=ballots, on_paper=st.integers(0, 3))
def test_the_frozen_count_equals_a_recount_of_the_ballots(
    city: City4, given_dots: list[dict[int, int]], on_paper: int
) -> None:
    vote = vote_on(city, groups=6, vote_budget=12, vote_limit=3)
    ids = [item.id for item in vote.items]
    expected: Counter[str] = Counter()
    for number, wanted in enumerate(given_dots):
        dots = {ids[place]: count for place, count in wanted.items()}
        if number < on_paper:
            vote.enter_paper(f"Papel {number}", dots, by=city.ana)
        else:
            voter = Person(city=city.city, name=f"Voz {number}", is_guest=True)
            db.session.add(voter)
            db.session.flush()
            for item_id, count in dots.items():
                vote.give(item_id, count, by=voter)
        expected.update(dots)
    close(vote.block, by=city.ana)
    commit()
    tally = {line["id"]: line["votes"] for line in vote.block.tally if line["votes"]}
    stored = db.session.scalars(select(Ballot).where(Ballot.block_id == vote.block.id))
    assert tally == dict(expected) == dict(+count_dots(stored))
    order = [line["votes"] for line in vote.block.tally]
    assert order == sorted(order, reverse=True)
    with pytest.raises(DomainError, match="has ended"):
        vote.give(ids[0], 1, by=city.bruno)
    db.session.rollback()


def test_two_tabs_together_never_spend_more_than_the_budget(app: Flask, city: City4) -> None:
    vote = vote_on(city, groups=8)
    block_id, bruno_id = vote.block.id, city.bruno.id
    ids = [item.id for item in vote.items]
    begin = threading.Barrier(8)
    # What this thread has read must not hold the others up.
    db.session.rollback()

    def tab(item_id: str) -> None:
        begin.wait()
        with app.app_context():
            block = db.session.get(Block, block_id)
            try:
                Vote(block, block.workshop).change(item_id, 1, by=db.session.get(Person, bruno_id))
                commit()
            except (DomainError, IntegrityError):
                db.session.rollback()

    tabs = [threading.Thread(target=tab, args=(item_id,)) for item_id in ids]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    db.session.rollback()
    db.session.expire_all()
    stored = db.session.scalars(select(Ballot)).one()
    assert stored.spent == 3
