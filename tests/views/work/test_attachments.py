"""Files: whoever may see the work may download them, and nothing in them ever acts."""

from __future__ import annotations

import io

import pytest
from pictures import PNG

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.work.attachment import Attachment
from workbench.models.work.launch import Launch
from workbench.models.work.prototype import Prototype

pytestmark = pytest.mark.postgres_by_proof

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def here(city):
    return f"/redesigns/{city.redesign.id}/attachments"


@pytest.fixture
def version(city):
    prototype = Prototype.write(city.redesign, {"title": "Pedido"}, by=city.bruno)
    version = prototype.add_version({}, by=city.bruno)
    commit()
    return version.id


def files():
    return list(db.session.scalars(db.select(Attachment).order_by(Attachment.created_at)))


def attach(visitor, here, version, data=PNG, name="tela.png", words="A tela", status=302):
    query = f"?version={version}" if version else ""
    return visitor.post(
        f"{here}/new{query}", status, file=(io.BytesIO(data), name), alternative_text=words
    )


def test_a_file_is_handed_out_as_a_download_that_cannot_act(city, visit, here, version):
    bruno = visit(city.bruno)
    attach(bruno, here, version, PNG, "../tela final çã.PNG")
    answer = bruno.get(f"{here}/{files()[0].id}").response
    assert answer.data == PNG
    headers = answer.headers
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "tela%20final%20%C3%A7%C3%A3.png" in headers["Content-Disposition"]
    assert ".." not in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "private" in headers["Cache-Control"]
    assert "public" not in headers["Cache-Control"]


def test_a_browser_that_has_the_file_is_not_sent_it_again(city, visit, here, version):
    bruno = visit(city.bruno)
    attach(bruno, here, version)
    address = f"{here}/{files()[0].id}"
    tag = bruno.get(address).response.headers["ETag"]
    answer = bruno.client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 304


def test_the_same_file_twice_is_fine(city, visit, here, version):
    bruno = visit(city.bruno)
    attach(bruno, here, version)
    attach(bruno, here, version, name="de novo.png")
    assert [file.filename for file in files()] == ["tela.png", "de novo.png"]
    for file in files():
        assert bruno.get(f"{here}/{file.id}").response.data == PNG


@pytest.mark.parametrize(
    ("data", "name", "words", "told"),
    [
        (
            b"<!doctype html><script>alert(1)</script>",
            "tela.png",
            "Tela",
            "The file tela.png is not a PNG",
        ),
        (b"", "vazia.pdf", "", "The file vazia.pdf is empty"),
    ],
)
def test_a_file_that_lies_or_says_nothing_is_refused(
    city, visit, here, version, data, name, words, told
):
    page = attach(visit(city.bruno), here, version, data, name, words, 200)
    assert told in page
    assert "Choose the file again" in page
    assert page.words.count("<script>") <= 0
    assert files() == []


def test_a_file_goes_up_alone_once_and_says_why_not(city, visit, here, version):
    bruno, ana, file_id = visit(city.bruno), visit(city.ana), new_id()
    for status in (201, 200):
        sent = (io.BytesIO(PNG), "Tela_um.png")
        told = bruno.post(here, status, file=sent, id=file_id).json
    assert (told["id"], told["suggested"], told["is_image"]) == (file_id, "Tela um", True)
    assert [file.is_waiting for file in files()] == [True]
    refused = bruno.post(here, 422, file=(io.BytesIO(b"x"), "x.txt"), id=new_id()).json
    assert "x.txt is not a PNG" in refused["error"]
    # Another person's id tells nothing of whose it is.
    ana.post(here, 422, file=(io.BytesIO(PNG), "t.png"), id=file_id)
    bruno.post(here, 400, file=(io.BytesIO(PNG), "t.png"), id="../x")
    bruno.post(here, 400, id=new_id())
    bruno.get(f"{here}/{file_id}/edit", 404)


def test_a_form_without_a_file_says_so_and_keeps_the_words(city, visit, here, version):
    page = visit(city.bruno).post(f"{here}/new?version={version}", 200, alternative_text="A tela")
    assert "Fill this in." in page
    assert 'value="A tela"' in page.text


def test_a_hostile_name_is_shown_as_text(city, visit, here, version):
    bruno = visit(city.bruno)
    page = attach(bruno, here, version, PDF, "'><img src=x onerror=alert(1)>.pdf", "")
    page = bruno.get(page.location)
    assert "<img src=x" not in page.text
    assert "onerror=alert(1)" in page


def test_a_picture_for_the_launch_begins_the_launch(city, visit, here):
    page = attach(visit(city.bruno), here, None)
    assert page.location == f"/redesigns/{city.redesign.id}/launch"
    assert 'alt="A tela"' in visit(city.davi).get(page.location).text
    own = f"{here}/{files()[0].id}/edit"
    assert "Describe the image" in visit(city.bruno).post(
        own, 200, version="1", alternative_text=""
    )
    assert "Describe the image" in attach(visit(city.bruno), here, None, words="", status=200)


def test_a_file_put_away_is_gone_until_it_is_brought_back(city, visit, here, version):
    bruno = visit(city.bruno)
    attach(bruno, here, version)
    address = f"{here}/{files()[0].id}"
    page = bruno.post(f"{address}/discard")
    page = bruno.get(page.location)
    bruno.get(address, 404)
    bruno.post(page.undo)
    bruno.get(address)
    bruno.post(f"{address}/discard")
    bruno.post(f"{address}/restore")
    bruno.get(address)


def test_a_picture_that_comes_back_is_proof_written_anew(city, visit, here):
    bruno, ana = visit(city.bruno), visit(city.ana)
    attach(bruno, here, None)
    file = files()[0].id
    bruno.post(f"{here}/{file}/discard")
    ana.post(f"/redesigns/{city.redesign.id}/discarded/attachment/{file}/restore")
    launch = db.session.scalars(db.select(Launch)).one()
    assert launch.author_ids == sorted([city.ana.id, city.bruno.id])


def test_readers_download_and_strangers_do_not(city, visit, here, version):
    attach(visit(city.bruno), here, version)
    address = f"{here}/{files()[0].id}"
    for person in (city.ana, city.davi, city.observer):
        visit(person).get(address)
    visit(city.carla).get(address, 404)
    visit().get(address, 302)
    for person, status in ((city.davi, 403), (city.carla, 404)):
        visitor = visit(person)
        visitor.get(f"{here}/new", status)
        visitor.post(f"{address}/discard", status)
        visitor.post(f"{address}/restore", status)
        attach(visitor, here, version, status=status)


def test_what_is_not_there_is_missing(city, visit, here, version, app):
    bruno = visit(city.bruno)
    bruno.get(f"{here}/none", 404)
    bruno.get(f"{here}/new?version=999", 404)
    bruno.get(f"{here}/new?version={10**20}", 404)
    attach(bruno, here, version)
    file = files()[0]
    bruno.get(f"/redesigns/999/attachments/{file.id}", 404)
    address = f"{here}/{file.id}"
    file.path_in(app.config["SETTINGS"].uploads).unlink()
    bruno.get(address, 404)
