"""Small files and the real ones, for the tests of what comes in and goes out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from workbench.models.catalogue import importing
from workbench.models.catalogue.city import City
from workbench.models.commit import commit

SERVICES = (
    "id,nome,sigla,orgao,orgao_id,gratuito,servico_digital,link_servico_digital,"
    "segmentos,areas,palavras_chave,descricao,arquivo\n"
)
STEPS = "servico,ordem,etapa_id,titulo,descricao,canais,n_docs\n"


@pytest.fixture(autouse=True)
def in_small_parts(monkeypatch):
    """Let the services of the smallest files come in several parts, as those of large ones do."""
    monkeypatch.setattr(importing, "AT_ONCE", 2)


@pytest.fixture
def town(app: Flask) -> City:
    """A city without anything in its catalogue."""
    city = City.found(slug="vila", name="Vila Jacarandá")
    commit()
    return city


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Return a way to write a file: ``written("name.csv", contents)`` gives its path."""

    def write(name: str, contents: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
        return path

    return write


@pytest.fixture
def small(written: Callable[[str, str], Path]) -> Callable[..., list[Path]]:
    """Return a way to write the two files of a small source; the values given change one service."""

    def write(
        name: str = "Licença de poda",
        title: str = "Pedir",
        channels: str = "presencial",
        more: str = "",
    ) -> list[Path]:
        return [
            written(
                "servicos.csv",
                SERVICES
                + f"poda,{name},,Verde,1,true,false,,,Meio ambiente,árvore,Texto,poda.xml\n"
                "feira,Vaga na feira,,Abastecimento,2,true,true,,,Comércio,feira,Texto,feira.xml\n",
            ),
            written(
                "etapas.csv",
                STEPS + f"poda,1,10,{title},,{channels},2\npoda,2,11,Receber,,web,\n{more}",
            ),
        ]

    return write


@pytest.fixture
def real() -> Callable[..., Path]:
    """Return a way to a real file that lies beside the project; without it the test skips and says so."""

    def find(*parts: str) -> Path:
        path = Path(os.environ.get("WORKBENCH_SHARED", "../shared")).joinpath("data", *parts)
        if not path.exists():
            pytest.skip(f"the real files are not here: {path} (set WORKBENCH_SHARED)")
        return path

    return find
