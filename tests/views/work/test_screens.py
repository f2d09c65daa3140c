"""The pictures of a version: pins on them, their order, and the areas that make them a thing to click through."""

from __future__ import annotations

import io

import pytest
from pictures import PNG

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.work.attachment import Attachment
from workbench.models.work.hotspot import Hotspot
from workbench.models.work.pin import Pin
from workbench.models.work.prototype import Prototype
from workbench.models.work.upload import Upload


@pytest.fixture
def here(city):
    return f"/redesigns/{city.redesign.id}"


@pytest.fixture
def version(city, app):
    """A version with two screens, as (id of its prototype, its id, the ids of the screens)."""
    prototype = Prototype.write(city.redesign, {"title": "Pedido"}, by=city.bruno)
    version = prototype.add_version({}, by=city.bruno)
    screens = []
    for position, name in enumerate(("um.png", "dois.png"), start=1):
        values = {"prototype_version": version, "position": position, "by": city.bruno}
        upload = Upload.read(io.BytesIO(PNG), name)
        folder = app.config["SETTINGS"].uploads
        screens.append(Attachment.keep(city.redesign, upload, folder=folder, **values))
    commit()
    return prototype.id, version.id, [screen.id for screen in screens]


def pins():
    return db.session.scalars(db.select(Pin).order_by(Pin.created_at)).all()


def test_pins_are_put_answered_and_seen_by_the_team(city, visit, here, version):
    prototype, _version, (one, _two) = version
    bruno, ana, page = visit(city.bruno), visit(city.ana), f"{here}/prototypes/{prototype}"
    new = f"{here}/attachments/{one}/pins/new"
    for wrong in ({"x": "101"}, {"x": ""}, {"x": "meio"}, {"text": ""}):
        shown = bruno.post(new, 200, **{"text": "Onde se toca?", "x": "21", "y": "41", **wrong})
        assert wrong.get("text", "Onde se toca?") in shown
    bruno.post(new, text="Onde se toca?", x="21", y="41")
    ana.post(new, text="O prazo vem antes", x="87", y="70")
    shown = bruno.get(page)
    assert "Ana Prado: O prazo vem antes" in shown and 'x="21%" y="41%"' in shown.text
    first = pins()[0].id
    bruno.post(f"{here}/pins/{first}/resolve")
    assert "Onde se toca? resolved" in ana.get(page)
    bruno.post(f"{here}/pins/{first}/resolve", open="1")
    assert "resolved" not in ana.get(page)
    edit, mine = f"{here}/pins/{first}/edit", {"text": "Meu texto", "x": "1", "y": "2"}
    ana.post(edit, version="3", **{**mine, "text": "Texto de Ana"})
    assert "Texto de Ana" in bruno.post(edit, 409, version="3", **mine)
    bruno.post(f"{here}/pins/{first}/discard")
    assert f"pin-{first}" not in bruno.get(page).text


def test_screens_change_places_and_lead_to_one_another(city, visit, here, version):
    prototype, number, (one, two) = version
    bruno, page = visit(city.bruno), f"{here}/prototypes/{prototype}"
    bruno.post(f"{here}/attachments/{two}/move", position="1")
    assert bruno.get(page).text.index(f"screen-{two}") < bruno.get(page).text.index(f"screen-{one}")
    new, where = f"{here}/attachments/{two}/hotspots/new", {"x": "10", "y": "80"}
    wide = {**where, "width": "95", "height": "10", "target_id": one}
    assert "must lie on the picture" in bruno.post(new, 200, **wide)
    assert "Choose" in bruno.post(new, 200, **{**wide, "width": "30", "target_id": "elsewhere"})
    bruno.post(new, label="Enviar", **{**wide, "width": "30"})
    bruno.post(
        f"{here}/attachments/{one}/hotspots/new", width="9", height="9", target_id="", **where
    )
    play = f"{here}/versions/{number}/play"
    shown = bruno.get(play)
    assert "Screen 1 of 2" in shown and 'x="10%" y="80%"' in shown.text
    assert "Enviar: Screen 2" in shown
    [onwards] = {link for link in shown.links() if "screen=" in link and one in link.split("&")[0]}
    shown = bruno.get(onwards)
    assert "Screen 2 of 2" in shown and f"screen={two}&amp;from={one}" in shown.text
    # A screen that is archived is led to no more; a reader clicks through, and marks nothing.
    bruno.post(f"{here}/attachments/{one}/discard")
    assert "Enviar" not in visit(city.davi).get(play) and "archived" in bruno.get(page)
    hotspot = db.session.scalars(db.select(Hotspot).where(Hotspot.label == "Enviar")).one().id
    edit, kept = f"{here}/hotspots/{hotspot}/edit", {**where, "width": "5", "height": "5"}
    bruno.post(edit, version="1", target_id="", label="Voltar", **kept)
    bruno.post(f"{here}/hotspots/{hotspot}/discard")
    davi, carla = visit(city.davi), visit(city.carla)
    assert not [form for form in davi.get(page).forms() if "attachments" in form or "pins" in form]
    for path in (new, edit, f"{here}/attachments/{two}/pins/new"):
        davi.get(path, 403), carla.get(path, 404)
    carla.get(play, 404)
    bruno.get(f"{here}/versions/99/play", 404)
    bruno.get(f"{here}/attachments/{one}/pins/new", 404)
    bruno.post(f"{here}/attachments/{two}/move", 400, position="x")
