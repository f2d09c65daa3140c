"""An instance of the workbench reached as people reach it: by its commands, its doors and its forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from people import Page, Visitor, forget
from races import post, shown_fields
from sqlalchemy import select, text

from workbench import create_app
from workbench.extensions import db
from workbench.models.people.person import Person

# It signs what browsers keep.
SECRET = "only for tests"
PASSWORD = "a long enough password"


@contextmanager
def instance(place: Path, url: str = "") -> Iterator[None]:
    """Let commands and applications use this folder and this database."""
    settings = {"INSTANCE": str(place), "DATABASE_URL": url, "SECRET_KEY": SECRET}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(f"WORKBENCH_{name}", value)
        yield


@contextmanager
def application() -> Iterator[Flask]:
    """The application of the present instance, in its context."""
    app = create_app(TESTING=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def command(*words: str) -> str:
    """Run `workbench` with these words; return what it printed."""
    (script,) = entry_points(group="console_scripts", name="workbench")
    result = CliRunner().invoke(script.load(), words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def asked(sql: str, **values: Any) -> Any:
    """Return the first value that a question to the database finds, or None."""
    forget()
    with db.engine.connect() as connection:
        return connection.execute(text(sql), values).scalar()


class Comer(Visitor):
    """Somebody who comes in by a door, and sends the forms that the pages show."""

    def sign_in(self, email: str, password: str = PASSWORD) -> Comer:
        self.post("/sign-in", email=email, password=password)
        self.start_anew()
        return self

    def start_anew(self) -> None:
        """Ask for a token again: the session in which the last one was given is over."""
        self._token = ""

    def fill(self, page: str, address: str = "", **changes: Any) -> Page:
        """Open a page and send its form for this address, with some fields changed."""
        address = address or page
        shown = shown_fields(self.get(page), address, page)
        kept = [(name, value) for name, value in shown if name not in changes]
        forget()
        answer = post(self, address, [*kept, *changes.items()])
        assert answer.status == 302, f"{address}: {answer.status} {answer.words[:400]}"
        return answer

    def sit_down(self, name: str) -> Comer:
        """Come back to a guest's seat: sign-ins before 0.4 ended with the upgrade."""
        found = select(Person).where(Person.name == name, Person.is_guest)
        return Comer(self.app, db.session.scalars(found).one())
