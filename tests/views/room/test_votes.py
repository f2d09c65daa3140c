"""Votes with dots on the pages: given by buttons, secret until closed, entered from paper, counted and exported."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import current_app
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.live import log
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.ballot import Ballot
from workbench.models.room.block import Block
from workbench.models.work.note import Note, NoteGroup
from workbench.views.work.note_fragments import fragments_of
from workbench.web.audience import audience_at

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def vote(city: City4) -> dict[str, Any]:
    """A vote that runs in a room, over four groups; its addresses and the groups' ids."""
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=None)
    db.session.flush()
    groups = [NoteGroup.write(workshop, {"title": f"Grupo {n}"}, by=city.ana) for n in range(4)]
    block = Block.add(workshop, {"kind": "vote", "title": "Escolher", "board": "room"}, by=city.ana)
    db.session.flush()
    block.start(by=city.ana)
    ids = [group.id for group in groups]
    here = f"/workshops/{workshop.id}"
    commit()
    return {"groups": ids, "board": f"{here}/board", "at": f"{here}/votes/{block.id}"}


def test_votes_are_given_and_taken_back_by_buttons(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    bruno, first = visit(city.bruno), vote["groups"][0]
    assert "3 of your 3 votes left" in bruno.get(vote["board"])
    assert bruno.post(vote["at"], more=first).location == vote["board"]
    assert "2 of your 3 votes left" in bruno.get(vote["board"])
    bruno.post(vote["at"], 303, more=first)
    assert "at most 1" in bruno.get(vote["board"])
    bruno.post(vote["at"], less=first)
    assert (
        "3 of your 3 votes left"
        in bruno.client.get(f"{vote['at']}/own", headers={"Accept-Language": "en"}).text
    )
    for group in vote["groups"][:3]:
        bruno.post(vote["at"], more=group)
    bruno.post(vote["at"], 303, more=vote["groups"][3])
    assert "take one back first" in bruno.get(vote["board"])


def test_who_votes(city: City4, visit: Any, vote: dict[str, Any]) -> None:
    for person, answer in (
        (city.bruno, 302),
        (city.ana, 302),
        (city.davi, 302),
        (city.observer, 403),
        (city.edite, 403),
        (city.carla, 404),
    ):
        visit(person).post(vote["at"], answer, more=vote["groups"][0])
    for person in (city.bruno, city.observer):
        for operation in ("close", "budget", "again", "paper"):
            visit(person).post(f"{vote['at']}/{operation}", 403)


def test_nobody_sees_a_count_or_a_choice_before_the_vote_is_closed(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    bruno, first = visit(city.bruno), vote["groups"][0]
    bruno.post(vote["at"], more=first)
    bruno.post(f"{vote['at']}/finish")
    for person in (city.ana, city.davi, city.observer):
        visitor = visit(person)
        assert visitor.get(f"{vote['at']}.json").json == {"votes": []}
        assert visitor.get(f"{vote['at']}.csv").text.splitlines() == ["item,votes,rank,is_gone"]
        page = visitor.get(vote["at"])
        assert "Nobody sees any count" in page
        assert "Bruno Sales" in page
        assert "1 vote" not in page
        assert "1 vote" not in visitor.get(vote["board"]).words.replace("1 vote less", "")
        assert "voted in" not in visitor.get(vote["board"])
    assert visit(city.ana).get(f"{vote['at']}/ballots.json").json == {"ballots": []}


def test_the_count_is_frozen_told_and_exported(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    bruno, ana, groups = visit(city.bruno), visit(city.ana), vote["groups"]
    bruno.post(vote["at"], more=groups[1])
    ana.post(vote["at"], more=groups[1])
    ana.post(vote["at"], more=groups[2])
    ana.post(f"{vote['at']}/paper", name="Zeca", **{f"dots-{groups[1]}": "1"})
    visit(city.davi).post(f"{vote['at']}/finish", deed="abstain")
    assert "Zeca" in ana.get(vote["at"])
    ana.post(f"{vote['at']}/close")
    rows = bruno.get(f"{vote['at']}.json").json["votes"]
    assert [(row["item"], row["votes"], row["rank"]) for row in rows] == [
        ("Grupo 1", 3, 1),
        ("Grupo 2", 1, 2),
        ("Grupo 0", 0, 3),
        ("Grupo 3", 0, 3),
    ]
    assert "Grupo 1,3,1,false" in bruno.get(f"{vote['at']}.csv").text
    assert "3 votes" in bruno.get(vote["board"])
    kinds = ana.get(f"{vote['at']}/ballots.json").json["ballots"]
    assert [(row["kind"], row["ballots"], row["dots"], row["without_dots"]) for row in kinds] == [
        ("screen", 3, 3, 1),
        ("paper", 1, 1, 0),
    ]
    bruno.get(f"{vote['at']}/ballots.json", 403)
    bruno.post(vote["at"], 303, more=groups[0])
    assert "has ended" in bruno.get(vote["board"])
    assert bruno.get(f"{vote['at']}.json").json["votes"] == rows


def test_a_paper_is_kept_when_it_cannot_be_counted_and_can_be_taken_out(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    ana, groups = visit(city.ana), vote["groups"]
    page = ana.post(f"{vote['at']}/paper", 200, name="Zeca", **{f"dots-{groups[0]}": "9"})
    assert "from 0 to 1" in page
    assert 'value="Zeca"' in page.text
    assert "Fill this in" in ana.post(f"{vote['at']}/paper", 200, name="")
    ana.post(f"{vote['at']}/paper", name="Zeca", **{f"dots-{groups[0]}": "1"})
    ballot_id = db.session.scalars(select(Ballot)).one().id
    ana.post(f"{vote['at']}/paper/{ballot_id}/remove")
    assert not db.session.scalars(select(Ballot)).all()


@pytest.mark.parametrize("dots", ["-1", "abc", "1.5", "9" * 5000])
def test_a_paper_that_cannot_be_read_is_no_abstention(
    city: City4, visit: Any, vote: dict[str, Any], dots: str
) -> None:
    ana, first = visit(city.ana), vote["groups"][0]
    page = ana.post(f"{vote['at']}/paper", 200, name="Zeca", **{f"dots-{first}": dots})
    assert "Write a" in page
    assert f'value="{dots}"' in page.text
    assert not db.session.scalars(select(Ballot)).all()


def test_a_paper_for_what_is_gone_is_not_kept_until_it_is_left_out(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    ana_id, ana, first = city.ana.id, visit(city.ana), vote["groups"][0]
    db.session.get(NoteGroup, first).discard(by=db.session.get(Person, ana_id))
    commit()
    page = ana.post(f"{vote['at']}/paper", 200, name="Zeca", **{f"dots-{first}": "1"})
    assert "Grupo 0" in page
    assert "This is not on the board any more: empty the field" in page
    assert not db.session.scalars(select(Ballot)).all()
    shown = ana.get(ana.post(f"{vote['at']}/paper", name="Zeca", **{f"dots-{first}": ""}).location)
    assert "The paper of Zeca is in, without a vote." in shown


def test_a_second_paper_of_one_name_is_asked_about(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    ana, dots = visit(city.ana), {f"dots-{vote['groups'][0]}": "1"}
    ana.post(f"{vote['at']}/paper", name="Zeca", **dots)
    page = ana.post(f"{vote['at']}/paper", 200, name="zeca", **dots)
    assert "A paper of Zeca is in already" in page
    ana.post(f"{vote['at']}/paper", name="zeca", is_another="y", **dots)
    assert len(db.session.scalars(select(Ballot)).all()) == 2


def test_what_comes_after_the_end_is_told_and_kept_on_the_page(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    ana = visit(city.ana)
    ana.post(f"{vote['at']}/close")
    page = ana.post(f"{vote['at']}/paper", 200, name="Zeca", **{f"dots-{vote['groups'][0]}": "1"})
    assert "This vote has ended: nothing more was counted." in page
    assert "Name of the voter: Zeca" in page
    assert "Grupo 0: 1" in page
    assert "has ended" in ana.post(f"{vote['at']}/budget", 200, budget=5, limit=2)


def test_votes_that_are_given_stay_when_there_are_fewer(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    ana, bruno = visit(city.ana), visit(city.bruno)
    for group in vote["groups"][:3]:
        bruno.post(vote["at"], more=group)
    assert "takes nothing back" in ana.get(vote["at"])
    ana.post(f"{vote['at']}/budget", budget=1, limit=1)
    page = bruno.get(vote["board"])
    assert "0 of your 1 vote left" in page
    assert "You gave 3 votes before" in page


def test_what_is_no_vote_here_is_not_found(city: City4, visit: Any, vote: dict[str, Any]) -> None:
    workshop = db.session.scalars(select(Workshop)).one()
    added = [
        Block.add(workshop, values, by=None)
        for values in (
            {"kind": "write", "title": "Escrever", "board": "room"},
            {"kind": "vote", "title": "Nas equipes", "board": "team"},
        )
    ]
    redesign_id = city.redesign.id
    commit()
    writing, in_teams = (block.id for block in added)
    ana, here = visit(city.ana), vote["at"].rpartition("/")[0]
    ana.get(f"{here}/{writing}", 404)
    ana.get(f"{here}/{in_teams}", 404)
    ana.post(f"{here}/{in_teams}", 404, more=vote["groups"][0])
    ana.get(f"/redesigns/{redesign_id}/votes/{in_teams}")
    ana.get(f"/redesigns/{redesign_id}/votes/{vote['at'].rpartition('/')[2]}", 404)


def test_facilitators_set_the_budget(city: City4, visit: Any, vote: dict[str, Any]) -> None:
    ana = visit(city.ana)
    assert "no more than those" in ana.post(f"{vote['at']}/budget", 200, budget=2, limit=3)
    ana.post(f"{vote['at']}/budget", budget=5, limit=2)
    assert "5 of your 5 votes left" in visit(city.bruno).get(vote["board"])


def test_no_vote_is_given_that_cannot_be_spent(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    ana, bruno = visit(city.ana), visit(city.bruno)
    ana.post(f"{vote['at']}/budget", budget=9, limit=1)
    assert "4 of your 4 votes left" in bruno.get(vote["board"])
    ana.post(f"{vote['at']}/budget", budget=9, limit=2)
    assert "8 of your 8 votes left" in bruno.get(vote["board"])


def test_a_second_round_is_planned(city: City4, visit: Any, vote: dict[str, Any]) -> None:
    ana = visit(city.ana)
    ana.post(f"{vote['at']}/close")
    ana.post(f"{vote['at']}/again")
    workshop = db.session.scalars(select(Workshop)).one()
    assert [(block.title, block.state) for block in workshop.blocks] == [
        ("Escolher", "running"),
        ("Escolher", "planned"),
    ]
    ana.post(f"{vote['at']}/again", 303)
    assert "on the agenda already" in ana.get(vote["at"])


def test_a_vote_for_what_is_gone_is_refused_in_one_sentence(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    ana_id, bruno, first = city.ana.id, visit(city.bruno), vote["groups"][0]
    bruno.post(vote["at"], more=first)
    db.session.get(NoteGroup, first).discard(by=db.session.get(Person, ana_id))
    commit()
    page = bruno.get(vote["board"])
    assert "not on the board any more" in page
    bruno.post(vote["at"], less=first)
    bruno.post(vote["at"], 303, more=first)
    assert "give your vote to something else" in bruno.get(vote["board"])


def test_a_vote_of_another_room_is_not_found(city: City4, visit: Any, vote: dict[str, Any]) -> None:
    other = city.programme.phases[0].plan(title="Oficina 2", by=None)
    commit()
    block_id = vote["at"].rpartition("/")[2]
    elsewhere, nothing = f"/workshops/{other.id}/votes/{block_id}", f"{vote['at'][:-1]}!"
    visit(city.ana).get(elsewhere, 404)
    visit(city.ana).get(nothing, 404)


def test_a_vote_that_ends_with_its_block_is_counted_and_stays_in_reach(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    bruno, ana, here = visit(city.bruno), visit(city.ana), vote["board"].rpartition("/")[0]
    programme = f"/programmes/{city.programme.id}"
    bruno.post(vote["at"], more=vote["groups"][1])
    ana.post(vote["at"].replace("/votes/", "/blocks/") + "/end")
    assert bruno.get(f"{vote['at']}.json").json["votes"][0] == {
        "item": "Grupo 1",
        "votes": 1,
        "rank": 1,
        "is_gone": False,
    }
    for page in (vote["board"], f"{here}/room"):
        shown = bruno.get(page)
        assert "Counted: Escolher Grupo 1 (1 vote)." in shown
        assert vote["at"] in shown.links()
    assert vote["at"] in ana.get(f"{here}/wall").links()
    count = vote["at"].replace("/votes/", "/blocks/") + "/count"
    for page in (f"{here}/blocks", f"{here}/room", f"{programme}{here}"):
        assert count in bruno.get(page).links()
    assert bruno.get(count, 302).location == vote["at"]
    ana.post(f"{here}/closed")
    page = bruno.get(f"{programme}{here}")
    assert "Come in with the code" not in page
    assert "Counted: Escolher Grupo 1 (1 vote)." in page
    assert vote["board"] in page.links()


def test_a_vote_whose_block_ended_too_soon_goes_on(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    bruno, ana = visit(city.bruno), visit(city.ana)
    block, (first, second, *_rest) = vote["at"].replace("/votes/", "/blocks/"), vote["groups"]
    bruno.post(vote["at"], more=first)
    ana.post(f"{block}/end")
    assert "Reopen it if papers or votes are missing" in ana.get(vote["at"])
    ana.post(f"{block}/reopen")
    bruno.post(vote["at"], more=second)
    ana.post(f"{vote['at']}/close")
    ana.post(f"{block}/end")
    ana.post(f"{block}/reopen")
    counted = {line["item"]: line["votes"] for line in ana.get(f"{vote['at']}.json").json["votes"]}
    assert (counted["Grupo 0"], counted["Grupo 1"]) == (1, 1)


def test_a_note_that_stands_alone_is_voted_on_like_a_group(
    city: City4, visit: Any, vote: dict[str, Any]
) -> None:
    workshop = db.session.scalars(select(Workshop)).one()
    note = Note.write(workshop, {"text": "Fila", "kind": "citizen"}, by=city.ana)
    group = Block.add(workshop, {"kind": "group", "title": "Agrupar", "board": "room"}, by=None)
    commit()
    note_id, group_id, here = note.id, group.id, vote["board"].rpartition("/")[0]
    ana, bruno = visit(city.ana), visit(city.bruno)
    button = rf'<button[^>]*form="ballot"[^>]*value="{note_id}"[^>]*aria-label="Vote for P-01 Fila"'
    assert re.search(button, bruno.get(vote["board"]).text)
    assert not re.search(button, visit(city.observer).get(vote["board"]).text)
    assert sent(city.bruno, note_id) in bruno.get(vote["board"]).text
    bruno.post(vote["at"], more=note_id)
    bruno.post(f"{here}/notes/arrange", deed="move", note=note_id, group=vote["groups"][0])
    assert not re.search(button, bruno.get(vote["board"]).text)
    bruno.post(f"{here}/notes/arrange", deed="out", note=note_id)
    ana.post(f"{vote['at']}/close")
    board = bruno.get(vote["board"])
    element = sent(city.bruno, note_id)
    assert "1 vote<" in element
    assert element in board.text
    ana.post(f"{here}/blocks/{group_id}/start")
    board = bruno.get(vote["board"])
    assert element in board.text
    assert "P-01 Fila (1 vote)" in board
    assert "Tick the notes that speak of the same thing" in board


def sent(person: Person, note_id: str) -> str:
    """Return the note's element as the stream sends it to the person when something happens to it."""
    workspace = db.session.get_one(Note, note_id).scope.workspace
    events = log.events_after(workspace.id, 0)
    with current_app.test_request_context(headers={"Accept-Language": "en"}):
        audience = audience_at(db.session.get_one(Person, person.id), [workspace])
    found = {piece["id"]: piece["html"] for piece in fragments_of(events, audience)}
    return found[f"note-{note_id}"]
