"""Leaves this release's databases for later ones: both demo worlds with a day of work, as SQL for each database.

Run with `make dump`. It knows the release by its commands, its pages, its tables and its report alone.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(folder) for folder in (HERE.parents[1], HERE.parent)]

# ruff: noqa: E402 - the project is found from the checkout, whatever folder this is run from
import postgres
import time_machine
from sqlalchemy import select

from tests.upgrade.doors import application, command, instance
from tests.upgrade.dumps import DATABASES, dump
from tests.upgrade.figures import changes, days_until, figures_in
from tests.upgrade.workday import Workday
from workbench import __version__
from workbench.extensions import db
from workbench.models.programme.programme import Programme
from workbench.reports.programme_report import report

# Every dump tells of the same day, and its random ids come from one seed: made again, it has the same rows.
MOMENT = datetime(2026, 1, 14, 17, 5, tzinfo=UTC)
BETWEEN_REQUESTS = timedelta(seconds=7)
WORLDS = ("oficina", "sao-paulo")
SIGN_IN = re.compile(r"(\S+@\S+) +(\S+)$", re.M)


def live(place: Path, url: str) -> dict:
    """Live through the day in an instance of its own; return what is to be known of it later."""
    chance = random.Random(__version__)
    random._urandom = os.urandom = chance.randbytes
    with instance(place, url), time_machine.travel(MOMENT, tick=False) as clock:
        command("init")
        sign_ins = dict(SIGN_IN.findall("".join(command("demo", world) for world in WORLDS)))
        with application() as app:
            app.before_request(lambda: clock.shift(BETWEEN_REQUESTS))
            day = Workday(app, sign_ins)
            day.live()
        told = {"moment": datetime.now(UTC).isoformat(), **day.facts}
        return {**told, "figures": reported(datetime.now(UTC).date())}


def reported(last: date) -> dict:
    """Return what each programme's report says of the days on which something changed."""
    with application():
        days = days_until(last)
        found = db.session.scalars(select(Programme).order_by(Programme.slug)).all()
        return {
            programme.slug: changes({str(day): figures_on(programme, day) for day in days})
            for programme in found
        }


def figures_on(programme: Programme, day: date) -> dict:
    told = figures_in(report(programme, day).as_dict())
    db.session.expire_all()
    return told


def leave(kind: str, place: Path, url: str, folder: Path) -> None:
    facts = live(place, url)
    figures = json.dumps(facts.pop("figures"), ensure_ascii=False, indent=0)
    (folder / "figures.json").write_text(figures + "\n", encoding="utf-8")
    (folder / f"{kind}.sql").write_bytes(dump(url).encode())
    told = json.dumps(facts, ensure_ascii=False, indent=1)
    (folder / f"{kind}.json").write_text(told + "\n", encoding="utf-8")
    for file in facts["files"]:
        kept = folder / "uploads" / file["sha256"]
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(place / "uploads" / file["sha256"], kept)


def leave_all(folder: Path) -> None:
    """Live through the day once for each database, in folders that are thrown away."""
    for kind in DATABASES:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            if kind == "sqlite":
                leave(kind, place, f"sqlite:///{place / 'workbench.db'}", folder)
                continue
            with (
                postgres.cluster(postgres.programs_folder()) as server,
                postgres.database(server) as url,
            ):
                leave(kind, place, url, folder)


def main() -> None:
    target = HERE / __version__
    if target.exists():
        sys.exit(f"{target} is there already. What a release left stays as it is.")
    with tempfile.TemporaryDirectory() as name:
        leave_all(Path(name))
        shutil.copytree(name, target)
    for file in sorted(target.rglob("*.*")):
        print(f"{file.relative_to(HERE)}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
