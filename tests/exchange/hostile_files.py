"""Files that nobody would save: random ones, and good ones with bytes changed, cut or doubled."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from tests.exchange.saved_files import ROWS, TITLES, book, charter, counted, lines, whole
from workbench.exchange.service_import import read_files
from workbench.exchange.unreadable import Unreadable

SLOWEST = 2.0  # seconds
PIECES = [
    b";",
    b",",
    b"\t",
    b"|",
    b'"',
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xc3",
    b"Nome",
    b"sep=;",
    b"=",
]
PIECES += [
    b"PK\x03\x04",
    b"%PDF",
    b"<html",
    b"[",
    b"{",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"9" * 40,
    b"1/1",
]
NAMES = ("a.csv", "a.xlsx", "a.json", "a.tsv")


def good_files(folder: Path) -> list[bytes]:
    """Return files that are read, of every form."""
    rows = lines(["tema", "servico", "n", "ano"], ["Ruas", "Buraco", "1.234", "02/01/2025"])
    sheet = book(folder / "good.xlsx", TITLES, *ROWS).read_bytes()
    texts = [whole().encode(each) for each in ("utf-8", "cp1252", "utf-16")]
    return [*texts, rows.encode(), sheet, b'[{"codigo": "1", "nome": "Poda", "n": [1, {}]}]']


def random_bytes(chance: random.Random) -> bytes:
    kind = chance.random()
    if kind < 0.4:
        return chance.randbytes(chance.randrange(400))
    if kind < 0.7:
        return b"".join(chance.choices(PIECES, k=chance.randrange(60)))
    titles = ";".join(TITLES).encode() + b"\n"
    return titles + b"".join(chance.choices([*PIECES, b"Poda", b"Sim"], k=chance.randrange(80)))


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            changed[at : at + 1] = chance.randbytes(1)
        elif kind == 1:
            del changed[at : at + chance.randrange(40)]
        elif kind == 2:
            changed[at:at] = chance.choice(PIECES)
        else:
            changed[at:at] = changed[at : at + chance.randrange(200)]
    return bytes(changed)


def attempts(folder: Path, seed: int, times: int, kind: str) -> Iterator[tuple[str, float]]:
    """Read so many files of a kind, each as charter and as requests; return what became of it and the seconds."""
    chance = random.Random(f"{seed} {kind}")
    good = good_files(folder)
    mappings = [
        charter(steps="descricao", channels="secretaria"),
        charter(),
        counted(number="n", year="ano"),
    ]
    for _ in range(times):
        path = folder / chance.choice(NAMES)
        path.write_bytes(
            random_bytes(chance) if kind == "random" else mutated(chance.choice(good), chance)
        )
        began = time.perf_counter()
        yield read(path, chance.choice(mappings)), time.perf_counter() - began


def read(path: Path, mapping: object) -> str:
    try:
        read_files([path], mapping)
    except Unreadable as refused:
        return refused.message % refused.facts
    return ""
