"""The attendance of a workshop: suggested, confirmed with one press or one by one, entered from paper, reported."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from people import City4
from sqlalchemy import inspect, select

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.attendance import Attendance, note_seen
from workbench.models.room.ballot import Ballot
from workbench.models.room.block import Block
from workbench.models.room.joining import come_in
from workbench.models.work.note import Note
from workbench.reports.attendance import sheet_of


@pytest.fixture
def workshop(city: City4) -> Workshop:
    """A workshop of two hours in which Bruno was all the time, Rosa for half an hour, and nobody else."""
    workshop = city.programme.phases[0].plan(
        title="Oficina 1", by=None, held_on=city.city.today() - timedelta(days=1)
    )
    workshop.opened_at = now() - timedelta(hours=2)
    rosa = come_in(workshop, name="Rosa", workplace="Butantã", language="pt_BR")
    db.session.flush()
    note_seen(workshop.id, {city.bruno.id: 7000}, at=now())
    note_seen(workshop.id, {rosa.person_id: 1800}, at=now() - timedelta(minutes=85))
    workshop.closed_at, workshop.state = now(), "held"
    commit()
    return workshop


def id_of(record: Any) -> int:
    return inspect(record).identity[0]


def states() -> dict[str, tuple[str | None, int | None]]:
    statement = select(Person.name, Attendance.state, Attendance.minutes).join(
        Person, Person.id == Attendance.person_id
    )
    return {name: (state, minutes) for name, state, minutes in db.session.execute(statement)}


def test_presence_suggests_and_nothing_is_counted_before_it_is_confirmed(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    here = f"/workshops/{workshop.id}/attendance"
    page = visit(city.ana).get(here)
    assert "suggested: present" in page
    assert "suggested: was there for a part" in page
    assert "Confirm 2 as suggested" in page
    assert "“As suggested” writes:" in page
    assert "Nothing was seen of 3 people" in page
    assert all(state is None for state, _ in states().values())


def test_one_press_confirms_what_was_seen_and_leaves_the_others_open(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    here = f"/workshops/{workshop.id}/attendance"
    ana = visit(city.ana)
    ana.post(f"{here}/confirm")
    told = states()
    assert told["Bruno Sales"] == ("present", 117)
    assert told["Rosa"] == ("partial", 30)
    assert "Davi Franco" not in told
    page = ana.get(here)
    assert "Whether 2 people were there is confirmed." in page
    assert "as suggested" not in page
    ana.post(f"{here}/confirm")
    assert states() == told
    assert "Confirm that 3 were absent" in page
    ana.post(f"{here}/absent")
    assert states()["Davi Franco"] == ("absent", 0)
    assert "3 absences are confirmed." in ana.get(here)


def test_without_a_sign_of_anybody_nobody_is_made_absent(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    held = workshop.phase.plan(title="Em papel", by=None, held_on=workshop.held_on, state="held")
    commit()
    ana, here = visit(city.ana), f"/workshops/{held.id}/attendance"
    page = ana.get(here)
    assert "as suggested" not in page
    assert "were absent" not in page
    ana.post(f"{here}/confirm")
    ana.post(f"{here}/absent")
    assert not states().keys() - {"Bruno Sales", "Rosa"}
    assert "Nothing was seen of 4 people" in ana.get(here)


def test_who_wrote_or_voted_without_scripts_was_there(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    began = workshop.opened_at or now()
    values = {"board": "room", "started_at": began, "ended_at": began + timedelta(minutes=110)}
    write, vote, secret = (
        Block.add(workshop, {**values, "state": "done", "title": kind, **more}, by=None)
        for kind, more in (
            ("write", {"kind": "write"}),
            ("vote", {"kind": "vote", "tallied_at": now()}),
            ("secret", {"kind": "write", "is_anonymous": True}),
        )
    )
    db.session.flush()
    for person, block in ((city.ana, write), (city.observer, secret)):
        note = Note.write(workshop, {"text": "Fila", "kind": "citizen"}, by=person)
        note.block_id = block.id
    db.session.add(Ballot(block=vote, person_id=city.davi.id, dots={}))
    commit()
    lines = {line.person: line for line in sheet_of(workshop).lines}
    for name in ("Ana Prado", "Davi Franco"):
        assert (lines[name].suggested, lines[name].seen_minutes) == ("present", 110)
    assert lines["Olga Reis"].suggested is None
    assert "by what they wrote or voted" in visit(city.ana).get(
        f"/workshops/{workshop.id}/attendance"
    )


def test_each_is_changed_by_hand_and_the_press_leaves_it(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    here, bruno = f"/workshops/{workshop.id}/attendance", id_of(city.bruno)
    ana = visit(city.ana)
    page = ana.get(f"{here}/{bruno}")
    version = page.hidden("version")
    ana.post(f"{here}/{bruno}", state="excused", minutes="9", remark="Médico", version=version)
    ana.post(f"{here}/confirm")
    assert states()["Bruno Sales"] == ("excused", None)
    assert "Médico" in ana.get(here)
    both = ana.post(f"{here}/{bruno}", 409, state="present", minutes="", remark="", version=version)
    assert "Médico" in both.text
    ana.post(f"{here}/{bruno}", 200, state="asleep", minutes="", remark="", version="2")
    ana.get(f"{here}/{id_of(city.carla)}", 404)


def test_a_list_of_paper_is_entered_at_once(visit: Any, city: City4, workshop: Workshop) -> None:
    here, bruno = f"/workshops/{workshop.id}/attendance", id_of(city.bruno)
    ana = visit(city.ana)
    form = ana.get(f"{here}/paper")
    assert "Bruno Sales · Verde" in form
    offered = form.hidden("was_offered")
    ana.post(f"{here}/paper", people=bruno, minutes="120", was_offered=offered)
    assert states()["Bruno Sales"] == ("present", 120)
    assert states()["Rosa"] == ("absent", 0)
    assert "Everybody is confirmed already" in ana.get(f"{here}/paper")


def test_whoever_came_after_the_list_was_opened_is_not_made_absent_by_it(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    here, bruno = f"/workshops/{workshop.id}/attendance", id_of(city.bruno)
    ana, workshop_id = visit(city.ana), workshop.id
    form = ana.get(f"{here}/paper")
    late = db.session.get_one(Workshop, workshop_id)
    late.closed_at = None
    come_in(late, name="Tomé", workplace="Sé", language="pt_BR")
    commit()
    # A browser sends what the form carries.
    fields = [field for field in form.document.iter("input") if field.get("type") == "hidden"]
    sent = {field.get("name"): field.get("value") for field in fields}
    ana.post(f"{here}/paper", **{**sent, "people": bruno, "minutes": "120"})
    assert states()["Rosa"] == ("absent", 0)
    assert states().get("Tomé", (None, None)) == (None, None)


def test_an_empty_list_of_paper_makes_nobody_absent(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    here = f"/workshops/{workshop.id}/attendance"
    page = visit(city.ana).post(f"{here}/paper", 200, minutes="120")
    assert "an empty list would make everybody absent" in page
    assert all(state is None for state, _ in states().values())


def test_nobody_is_there_for_longer_than_the_workshop_or_when_absent(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    here, bruno = f"/workshops/{workshop.id}/attendance", id_of(city.bruno)
    ana, said = visit(city.ana), {"remark": "", "version": 0}
    page = ana.post(f"{here}/{bruno}", 200, state="present", minutes="1440", **said)
    assert "Write a number from 0 to 120." in page
    assert "from 0 to 120" in ana.post(f"{here}/paper", 200, people=bruno, minutes="121")
    ana.post(f"{here}/{bruno}", state="absent", minutes="30", **said)
    assert states()["Bruno Sales"] == ("absent", 0)


def test_a_version_that_cannot_be_read_is_an_old_one(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    here, bruno = f"/workshops/{workshop.id}/attendance", id_of(city.bruno)
    ana, said = visit(city.ana), {"state": "present", "minutes": "", "remark": ""}
    ana.post(f"{here}/{bruno}", version="abc", **{**said, "state": "late"})
    for version in ("abc", "²", "", "0"):
        ana.post(f"{here}/{bruno}", 409, version=version, **said)
    assert states().get("Bruno Sales") == ("late", None)


def test_nothing_is_confirmed_before_a_workshop_begins(visit: Any, city: City4) -> None:
    day = city.city.today() + timedelta(days=3)
    workshop = city.programme.phases[0].plan(title="Oficina 2", by=None, held_on=day)
    commit()
    here, bruno = f"/workshops/{workshop.id}/attendance", id_of(city.bruno)
    ana = visit(city.ana)
    page = ana.get(here)
    assert "This workshop has not begun" in page
    assert "as suggested" not in page
    ana.post(f"{here}/confirm", 303)
    said = {"state": "present", "minutes": "", "remark": "", "version": 0}
    assert "has not begun" in ana.post(f"{here}/{bruno}", 200, **said)
    assert "has not begun" in ana.post(f"{here}/paper", 200, people=bruno, minutes="")
    db.session.rollback()
    assert not states()


def test_the_sheet_is_the_same_as_json_and_csv(visit: Any, city: City4, workshop: Workshop) -> None:
    here = f"/workshops/{workshop.id}/attendance"
    davi = visit(city.davi)
    rows = davi.get(f"{here}.json").json[f"attendance-{id_of(workshop)}"]
    bruno = next(row for row in rows if row["person"] == "Bruno Sales")
    assert (bruno["suggested"], bruno["state"], bruno["role"]) == ("present", None, "participant")
    assert "Bruno Sales" in davi.get(f"{here}.csv").text


def test_who_may_read_and_who_may_confirm(visit: Any, city: City4, workshop: Workshop) -> None:
    here = f"/workshops/{workshop.id}/attendance"
    visit(city.observer).get(here)
    visit(city.edite).get(here)
    visit(city.bruno).get(here, 403)
    visit(city.carla).get(here, 404)
    visit().get(here, 302)
    visit(city.observer).post(f"{here}/confirm", 403)
    visit(city.edite).get(f"{here}/paper", 403)


def test_the_report_shows_the_series(visit: Any, city: City4, workshop: Workshop) -> None:
    here = f"/workshops/{workshop.id}/attendance"
    report = f"/programmes/{id_of(city.programme)}/report/attendance"
    ana, davi = visit(city.ana), visit(city.davi)
    assert "Nothing confirmed yet" in davi.get(report)
    ana.post(f"{here}/confirm")
    page = davi.get(report)
    assert "2 attendances in all." in page
    assert here in page.links()
    [series] = davi.get(f"{report}.json").json["attendance"]
    assert series["sessions"][0]["came"] == 2
    assert {person["person"] for person in series["people"]} == {"Bruno Sales", "Rosa"}
    assert "Rosa" in davi.get(f"{report}.csv").text
    assert report in davi.get(f"/programmes/{id_of(city.programme)}/report/workshops").links()
    ago = (now() - timedelta(days=9)).date().isoformat()
    assert davi.get(f"{report}.json?as_of={ago}").json["attendance"][0]["sessions"] == []
    visit(city.bruno).get(report, 403)
