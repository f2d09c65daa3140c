"""The station of prototypes, as the team, a reader and a stranger meet it."""

from __future__ import annotations

import io

import pytest
from pictures import PNG

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.work.attachment import Attachment
from workbench.models.work.link import links_of
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype

PDF = b"%PDF-1.7\n%%EOF\n"
CARD = {
    "title": "Pedido no celular",
    "kind": "screen",
    "fidelity": "click",
    "because": "Duas em cada três voltam.",
    "believe": "Uma foto resolve.",
    "for_whom": "Moradora que trabalha fora",
    "count": "5 de 6",
    "know_when": "Terminam sozinhas",
    "state": "active",
}


@pytest.fixture
def here(city):
    return f"/redesigns/{city.redesign.id}"


@pytest.fixture
def prototype(city):
    prototype = Prototype.write(city.redesign, {"title": "Pedido em papel"}, by=city.bruno)
    prototype.add_version({"what_changed": "Um desenho."}, by=city.bruno)
    commit()
    return prototype.id


def picture(data=PNG, name="tela.png"):
    return (io.BytesIO(data), name)


def only():
    return db.session.scalars(db.select(Prototype)).one()


def test_the_team_writes_a_hypothesis_and_the_problems_it_covers(city, visit, here):
    problem = Problem.write(city.redesign, {"title": "Volta três vezes"}, by=city.bruno)
    commit()
    ids = problem.id
    bruno = visit(city.bruno)
    assert "There is no prototype yet" in bruno.get(f"{here}/prototypes")
    assert "Volta três vezes" in bruno.get(f"{here}/prototypes/new")
    page = bruno.post(f"{here}/prototypes/new", problems=ids, **CARD)
    page = bruno.get(page.location)
    for words in ("Uma foto resolve.", "5 of 6 alone (83%)", "Volta três vezes"):
        assert words in page
    page = bruno.get(f"{here}/prototypes")
    assert "5 of 6 alone (83%)" in page
    assert "covers 1 problem" in page
    assert "no version yet" in page


def test_a_prototype_begins_with_its_picture_and_no_refusal_loses_it(city, visit, here):
    bruno, carla, ana = visit(city.bruno), visit(city.carla), visit(city.ana)
    new, wrong = f"{here}/prototypes/new", {"believe": "Uma foto resolve.", "count": "seis de 5"}
    sent = picture(name="Pedido_no-celular.png")
    page = bruno.post(new, 200, file=[sent, picture(b"x", "nota.txt")], **wrong)
    for words in (
        "for example 5 of 6",
        "Uma foto resolve.",
        "nota.txt is not an image",
        "Sent and kept",
    ):
        assert words in page
    kept = page.hidden("kept")
    address = f"{here}/attachments/{kept}"
    bruno.get(address)
    ana.get(address, 404), carla.get(address, 404)
    # Nobody else attaches it, and no retry attaches it twice.
    assert "not here any more" in ana.post(new, 200, kept=kept)
    sent = {"kept": kept, "believe": "Uma foto resolve.", "count": "5 de 6", "edit_id": new_id()}
    sent |= {"kind": "", "fidelity": ""}
    page = bruno.get([bruno.post(new, **sent).location for _ in range(2)][0])
    assert "Pedido no celular" in page and "no description yet" in page and "5 of 6" in page
    assert (only().kind, only().fidelity, len(only().versions)) == ("screen", "paper", 1)
    ana.get(address)
    page = bruno.post(f"{address}/edit", version="2", alternative_text="A tela da foto")
    assert 'alt="A tela da foto"' in bruno.get(page.location).text
    assert "Begin with a picture" in bruno.post(new, 200, title="", kind="", fidelity="")


def test_covering_other_problems_keeps_what_others_ticked_meanwhile(city, visit, here, prototype):
    one, two, three = (
        Problem.write(city.redesign, {"title": title}, by=city.bruno)
        for title in ("Primeiro", "Segundo", "Terceiro")
    )
    commit()
    ids = [one.id, two.id, three.id]
    address, bruno = f"{here}/prototypes/{prototype}/edit", visit(city.bruno)
    sent = {**CARD, "problems_seen": ""}
    bruno.post(address, version=str(only().version), problems=[ids[0]], **sent)
    bruno.post(address, version=str(only().version), problems=[ids[1]], **sent)
    bruno.post(
        address, version=str(only().version), problems=[ids[2]], **{**CARD, "problems_seen": ids[0]}
    )
    assert {link.to_id for link in links_of(only().redesign)} == {ids[1], ids[2]}


def test_two_who_change_the_same_card_see_both_texts(city, visit, here, prototype):
    ana, bruno = visit(city.ana), visit(city.bruno)
    address = f"{here}/prototypes/{prototype}/edit"
    seen = bruno.get(address).hidden("version")
    ana.post(address, version=seen, **{**CARD, "learned": "O texto de Ana"})
    page = bruno.post(address, 409, version=seen, **{**CARD, "learned": "O texto de Bruno"})
    assert "O texto de Bruno" in page
    assert "O texto de Ana" in page


def test_a_version_comes_with_a_picture_shown_by_its_words(city, visit, here, prototype):
    bruno = visit(city.bruno)
    page = bruno.post(
        f"{here}/prototypes/{prototype}/versions",
        what_changed="A foto vem **antes**.",
        why="F-04",
        url="https://vila.example/v2",
        file=picture(),
    )
    page = bruno.get(page.location)
    assert "Version 2" in page
    assert 'alt="tela.png"' in page.text
    assert "<strong>antes</strong>" in page.text
    assert [version.label for version in only().versions] == ["v1", "v2"]


def test_a_refused_file_leaves_no_version_and_keeps_the_others(city, visit, here, prototype):
    bruno, versions = visit(city.bruno), f"{here}/prototypes/{prototype}/versions"
    files = [picture(), picture(b"<x>", "tela.exe")]
    page = bruno.post(versions, 200, what_changed="Fica aqui.", file=files)
    assert "not an image (PNG" in page and "Fica aqui." in page and len(only().versions) == 1
    bruno.post(versions, what_changed="Fica aqui.", kept=page.hidden("kept"))
    assert [file.filename for file in only().versions[1].attachments] == ["tela.png"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//vila.example", "data:text/html,x", "vila"]
)
def test_only_links_that_can_be_opened_safely_are_kept(city, visit, here, prototype, url):
    page = visit(city.bruno).post(f"{here}/prototypes/{prototype}/versions", 200, url=url)
    assert "beginning with https://" in page


def test_a_retry_of_the_same_upload_makes_one_version(city, visit, here, prototype):
    bruno, edit_id = visit(city.bruno), new_id()
    for _ in range(2):
        bruno.post(
            f"{here}/prototypes/{prototype}/versions",
            edit_id=edit_id,
            file=picture(PDF, "roteiro.pdf"),
        )
    assert len(only().versions) == 2
    assert len(db.session.scalars(db.select(Attachment)).all()) == 1


def test_a_version_is_changed(city, visit, here, prototype):
    version = only().versions[0].id
    address, bruno = f"{here}/prototypes/{prototype}/versions/{version}", visit(city.bruno)
    seen = bruno.get(address).hidden("version")
    bruno.post(address, version=seen, what_changed="Outro desenho.")
    assert "Outro desenho." in bruno.get(f"{here}/prototypes/{prototype}")
    bruno.post(address, 409, version=seen, what_changed="Tarde demais.")


def test_a_prototype_is_put_away_and_brought_back(city, visit, here, prototype):
    bruno = visit(city.bruno)
    bruno.post(f"{here}/prototypes/{prototype}/discard")
    page = bruno.get(f"{here}/prototypes")
    assert "Pedido em papel" not in page
    bruno.post(page.undo)
    assert "Pedido em papel" in bruno.get(f"{here}/prototypes")
    bruno.post(f"{here}/prototypes/{prototype}/discard")
    bruno.post(f"{here}/prototypes/{prototype}/restore")
    assert "Pedido em papel" in bruno.get(f"{here}/prototypes")


def test_the_same_list_is_there_as_json_and_csv(city, visit, here, prototype):
    bruno = visit(city.bruno)
    rows = bruno.get(f"{here}/prototypes.json").json["prototypes"]
    assert [(row["code"], row["versions"], row["latest"]) for row in rows] == [("V-01", 1, "v1")]
    lines = bruno.get(f"{here}/prototypes.csv").text.splitlines()
    assert lines[0].startswith("code,title,kind")
    assert lines[1].startswith("V-01,Pedido em papel")


READING = ("/prototypes", "/prototypes/{0}", "/prototypes.json", "/prototypes.csv")
WRITING = ("/prototypes/new", "/prototypes/{0}/edit", "/prototypes/{0}/versions/1")
POSTING = ("/prototypes/{0}/discard", "/prototypes/{0}/restore", "/prototypes/{0}/versions")


def test_readers_read_and_do_not_write(city, visit, here, prototype):
    for person in (city.davi, city.observer):
        reader = visit(person)
        for path in READING:
            page = reader.get(here + path.format(prototype))
            assert not [form for form in page.forms() if "prototypes" in form]
        for path in WRITING:
            reader.get(here + path.format(prototype), 403)
        for path in POSTING:
            reader.post(here + path.format(prototype), 403)


def test_strangers_find_nothing_and_the_door_asks_who_you_are(city, visit, here, prototype):
    carla, nobody = visit(city.carla), visit()
    for path in (*READING, *WRITING):
        carla.get(here + path.format(prototype), 404)
        nobody.get(here + path.format(prototype), 401 if "." in path else 302)
    for path in POSTING:
        carla.post(here + path.format(prototype), 404)
        nobody.post(here + path.format(prototype), 401)


def test_what_is_not_there_is_missing(city, visit, here, prototype):
    bruno = visit(city.bruno)
    for path in (
        "/prototypes/none",
        "/prototypes/none/edit",
        f"/prototypes/{prototype}/versions/99",
    ):
        bruno.get(here + path, 404)
    bruno.get(f"/redesigns/999/prototypes/{prototype}", 404)
