"""Long answers are sent while they are made, wait for slow readers without a thread, and are cut when they fail."""

from __future__ import annotations

import http.client
import json
import socket
from pathlib import Path

import pytest
from live.served import ServedCity
from sqlalchemy import insert, text

from workbench.extensions import db
from workbench.models.catalogue.service import Service

COUNT = 1_200
SUMMARY = "Autoriza o pedido. " * 400
END = b"0\r\n\r\n"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory):
    city = ServedCity(tmp_path_factory.mktemp("outflow"))
    with city.writing():
        rows = [
            {
                "city_id": city.city_id,
                "name": f"Serviço {n:04}",
                "sort_key": f"servico {n:04}",
                "search_text": f"servico {n:04}",
            }
            for n in range(COUNT)
        ]
        db.session.execute(insert(Service).values(summary=SUMMARY), rows)
    city.start(threads="1")
    yield city
    city.end()


def asked(city: ServedCity, address: str) -> socket.socket:
    """Ask for a download over a line that holds little."""
    [port] = city.processes
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
    line.settimeout(60)
    line.connect(("127.0.0.1", port))
    head = f"GET {address} HTTP/1.1\r\nHost: localhost\r\nCookie: {city.cookie('davi')}\r\n"
    line.sendall(f"{head}Connection: close\r\n\r\n".encode())
    return line


def taken(line: socket.socket) -> bytes:
    with line:
        return b"".join(iter(lambda: line.recv(1024 * 1024), b""))


def test_who_reads_slowly_holds_up_nobody_and_gets_all(city: ServedCity) -> None:
    slow = [http.client.HTTPResponse(asked(city, "/services.json")) for _ in range(2)]
    for answer in slow:
        answer.begin()
        assert answer.status == 200
    # The only thread is free again, though most of both downloads is still to be taken.
    [port] = city.processes
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/services.json?q=0007", headers={"Cookie": city.cookie("davi")})
    answer = line.getresponse()
    short = json.loads(answer.read())
    # What is hardly more than a piece says its length.
    assert answer.headers["Content-Length"]
    assert [each["name"] for each in short["services"]] == ["Serviço 0007"]
    for answer in slow:
        whole = json.loads(answer.read())["services"]
        assert [each["summary"] for each in whole].count(SUMMARY) == COUNT


def test_an_answer_that_fails_in_the_middle_does_not_end_as_if_whole(city: ServedCity) -> None:
    with city.writing():
        db.session.execute(text("UPDATE service SET levels = '{' WHERE name = 'Serviço 1100'"))
    part = taken(asked(city, "/services.csv"))
    assert part.startswith(b"HTTP/1.1 200") and b"1000" in part
    assert not part.endswith(END)
    assert "JSONDecodeError" in Path(city.log).read_text()
