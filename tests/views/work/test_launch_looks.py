"""The link of a launch is looked at where the installation allows it, and what it answered stands beside it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests.exchange.test_link_look import server  # noqa: F401 - a fixture
from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.work.launch import Launch
from workbench.models.work.launch_look import LaunchLook

pytestmark = pytest.mark.postgres_by_proof


def test_a_look_at_the_link_is_kept_with_its_day(city, visit, app, monkeypatch, server):  # noqa: F811
    Launch.write(city.redesign, {"live_url": "http://vila.example/gone"}, by=city.ana)
    commit()
    here = f"/redesigns/{city.redesign.id}/launch"
    bruno, observer = visit(city.bruno), visit(city.observer)
    # It is off by default: no button, and nothing at its address.
    assert f"{here}/look" not in bruno.get(here).forms()
    bruno.post(f"{here}/look", 404)
    monkeypatch.setattr(app.config["SETTINGS"], "look_at_links", "1")
    monkeypatch.setitem(app.extensions, "link_resolver", lambda *_: [server.server_address[:2]])
    assert f"{here}/look" not in observer.get(here).forms()
    observer.post(f"{here}/look", 403)
    assert f"{here}/look" in bruno.get(here).forms()
    bruno.post(f"{here}/look")
    page = observer.get(here)
    assert "it answers with an error (404)" in page and "This verifies nothing" in page
    # A server is asked at most once a minute, and an address of the inside never.
    bruno.post(f"{here}/look")
    assert "Look again in a minute" in bruno.get(here)
    assert [path for path, _headers in server.asked] == ["/gone"]
    db.session.execute(update(Launch).values(live_url="http://169.254.169.254/"))
    commit()
    monkeypatch.undo()
    monkeypatch.setattr(app.config["SETTINGS"], "look_at_links", "1")
    bruno.post(f"{here}/look")
    assert "Only public addresses" in bruno.get(here)
    assert db.session.query(LaunchLook).count() == 1
