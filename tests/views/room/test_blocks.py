"""The agenda of a workshop: blocks are added, changed, moved, copied and taken out, in the hours of its own zone."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.models.work.note import Note


@pytest.fixture
def workshop(city):
    workshop = city.programme.phases[0].plan(
        title="Oficina 1", by=city.davi, held_on=date(2026, 3, 4), starts_at=time(14, 0)
    )
    commit()
    return workshop.id


@pytest.fixture
def here(workshop):
    return f"/workshops/{workshop}/blocks"


def blocks() -> list[Block]:
    return list(db.session.scalars(select(Block).order_by(Block.workshop_id, Block.position)))


def titles() -> list[str]:
    return [block.title for block in blocks()]


NEW = {
    "kind": "write",
    "title": "Escrever",
    "minutes": 12,
    "board": "room",
    "step": "arrange",
    "is_hidden": "y",
    "goal_kind": "notes_each",
    "goal": 2,
    "vote_limit": 1,
}


def test_ana_adds_a_block(visit, city, here):
    ana = visit(city.ana)
    assert "No block is planned yet" in ana.get(here)
    ana.get(f"{here}/new")
    page = ana.post(f"{here}/new", **NEW)
    shown = ana.get(page.location)
    assert "Escrever" in shown
    assert "Should result in: 2 notes by each person." in shown
    assert "Participants may: also group and move notes." in shown
    block = blocks()[0]
    assert (block.may, block.is_hidden, block.is_anonymous) == (["add", "arrange"], True, False)


def test_a_ready_agenda_is_one_click_and_another_workshop_s_is_too(visit, city, here, workshop):
    ana = visit(city.ana, language="pt_BR")
    ana.get(here)
    ana.post(f"{here}/ready", agenda="problems")
    assert len(blocks()) == 8
    page = ana.get(here)
    assert "14:00" in page.text
    assert "115" in page
    other = db.session.get(Workshop, workshop).phase.plan(title="Oficina 2", by=None)
    commit()
    there = f"/workshops/{other.id}/blocks"
    assert "Oficina 1" in ana.get(there)
    ana.post(f"{there}/copied", workshop=workshop)
    assert len(blocks()) == 16
    for unknown in ("99999", "9" * 20, "-" + "9" * 20):
        ana.post(f"{there}/copied", 404, workshop=unknown)
    ana.post(f"{there}/copied", 400)
    ana.post(f"{there}/ready", 400, agenda="none")


def test_pressing_twice_adds_one_agenda(visit, city, here, workshop):
    ana = visit(city.ana)
    for _press in range(2):
        ana.post(f"{here}/ready", agenda="problems", blocks=0)
    assert len(blocks()) == 8
    page = ana.get(here)
    assert "Nothing was added" in page
    assert "Add it too" in page
    ana.post(f"{here}/ready", agenda="problems", blocks=8)
    assert len(blocks()) == 16
    other = db.session.get(Workshop, workshop).phase.plan(title="Oficina 2", by=None)
    commit()
    for _press in range(2):
        ana.post(f"/workshops/{other.id}/blocks/copied", workshop=workshop, blocks=0)
    assert len(blocks()) == 32


def test_a_zone_is_named_where_it_is_not_that_of_the_city(visit, city, here, workshop):
    ana = visit(city.ana)
    assert "Sao Paulo" not in ana.get(here)
    db.session.get(Workshop, workshop).time_zone = "America/Manaus"
    commit()
    assert "(Manaus time)" in ana.get(here)


def test_an_agenda_of_another_programme_is_not_copied(visit, city, here):
    other = city.other_programme.phases[0].plan(title="Alheia", by=None)
    commit()
    visit(city.ana).post(f"{here}/copied", 404, workshop=other.id)


def test_a_block_is_changed_and_a_stale_change_shows_both_texts(visit, city, here):
    ana = visit(city.ana)
    ana.post(f"{here}/new", **NEW)
    block = blocks()[0].id
    version = ana.get(f"{here}/{block}/edit").hidden("version")
    ana.post(f"{here}/{block}/edit", version=version, **{**NEW, "title": "Escrever só"})
    assert titles() == ["Escrever só"]
    page = ana.post(f"{here}/{block}/edit", 409, version=version, **{**NEW, "title": "Outro"})
    assert "Outro" in page.text
    assert "Escrever só" in page.text


def test_blocks_move_copy_and_go(visit, city, here):
    ana = visit(city.ana)
    for title in ("um", "dois", "três"):
        ana.post(f"{here}/new", **{**NEW, "title": title})
    second = blocks()[1].id
    ana.post(f"{here}/{second}/move", step=-1, position=2)
    assert titles() == ["dois", "um", "três"]
    ana.post(f"{here}/{second}/move", step=-1, position=2)
    assert titles() == ["dois", "um", "três"]
    ana.post(f"{here}/{second}/move", step=1, position=1)
    ana.post(f"{here}/{second}/copy")
    assert titles() == ["um", "dois", "três", "dois"]
    ana.post(f"{here}/{second}/remove")
    assert titles() == ["um", "três", "dois"]


def test_a_block_in_which_somebody_wrote_stays(visit, city, here, workshop):
    ana = visit(city.ana)
    ana.post(f"{here}/new", **{**NEW, "is_anonymous": "y"})
    block = blocks()[0]
    room = db.session.get(Workshop, workshop)
    bruno = db.session.scalars(select(Person).where(Person.name == "Bruno Sales")).one()
    Note.write(room, {"text": "minha nota", "block": block}, by=bruno)
    commit()
    block_id = blocks()[0].id
    ana.get(here)
    ana.post(f"{here}/{block_id}/remove", 303)
    assert titles() == ["Escrever"]
    version = ana.get(f"{here}/{block_id}/edit").hidden("version")
    named = {**NEW, "is_anonymous": ""}
    named.pop("is_anonymous")
    page = ana.post(f"{here}/{block_id}/edit", 200, version=version, **named)
    assert "that cannot be taken back" in page


def test_homework_is_meant_in_the_zone_of_the_workshop(visit, city, here, workshop):
    db.session.get(Workshop, workshop).time_zone = "America/Manaus"
    commit()
    ana = visit(city.ana)
    homework = {
        **NEW,
        "kind": "homework",
        "minutes": 0,
        "opens_at": "2026-03-04T18:00",
        "closes_at": "2026-03-09T18:00",
    }
    ana.post(f"{here}/new", **homework)
    block = blocks()[0]
    assert block.opens_at.isoformat() == "2026-03-04T22:00:00+00:00"
    page = ana.get(f"{here}/{block.id}/edit")
    assert 'value="2026-03-04T18:00"' in page.text
    assert "6:00 pm" in ana.get(here).text
    for field, moment in (("closes_at", "9999-12-31T23:00"), ("opens_at", "0001-01-01T00:00")):
        beyond = ana.post(f"{here}/new", 200, **{**homework, field: moment})
        assert "Write a day from the year 2000 to the year 2100." in beyond
    backwards = {**homework, "closes_at": "2026-03-04T17:00"}
    assert "The end comes before the beginning." in ana.post(f"{here}/new", 200, **backwards)
    without = {**NEW, "minutes": 0}
    assert "A block lasts a minute at least" in ana.post(f"{here}/new", 200, **without)


def test_what_participants_may_do_widens_step_by_step(visit, city, here):
    ana = visit(city.ana)
    ana.post(f"{here}/new", **{**NEW, "step": "add"})
    block = blocks()[0].id
    assert "Let participants do more" in ana.get(here)
    ana.post(f"{here}/{block}/permit", step="arrange")
    assert blocks()[0].may == ["add", "arrange"]
    ana.post(f"{here}/{block}/permit", step="")
    assert blocks()[0].may == []
    ana.post(f"{here}/{block}/permit", 400, step="everything")


def test_others_read_the_agenda_and_change_nothing(visit, city, here):
    visit(city.ana).post(f"{here}/new", **NEW)
    block = blocks()[0].id
    for reader in (city.bruno, city.observer, city.edite):
        page = visit(reader).get(here)
        assert "Escrever" in page
        assert f"{here}/{block}/edit" not in page.links()
        assert not [form for form in page.forms() if form.startswith(here)]
        for operation in ("move", "copy", "remove", "permit"):
            visit(reader).post(f"{here}/{block}/{operation}", 403)
        visit(reader).get(f"{here}/new", 403)
        visit(reader).get(f"{here}/{block}/edit", 403)
    visit(city.carla).get(here, 404)
    visit().get(here, 302)
    visit(city.ana).get(f"{here}/nothing/edit", 404)
    rows = next(iter(visit(city.bruno).get(f"{here}.json").json.values()))
    assert rows[0]["title"] == "Escrever"
    assert "Escrever" in visit(city.bruno).get(f"{here}.csv").text


def test_a_button_that_saw_another_block_run_begins_none(visit, city, here):
    ana = visit(city.ana)
    for title in ("Escrever", "Votar"):
        ana.post(f"{here}/new", **NEW | {"title": title})
    first, second = blocks()
    for _press in range(2):
        ana.post(f"{here}/{first.id}/start", seen="")
    ana.post(f"{here}/{second.id}/start", seen="")
    assert [block.state for block in blocks()] == ["running", "planned"]
    assert "another block runs by now" in ana.get(here)
    ana.post(f"{here}/{second.id}/start", seen=first.id)
    assert [block.state for block in blocks()] == ["done", "running"]
