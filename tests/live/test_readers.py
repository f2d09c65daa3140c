"""Readers of the stream: bounded queues, nothing kept of those who left, and nothing missed when something fails."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from flask import Flask
from people import City4

from workbench.live import presence, readers
from workbench.live.cursors import Cursor
from workbench.live.door import Live
from workbench.live.feed import Feed
from workbench.live.frames import frame
from workbench.live.painter import Painter
from workbench.live.presence import PresenceBook
from workbench.live.readers import Reader, Readers


def reader_of(key: str, **told: Any) -> Reader:
    known = {"key": key, "audience": "all", "at": "5.3.ab", "pages": ["/x"], "rights": ""}
    return Reader({**known, "person": 1, "name": "Ana Prado", **told}, {})


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
        for _number in range(readers.LONGEST_QUEUE * 3):
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
            reader.put(b"x" * (readers.LARGEST_QUEUE // 2))
        assert b"event: resync" in await reader.next()

    asyncio.run(story())


def test_somebody_who_left_is_in_no_list() -> None:
    book = Readers()
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
    monkeypatch.setattr(readers, "CROWD", 2)

    async def story() -> None:
        book = Readers()
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
    book = Readers()
    ana, davi = reader_of("a"), reader_of("b", pages=["/x", "/y"])
    painter = Painter(app, book, lambda page, audience: None, asyncio.new_event_loop())
    for each in (ana, davi):
        book.add(each)
        for page in each.pages:
            painter.prepare(page, each.audience)
    painter.told("all", 5, 4, [{"id": "note-a", "gone": True}])
    book.remove(davi)
    painter.forget(davi)
    assert set(painter._due) == {("/x", "all")}
    assert "all" in painter._told
    book.remove(ana)
    painter.forget(ana)
    assert not painter._due
    assert not painter._told
    painter.loop.close()


class Painting:
    """A picture of a page that shows the log of workspace 5 up to some position."""

    def __init__(self, position: int):
        self.shown = self.seen = {5: position}


def test_what_was_painted_over_is_sent_again_when_it_comes_back(app: Flask) -> None:
    painter = Painter(app, Readers(), lambda page, audience: None, asyncio.new_event_loop())
    as_note, as_problem = ({"id": "note-a", "html": html} for html in ("a note", "a problem"))
    painter.told("all", 5, 7, [as_note])
    assert painter._news("all", Painting(7), [as_note]) == []
    assert painter._news("all", Painting(8), [as_problem]) == [as_problem]
    assert painter._news("all", Painting(9), [as_note]) == [as_note]
    painter.loop.close()


def test_a_frame_that_cannot_be_made_moves_nobody_on(app: Flask, city: City4) -> None:
    book, (ana, davi) = Readers(), (reader_of("a"), reader_of("b", audience="other"))
    workspace = city.redesign.workspace.id
    for each in (ana, davi):
        each.cursors = {workspace: Cursor(0, "")}
        book.add(each)
    painter = Painter(app, book, lambda page, audience: None, asyncio.new_event_loop())

    def message(before: Any, after: Any, news: Any, audience: str) -> Any:
        if audience == "other":
            raise ConnectionError("the database went away")
        return b"", [{"id": "note-a", "html": "a note"}]

    feed = Feed(app, book, painter, message=message, loop=painter.loop)
    with pytest.raises(ConnectionError):
        feed._news_of(workspace)
    assert ana.cursors[workspace].position == 0
    assert not painter._told
    painter.loop.close()


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
            paint=lambda page, audience: None,
            is_quiet=lambda workspace: False,
            most_readers=5,
        )
        ana = reader_of("a")
        ana.scope = {"query_string": b""}
        live.readers.add(ana)
        check = asyncio.create_task(live._check(ana))
        await asked.wait()
        ana.end()
        live.readers.remove(ana)
        may_answer.set()
        await check
        assert len(live.readers) == 0

    asyncio.run(story())


def test_an_arrival_that_could_not_be_told_is_told_later_and_holds_nobody_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "PAUSE_SECONDS", 0)
    book, failing = Readers(), {6}

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
