"""A copy of a source: attached by who may change it, read by who may read it, and deleted when it is removed."""

from __future__ import annotations

from io import BytesIO

import pytest
from pictures import picture
from werkzeug.datastructures import FileStorage

from workbench.cli.uploads import nameless
from workbench.models.catalogue.source import Source
from workbench.models.commit import commit

pytestmark = pytest.mark.postgres_by_proof


def file(data, name):
    return FileStorage(BytesIO(data), name)


def test_a_copy_of_a_source_is_attached_read_replaced_and_deleted(city, visit, app):
    source = Source.kept(city.city, by=city.edite, title="Diário Oficial")
    commit()
    here, folder = f"/sources/{source.id}", app.config["SETTINGS"].uploads
    edite, bruno, carla = visit(city.edite), visit(city.bruno), visit(city.carla)

    def seen(page="/file/new"):
        return {"version": edite.get(here + page).hidden("version")}

    edite.get(f"{here}/file", 404)
    bruno.get(f"{here}/file/new", 403)
    refused = edite.post(f"{here}/file/new", 200, **seen(), file=file(picture(), "foto.png"))
    assert "Describe the image" in refused
    unseen = seen()
    edite.post(f"{here}/file/new", **unseen, file=file(b"%PDF-1.7 lei", "lei.pdf"))
    for reader in (edite, bruno, carla):
        assert f"{here}/file" in reader.get("/sources").links()
        answer = reader.get(f"{here}/file").response
        assert answer.get_data() == b"%PDF-1.7 lei"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    [row] = bruno.get("/sources.json").json["sources"]
    first = folder / row["sha256"]
    assert (row["filename"], first.is_file()) == ("lei.pdf", True)
    # Nothing that looks after stored files takes it for a rest; another copy, and removing it, delete it.
    assert first not in list(nameless(folder))
    for stale in (unseen, {}):
        edite.post(f"{here}/file/new", 409, **stale, file=file(b"%PDF-1.7 outra", "outra.pdf"))
        edite.post(f"{here}/file/remove", 409, **stale)
    assert first.is_file()
    edite.post(f"{here}/file/new", **seen(), file=file(b"%PDF-1.7 outra", "outra.pdf"))
    second = folder / bruno.get("/sources.json").json["sources"][0]["sha256"]
    assert (first.exists(), second.exists()) == (False, True)
    bruno.post(f"{here}/file/remove", 403)
    edite.post(f"{here}/file/remove", **seen())
    assert not second.exists()
    bruno.get(f"{here}/file", 404)
