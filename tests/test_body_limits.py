"""What a served workbench takes of a request's body, from whom and in what form, and what that costs it."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from live.served import ServedCity, run
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from workbench.asgi import Guard
from workbench.body_limits import LARGEST_FORM, LARGEST_OF_STRANGERS, MOST_FIELDS

MB = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
WITH_FILES = "multipart/form-data; boundary=edge"
TOO_LARGE = 413
# Taken, and found to be no form that was made for this browser.
TAKEN = 400
SAVED = 302


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCity]:
    city = ServedCity(tmp_path_factory.mktemp("limits"))
    city.start()
    yield city
    city.end()


def ask(city: ServedCity, body: Any, path: str = "/sign-in", **headers: str) -> tuple[int, str]:
    """Post a body, in pieces of unknown length when it is an iterator, and return what is answered."""
    [port] = city.processes
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request("POST", path, body, named, encode_chunked=not isinstance(body, bytes))
    answer = line.getresponse()
    found = answer.status, answer.read().decode()
    line.close()
    return found


def post(city: ServedCity, body: Any, **headers: str) -> int:
    return ask(city, body, **headers)[0]


def in_pieces(body: bytes) -> Iterator[bytes]:
    return (body[at : at + 10_000] for at in range(0, len(body), 10_000))


def note(city: ServedCity, text: str = "Nobody answers") -> dict[str, str]:
    return city.fields(text=text, kind="citizen")


def session_of_a_stranger(city: ServedCity) -> str:
    signer = city.app.session_interface.get_signing_serializer(city.app)  # type: ignore[attr-defined]
    return f"workbench={signer.dumps({'csrf_token': 'x', 'language': 'en'})}"


def expired(city: ServedCity) -> str:
    with time_machine.travel("2020-01-01", tick=False):
        return city.cookie("bruno")


def forged(city: ServedCity) -> str:
    payload, _, signature = city.cookie("bruno").rpartition(".")
    return f"{payload}.{signature[::-1]}"


# whoever is not known


@pytest.mark.parametrize("kind", [FORM, WITH_FILES, "application/json", "text/plain", "x", None])
@pytest.mark.parametrize("send", [bytes, in_pieces])
def test_a_stranger_may_send_some_lines_and_no_more(
    city: ServedCity, kind: str | None, send: Any
) -> None:
    headers = {"Content_Type": kind} if kind else {}
    most = b"x" * LARGEST_OF_STRANGERS
    assert post(city, send(most), **headers) == TAKEN
    assert post(city, send(most + b"x"), **headers) == TOO_LARGE


@pytest.mark.parametrize(
    "cookie",
    [
        forged,
        expired,
        session_of_a_stranger,
        lambda city: "workbench=1.0|\u00e9\u00ff",
        lambda city: "workbench=; =|; \u00ff=\u00ff",
    ],
)
def test_a_cookie_that_names_nobody_helps_nobody(city: ServedCity, cookie: Any) -> None:
    body = b"x" * (LARGEST_OF_STRANGERS + 1)
    assert post(city, body, Cookie=cookie(city)) == TOO_LARGE


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Sign in, then send it again."),
        ("es", "Entre y envíelo de nuevo."),
        ("pt-BR", "Entre e envie de novo."),
    ],
)
def test_whose_session_has_ended_is_told_to_sign_in(
    city: ServedCity, language: str, sentence: str
) -> None:
    body = b"x" * (LARGEST_OF_STRANGERS + 1)
    status, page = ask(city, body, Accept_Language=language)
    assert (status, sentence in page) == (TOO_LARGE, True)
    status, page = ask(
        city, b"x" * (LARGEST_FORM + 1), Cookie=city.cookie("bruno"), Accept_Language=language
    )
    assert (status, sentence in page) == (TOO_LARGE, False)


# a form


@pytest.mark.parametrize("cookie", [lambda city: city.cookie("bruno")])
def test_a_person_and_a_guest_may_send_a_long_form(city: ServedCity, cookie: Any) -> None:
    rows = {f"row-{number}-{name}": "1" for number in range(300) for name in ("id", "minutes")}
    form = note(city) | rows | {"long": "\u00e3" * 100_000}
    status, _page = ask(
        city, urlencode(form).encode(), city.notes, Cookie=cookie(city), Content_Type=FORM
    )
    assert status == SAVED


@pytest.mark.parametrize(
    ("fields", "answer"),
    [(MOST_FIELDS - 1, SAVED), (MOST_FIELDS, SAVED), (MOST_FIELDS + 1, TOO_LARGE)],
)
def test_a_form_has_at_most_a_thousand_fields(city: ServedCity, fields: int, answer: int) -> None:
    form = note(city)
    body = urlencode(form).encode() + b"&a=1;b" * (fields - len(form))
    headers = {"Cookie": city.cookie("bruno"), "Content_Type": FORM}
    assert post(city, body, path=city.notes, **headers) == answer


@pytest.mark.parametrize("send", [bytes, in_pieces])
def test_a_form_has_at_most_two_megabytes(city: ServedCity, send: Any) -> None:
    headers = {"Cookie": city.cookie("bruno"), "Content_Type": FORM}
    most = urlencode(note(city)).encode() + b"&a="
    most += b"x" * (LARGEST_FORM - len(most))
    assert post(city, send(most), path=city.notes, **headers) in (SAVED, TAKEN)
    assert post(city, send(most + b"x"), path=city.notes, **headers) == TOO_LARGE


@pytest.mark.parametrize(
    "kinds",
    [
        ["Application/X-WWW-Form-Urlencoded; charset=UTF-8"],
        [],
        ["text/plain"],
        [WITH_FILES, FORM],
        [FORM, WITH_FILES],
        [f"{WITH_FILES}, {FORM}", ""],
        ["multipart/form-data-of-mine"],
    ],
)
def test_only_a_form_with_files_escapes_these_limits(city: ServedCity, kinds: list[str]) -> None:
    for body in (b"&" * MOST_FIELDS, b"x" * (LARGEST_FORM + 1)):
        [port] = city.processes
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        line.putrequest("POST", "/sign-in")
        line.putheader("Cookie", city.cookie("bruno"))
        line.putheader("Content-Length", str(len(body)))
        for kind in kinds:
            line.putheader("Content-Type", kind)
        line.endheaders(body)
        assert line.getresponse().status == TOO_LARGE
        line.close()


# a form with files


def send_files(city: ServedCity, **parts: Any) -> tuple[int, str]:
    body = encode_multipart({**note(city, text="this & that " * 20), **parts}, "edge")[1]
    kind = "Multipart/Form-Data; boundary=edge"
    return ask(city, body, city.notes, Cookie=city.cookie("bruno"), Content_Type=kind)


def test_a_file_may_be_as_large_as_before(city: ServedCity) -> None:
    for size, answer in ((20, SAVED), (25, TOO_LARGE)):
        picture = FileStorage(BytesIO(b"&" * size * MB), "picture.png")
        assert send_files(city, picture=picture)[0] == answer


@pytest.mark.parametrize(("more", "answer"), [(0, SAVED), (1, TOO_LARGE)])
def test_its_texts_and_parts_are_counted(city: ServedCity, more: int, answer: int) -> None:
    largest, most = city.app.config["MAX_FORM_MEMORY_SIZE"], city.app.config["MAX_FORM_PARTS"]
    assert send_files(city, long="x" * (largest + more))[0] == answer
    parts = {f"part-{number}": "" for number in range(most - len(note(city)) + more)}
    assert send_files(city, **parts)[0] == answer


# what is said of a body, and what comes


def test_a_body_that_is_longer_than_it_says_is_cut_there(city: ServedCity) -> None:
    [port] = city.processes
    head = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(head + b"x" * 2 * LARGEST_OF_STRANGERS)
        assert line.recv(12).endswith(b"400")
    assert ask(city, b"x")[0] == TAKEN


def test_a_body_that_is_shorter_than_it_says_is_never_read(city: ServedCity) -> None:
    [port] = city.processes
    head = f"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: {24 * MB}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(head.encode() + b"x" * LARGEST_OF_STRANGERS)
    assert ask(city, b"x")[0] == TAKEN


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nobody_reads_the_body_of_a_question(city: ServedCity, method: str) -> None:
    found: list[bytes] = []

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        found.extend(name for name, _value in scope["headers"])

    headers = [(b"host", b"x"), (b"content-type", FORM.encode()), (b"content-length", b"9")]
    scope = {"type": "http", "method": method, "headers": [*headers, (b"transfer-encoding", b"x")]}
    run(Guard(application, city.app)(scope, None, None))  # type: ignore[arg-type]
    assert found == [b"host"]


# what it costs


class Memory:
    """What the server holds, and the most that it held since `forget`, in MB."""

    def __init__(self, city: ServedCity):
        [process] = city.processes.values()
        self.process = Path(f"/proc/{process.pid}")

    def __getitem__(self, name: str) -> float:
        told = (self.process / "status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", told)[1]) / 1024  # type: ignore[index]

    def forget(self) -> None:
        (self.process / "clear_refs").write_text("5")


def texts(number: int) -> bytes:
    return encode_multipart({"text": ["x" * 100 * 1024] * number}, "edge")[1]


def files(number: int) -> bytes:
    parts = [FileStorage(BytesIO(b"x" * MB), "x.png") for _part in range(number)]
    return encode_multipart({"text": parts}, "edge")[1]


@pytest.mark.proof
@pytest.mark.parametrize(
    ("who", "kind", "body"),
    [
        pytest.param("", FORM, b"field01=x&" * (24 * MB // 10), id="a stranger's fields"),
        pytest.param("", FORM, b"text=" + b"x" * 24 * MB, id="a stranger's text"),
        pytest.param("bruno", FORM, b"a&" * MB, id="a person's fields"),
        pytest.param("bruno", FORM, b"text=" + b"x" * (2 * MB - 5), id="a person's text"),
        pytest.param("bruno", WITH_FILES, texts(20), id="a person's texts"),
        pytest.param("bruno", WITH_FILES, files(20), id="a person's files"),
    ],
)
def test_fifty_large_forms_need_no_more_than_a_hundred_megabytes(
    city: ServedCity, who: str, kind: str, body: bytes
) -> None:
    headers = {"Content_Type": kind, **({"Cookie": city.cookie(who)} if who else {})}
    ask(city, b"x", path=city.notes, **headers)
    memory = Memory(city)
    rest = memory["VmRSS"]
    memory.forget()
    with ThreadPoolExecutor(6) as senders:
        sent = senders.map(lambda _number: post(city, body, path=city.notes, **headers), range(50))
        answers = set(sent)
    grown = memory["VmHWM"] - rest
    print(f"{rest:.0f} MB at rest, {grown:+.0f} MB at most, answers {answers}")
    assert grown < 100
