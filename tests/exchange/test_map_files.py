"""The files in which a map leaves hold its words as they were written, and a PDF is made of nothing but our own files."""

from __future__ import annotations

import http.server
import re
import shutil
import subprocess
import threading
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.house.tree import STATIC
from workbench.exchange import pdf
from workbench.exchange.map_markdown import markdown
from workbench.exchange.map_sheet import Cell, Column, MapSheet, Row
from workbench.exchange.map_svg import picture
from workbench.exchange.pdf import PdfBusy, PdfFailed, make_pdf

NASTY = '<script>alert("1")</script> & "aspas"\n* item _x_ |\x0b'
STEPS = 40
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def sheet(steps: int = STEPS) -> MapSheet:
    columns = tuple(
        Column(n, f"Passo {n}", ("pior passo",) if n == 2 else (), n == 2, f"Fase {(n - 1) // 10}")
        for n in range(1, steps + 1)
    )
    points = tuple((n % 5 - 2, "perdida", n % 2 == 0) for n in range(steps))
    rows = (
        Row("Emoção", tuple(Cell("ruim") for _ in columns), points),
        Row("Dificuldades", tuple(Cell(NASTY, True) for _ in columns), (), True, "linha"),
    )
    about = ("Poda <b>", "Público: moradora", "Em 30 de novembro de 2026")
    words = {"first_row": "O que a pessoa faz", "guess": "suposição", "page_word": "Página"}
    return MapSheet("Jornada atual", about, columns=columns, rows=rows, language="pt-BR", **words)


def test_the_picture_holds_every_word_as_text_and_fetches_nothing() -> None:
    drawn = picture(sheet())
    root = ElementTree.fromstring(drawn)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "title", "rect", "text", "tspan", "line", "circle"}
    said = " ".join(" ".join(root.itertext()).split())
    for words in ("Jornada atual", "Poda <b>", "Público: moradora", "40. Passo 40", "pior passo"):
        assert words in said
    assert (
        "<script>" in said and "(suposição)" in said and "href" not in drawn and "url(" not in drawn
    )
    assert ElementTree.fromstring(picture(replace(sheet(1), rows=()))) is not None


def test_markdown_reads_as_it_was_written() -> None:
    text = markdown(sheet(2))
    assert text.startswith("# Jornada atual\n")
    assert "### 2. Passo 2 (pior passo)" in text
    assert r"\<script\>" in text and r"\* item \_x\_ \|" in text and "(suposição)" in text


def test_a_map_is_cut_into_even_sheets() -> None:
    parts = list(sheet().parts(9))
    assert [len(part.columns) for part in parts] == [8, 8, 8, 8, 8]
    assert parts[1].phases == [("Fase 0", 2), ("Fase 1", 6)]
    assert all(len(row.cells) == 8 for part in parts for row in part.rows)
    assert len(next(iter(sheet(0).parts(9))).columns) == 0


class Planted(http.server.BaseHTTPRequestHandler):
    """Notes whoever fetches something."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"body { content: 'x' }")

    def log_message(self, *_said: Any) -> None:
        pass


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_a_pdf_fetches_static_files_and_nothing_else(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">geheim7</text></svg>')
    server = http.server.HTTPServer(("127.0.0.1", 0), Planted)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there = f"http://127.0.0.1:{server.server_port}/planted"
    addresses = (secret.as_uri(), str(secret), there, "../requirements/base.in", "%2e%2e/setup.cfg")
    images = "".join(f'<img src="{each}"><object data="{each}"></object>' for each in addresses)
    html = (
        f'<link rel="stylesheet" href="{there}.css"><link rel="attachment" href="{secret.as_uri()}">'
        f'<style>@import "{there}2.css"; p {{ background: url("{secret.as_uri()}") }}</style>'
        f'<link rel="stylesheet" href="paper/map.css"><p>Jornada</p>{images}'
    )
    try:
        made = make_pdf(html, STATIC)
    finally:
        server.shutdown()
    assert made.startswith(b"%PDF-") and Planted.asked == []
    whole = made + b"".join(map(unpacked, STREAM.findall(made)))
    assert b"Atkinson" in whole and b"/EmbeddedFile" not in whole
    if shutil.which("pdftotext"):
        line = ["pdftotext", "-", "-"]
        words = subprocess.run(line, input=made, capture_output=True, check=True).stdout.decode()
        assert "Jornada" in words and "geheim7" not in words


def test_few_pdfs_are_made_at_once_and_none_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [pdf._free.acquire(blocking=False) for _ in range(pdf.MOST_AT_ONCE)]
    with pytest.raises(PdfBusy):
        make_pdf("<p>x", STATIC)
    for _ in held:
        pdf._free.release()
    monkeypatch.setattr(pdf, "MOST_SECONDS", 0)
    with pytest.raises(PdfFailed):
        make_pdf("<p>x", STATIC)
    with_room = pdf._free.acquire(blocking=False)
    pdf._free.release()
    assert with_room
