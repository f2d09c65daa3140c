"""An administrator imports a catalogue in the browser: looks it through, corrects how it is read, applies it once."""

from __future__ import annotations

import io
import json
import os
import time

import pytest
from flask import current_app
from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.held_files import HeldFiles, sweep
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person

SERVICES = (
    "id;nome;sigla;orgao;orgao_id;gratuito;servico_digital;link_servico_digital;segmentos;areas;"
    "palavras_chave;descricao;arquivo\n"
    "poda;Licença de poda;;Verde;1;sim;não;;;Meio ambiente;árvore;Texto;poda.xml\n"
    "feira;Permissão de ambulante;;Comércio;2;talvez;sim;;;Comércio;feira;Texto;feira.xml\n"
    ";;;Comércio;2;sim;sim;;;;;;\n"
).encode("cp1252")
NEW = "/services/import"


def place():
    return current_app.config["SETTINGS"].imports


@pytest.fixture(autouse=True)
def _empty_place(app):
    yield
    for held in [HeldFiles(each) for each in place().iterdir()] if place().is_dir() else []:
        held.discard()


def sent(contents: bytes = SERVICES, name: str = "serviços.csv"):
    return {"files": (io.BytesIO(contents), name)}


def count() -> int:
    return db.session.scalar(select(func.count(Service.id))) or 0


def test_an_administrator_looks_a_file_through_and_applies_it_once(city, visit):
    edite = visit(city.edite)
    before = count()
    assert "Import a file" in edite.get("/services")
    at = edite.post(NEW, **sent()).location
    page = edite.get(at)
    for words in (
        *("New services 2", "Changed 0", "Rows left out 1", "Windows-1252", "semicolon ;"),
        *("“Licença de poda”", "“Permissão de ambulante”", "row 1", "Apply to the catalogue"),
        *("“talvez” is neither yes nor no and was left out.", "1 cell was left out"),
    ):
        assert words in page, words
    assert count() == before
    folder = place() / at.rpartition("/")[2]
    assert {path.stat().st_mode & 0o077 for path in [folder, *folder.iterdir()]} == {0}
    page = edite.get(edite.post(at + "/apply").location)
    assert "The catalogue is imported: 2 services added" in page
    assert count() == before + 2 and not folder.exists()
    told = db.session.scalars(select(Event).where(Event.action == "catalogue.imported")).one()
    assert told.by_id == city.edite.id
    # Once more, and what is gone, gets one sentence.
    page = edite.get(edite.post(at + "/apply").location)
    assert "not held any more" in page and count() == before + 2
    page = edite.get(edite.post(NEW, **sent()).location)
    assert "nothing to change" in page and "Apply to the catalogue" not in page


def test_how_a_file_is_read_can_be_overruled(city, visit):
    edite = visit(city.edite)
    at = edite.post(NEW, **sent()).location
    edite.post(at, encoding="mac_roman", delimiter=";", header_row="", sheet="")
    assert "Licença" not in edite.get(at) and "Mac Roman" in edite.get(at)
    page = edite.post(at, 200, encoding="", delimiter="", header_row="99")
    assert "Write a number from 1 to 30." in page
    edite.post(at, encoding="", delimiter=",", header_row="")
    page = edite.get(at)
    assert "columns of this file are not known here" in page and "Apply" not in page
    edite.post(at + "/apply")
    assert "ambulante" not in edite.get("/services")
    edite.post(at, encoding="", delimiter="", header_row="")
    assert "“Licença de poda”" in edite.get(at)
    edite.post(at + "/cancel")
    assert not list(place().iterdir())


def test_what_is_no_table_gets_its_sentence(city, visit):
    edite = visit(city.edite)
    for contents in (b"", b"\x89PNG\r\n\x1a\n\0\0\0\0", b"%PDF-1.4 \0\1\2", b"[1, 2]"):
        page = edite.get(edite.post(NEW, **sent(contents, "lista.csv")).location)
        assert "cannot be imported as it is" in page and "lista.csv" in page
    assert "Choose a file." in edite.post(NEW, 200, files="text where a file is expected")
    assert "Choose a file." in edite.post(NEW, 200)


def test_scripts_are_told_where_the_files_lie_and_how_far_they_are_read(city, visit):
    edite = visit(city.edite)
    headers = {"Accept": "application/json"}
    data = {"csrf_token": edite.token, "edit_id": "a" * 16, **sent()}
    at = edite.client.post(NEW, data=data, headers=headers).get_json()["at"]
    assert "have not been read yet" in edite.get(at)
    assert edite.get(at + "/progress").json == {}
    data = {"csrf_token": edite.token, "edit_id": "b" * 16}
    assert edite.client.post(at, data=data, headers=headers).get_json() == {"at": at}
    assert edite.get(at + "/progress").json == {"read": len(SERVICES), "of": len(SERVICES)}
    assert "New services 2" in edite.get(at)


def test_only_who_sent_the_files_sees_them(city, visit):
    elsewhere = City.found(slug="outra", name="Outra")
    zoe = Person.add(elsewhere, name="Zoé Reis", email="zoe@outra.example", by=None)
    db.session.flush()
    CityOffice.give(elsewhere, zoe, by=None)
    CityOffice.give(city.city, city.davi, by=None)
    commit()
    edite, davi = visit(city.edite), visit(city.davi)
    at = edite.post(NEW, **sent()).location
    for other in (davi, visit(zoe)):
        for address, method in ((at, "get"), (at + "/progress", "get"), (at + "/apply", "post")):
            getattr(other, method)(address, status=404)
    visit(city.ana).get(NEW, status=403)
    assert "Import" not in visit(city.ana).get("/services")
    visit(city.bruno).post(NEW, status=403, **sent())
    assert "not held any more" in davi.get(davi.get(NEW + "/" + "x" * 16, 302).location)


def test_files_are_held_for_a_day_and_few_of_each_person(city, visit):
    edite = visit(city.edite)
    addresses = [edite.post(NEW, **sent()).location for _ in range(4)]
    assert len(list(place().iterdir())) == 3
    day_before = time.time() - 25 * 60 * 60
    for folder in place().iterdir():
        os.utime(folder, (day_before, day_before))
    assert "not held any more" in edite.get(edite.get(addresses[-1], 302).location)
    sweep(place())
    assert not list(place().iterdir())


def test_a_failed_import_changes_nothing_and_holds_the_files(city, visit):
    edite = visit(city.edite)
    at = edite.post(NEW, **sent()).location
    held = HeldFiles.find(place(), at.rpartition("/")[2])
    # Somebody else is applying the same at this moment.
    taken = held.take()
    assert "not held any more" in edite.get(edite.post(at + "/apply").location)
    taken.give_back()
    report = json.loads((held.folder / "report.json").read_text())
    assert report["added"] == 2
    (held.folder / "0").write_bytes(b"nothing of use\n")
    before = count()
    edite.post(at + "/apply", 303)
    assert count() == before and held.folder.is_dir()


LIST = "Nome do serviço;Secretaria;Prazo;Etapas;Observação\n" + (
    "Certidão de obra;Urbanismo;10 dias;Pedir; Receber;x\n".replace("Pedir; ", "Pedir/")
    + "Alvará de festa;Cultura;3 dias;Pedir;\n"
)


def test_an_unknown_list_is_read_once_its_columns_are_named_and_remembered(city, visit):
    edite = visit(city.edite)
    at = edite.post(NEW, **sent(LIST.encode(), "lista.csv")).location
    page = edite.get(at)
    assert "The columns of this file are not known here." in page and "Apply" not in page
    page = edite.get(at + "/columns")
    chosen = {each.get("name"): each.value for each in page.document.iter("select")}
    assert list(chosen.values()) == ["name", "organisation", "maximum_time", "steps", ""]
    assert "Certidão de obra" in page and "10 dias" in page
    refused = {**chosen, "column_0": "", "source": "Lista da prefeitura"}
    assert "Say which column holds" in edite.post(at + "/columns", 200, **refused)
    chosen |= {"source": "Lista da prefeitura", "is_kept": "y"}
    page = edite.get(edite.post(at + "/columns", **chosen).location)
    assert "New services 2" in page and "2 organisations are added" in page
    edite.post(at + "/apply")
    found = db.session.scalars(select(Service).where(Service.source == "Lista da prefeitura")).all()
    assert {(each.name, each.maximum_time) for each in found} == {
        ("Certidão de obra", "10 dias"),
        ("Alvará de festa", "3 dias"),
    }
    # The next file of the same titles goes by itself.
    more = LIST + "Poda;Verde;5 dias;;\n"
    page = edite.get(edite.post(NEW, **sent(more.encode(), "lista.csv")).location)
    assert "New services 1" in page and "As they are 2" in page
