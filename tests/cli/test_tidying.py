"""`workbench tidy` lists what is past its day and deletes it, and the server does it once a day by itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from people import City4
from sqlalchemy import select

from workbench.cli import main
from workbench.extensions import db
from workbench.live.daily_tidying import tidy_every_city
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.work.evidence import Evidence
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.postgres_by_proof


def tidy(app: Flask, *words: str) -> str:
    settings = app.config["SETTINGS"]
    environment = {"WORKBENCH_INSTANCE": settings.instance}
    environment["WORKBENCH_DATABASE_URL"] = settings.database_url
    db.session.remove()
    done = CliRunner().invoke(main, ["tidy", *words], env=environment)
    assert done.exit_code == 0, done.output
    return done.output


def quotes() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Evidence.quote)))


def told(city: City4, days: int) -> None:
    problem = Problem.write(city.redesign, {"title": "Volta"}, by=city.bruno)
    day = city.city.today() + timedelta(days=days)
    said = {"problem": problem, "text": "Conversa", "quote": "Volto sempre.", "keep_until": day}
    Evidence.write(city.redesign, said, by=city.bruno)
    commit()


def test_the_command_lists_first_then_deletes(app: Flask, city: City4) -> None:
    told(city, -1)
    city.city.tidies_from = city.city.today() + timedelta(days=3)
    first = city.city.tidies_from
    commit()
    line = f"past their day: 1 evidence, 0 tests; deleted from {first} on."
    assert line in tidy(app, "--dry-run")
    assert "Nothing was deleted" in tidy(app)
    db.session.get_one(type(city.city), 1).tidies_from = None
    commit()
    said = tidy(app, "--dry-run")
    assert "poda de árvore" in said
    assert "1 evidence, 0 tests, since" in said
    assert quotes() == ["Volto sempre."]
    assert "Deleted the words of 1 records." in tidy(app)
    assert quotes() == [""]
    assert "Nothing was deleted" in tidy(app)


def test_the_server_deletes_once_a_day(app: Flask, city: City4) -> None:
    uploads: Any = app.config["SETTINGS"].uploads
    told(city, -1)
    assert tidy_every_city(uploads) == 1
    assert quotes() == [""]
    if db.engine.dialect.name == "sqlite":
        place = Path(str(db.engine.url.database))
        left = [file.read_bytes() for file in place.parent.glob(f"{place.name}*")]
        assert b"Volto sempre." not in b"".join(left)
    told(city, -1)
    assert tidy_every_city(uploads) == 0
    assert quotes().count("Volto sempre.") == 1
    kept = db.session.scalars(select(Event).where(Event.action == "words.deleted")).all()
    assert len(kept) == 1
