"""What comes as a clickable prototype: packed anew within bounds, or refused with a sentence."""

from __future__ import annotations

import stat
import zipfile
from io import BytesIO
from typing import Any

import pytest
from pictures import photograph

from workbench.models.base import DomainError
from workbench.models.work.bundle import Bundle, is_page, packed
from workbench.models.work.picture import tells_more

PAGE = b"<!doctype html><p>Ol\xc3\xa1</p>"


def archive(files: dict[str, bytes], **how: Any) -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = how.get("mode", 0o644) << 16
            made.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return into.getvalue()


def read(data: bytes) -> tuple[dict[str, bytes], Bundle]:
    with zipfile.ZipFile(BytesIO(data)) as made:
        return {name: made.read(name) for name in made.namelist()}, Bundle.of(made)


def test_a_page_alone_and_an_archive_are_packed_alike() -> None:
    latin = b"<p>Solicita\xe7\xe3o</p><script src='//cdn.exemplo.br/x.js'></script>"
    files, about = read(packed(latin, "pedido.html"))
    assert files["index.html"].startswith("<p>Solicitação".encode())
    assert (about.first, about.outside) == ("index.html", ["cdn.exemplo.br"])
    sent = {
        "pedido/tela 2.html": PAGE,
        "pedido/index.html": PAGE + b'<svg xmlns="http://www.w3.org/2000/svg">',
        "pedido/css/a.css": b"@import url(https://fonts.exemplo/x);",
        "pedido/foto.jpg": photograph(),
        "pedido/dentro.zip": archive({"x.html": PAGE}),
        "pedido/roda.exe": b"MZ",
        "__MACOSX/x.html": PAGE,
        "pedido/.DS_Store": b"x",
    }
    files, about = read(packed(archive(sent), "pedido.zip"))
    assert (about.first, about.outside) == ("pedido/index.html", ["fonts.exemplo"])
    assert about.left_out == ["pedido/dentro.zip", "pedido/roda.exe"]
    assert len(files) == 4 and not tells_more(files["pedido/foto.jpg"])
    assert is_page(PAGE, "X.HTM") and not is_page(PAGE, "x.txt")


@pytest.mark.parametrize(
    "name", ["../x.html", "/x.html", "a/../../x.html", "C:/x.html", "a\\..\\x.html", "a//x.html"]
)
def test_no_file_leads_outside(name: str) -> None:
    with pytest.raises(DomainError, match="leads outside"):
        packed(archive({"index.html": PAGE, name: PAGE}), "x.zip")


def test_links_bombs_and_broken_archives_are_refused() -> None:
    bomb = archive({"index.html": PAGE, "a.css": b"\0" * (21 * 1024 * 1024)})
    # What the directory of an archive says of a size is not believed.
    liar = bomb.replace((21 * 1024 * 1024).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    locked = bytearray(archive({"index.html": PAGE}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(mark) + at] |= 1
    for data, said in (
        (archive({"index.html": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777), "leads outside"),
        (archive({f"{at}.html": PAGE for at in range(201)}), "more than 200"),
        (bomb, "larger than 20 MB"),
        (liar, "20 MB|damaged"),
        (bytes(locked), "damaged or locked"),
        (archive({"index.html": PAGE})[:-30], "damaged or locked"),
        (archive({"a.css": b"a{}"}), "no HTML page"),
    ):
        with pytest.raises(DomainError, match=said):
            packed(data, "x.zip")
