"""Workshops: planned by staff, held or not held, and read by everybody of the programme."""

from datetime import time, timedelta

import pytest
from sqlalchemy import inspect, select

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.programme.workshop import Workshop


@pytest.fixture
def here(city):
    return f"/programmes/{city.programme.id}/workshops"


@pytest.fixture
def workshop(city):
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.davi)
    commit()
    return workshop.id


def only():
    return db.session.scalars(select(Workshop)).one()


def test_staff_plan_a_workshop(visit, city, here):
    phase = city.programme.phases[0].id
    ana = visit(city.ana)
    assert "No workshop planned yet" in ana.get(here)
    ana.get(f"{here}/new?phase={phase}")
    page = ana.post(
        f"{here}/new",
        title="Oficina 1",
        phase_id=phase,
        held_on="2026-03-04",
        starts_at="14:00",
        ends_at="17:00",
        mode="remote",
    )
    assert "Oficina 1" in ana.get(page.location)
    assert only().state == "planned"
    backwards = ana.post(
        f"{here}/new",
        200,
        title="X",
        phase_id=phase,
        starts_at="14:00",
        ends_at="13:00",
        mode="remote",
    )
    assert "The end comes before the beginning." in backwards


def test_a_workshop_has_a_day_of_our_time(visit, city, here, workshop):
    ana, phase = visit(city.ana), city.programme.phases[0].id
    told = {"title": "X", "phase_id": phase, "mode": "remote"}
    hours = {"starts_at": "23:00", "ends_at": "23:59"}
    for day in ("9999-12-31", "0001-01-01"):
        page = ana.post(f"{here}/new", 200, held_on=day, **told, **hours)
        assert "Write a day from the year 2000 to the year 2100." in page
        assert "the year 2100" in ana.post(f"{here}/{workshop}/held", 200, held_on=day, version=1)
    assert only().held_on is None


def test_a_workshop_may_pass_midnight_and_has_hours_that_exist(visit, city, here):
    ana, phase = visit(city.ana), city.programme.phases[0].id
    told = {"title": "X", "phase_id": phase, "mode": "remote"}
    chile = {"time_zone": "America/Santiago", "held_on": "2027-09-05"}
    page = ana.post(f"{here}/new", 200, starts_at="00:30", ends_at="02:00", **chile, **told)
    assert "does not exist in Santiago on that day" in page
    assert "Write 1:30" in page
    before = {**chile, "held_on": "2027-09-04"}
    ends = ana.post(f"{here}/new", 200, starts_at="22:00", ends_at="00:10", **before, **told)
    assert "does not exist in Santiago on that day" in ends
    ana.post(f"{here}/new", starts_at="22:00", ends_at="00:30", held_on="2027-06-01", **told)
    begins, finishes = only().begins_at, only().finishes_at
    assert begins and finishes and (finishes - begins).total_seconds() == 2.5 * 3600


def test_the_hours_say_their_zone_where_somebody_may_take_them_for_others(
    visit, city, here, workshop
):
    ana, bruno, davi = (visit(person) for person in (city.ana, city.bruno, city.davi))
    programme, meeting = f"/programmes/{city.programme.id}", only()
    day = now().date() + timedelta(days=3)
    meeting.edit({"held_on": day, "starts_at": time(14), "ends_at": time(17)}, by=city.ana)
    commit()
    pages = ("/", programme, here, f"{here}/{workshop}")
    for page in pages:
        shown = bruno.get(page)
        assert "2:00–5:00 pm" in shown, page
        assert "time)" not in shown, page
    ana.post(
        f"{here}/{workshop}/edit",
        title="Oficina 1",
        version=only().version,
        held_on=str(day),
        starts_at="14:00",
        ends_at="17:00",
        mode="remote",
        time_zone="America/Manaus",
    )
    code = only().code
    for page in pages:
        assert "2:00–5:00 pm (Manaus time)" in bruno.get(page), page
    assert "(Manaus time)" in visit().get(f"/join/{code}")
    assert "(Manaus time)" in davi.get(f"{programme}/report/workshops")


def test_the_link_of_a_room_has_a_preview(visit, city, workshop):
    programme = city.programme.title
    page = visit().get(f"/join/{only().code}").text
    assert '<meta property="og:title" content="Oficina 1">' in page
    assert f'<meta name="description" content="{programme} · ' in page
    assert "og:title" in visit().get("/sign-in").text


def test_everybody_of_the_programme_reads_them(visit, city, here, workshop):
    for reader in (city.bruno, city.observer, city.edite):
        page = visit(reader).get(f"{here}/{workshop}")
        assert "Oficina 1" in page
        assert f"{here}/{workshop}/edit" not in page.links()
    visit(city.carla).get(f"{here}/{workshop}", 404)
    visit(city.carla).get(here, 404)
    visit().get(here, 302)
    visit(city.bruno).get(f"{here}/99999", 404)
    rows = visit(city.bruno).get(f"{here}.json").json
    assert next(iter(rows.values()))[0]["title"] == "Oficina 1"
    assert "Oficina 1" in visit(city.bruno).get(f"{here}.csv").text


def test_a_workshop_is_changed_by_staff_only(visit, city, here, workshop):
    ana = visit(city.ana)
    version = ana.get(f"{here}/{workshop}/edit").hidden("version")
    ana.post(f"{here}/{workshop}/edit", title="Oficina um", mode="mixed", version=version)
    assert only().title == "Oficina um"
    page = ana.post(f"{here}/{workshop}/edit", 409, title="Outra", mode="mixed", version=version)
    assert "Outra" in page.text
    for reader in (city.bruno, city.observer, city.edite):
        visit(reader).post(f"{here}/{workshop}/edit", 403, title="X", mode="mixed")
        visit(reader).get(f"{here}/new", 403)
        visit(reader).post(f"{here}/{workshop}/held", 403, held_on="2026-01-01")
        visit(reader).post(f"{here}/{workshop}/not-held", 403, state_reason="x")
        visit(reader).post(f"{here}/{workshop}/planned", 403)


def test_a_workshop_is_held_on_a_day_that_has_come(visit, city, here, workshop):
    ana = visit(city.ana)
    version = ana.get(f"{here}/{workshop}").hidden("version")
    early = ana.post(f"{here}/{workshop}/held", 200, held_on="2099-01-01", version=version)
    assert "This day has not come yet." in early
    ana.post(f"{here}/{workshop}/held", held_on="2026-01-05", version=version)
    assert (only().state, only().held_on.isoformat()) == ("held", "2026-01-05")
    ana.post(f"{here}/{workshop}/held", 409, held_on="2026-01-06", version=version)
    ana.post(f"{here}/{workshop}/planned", version=only().version)
    assert only().state == "planned"


def test_a_workshop_that_was_not_held_has_a_reason(visit, city, here, workshop):
    ana = visit(city.ana)
    assert "Fill this in." in ana.post(f"{here}/{workshop}/not-held", 200, state_reason="")
    said = {"state_reason": "Chuva forte"}
    ana.change(f"{here}/{workshop}/not-held", on=f"{here}/{workshop}", **said)
    assert "Chuva forte" in visit(city.bruno).get(f"{here}/{workshop}")


def test_a_workshop_of_another_programme_is_not_found_here(visit, city, here):
    other = city.other_programme.phases[0].plan(title="Alheia", by=None)
    commit()
    visit(city.davi).get(f"{here}/{inspect(other).identity[0]}", 404)
