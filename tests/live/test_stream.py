"""The stream as people meet it: a real server, a real database, and readers who come and go."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live.client import Line
from live.served import ServedCity, run, some_text
from sqlalchemy import update

from workbench.extensions import db
from workbench.live.door import MOST_OF_PERSON
from workbench.models.base import new_id, now
from workbench.models.log import append_only
from workbench.models.log.event import Event
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block

# The server has a right of its own: whoever facilitates a team is one of its members.
MADE_UP_RIGHT = (
    "from tests.made_up_right import facilitator_rights; "
    "from workbench.models.roles import gives_rights; gives_rights(facilitator_rights)"
)


pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def city(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServedCity]:
    url = request.getfixturevalue("empty_postgres_url") if engine == "postgresql" else ""
    city = ServedCity(tmp_path, url)
    yield city
    city.end()


def test_a_note_that_somebody_writes_reaches_everybody_who_looks_on(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = await city.reader(port, "ana").open()
        assert ana.status == 200
        assert ana.headers["content-type"].startswith("text/event-stream")
        assert ana.headers["cache-control"] == "no-store"
        assert ana.headers["x-accel-buffering"] == "no"
        assert "x-audience" not in ana.headers
        hello = await ana.until(lambda told: told.name == "hello")
        assert hello.data["person"] == city.people["ana"]
        start = city.position()
        text = some_text()
        note_id = await city.write(port, text)
        told = await ana.until(lambda told: told.name == "message")
        assert text in told.pieces[f"note-{note_id}"]["html"]
        assert told.pieces[f"note-{note_id}"]["into"] == f"notes-of-team{city.redesign_id}-none"
        workspace = str(city.workspace_id)
        assert told.data["from"] == {workspace: start}
        assert told.data["at"] == {workspace: city.position()}
        assert told.id.startswith(f"{workspace}.{city.position()}.")
        await ana.close()

    run(story())


def test_the_server_ends_in_less_than_three_seconds_with_streams_open(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        subscribers = [await city.reader(port, name).open() for name in ("ana", "bruno", "davi")]
        assert city.stop(port, signal.SIGTERM) < 3
        for reader in subscribers:
            await reader.until_over(1)

    run(story())


def is_message(told) -> bool:
    return told.name == "message"


def test_who_was_away_gets_what_they_missed_once_and_in_order(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = await city.reader(port, "ana").open()
        first = await city.write(port, some_text())
        await ana.until(is_message)
        await ana.close()
        missed = [await city.write(port, some_text()) for _number in range(5)]
        ana.told.clear()
        await ana.open()
        later = await city.write(port, some_text())
        await ana.until(lambda told: f"note-{later}" in told.pieces)
        told = [name for message in ana.messages() for name in message.pieces]
        assert told == [f"note-{note_id}" for note_id in (*missed, later)]
        assert f"note-{first}" not in told
        steps = [(m.data["from"], m.data["at"]) for m in ana.messages()]
        for (_, reached), (start, _) in itertools.pairwise(steps):
            assert start == reached
        await ana.close()

    run(story())


def test_a_restart_is_missed_by_nobody(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = await city.reader(port, "ana").open()
        written = [await city.write(port, some_text())]
        await ana.until(is_message)
        for _restart in range(2):
            city.stop(port)
            await ana.until_over()
            city.start(port)
            written.append(await city.write(port, some_text()))
            await ana.open()
            written.append(await city.write(port, some_text()))
            await ana.until(lambda told: f"note-{written[-1]}" in told.pieces)
        told = [name for message in ana.messages() for name in message.pieces]
        assert told == [f"note-{note_id}" for note_id in written]
        await ana.close()

    run(story())


def test_who_knows_another_log_is_told_to_read_the_page_anew(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        await city.write(port, some_text())
        workspace, position = city.workspace_id, city.position()
        for at in (f"{workspace}.{position}.00000000", f"{workspace}.{position + 7}"):
            ana = await city.reader(port, "ana", last_id=at).open()
            told = await ana.until(lambda told: told.name == "resync")
            assert told.data["at"] == {str(workspace): position}
            assert not ana.messages()
            # From there it goes on as always.
            note_id = await city.write(port, some_text())
            await ana.until(lambda told, name=f"note-{note_id}": name in told.pieces)
            position = city.position()
            await ana.close()

    run(story())


@pytest.mark.proof
def test_a_restored_backup_is_noticed(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = await city.reader(port, "ana").open()
        await city.write(port, some_text())
        await ana.until(is_message)
        await ana.close()
        # As after a restored backup: another event stands at the same place.
        with city.writing(), append_only.unguarded(db.session.connection()):
            db.session.execute(update(Event).values(token="ffffffff"))
        ana.told.clear()
        await ana.open()
        await ana.until(lambda told: told.name == "resync")
        await ana.close()

    run(story())


@pytest.mark.proof
def test_who_is_far_behind_is_told_to_read_the_page_anew(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        reader = city.reader(port, "ana")
        with city.writing():
            redesign = db.session.get(Redesign, city.redesign_id)
            for _number in range(250):
                redesign.log("edited", by=None, name="x")
        await reader.open()
        await reader.until(lambda told: told.name == "resync")
        await reader.close()

    run(story())


def test_strangers_and_broken_positions_are_not_let_in(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = city.reader(port, "ana")
        assert (await city.reader(port, "carla").open()).status == 404
        assert (
            await city.reader(port, "ana", at=f"{city.workspace_id + 999}.0").open()
        ).status == 404
        for at in ("", "x", "5", "5.-1", "5.1.zz", "5.1_", "9" * 30 + ".1"):
            assert (await city.reader(port, "ana", at=at).open()).status == 400
        nobody = city.reader(port, "ana")
        nobody.cookie = "workbench=none"
        assert (await nobody.open()).status == 302
        # Nobody but the server itself is told whose stream it is.
        path, headers = f"/live?at={city.workspace_id}.0", {"Cookie": ana.cookie, "X-Live-Key": ""}
        for method, end in (("HEAD", ""), ("GET", "&poll=1"), ("GET", "&poll=1&check=1")):
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            asking.request(method, path + end, headers=headers)
            found = asking.getresponse()
            assert (found.status, found.getheader("X-Audience")) == (200, None)
            asking.close()
        many = [await city.reader(port, "ana").open() for _ in range(MOST_OF_PERSON)]
        assert {each.status for each in many} == {200}
        line = Line(port)
        answer = await line.ask("GET", path, Cookie=ana.cookie, Accept_Language="es")
        assert answer.status == 429
        assert "Tiene demasiadas p\u00e1ginas abiertas" in answer.body.decode()
        line.close()
        assert (await city.reader(port, "davi").open()).status == 200
        for each in many:
            await each.close()

    run(story())


def test_access_that_is_withdrawn_ends_the_stream(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        bruno, davi = await city.reader(port).open(), await city.reader(port, "davi").open()
        await davi.until(lambda told: told.name == "presence")
        with city.writing():
            person = db.session.get(Person, city.people["bruno"])
            person.remove(by=db.session.get(Person, city.people["edite"]))
        await bruno.until(lambda told: told.name == "gone")
        await bruno.until_over()
        assert not davi.is_over
        assert (await bruno.open()).status != 200
        # Who signs out in one browser gives no stream of it a second more than others may notice.
        began, line = time.monotonic(), Line(port)
        answer = await line.post("/sign-out", davi.cookie, **city.fields())
        line.close()
        assert answer.status == 302
        await davi.until_over()
        assert time.monotonic() - began < 5
        assert (await davi.open()).status == 302

    run(story())


async def seconds_until_withdrawn(city: ServedCity) -> float:
    """Take a right away that a module of its own gives; return how long the stream went on."""
    port = city.start(first=MADE_UP_RIGHT)
    with city.writing():
        facilitate(city, "carla")
    carla = await city.reader(port, "carla").open()
    assert carla.status == 200
    with city.writing():
        facilitate(city, None)
    began = time.monotonic()
    await carla.until(lambda told: told.name == "gone")
    await carla.until_over()
    took = time.monotonic() - began
    assert (await carla.open()).status == 404
    return took


@pytest.mark.proof
def test_a_right_that_is_registered_later_is_watched_as_well(city: ServedCity) -> None:
    run(seconds_until_withdrawn(city))


@pytest.mark.proof
def test_a_right_that_is_withdrawn_ends_the_stream_within_five_seconds(city: ServedCity) -> None:
    assert run(seconds_until_withdrawn(city)) < 5


def facilitate(city: ServedCity, name: str | None) -> None:
    person = db.session.get(Person, city.people[name]) if name else None
    db.session.get_one(Redesign, city.redesign_id).assign_facilitator(person, by=None)


@pytest.mark.proof
def test_who_loses_the_seat_in_the_programme_is_sent_away_too(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        olga = await city.reader(port, "observer").open()
        assert olga.status == 200
        with city.writing():
            from workbench.models.programme.enrolment import Enrolment

            seat = db.session.query(Enrolment).filter_by(person_id=city.people["observer"]).one()
            db.session.delete(seat)
        await olga.until(lambda told: told.name == "gone")

    run(story())


@pytest.mark.proof
def test_a_check_has_a_flask_context_of_its_own(city: ServedCity) -> None:
    """In that of the thread that doubts, two threads would use one session of the database."""

    async def story() -> None:
        port = city.start(first="import tests.context_of_checks")
        olga = await city.reader(port, "observer").open()
        with city.writing():
            city.unseat("observer")
        await olga.until(lambda told: told.name == "gone")
        assert "a check in a context of its own" in city.log.read_text()

    run(story())


@pytest.mark.proof
def test_a_right_is_asked_for_again_after_asking_has_failed(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start(first="import tests.failing_check")
        olga = await city.reader(port, "observer").open()
        with city.writing():
            city.unseat("observer")
        await olga.until(lambda told: told.name == "gone")
        assert "the first check fails" in city.log.read_text()

    run(story())


@pytest.mark.proof
def test_two_processes_on_one_database_see_what_the_other_wrote(city: ServedCity) -> None:
    async def story() -> None:
        here, there = city.start(), city.start()
        ana, davi = await city.reader(here, "ana").open(), await city.reader(there, "davi").open()
        for port in (here, there):
            note_id = await city.write(port, some_text())
            for reader in (ana, davi):
                await reader.until(lambda told, name=f"note-{note_id}": name in told.pieces)
        both = {city.people["ana"], city.people["davi"]}
        for reader in (ana, davi):
            await reader.until(
                lambda told: (
                    told.name == "presence" and {each["id"] for each in told.data["people"]} == both
                )
            )
            await reader.close()

    run(story())


@pytest.mark.proof
def test_each_reader_is_told_in_their_language(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        languages = {"en": "Question", "pt-BR": "Dúvida", "es": "Pregunta"}
        subscribers = {
            word: await city.reader(port, "observer", language=language).open()
            for language, word in languages.items()
        }
        note_id = await city.write(port, some_text(), kind="question")
        told = {
            word: (await reader.until(is_message)).pieces[f"note-{note_id}"]["html"]
            for word, reader in subscribers.items()
        }
        assert len(set(told.values())) == 3
        for reader in subscribers.values():
            await reader.close()

    run(story())


def test_what_one_may_do_is_in_the_fragment_only_for_those_who_may(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        bruno, olga = await city.reader(port).open(), await city.reader(port, "observer").open()
        note_id = await city.write(port, some_text())
        name = f"note-{note_id}"
        for reader, may_pick in ((bruno, True), (olga, False)):
            html = (await reader.until(is_message)).pieces[name]["html"]
            assert ("checkbox" in html) == may_pick
            assert "csrf_token" not in html
            await reader.close()

    run(story())


@pytest.mark.proof
def test_one_stream_tells_of_several_places(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        with city.app.app_context():
            redesign = db.session.get(Redesign, city.redesign_id)
            other = redesign.programme.workspace_id
        at = f"{city.workspace_id}.{city.position()}_{other}.{city.position(other)}"
        ana = await city.reader(port, "ana", at=at).open()
        note_id = await city.write(port, some_text())
        await ana.until(lambda told: f"note-{note_id}" in told.pieces)
        with city.writing():
            programme = db.session.get(Redesign, city.redesign_id).programme
            programme.log("edited", by=None, title="x")
        told = await ana.until(lambda told: is_message(told) and str(other) in told.data["at"])
        assert told.data["at"] == {str(other): city.position(other)}
        assert {word.split(".")[0] for word in told.id.split("_")} == {
            str(city.workspace_id),
            str(other),
        }
        await ana.close()

    run(story())


def test_everybody_sees_who_is_here_and_what_somebody_is_changing(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = await city.reader(port, "ana", pages=(city.board,)).open()
        # A note's own page would tell who wrote it: only the part of the workspace is told.
        bruno = await city.reader(port, pages=(f"{city.notes}/abc",)).open()
        key = (await bruno.until(lambda told: told.name == "hello")).data["stream"]

        def line_of(told, name: str) -> dict | None:
            people = told.data["people"] if told.name == "presence" else []
            return next((each for each in people if each["id"] == city.people[name]), None)

        told = await ana.until(lambda told: line_of(told, "bruno"))
        assert line_of(told, "bruno") == {
            "id": city.people["bruno"],
            "name": "Bruno Sales",
            "initials": "BS",
            "part": "notes",
            "editing": "",
        }
        line = Line(port)
        for editing, status in (("note-abc", 204), ("<script>", 204)):
            body = json.dumps({"stream": key, "editing": editing}).encode()
            assert (await line.ask("POST", "/live/mark", body)).status == status
        wrong = json.dumps({"stream": "guessed", "editing": "x"}).encode()
        assert (await line.ask("POST", "/live/mark", wrong)).status == 404
        for body in (b"[1]", b"[" * 900):
            assert (await line.ask("POST", "/live/mark", body)).status == 400
        line.close()
        await ana.until(lambda told: (line_of(told, "bruno") or {}).get("editing") == "note-abc")
        ana.told.clear()
        await bruno.close()
        await ana.until(lambda told: told.name == "presence" and line_of(told, "bruno") is None)
        await ana.close()

    run(story())


@pytest.mark.proof
def test_a_new_name_is_shown_to_those_who_are_here_already(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = await city.reader(port, "ana", pages=(city.board,)).open()
        bruno = await city.reader(port).open()

        def shown(name: str) -> Any:
            return lambda told: told.name == "presence" and name in json.dumps(told.data)

        await ana.until(shown("Bruno Sales"))
        with city.writing():
            person = db.session.get(Person, city.people["bruno"])
            person.edit({"name": "Bartolomeu Sales"}, by=person)
        await ana.until(shown("Bartolomeu Sales"))
        for reader in (ana, bruno):
            await reader.close()

    run(story())


@pytest.mark.proof
def test_an_id_that_is_none_of_ours_counts_as_none(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = await city.reader(port, "ana", last_id="what?").open()
        assert ana.status == 200
        note_id = await city.write(port, some_text())
        await ana.until(lambda told: f"note-{note_id}" in told.pieces)
        await ana.close()

    run(story())


def test_a_browser_without_streams_asks_for_what_is_new(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        start = city.position()
        note_id = await city.write(port, some_text())
        line = Line(port)
        path = f"/live?poll=1&at={city.workspace_id}.{start}"
        answer = await line.ask("GET", path, Cookie=city.cookie("ana"))
        assert answer.status == 200
        assert f"note-{note_id}" in answer.body.decode()
        again = f"/live?poll=1&at={city.workspace_id}.{city.position()}"
        answer = await line.ask("GET", again, Cookie=city.cookie("ana"))
        assert b"note-" not in answer.body
        line.close()

    run(story())


def has_part(told, name: str) -> bool:
    return told.name == "parts" and name in told.pieces


def test_the_parts_of_a_page_follow_what_happens_and_only_those_that_changed(
    city: ServedCity,
) -> None:
    async def story() -> None:
        port = city.start()
        ana = await city.reader(port, "ana", pages=(city.board,)).open()
        line = Line(port)
        path = f"/redesigns/{city.redesign_id}/problems/new"
        for title in ("Fila de madrugada", "Papel que ninguém lê"):
            ana.told.clear()
            await asyncio.sleep(1)
            fields = city.fields(title=title, side="citizen", state="open")
            answer = await line.post(path, city.cookie("bruno"), **fields)
            assert answer.status == 302, answer.body.decode()[:3000]
            told = await ana.until(
                lambda told, title=title: title in json.dumps(told.data, ensure_ascii=False)
            )
            assert told.name == "parts"
            assert told.data["page"] == city.board
            assert "csrf_token" not in json.dumps(told.data) or 'value=\\"\\"' in json.dumps(
                told.data
            )
            assert "part-board" not in told.pieces
        line.close()
        await ana.close()

    run(story())


@pytest.mark.proof
def test_many_notes_leave_the_rest_of_the_board_alone(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        await city.write(port, some_text())
        ana = await city.reader(port, "ana", pages=(city.board,)).open()
        await asyncio.sleep(2)
        for _number in range(6):
            await city.write(port, some_text())
            await asyncio.sleep(0.3)
        await ana.until(lambda told: has_part(told, "part-board-count"))
        await asyncio.sleep(1.5)
        parts = [told for told in ana.told if told.name == "parts"]
        names = {name for told in parts for name in told.pieces}
        assert "part-board-count" in names
        # The notes came by themselves: neither they nor the board that holds them come again.
        assert not {name for name in names if name.startswith("note-")}
        assert "part-board" not in names
        await ana.close()

    run(story())


@pytest.mark.proof
def test_who_comes_back_gets_every_part_once(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = city.reader(port, "ana", pages=(city.board,))
        ana.last_id = ana.at
        await ana.open()
        await ana.until(lambda told: has_part(told, "part-board"))
        await ana.close()

    run(story())


def test_a_hidden_note_is_told_to_nobody_and_its_moment_names_nobody(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        with city.writing():
            redesign = db.session.get(Redesign, city.redesign_id)
            workshop = redesign.programme.phases[0].plan(title="Oficina", by=None)
            edite = db.session.get(Person, city.people["ana"])
            block = Block.add(
                workshop,
                {"title": "Silêncio", "kind": "write", "board": "team", "is_hidden": True},
                by=None,
            )
            db.session.flush()
            block.start(by=edite)
        ana = await city.reader(port, "ana", pages=(city.board,)).open()
        start = city.position()
        secret = some_text()
        note_id = await city.write(port, secret, id=new_id())
        written = now()
        assert city.position() > start
        told = await ana.until(is_message)
        # Told, if at all, on the next full ten seconds, and without a word of it.
        assert now().timestamp() >= (int(written.timestamp()) // 10 + 1) * 10
        assert told.data["pieces"] == []
        assert secret not in json.dumps([each.data for each in ana.told])
        assert note_id not in json.dumps([each.data for each in ana.told])
        await ana.close()

    run(story())
