"""A small charter and ways to save it as spreadsheets do, for the tests of what is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from workbench.exchange.mapping import Mapping, parsed
from workbench.exchange.service_import import read_files

TITLES = ["Código", "Nome", "Descrição", "Gratuito", "Link", "Secretaria"]
ROWS = [
    ["101", "Alvará de obra", "Licença para construir", "Não", "https://vila.example/a", "Obras"],
    ["102", "Poda de árvore", "Inscrição na fila", "Sim", "", "Verde"],
]
NAMES = ["Alvará de obra", "Poda de árvore"]


def charter(**more: Any) -> Mapping:
    """Return a mapping of the charter's columns; more are other keys of its services."""
    services = {
        "id": "codigo",
        "fields": {
            "name": "nome",
            "summary": "descricao",
            "is_free": "gratuito",
            "declared_url": "link",
        },
        "organisation": {"name": "secretaria"},
    }
    return parsed({"source": "carta", "services": services | more}, "carta.toml")


def counted(**requests: str) -> Mapping:
    """Return a mapping of records that speak of requests."""
    services = {
        "id": ["tema", "servico"],
        "id_from": "all",
        "fields": {"name": "servico", "theme": "tema"},
        "requests": requests,
    }
    return parsed({"source": "pedidos", "services": services}, "pedidos.toml")


def lines(*rows: list[str], mark: str = ";", end: str = "\r\n") -> str:
    return "".join(mark.join(row) + end for row in rows)


def whole(mark: str = ";", end: str = "\r\n") -> str:
    return lines(TITLES, *ROWS, mark=mark, end=end)


def book(path: Path, *rows: list[Any], then: Any = None) -> Path:
    """Write a workbook; ``then`` may change it before it is saved."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if then:
        then(made)
    made.save(path)
    return path


def told(reading: Any) -> list[tuple[int, str]]:
    """Return the record and the sentence of each oddity."""
    return [(odd.record, odd.message % odd.facts) for odd in reading.oddities]


def only(path: Path, mapping: Mapping | None = None) -> Any:
    return read_files([path], mapping or charter())
