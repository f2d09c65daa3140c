"""Measures a very large catalogue: import, downloads, export and pages at 100,000 services beside 1,000.

Run with `make bench-scale`. BENCH_SIZES changes how many services there are ("1000 100000").
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(folder) for folder in Path(__file__).resolve().parents[0:3]]

# ruff: noqa: E402 - the project is found from the checkout, whatever folder this is run from
from flask_migrate import upgrade
from ports import free_port
from run import Browser, start
from world import EMAIL, PASSWORD

from workbench import create_app
from workbench.config import Settings
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "1000 100000").split()]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
MEGABYTE = 1024 * 1024
SERVICE_TITLES = (
    "id,dbId,nome,sigla,orgao,orgao_id,gratuito,porcentagem_manual,servico_digital,link_servico_digital,"
    "n_solicitantes,n_etapas,segmentos,areas,palavras_chave,descricao,arquivo"
)
STEP_TITLES = "servico,ordem,etapa_id,titulo,descricao,canais,n_docs,n_custos,n_casos"
DOWNLOADS = ("services.csv", "services.csv?for=excel", "services.json", "services.xlsx")
PAGES = ("/services", "/city/contradictions", "/programmes/1/report")


def write_files(place: Path, count: int) -> list[str]:
    """Write a source's files of so many services with a step each, with names in no order."""
    services, steps = place / "servicos.csv", place / "etapas.csv"
    with services.open("w", encoding="utf-8") as file:
        print(SERVICE_TITLES, file=file)
        for number in range(count):
            name = f"Pedido de serviço {number * 7919 % count}"
            says = "Pedido e análise e resposta ao cidadão que o fez."
            digital = ("true", "false", "")[number % 3]
            body = f"Órgão {number % 40},o{number % 40}"
            print(
                f"s{number},{number},{name},,{body},true,false,{digital},,0,1,,,,{says},s{number}.xml",
                file=file,
            )
    with steps.open("w", encoding="utf-8") as file:
        print(STEP_TITLES, file=file)
        for number in range(count):
            channel = ("web", "presencial", "web|telefone")[number % 3]
            print(f"s{number},1,{number},Pedir,,{channel},0,0,0", file=file)
    return [str(services), str(steps)]


def found_city(place: Path) -> None:
    """Make the database of a city with a programme and somebody who leads it."""
    app = create_app(Settings(instance=str(place)))
    with app.app_context():
        upgrade(directory=str(folder("migrations")))
        city = City.found(slug="bench", name="Bench")
        person = Person.add(city, name="Lia Prado", email=EMAIL, by=None)
        db.session.flush()
        person.set_password(PASSWORD, by=person)
        CityOffice.give(city, person, by=None)
        programme = Programme.found(city, slug="bench", title="Bench", by=person)
        phase = programme.add_phase(title="Fase 1", by=person)
        phase.enrol(person, role="lead", by=person)
        commit()
        db.engine.dispose()


def timed_command(place: Path, *words: str) -> tuple[float, float]:
    """Run a command; return its seconds, and the most megabytes that it held."""
    began = time.perf_counter()
    command = start("-m", "workbench", *words, WORKBENCH_INSTANCE=str(place))
    _, status, used = os.wait4(command.pid, 0)
    took = time.perf_counter() - began
    assert status == 0, f"workbench {words[0]} ended with {status}"
    return took, used.ru_maxrss / 1024


class Server:
    """The workbench, served in a process of its own whose memory is watched."""

    def __init__(self, place: Path):
        self.port = free_port()
        words = ("-m", "workbench", "run", "--port", str(self.port))
        self.process = start(*words, WORKBENCH_INSTANCE=str(place))
        for _ in range(150):
            try:
                Browser(self.port).fetch("/healthz")
                return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the server does not answer")

    def forget_peak(self) -> float:
        """Begin to look for the most memory anew; return what is held now, in megabytes."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        return self.memory("VmRSS")

    def memory(self, which: str = "VmHWM") -> float:
        told = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{which}:\s+(\d+)", told)[1]) / 1024  # type: ignore[index]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def measure_download(server: Server, browser: Browser, address: str) -> None:
    before = server.forget_peak()
    cookies = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    began = time.perf_counter()
    line.request("GET", address, headers={"Cookie": cookies})
    answer = line.getresponse()
    size = len(answer.read(1))
    first = time.perf_counter() - began
    while piece := answer.read(MEGABYTE):
        size += len(piece)
    whole = time.perf_counter() - began
    assert answer.status == 200, f"{address} answered {answer.status}"
    print(
        f"  {address}: {size / MEGABYTE:.1f} MB, first byte {first:.2f} s, whole {whole:.2f} s,"
        f" memory {before:.0f} MB, at most {server.memory():.0f} MB",
        flush=True,
    )


def measure_pages(browser: Browser) -> None:
    """Measure pages that are painted anew each time: no address is asked for twice."""
    for address in PAGES:
        times = [browser.time(f"{address}?n={number}") for number in range(ROUNDS + 2)]
        print(f"  {address}: painted anew in {statistics.median(times[2:]) * 1000:.1f} ms")


def measure(count: int) -> None:
    print(f"{count} services", flush=True)
    with tempfile.TemporaryDirectory() as folder_name:
        place = Path(folder_name)
        files = write_files(place, count)
        found_city(place)
        words = ("import-services", *files, "--city", "bench")
        for name, command in (
            ("a dry run of the import", (*words, "--dry-run")),
            ("the import", words),
            ("the same import again", words),
            *((f"export {kind}", exported(place, kind)) for kind in ("csv", "json", "xlsx", "db")),
        ):
            took, memory = timed_command(place, *command)
            print(f"  {name}: {took:.1f} s, at most {memory:.0f} MB", flush=True)
        server = Server(place)
        try:
            browser = Browser(server.port)
            browser.sign_in(EMAIL)
            measure_pages(browser)
            for address in DOWNLOADS:
                measure_download(server, browser, f"/{address}")
        finally:
            server.stop()


def exported(place: Path, kind: str) -> tuple[str, ...]:
    return ("export", "catalogue", str(place / f"catalogue.{kind}"), "--city", "bench")


if __name__ == "__main__":
    for each in SIZES:
        measure(each)
