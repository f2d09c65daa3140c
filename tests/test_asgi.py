"""The served workbench as a whole: a real server on a real port, as `workbench run` starts it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ports import free_port

LARGEST = 64 * 1024
WORKBENCH = (sys.executable, "-c", "from workbench.cli import main; main()")


class Served:
    """A running server with a database of its own."""

    def __init__(self, place: Path):
        self.place, self.port = place, free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if "WORKBENCH" not in name},
            "WORKBENCH_INSTANCE": str(place),
            "WORKBENCH_SECRET_KEY": "only for tests",
            "WORKBENCH_LARGEST_REQUEST": str(LARGEST),
        }
        self.run("init")
        self.process = subprocess.Popen(
            [*WORKBENCH, "run", "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.wait()

    def run(self, *words: str) -> None:
        command = [*WORKBENCH, *words]
        subprocess.run(command, env=self.environment, check=True, capture_output=True, timeout=120)

    def wait(self) -> None:
        for _try in range(600):
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                assert self.process.poll() is None, self.process.communicate()[0]
                time.sleep(0.1)
        raise AssertionError("the server did not answer within a minute")

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("__", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=named)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    def end(self) -> float:
        """End the server as a machine does, and return how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("served"))
    yield served
    if served.process.poll() is None:
        served.process.kill()
        served.process.wait(10)


def test_it_says_that_it_is_well(served: Served) -> None:
    status, headers, body = served.ask("GET", "/healthz")
    assert status == 200
    assert headers["content-type"].startswith("application/json")
    said = json.loads(body)
    assert (said["status"], said["database"]) == ("ok", "ok")
    assert said["version"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("pt-BR", "pt-BR"),
        ("pt", "pt-BR"),
        ("es-CL,es;q=0.9,en;q=0.5", "es"),
        ("en-GB", "en"),
        ("de, en;q=0.3", "en"),
        ("de", "pt-BR"),
        ("", "pt-BR"),
    ],
)
def test_a_stranger_is_welcomed_in_their_language(
    served: Served, asked: str, language: str
) -> None:
    status, _headers, body = served.ask("GET", "/", Accept__Language=asked)
    assert status == 200
    assert f'lang="{language}"'.encode() in body


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_what_is_too_large_is_refused_before_it_is_read(served: Served, language: str) -> None:
    large = b"x" * (LARGEST + 1)
    status, headers, body = served.ask("POST", "/sign-in", body=large, Accept__Language=language)
    assert status == 413
    assert f'lang="{language}"'.encode() in body
    assert b"413" in body
    assert "default-src 'self'" in headers["content-security-policy"]


def test_what_is_too_large_is_refused_also_when_it_does_not_say_its_size(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    pieces = (b"x" * 8192 for _number in range(LARGEST // 8192 + 2))
    try:
        connection.request("POST", "/sign-in", body=pieces, encode_chunked=True)
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server closed the door while we were still sending, which is as good
    finally:
        connection.close()
    assert served.ask("GET", "/healthz")[0] == 200


def test_a_header_whose_name_has_an_underscore_is_dropped(served: Served) -> None:
    status, _headers, body = served.ask("GET", "/", Accept_Language="es")
    assert status == 200
    assert b'lang="pt-BR"' in body


def test_a_body_in_pieces_is_read_whole(served: Served) -> None:
    body = b"email=a%40b.example&password=x"
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as line:
        head = (
            "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        line.sendall(head.encode())
        for place in range(0, len(body), 7):
            line.sendall(body[place : place + 7])
            time.sleep(0.01)
        answer = line.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400")  # no key of a form: understood, and refused as such


def test_somebody_who_leaves_in_the_middle_stops_nobody(served: Served) -> None:
    for _number in range(20):
        line = socket.create_connection(("127.0.0.1", served.port), timeout=5)
        line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nhalf")
        line.close()
    assert served.ask("GET", "/healthz")[0] == 200


def test_a_taken_port_is_told_in_one_sentence(served: Served) -> None:
    command = [*WORKBENCH, "run", "--port", str(served.port)]
    second = subprocess.run(
        command, env=served.environment, capture_output=True, text=True, timeout=120
    )
    assert second.returncode != 0
    assert f"Cannot listen on 127.0.0.1:{served.port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_it_ends_in_less_than_three_seconds_also_with_somebody_on_the_line(
    served: Served,
) -> None:
    idle = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    idle.request("GET", "/healthz")
    idle.getresponse().read()
    slow = socket.create_connection(("127.0.0.1", served.port), timeout=5)
    slow.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nhalf")
    took = served.end()
    slow.close()
    idle.close()
    assert took < 3


def test_without_its_database_it_says_so(tmp_path: Path) -> None:
    from workbench import create_app
    from workbench.config import Settings
    from workbench.extensions import db

    app = create_app(Settings(instance=str(tmp_path), secret_key="only for tests"))
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    with app.app_context():
        db.engine.dispose()
        url = str(db.engine.url.database)
    for file in tmp_path.glob("workbench.db*"):
        file.unlink()
    Path(url).mkdir()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["database"] == "silent"
