"""Clickable prototypes: their files are given to a frame that can do nothing else, as long as its reader may see them."""

from __future__ import annotations

import io
import re
import time

import pytest
from flask import Flask

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.work.attachment import Attachment
from workbench.models.work.prototype import Prototype
from workbench.views.work import prototype_files

PAGE = b'<!DOCTYPE html><p>Pedido</p><img src="https://fora.exemplo/x.png">'


@pytest.fixture
def here(city):
    return f"/redesigns/{city.redesign.id}"


@pytest.fixture
def prototype(city, visit, here):
    """A prototype made of one page, as (its address, that of its frame)."""
    bruno, sent = visit(city.bruno), {"kind": "", "fidelity": ""}
    page = bruno.get(
        bruno.post(
            f"{here}/prototypes/new", file=(io.BytesIO(PAGE), "Pedido.html"), **sent
        ).location
    )
    assert "reaches no other site: fora.exemplo" in page
    [frame] = [link for link in page.links() if link.endswith("/try")]
    return page.response.request.path, frame


def source(page) -> str:
    """Return the folder of a frame's files."""
    return re.search(r'<iframe[^>]* src="([^"]+)index.html"', page.text)[1]


def fetch(app: Flask, address: str, **headers: str):
    """Ask as a frame does: without a cookie."""
    return app.test_client().get(address, headers=headers)


def test_the_frame_and_its_files_say_what_they_may(city, visit, app, prototype):
    page = visit(city.davi).get(prototype[1])
    address = source(page)
    assert 'sandbox="allow-scripts"' in page.text and "fora.exemplo" in page
    own = f"http://localhost{address}"
    assert page.response.headers["Content-Security-Policy"].endswith(f"; frame-src {own}")
    first = f"{address}index.html"
    answer = fetch(app, first, **{"Sec-Fetch-Dest": "iframe", "Cookie": "workbench=nonsense"})
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert answer.data.startswith(b"<!DOCTYPE html><script>if(self===top){window.stop()")
    policy = answer.headers["Content-Security-Policy"]
    for rule in (
        *("sandbox allow-scripts;", "default-src 'none'", "connect-src 'none'", "base-uri 'none'"),
        *(
            "form-action 'none'",
            "frame-ancestors 'self'",
            f"img-src {own} data:",
            "frame-src 'none'",
        ),
    ):
        assert rule in policy
    assert "http" not in policy.replace(own, "") and "'self'" not in policy.replace(
        "ancestors 'self'", ""
    )
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "SAMEORIGIN",
    }.items():
        assert answer.headers[name] == value
    assert "Cookie" not in answer.headers.get("Vary", "")
    for name in ("", "none.html", "../x", "%2e%2e/secret", "index.html/x", "\x00"):
        assert fetch(app, address + name).status_code == 404
    assert fetch(app, first, **{"Sec-Fetch-Dest": "document"}).status_code == 403
    assert app.test_client().post(first).status_code in (400, 405)


def test_an_address_ends_with_its_time_its_reader_and_its_prototype(
    city, visit, app, here, prototype, monkeypatch
):
    davi, bruno, ids = visit(city.davi), visit(city.bruno), (city.davi.id, city.edite.id)
    address, of_bruno = (source(each.get(prototype[1])) + "index.html" for each in (davi, bruno))
    assert address != of_bruno
    visit(city.carla).get(prototype[1], 404)
    visit().get(prototype[1], 302)
    # What somebody made up, or took from another of our signatures, opens nothing.
    token = address.split("/")[2]
    forged = token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]
    for wrong in (forged, "x", token.split(".")[0]):
        assert fetch(app, f"/prototype-files/{wrong}/index.html").status_code == 404
    late = time.time() + prototype_files.LASTS_SECONDS + 5
    with monkeypatch.context() as patched:
        patched.setattr("itsdangerous.timed.time.time", lambda: late)
        assert fetch(app, address).status_code == 404
    gone, by = (db.session.get_one(Person, each) for each in ids)
    gone.remove(by=by)
    commit()
    assert fetch(app, address).status_code == 404 and fetch(app, of_bruno).status_code == 200
    bruno.post(f"{prototype[0]}/discard")
    assert fetch(app, of_bruno).status_code == 404
    bruno.get(prototype[1], 404)
    bruno.post(f"{prototype[0]}/restore")
    file = db.session.scalars(db.select(Attachment)).one().id
    bruno.post(f"{here}/attachments/{file}/discard")
    answer = app.test_client().get(of_bruno, headers={"Accept-Language": "pt-BR"})
    assert answer.status_code == 404 and "Abra de novo" in answer.text


def test_pages_are_taken_only_where_they_can_be_opened(city, visit, here):
    bruno = visit(city.bruno)
    sent = {"file": (io.BytesIO(PAGE), "x.html"), "id": "abcdefghjkmnpqrs"}
    assert "not a PNG" in bruno.post(f"{here}/attachments", 422, **sent).json["error"]
    sent["file"] = (io.BytesIO(PAGE), "x.html")
    told = bruno.post(f"{here}/attachments?clickable=1", 201, **sent).json
    assert "fora.exemplo" in told["told"] and not told["is_image"]
    bruno.get(f"{here}/attachments/{told['id']}/try", 404)
    assert db.session.scalar(db.select(Prototype)) is None
