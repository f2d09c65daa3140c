"""What every command shares: an application to run in, and one plain sentence when something is wrong."""

import sqlite3
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask
from flask_babel import force_locale, gettext
from sqlalchemy.exc import ArgumentError, DatabaseError

from workbench import create_app
from workbench.models.base import DomainError


def fail(sentence: str) -> None:
    """Say what is wrong on standard error and end with exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)


def told_plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """End what the database or the disk does not do in one sentence."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except DatabaseError as error:
            if "no such table" in str(error) or "does not exist" in str(error):
                fail("The database has no tables yet. Run `workbench init` first.")
            fail(f"The database does not answer: {error.orig}")
        except ArgumentError as error:
            fail(f"WORKBENCH_DATABASE_URL is not the address of a database: {error}")
        except sqlite3.Error as error:
            fail(f"The database cannot be read or written: {error}.")
        except OSError as error:
            fail(told(error))

    return run


def with_application(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside an application; what cannot be done ends in one sentence."""

    @told_plainly
    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        app: Flask = create_app()
        with app.app_context(), force_locale("en"):
            try:
                return command(*arguments, **options)
            except DomainError as refused:
                fail(gettext(refused.message, **refused.facts))

    return run


def told(error: OSError) -> str:
    """Return what the system did not do as one sentence; a full disk names no file."""
    reason = error.strerror or str(error)
    if error.filename is None:
        return f"A file cannot be read or written: {reason}."
    return f"{error.filename} cannot be used: {reason}."
