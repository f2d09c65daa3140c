"""Slow proofs of two promises: an import happens whole or not at all, and a hostile line takes no memory."""

from __future__ import annotations

import random
import resource
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAD = "id,dbId,nome,sigla,orgao,orgao_id,gratuito,porcentagem_manual,servico_digital,link_servico_digital,n_solicitantes,n_etapas,segmentos,areas,palavras_chave,descricao,arquivo"
SERVICES = 3000
KILLS = 12

pytestmark = pytest.mark.proof


def workbench(place: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "workbench", *words]


def environment(place: Path) -> dict[str, str]:
    return {"WORKBENCH_INSTANCE": str(place), "PATH": "/usr/bin:/bin", "PYTHONPATH": "."}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An instance with a city and a file of services to import."""
    instance = tmp_path / "instance"
    made = (
        "from workbench import create_app\n"
        "from workbench.models.catalogue.city import City\n"
        "from workbench.models.commit import commit\n"
        "with create_app().app_context():\n"
        "    City.found(slug='vila', name='Vila')\n"
        "    commit()\n"
    )
    for command in (workbench(instance, "init"), [sys.executable, "-c", made]):
        subprocess.run(command, env=environment(instance), check=True, capture_output=True)
    rows = [
        f"s{n},{n},Serviço {n},,Órgão {n % 9},o{n % 9},true,false,,,0,1,,,,Texto,s{n}.xml"
        for n in range(SERVICES)
    ]
    (tmp_path / "servicos.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return instance


def count(instance: Path) -> tuple[int, int]:
    """Return how many services there are, and how many imports the log tells of."""
    with sqlite3.connect(instance / "workbench.db") as connection:
        services = connection.execute("SELECT count(*) FROM service").fetchone()[0]
        told = "SELECT count(*) FROM event WHERE action = 'catalogue.imported'"
        return services, connection.execute(told).fetchone()[0]


def test_an_import_that_is_killed_happens_whole_or_not_at_all(place: Path) -> None:
    random.seed(7)
    command = workbench(
        place, "import-services", str(place.parent / "servicos.csv"), "--city", "vila"
    )
    for _ in range(KILLS):
        running = subprocess.Popen(
            command, env=environment(place), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        time.sleep(random.uniform(0.3, 4))
        running.kill()
        running.wait()
        assert count(place) in ((0, 0), (SERVICES, 1))
    subprocess.run(command, env=environment(place), check=True, capture_output=True)
    assert count(place) == (SERVICES, 1)


def test_a_line_of_200_megabytes_is_refused_in_little_memory(place: Path) -> None:
    hostile = place.parent / "hostile.csv"
    with hostile.open("w", encoding="utf-8") as file:
        file.write(HEAD + "\n")
        for _ in range(200):
            file.write("x" * 1024 * 1024)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    command = workbench(
        place, "import-services", str(hostile), "--city", "vila", "--mapping", "govbr"
    )
    ended = subprocess.run(command, env=environment(place), capture_output=True, text=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert ended.returncode != 0
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert "hostile.csv" in ended.stderr
    assert count(place) == (0, 0)
    assert used < max(before, 200 * 1024) + 50 * 1024, f"{used} kB"
