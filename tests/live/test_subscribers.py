"""Readers of the stream: bounded queues, nothing kept of those who left, and nothing missed when something fails."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from flask import Flask
from people import City4

from workbench.live import presence, subscribers
from workbench.live.application import Live
from workbench.live.cursors import Cursor
from workbench.live.feed import Feed
from workbench.live.frames import frame
from workbench.live.presence import PresenceBook
from workbench.live.renderer import Renderer
from workbench.live.subscribers import Subscriber, Subscribers

pytestmark = pytest.mark.both_databases


def reader_of(key: str, **told: Any) -> Subscriber:
    known = {
        "key": key,
        "audience": "all",
        "at": "5.3.ab",
        "pages": ["/x"],
        "rights": "",
        "sign_in": "",
        "is_guest": False,
    }
    return Subscriber({**known, "person": 1, "name": "Ana Prado", **told}, {})


def test_what_waits_is_sent_together_and_in_order() -> None:
    async def story() -> None:
        reader = reader_of("a")
        reader.put(b"1")
        reader.put(b"2")
        assert await reader.next() == b"12"
        reader.put(b"3")
        assert await reader.next() == b"3"

    asyncio.run(story())


def test_a_reader_who_is_too_slow_reads_the_page_anew_and_takes_no_memory() -> None:
    async def story() -> None:
        reader = reader_of("a")
        for _number in range(subscribers.LONGEST_QUEUE * 3):
            reader.put(b"x" * 100)
        assert reader.is_closed
        last = await reader.next()
        assert b"event: resync" in last
        assert b"id: 5.3.ab" in last
        assert await reader.next() == b""

    asyncio.run(story())


def test_a_few_large_frames_are_too_much_as_well() -> None:
    async def story() -> None:
        reader = reader_of("a")
        for _number in range(3):
            reader.put(b"x" * (subscribers.LARGEST_QUEUE // 2))
        assert b"event: resync" in await reader.next()

    asyncio.run(story())


def test_somebody_who_left_is_in_no_list() -> None:
    book = Subscribers()
    ana, davi = reader_of("a"), reader_of("b", audience="other", pages=["/x", "/y"])
    book.add(ana)
    book.add(davi)
    assert book.at(5) == [ana, davi]
    assert book.of_page("/x", "other") == [davi]
    book.remove(davi)
    book.remove(davi)
    assert (book.at(5), book.of_page("/y", "other"), len(book)) == ([ana], [], 1)
    book.remove(ana)
    assert book.workspaces() == []


def test_a_crowd_is_woken_together(monkeypatch) -> None:
    monkeypatch.setattr(subscribers, "CROWD", 2)

    async def story() -> None:
        book = Subscribers()
        people = [reader_of(str(number)) for number in range(4)]
        for each in people:
            book.add(each)
        waiting = [asyncio.create_task(each.next()) for each in people]
        await asyncio.sleep(0)
        for number in range(3):
            book.deliver([(people, frame(number))])
        await asyncio.sleep(0)
        assert not any(task.done() for task in waiting)
        together = await asyncio.gather(*waiting)
        assert together == [b"".join(frame(number) for number in range(3))] * 4

    asyncio.run(story())


def test_a_page_that_nobody_looks_at_any_more_takes_no_memory(app: Flask) -> None:
    book = Subscribers()
    ana, davi = reader_of("a"), reader_of("b", pages=["/x", "/y"])
    renderer = Renderer(app, book, lambda page, audience: None, asyncio.new_event_loop())
    for each in (ana, davi):
        book.add(each)
        for page in each.pages:
            renderer.prepare(page, each.audience)
    renderer.told("all", 5, 4, [{"id": "note-a", "gone": True}])
    book.remove(davi)
    renderer.forget(davi)
    assert set(renderer._due) == {("/x", "all")}
    assert "all" in renderer._told
    book.remove(ana)
    renderer.forget(ana)
    assert not renderer._due
    assert not renderer._told
    renderer.loop.close()


class Rendering:
    """A picture of a page that shows the log of workspace 5 up to some position."""

    def __init__(self, position: int):
        self.shown = self.seen = {5: position}


def test_what_was_painted_over_is_sent_again_when_it_comes_back(app: Flask) -> None:
    renderer = Renderer(app, Subscribers(), lambda page, audience: None, asyncio.new_event_loop())
    as_note, as_problem = ({"id": "note-a", "html": html} for html in ("a note", "a problem"))
    renderer.told("all", 5, 7, [as_note])
    assert renderer._news("all", Rendering(7), [as_note]) == []
    assert renderer._news("all", Rendering(8), [as_problem]) == [as_problem]
    assert renderer._news("all", Rendering(9), [as_note]) == [as_note]
    renderer.loop.close()


def test_a_frame_that_cannot_be_made_moves_nobody_on(app: Flask, city: City4) -> None:
    book, (ana, davi) = Subscribers(), (reader_of("a"), reader_of("b", audience="other"))
    workspace = city.redesign.workspace.id
    for each in (ana, davi):
        each.cursors = {workspace: Cursor(0, "")}
        book.add(each)
    renderer = Renderer(app, book, lambda page, audience: None, asyncio.new_event_loop())

    def message(before: Any, after: Any, news: Any, audience: str) -> Any:
        if audience == "other":
            raise ConnectionError("the database went away")
        return b"", [{"id": "note-a", "html": "a note"}]

    feed = Feed(app, book, renderer, message=message, loop=renderer.loop)
    with pytest.raises(ConnectionError):
        feed._news_of(workspace)
    assert ana.cursors[workspace].position == 0
    assert not renderer._told
    renderer.loop.close()


def test_whoever_left_while_their_rights_were_asked_for_is_not_put_back(app: Flask) -> None:
    async def story() -> None:
        asked, may_answer = asyncio.Event(), asyncio.Event()
        told = {"audience": "other", "rights": "", "person": 1, "name": "Ana Prado"}

        async def flask(scope: Any, receive: Any, send: Any) -> None:
            asked.set()
            await may_answer.wait()
            headers = [(b"x-audience", json.dumps(told).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})

        live = Live(
            *(app, flask),
            message=lambda *_all: (b"", []),
            render=lambda page, audience: None,
            is_quiet=lambda workspace: False,
            sign_in_of=lambda headers: "",
            say=lambda headers, sentence: b"",
            most_readers=5,
        )
        ana = reader_of("a")
        ana.scope = {"query_string": b"", "headers": []}
        live.subscribers.add(ana)
        check = asyncio.create_task(live._check(ana))
        await asked.wait()
        ana.end()
        live.subscribers.remove(ana)
        may_answer.set()
        await check
        assert len(live.subscribers) == 0

    asyncio.run(story())


def test_an_arrival_that_could_not_be_told_is_told_later_and_holds_nobody_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "PAUSE_SECONDS", 0)
    book, failing = Subscribers(), {6}

    def is_quiet(workspace: int) -> bool:
        if workspace in failing:
            raise ConnectionError("the database went away")
        return False

    here = PresenceBook(app, book, is_quiet)
    for workspace in (5, 6):
        reader = reader_of(str(workspace), at=f"{workspace}.3.ab")
        book.add(reader)
        here.changed(reader.cursors)
    told: list[Any] = []

    def tell() -> None:
        for _readers, post in here.news():
            told.append(json.loads(post.partition(b"data: ")[2])["workspace"])

    with pytest.raises(ConnectionError):
        tell()
    failing.clear()
    tell()
    tell()
    assert told == [5, 6]
