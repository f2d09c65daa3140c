"""Requests that stall are cut, slow ones are not, and what comes in pieces is read."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from live.served import ServedCity

from workbench.extensions import db
from workbench.models.work.note import Note

HURRY = (
    "from workbench import asgi, pace; pace.HEAD_SECONDS = pace.STRETCH_SECONDS = 0.6;"
    " pace.LEAST_OF_A_STRETCH = 1000; asgi.LARGEST_UNFINISHED = 100_000"
)
POST = "POST /sign-in HTTP/1.1\r\nHost: x\r\nAccept-Language: es\r\n"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCity]:
    city = ServedCity(tmp_path_factory.mktemp("pace"))
    city.start(first=HURRY)
    yield city
    city.end()


def line(city: ServedCity, words: str) -> socket.socket:
    [port] = city.processes
    opened = socket.create_connection(("127.0.0.1", port), timeout=10)
    opened.sendall(words.encode())
    return opened


def rest(opened: socket.socket) -> bytes:
    """Return what comes until the server closes the line."""
    told = b""
    try:
        while piece := opened.recv(65536):
            told += piece
    except ConnectionResetError:
        pass
    opened.close()
    return told


def test_half_heads_are_cut(city: ServedCity) -> None:
    heads = ["", "GET /healthz HTTP/1.1\r\nHost:", POST, "\r\n"] * 10
    began = time.monotonic()
    told = [rest(opened) for opened in [line(city, head) for head in heads]]
    assert not any(told)
    answered = line(city, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answered.recv(65536).startswith(b"HTTP/1.1 200")
    time.sleep(0.1)
    answered.sendall(b"\r\n")  # ends the wait for a further request, and begins none
    rest(answered)
    assert time.monotonic() - began < 4


def test_a_head_that_drips_is_cut_too(city: ServedCity) -> None:
    opened, began = line(city, "GET / HTTP/1.1\r\n"), time.monotonic()
    with pytest.raises(OSError, match=r"."):
        while time.monotonic() - began < 5:
            opened.sendall(b"x: y\r\n")
            time.sleep(0.1)
    assert time.monotonic() - began < 3


def test_a_head_without_end_is_refused(city: ServedCity) -> None:
    assert rest(line(city, POST + "x: " + "y" * 70_000)).startswith(b"HTTP/1.1 400")


def test_a_body_that_stops_is_told_and_cut(city: ServedCity) -> None:
    told = rest(line(city, POST + "Content-Length: 5000\r\n\r\nhalf"))
    assert told.startswith(b"HTTP/1.1 408")
    assert "no se guardó nada" in told.decode()


def test_a_body_that_comes_slowly_and_steadily_is_taken(city: ServedCity) -> None:
    opened = line(city, POST + "Content-Length: 7500\r\nConnection: close\r\n\r\n")
    for _piece in range(15):
        opened.sendall(b"x" * 500)
        time.sleep(0.1)
    assert rest(opened).startswith(b"HTTP/1.1 400")  # no form that was made for this browser


def test_many_strangers_who_stop_hold_no_more_than_a_few(city: ServedCity) -> None:
    stopped = POST + "Content-Length: 60000\r\n\r\n" + "x" * 50_000
    answers = [rest(opened)[9:12] for opened in [line(city, stopped) for _each in range(4)]]
    assert answers.count(b"503") == 2
    assert answers.count(b"408") == 2
    # And all of it is free again.
    assert rest(line(city, stopped)).startswith(b"HTTP/1.1 408")


def test_a_form_in_pieces_of_unknown_length_is_read(city: ServedCity) -> None:
    form = urlencode(city.fields(text="Em pedaços", kind="citizen"))
    head = (
        f"POST {city.notes} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {city.cookie('bruno')}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    pieces = [form[:20], form[20:]]
    body = "".join(f"{len(piece):x}\r\n{piece}\r\n" for piece in pieces)
    assert rest(line(city, head + body + "0\r\n\r\n")).startswith(b"HTTP/1.1 302")
    with city.app.app_context():
        assert [note.text for note in db.session.scalars(db.select(Note))] == ["Em pedaços"]
