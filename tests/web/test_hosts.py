"""The names that the site answers to, what https asks for, what is told when it starts, and headers of any signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from people import City4, Visitor, forget, token_of

from workbench import create_app
from workbench.cli.server import what_is_unsafe
from workbench.config import Settings
from workbench.web.hosts import is_loopback, known_names, name_in
from workbench.web.rate_limits import asking_address

HTTPS = "https://bancada.vila.example"
ODD = ("\u00e9", "\u00ff\u00fe", "1.0|\u00e9", "\x00", "=; ;", "9" * 40, "x" * 3000)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("bancada.vila.example", "bancada.vila.example"),
        ("Bancada.Vila.example.:8443", "bancada.vila.example"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "::1"),
        *(
            (odd, "")
            for odd in ("", "a b", "x@vila.example", "a/b", "a:x", "\u00e9", 'a"', "[", "a\x00")
        ),
    ],
)
def test_a_host_is_read_as_a_name(host: str, name: str) -> None:
    assert name_in(host) == name


def test_which_names_are_known() -> None:
    assert known_names(Settings(hosts="other.example")) == set()
    settings = Settings(base_url=f"{HTTPS}:8443/", hosts="intranet.vila, OTHER.example:80,")
    assert known_names(settings) == {"bancada.vila.example", "intranet.vila", "other.example"}
    assert [is_loopback(each) for each in ("localhost", "127.9.0.1", "::1")] == [True] * 3
    assert not any(is_loopback(each) for each in ("", "0.0.0.0", "10.0.0.1", "localhost.example"))


def test_what_is_unsafe_is_told_in_a_sentence_each() -> None:
    safe = Settings(base_url=HTTPS, trusted_proxies="1")
    assert what_is_unsafe(safe, "127.0.0.1") == []
    for settings, host, word in (
        (Settings(base_url=HTTPS), "127.0.0.1", "TRUSTED_PROXIES"),
        (Settings(base_url="http://vila.example"), "::1", "https"),
        (safe, "0.0.0.0", "listens on 0.0.0.0"),
    ):
        [told] = what_is_unsafe(settings, host)
        assert word in told
    assert len(what_is_unsafe(Settings(), "::")) == 3


def test_under_https_the_cookie_is_this_hosts_alone_and_browsers_stay(tmp_path: Path) -> None:
    app = create_app(Settings(instance=str(tmp_path), base_url=HTTPS, secret_key="only for tests"))
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-workbench"
    assert app.config["SESSION_COOKIE_SECURE"]
    answer = app.test_client().get("/healthz", base_url="https://any.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_an_unknown_host_is_refused_once_the_address_is_set(
    city: City4, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Visitor(app)

    def status(host: str, path: str = "/sign-in") -> int:
        return stranger.client.get(path, base_url=f"http://{host}").status_code

    assert status("anything.example") == 200
    monkeypatch.setattr(app.config["SETTINGS"], "base_url", HTTPS)
    monkeypatch.setattr(app.config["SETTINGS"], "hosts", "intranet.vila")
    for host in ("bancada.vila.example", "intranet.vila:8000", "localhost", "127.0.0.1:8000"):
        assert status(host) == 200, host
    for host in ("evil.example", "bancada.vila.example.evil.example"):
        assert status(host) == 400, host
        assert status(host, "/nothing-here") == 400
        assert status(host, "/healthz") == 200
    english = {"Accept-Language": "en"}
    forget()
    answer = stranger.client.get("/sign-in", base_url="http://evil.example", headers=english)
    refused = answer.get_data(as_text=True)
    assert "not reached by this name" in refused
    assert "evil.example" not in refused


def test_no_cookie_header_or_query_of_odd_signs_breaks_anything(city: City4, app: Flask) -> None:
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    names = ("Accept-Language", "Referer", "If-None-Match", "Last-Event-ID", "X-Outbox-Page")
    names += ("Authorization", "Host", "Accept", "Range", "X-Outbox-Person", "X-Live-Key")
    cookies = [
        f"{name}={odd}"
        for name in ("workbench", "workbench_seat", "remember_token", "language", "saved")
        for odd in ODD
    ]
    inside = ({"_user_id": 5}, {"_user_id": ["a"]}, {"_user_id": None, "kept_out": [1]})
    cookies += [f"workbench={signer.dumps(each)}" for each in inside]
    tried = [{"Cookie": cookie} for cookie in cookies]
    tried += [{name: odd} for name in names for odd in ODD]
    client = app.test_client(use_cookies=False)
    for headers in tried:
        environ = {
            "HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()
        }
        answer = client.get("/sign-in", environ_overrides=environ)
        assert answer.status_code < 500, headers
    known = f"workbench={signer.dumps({'_user_id': token_of(city.bruno)})}"
    for odd in ODD[:4]:
        for path in ("/live", "/services", "/sign-in"):
            for name in ("at", "q", "next", "page"):
                answer = client.get(
                    path, query_string={name: odd}, environ_overrides={"HTTP_COOKIE": known}
                )
                assert answer.status_code < 500, (path, name, odd)


@pytest.mark.parametrize(
    ("remote", "asking"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_an_asking_address_is_a_line_or_an_office(app: Flask, remote: str, asking: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": remote}):
        assert asking_address() == asking
