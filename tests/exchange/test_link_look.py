"""Only public addresses are looked at, and a look ends, whatever the server does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workbench.exchange import link_look
from workbench.exchange.link_look import Look, checked, is_public, look_at
from workbench.models.base import DomainError

PRIVATE = [
    "0.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "127.0.0.1",
    "127.1.2.3",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "127.1",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "2130706433",
    "localhost",
]
PUBLIC = ("8.8.8.8", "200.221.11.101", "2606:4700:4700::1111", "2804:d40::1")
# Forms of addresses that a resolver understands; none of them asks the network for a name.
NUMERIC = [
    "127.0.0.1",
    "127.1",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "2130706433",
    "0",
    "0.0.0.0",
    "10.1",
    "192.168.257",
    "0xa9fea9fe",
    "2852039166",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::127.0.0.1]",
    "[fe80::1]",
    "[fc00::1]",
    "[64:ff9b::7f00:1]",
]
MALFORMED = [
    "ftp://vila.example",
    "file:///etc/passwd",
    "gopher://vila.example",
    "javascript:alert(1)",
    "//vila.example",
    "vila.example",
    "http://",
    "https:///x",
    "http://ana@vila.example",
    "http://vila.example:22",
    "https://vila.example:80",
    "http://vila.example:x",
    "http://[::1",
    "http://8.8.8.8@127.0.0.1",
]


def test_no_address_but_a_public_one_is_looked_at() -> None:
    assert [each for each in PRIVATE if is_public(each)] == []
    assert [each for each in PUBLIC if not is_public(each)] == []
    for host in NUMERIC:
        for scheme in ("http", "https"):
            with pytest.raises(DomainError, match="public"):
                look_at(f"{scheme}://{host}/")
    for url in MALFORMED:
        with pytest.raises(DomainError):
            look_at(url)
    # One private address among public ones is enough: which of them is taken is not ours to say.
    for found in ([("8.8.8.8", 80), ("10.0.0.1", 80)], []):
        with pytest.raises(DomainError, match="public"):
            checked(found)


class Server(BaseHTTPRequestHandler):
    """Answers by the path: well, with a redirect, with very much, or slowly without an end."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers))
        self.send_response({"/moved": 302, "/gone": 404}.get(self.path, 200))
        self.send_header("Location", "http://127.0.0.1:1/inside")
        self.send_header("Set-Cookie", "seen=1")
        self.end_headers()
        try:
            for _ in range(400 if self.path in ("/much", "/slow") else 0):
                self.wfile.write(b"." if self.path == "/slow" else b"." * 10_000)
                time.sleep(0.05 if self.path == "/slow" else 0)
        except OSError:
            self.server.is_cut.set()

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.asked, server.is_cut, server.daemon_threads = [], threading.Event(), True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_look_asks_once_and_ends(server: ThreadingHTTPServer, monkeypatch) -> None:
    resolved: list[str] = []

    def resolve(host: str, _port: int) -> list[tuple[str, int]]:
        resolved.append(host)
        return [server.server_address[:2]]

    def look(path: str) -> Look:
        return look_at(f"http://vila.example{path}", resolve)

    assert look("/?a=1") == Look(200) and look("/?a=1").is_reachable
    assert look("/gone") == Look(404) and not look("/gone").is_reachable
    # A redirect is an answer; where it leads is not looked at. Nothing is kept from one look to the next.
    assert look("/moved") == Look(302)
    assert [path for path, _ in server.asked] == ["/?a=1", "/?a=1", "/gone", "/gone", "/moved"]
    assert all("Cookie" not in headers for _, headers in server.asked)
    assert server.asked[0][1]["Host"] == "vila.example"
    # The name was resolved once for each look, and connected to is what was checked.
    assert resolved == ["vila.example"] * 5
    assert look("/much") == Look(200)
    assert server.is_cut.wait(5)
    server.is_cut.clear()
    monkeypatch.setattr(link_look, "SECONDS", 0.5)
    assert look("/slow") == Look(problem="timeout")
    assert server.is_cut.wait(5)
    assert look_at("https://vila.example/", resolve).problem in ("insecure", "timeout")
    assert look_at("http://vila.example/", lambda *_: [("127.0.0.1", 1)]).problem == "unreachable"
