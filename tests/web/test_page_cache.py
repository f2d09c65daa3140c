"""An unchanged page is not sent again; a changed one is, and nobody gets a part that belongs to another reader."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from flask import Flask
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from jinja2 import TemplateNotFound
from people import City4, Visitor, forget
from sqlalchemy import inspect, select, update

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.work.note import Note
from workbench.web import page_cache

pytestmark = [pytest.mark.postgres_by_proof, pytest.mark.usefixtures("in_one_quarter")]
PAGES = ("", "/problems", "/journeys/today", "/journeys/future", "/prototypes", "/tests")


def pages_of(city: City4) -> list[str]:
    own, programme = f"/redesigns/{city.redesign.id}", f"/programmes/{city.programme.id}"
    return [*(own + page for page in PAGES), f"{programme}/matrix", f"{programme}/report"]


def etag(someone: Visitor, address: str, **headers: str) -> str:
    forget()
    answer = someone.client.get(address, headers={"Accept-Language": someone.language, **headers})
    assert answer.status_code == 200
    return str(answer.headers["ETag"])


def answers_304(someone: Visitor, address: str, known: str) -> bool:
    forget()
    headers = {"Accept-Language": someone.language, "If-None-Match": known}
    answer = someone.client.get(address, headers=headers)
    assert answer.status_code in (200, 304)
    if answer.status_code == 304:
        assert answer.get_data() == b""
        assert answer.headers["ETag"] == known
    return answer.status_code == 304


@pytest.fixture
def board(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}/problems"


def test_an_unchanged_page_is_not_sent_again(city: City4, visit: Any) -> None:
    addresses, ana = pages_of(city), visit(city.ana)
    for address in addresses:
        ana.get(address)
        assert answers_304(ana, address, etag(ana, address)), address


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_packed_page_is_known_again(city: City4, visit: Any, board: str, coding: str) -> None:
    bruno = visit(city.bruno)
    bruno.get(board)
    known = etag(bruno, board, **{"Accept-Encoding": coding})
    forget()
    answer = bruno.client.get(
        board,
        headers={"Accept-Language": "en", "Accept-Encoding": coding, "If-None-Match": known},
    )
    assert answer.status_code == 304


def change_a_note(city: City4) -> None:
    Note.write(city.redesign, {"text": "outra nota"}, by=city.bruno)


def change_a_name(city: City4) -> None:
    city.bruno.edit({"name": "Bartolomeu Sales"}, by=city.edite)


def change_the_programme(city: City4) -> None:
    city.programme.edit({"title": "Serviços Muito Simples"}, by=city.davi)


def change_the_service(city: City4) -> None:
    db.session.get_one(Service, city.service.id).edit({"name": "Poda"}, by=city.edite)


def change_the_team(city: City4) -> None:
    city.redesign.remove_member(city.bruno, by=city.ana)


@pytest.mark.parametrize(
    "change",
    [change_a_note, change_a_name, change_the_programme, change_the_service, change_the_team],
)
def test_a_page_that_changed_is_sent(city: City4, visit: Any, change: Any) -> None:
    ana, addresses = visit(city.ana), pages_of(city)[:2]
    known = [etag(ana, address) for address in addresses]
    change(built_again(city))
    commit()
    for address, tag in zip(addresses, known, strict=True):
        assert not answers_304(ana, address, tag), address


def built_again(city: City4) -> City4:
    """Return the city with its records read anew: the visits have closed the session they came from."""
    forget()
    values = {}
    for name, record in vars(city).items():
        values[name] = db.session.get_one(type(record), inspect(record).identity)
    return City4(**values)


def test_a_new_name_is_on_the_page_at_once(city: City4, visit: Any) -> None:
    ana, address = visit(city.ana), f"/redesigns/{city.redesign.id}"
    assert "Bartolomeu" not in ana.get(address).text
    change_a_name(built_again(city))
    commit()
    assert "Bartolomeu" in ana.get(address).text


def test_a_service_that_was_filled_in_moves_the_teams_next_step(city: City4, visit: Any) -> None:
    ana, address = visit(city.ana), f"/redesigns/{city.redesign.id}"
    assert "how many requests a year" in ana.get(address)
    here = built_again(city)
    here.service.state_volume(
        year=2025, channel="web", requests=1200, source="Ouvidoria", by=here.edite
    )
    commit()
    assert "how many requests a year" not in ana.get(address)


def test_another_teams_work_leaves_my_page_as_it_was(city: City4, visit: Any, board: str) -> None:
    second = Service.add(city.city, name="IPTU", by=None)
    db.session.flush()
    other = Redesign.begin(city.programme, second, by=None)
    commit()
    bruno, other_id = visit(city.bruno), other.id
    bruno.get(board)
    known = etag(bruno, board)
    here = built_again(city)
    Note.write(db.session.get_one(Redesign, other_id), {"text": "delas"}, by=here.ana)
    commit()
    assert answers_304(bruno, board, known)


def test_homework_is_on_the_board_from_the_hour_it_opens_to_the_hour_it_closes(
    city: City4, visit: Any
) -> None:
    workshop = city.programme.phases[0].plan(title="Oficina 2", by=city.ana)
    soon, later = now() + timedelta(hours=1), now() + timedelta(hours=2)
    homework = {"kind": "homework", "title": "Duas ideias", "opens_at": soon, "closes_at": later}
    Block.add(workshop, homework, by=city.ana)
    commit()
    place, bruno = f"/workshops/{workshop.id}", visit(city.bruno)
    assert f"{place}/notes" not in bruno.get(f"{place}/board").forms()
    for hour in ("opens_at", "closes_at"):
        # The hour comes of itself: nothing is written.
        db.session.execute(update(Block).values({hour: now()}))
        commit()
        assert (f"{place}/notes" in bruno.get(f"{place}/board").forms()) is (hour == "opens_at")
        assert answers_304(bruno, f"{place}/board", etag(bruno, f"{place}/board"))


def test_each_language_has_its_own_page(city: City4, visit: Any, board: str) -> None:
    bruno = visit(city.bruno)
    known = etag(bruno, board)
    bruno.language = "pt-BR"
    assert not answers_304(bruno, board, known)
    page = bruno.get(board)
    assert page.document.get("lang") == "pt-BR"
    bruno.language = "en"
    assert bruno.get(board).document.get("lang") == "en"


def test_two_people_of_the_same_role_each_get_their_own_parts(
    app: Flask, city: City4, visit: Any, board: str
) -> None:
    twin = Person.add(city.city, name="Beatriz Nunes", email="bia@vila.example", by=None)
    db.session.flush()
    city.programme.phases[0].enrol(twin, role="participant", by=None)
    city.redesign.add_member(twin, by=None)
    commit()
    bruno, bia = visit(city.bruno), visit(twin)
    tokens = {bruno.get(board).hidden("csrf_token"), bia.get(board).hidden("csrf_token")}
    assert len(tokens) == 2
    for _again in range(2):
        for own, other, name, not_name in (
            (bruno, bia, "bruno@vila.example", "bia@vila.example"),
            (bia, bruno, "bia@vila.example", "bruno@vila.example"),
        ):
            page = own.get(board)
            assert name in page.text
            assert not_name not in page.text
            assert other.token not in page.text
    notes, note = board.replace("problems", "notes"), {"text": "minha", "kind": "citizen"}
    mine, hers = bruno.get(board).hidden("csrf_token"), bia.get(board).hidden("csrf_token")
    assert not answers_304(bia, board, etag(bruno, board))
    bia.post(notes, csrf_token=hers, **note)
    bia.post(notes, 400, csrf_token=mine, **note)


def data_person(page: Any) -> set[str]:
    return set(re.findall(r'data-person="([^"]*)"', page.text))


def test_drafts_are_filed_under_the_reader(city: City4, visit: Any, board: str) -> None:
    bruno, ana = visit(city.bruno), visit(city.ana)
    ids = str(city.bruno.id), str(city.ana.id)
    for _again in range(2):
        assert data_person(bruno.get(board)) == {ids[0]}
        assert data_person(ana.get(board)) == {ids[1]}


def test_no_two_forms_have_the_same_edit_id(city: City4, visit: Any, board: str) -> None:
    bruno, seen = visit(city.bruno), []
    for _again in range(3):
        page = bruno.get(board)
        seen += [
            field.get("value") or ""
            for field in page.document.iter("input")
            if field.get("name") == "edit_id"
        ]
    assert len(seen) > 3
    assert len(set(seen)) == len(seen)
    assert all(re.fullmatch("[a-z0-9]{16}", each) for each in seen)


def test_no_mark_is_left_on_any_page(city: City4, visit: Any) -> None:
    addresses, ana = pages_of(city), visit(city.ana)
    for address in (*addresses, *addresses, "/redesigns/999/problems"):
        page = ana.get(address, 404 if "999" in address else 200)
        assert page_cache._SECRET not in page.text


def test_a_reader_gets_the_doors_of_their_own_role(city: City4, visit: Any, board: str) -> None:
    bruno, olga = visit(city.bruno), visit(city.observer)
    for _again in range(2):
        assert board.replace("problems", "notes") in bruno.get(board).forms()
        assert board.replace("problems", "notes") not in olga.get(board).forms()


def test_a_role_that_was_lost_changes_the_page(city: City4, visit: Any, board: str) -> None:
    bruno = visit(city.bruno)
    known = etag(bruno, board)
    change_the_team(built_again(city))
    commit()
    assert not answers_304(bruno, board, known)
    assert board.replace("problems", "notes") not in bruno.get(board).forms()


def test_what_was_told_once_is_told_once(city: City4, visit: Any, board: str) -> None:
    bruno, ana = visit(city.bruno), visit(city.ana)
    notes = board.replace("problems", "notes")
    bruno.post(notes, text="some", kind="citizen")
    note_id = db.session.scalar(select(Note.id))
    bruno.post(f"{notes}/{note_id}/discard")
    told = bruno.get(board)
    assert "P-01 is archived" in told
    assert "ETag" not in told.response.headers
    assert "P-01 is archived" not in bruno.get(board)
    assert "P-01 is archived" not in ana.get(board)


@pytest.mark.parametrize(
    "text",
    ["[token]", "[edit]", "[part layouts/_bar.html]", "[{secret} token]", "[{secret} part home]"],
)
def test_a_mark_that_somebody_types_is_only_text(
    city: City4, visit: Any, board: str, text: str
) -> None:
    guess = text.replace("{secret}", "0" * 24)
    bruno = visit(city.bruno)
    bruno.post(board.replace("problems", "notes"), text=guess, kind="citizen")
    for _again in range(2):
        assert guess in bruno.get(board)


def test_signing_out_and_in_again_gives_a_page_with_the_new_key(
    city: City4, visit: Any, board: str
) -> None:
    first, second = visit(city.bruno), visit(city.bruno)
    known = etag(first, board)
    assert second.token
    assert not answers_304(second, board, known)


def test_the_memory_forgets_the_page_used_least(app: Flask) -> None:
    memory = page_cache.Memory(largest=10)
    memory.put("a", "12345")
    memory.put("b", "12345")
    assert memory.get("a") == "12345"
    memory.put("c", "12345")
    assert memory.get("b") is None
    memory.put("a", "1")
    memory.put("d", "1234")
    assert memory.get("c") == "12345"
    memory.put("e", "x" * 50)
    assert memory.get("e") is None
    assert memory.get("d") == "1234"


def test_an_error_in_the_readers_own_part_leaves_no_marks_on_the_next_page(
    app: Flask, city: City4
) -> None:
    with app.test_request_context("/"):
        login_user(city.bruno)
        with pytest.raises(TemplateNotFound):
            page_cache.own_part("layouts/_nowhere.html")
        assert page_cache.token() == generate_csrf()


def test_pages_are_private(city: City4, visit: Any, board: str) -> None:
    answer = visit(city.bruno).get(board).response
    assert answer.cache_control.private
    assert "Cookie" in answer.vary


def test_no_page_is_kept_past_midnight_in_any_zone() -> None:
    today = now().date()
    for zone in available_timezones():
        midnight = datetime.combine(today, time(), ZoneInfo(zone))
        before = midnight.astimezone(UTC) - timedelta(microseconds=1)
        assert page_cache.quarter(before) != page_cache.quarter(midnight), zone
