"""An attachment: its bytes decide what it is, its name is never a path, and equal files are kept once."""

from __future__ import annotations

import io

import pytest
from pictures import PNG

from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.work.attachment import Attachment
from workbench.models.work.launch import Launch
from workbench.models.work.upload import LARGEST, Upload

pytestmark = pytest.mark.both_databases

PDF = b"%PDF-1.7\n%%EOF\n"


def keep(city, folder, data=PNG, filename="tela.png", words="Uma tela"):
    return Attachment.keep(
        city.redesign,
        Upload.read(io.BytesIO(data), filename),
        folder=folder,
        alternative_text=words,
        by=city.bruno,
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\ana\\tela final.PNG", "tela final.png"),
        ("..", "file.png"),
        ("", "file.png"),
        (".png", "png.png"),
        ("a\x00b\nc.png", "a b c.png"),
        ("nota\u202egnp.exe", "nota gnp.png"),
        ("São João 🌳.jpeg", "São João 🌳.png"),
        ("x" * 500 + ".png", "x" * 150 + ".png"),
        ('"><script>.png', '"><script>.png'),
    ],
)
def test_a_name_is_a_name_and_ends_as_what_it_is(city, tmp_path, sent, kept):
    file = keep(city, tmp_path, filename=sent)
    commit()
    assert file.filename == kept
    assert [path.name for path in tmp_path.iterdir()] == [file.sha256]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"<html><script>alert(1)</script>", "is not a PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a PNG"),
        (b"MZ\x90\x00", "is not a PNG"),
        (PNG + b"\x00" * LARGEST, "larger than 20 MB"),
    ],
)
def test_what_is_no_image_and_no_pdf_is_refused(city, tmp_path, data, told):
    with pytest.raises(DomainError, match=told):
        keep(city, tmp_path, data)
    assert list(tmp_path.iterdir()) == []


def test_the_words_of_an_image_may_wait_but_not_in_the_proof(city, tmp_path):
    assert keep(city, tmp_path, words="  ").lacks_words
    assert not keep(city, tmp_path, PDF, "roteiro.pdf", "").lacks_words
    launch = Launch.write(city.redesign, {}, by=city.bruno)
    commit()
    with pytest.raises(DomainError, match="Describe the image"):
        launch.attach(Upload.read(io.BytesIO(PNG), "no-ar.png"), by=city.bruno, folder=tmp_path)


def test_the_same_bytes_twice_are_two_attachments_and_one_file(city, tmp_path):
    one, two = keep(city, tmp_path), keep(city, tmp_path, filename="outra.png")
    commit()
    assert one.id != two.id
    assert one.path_in(tmp_path) == two.path_in(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
