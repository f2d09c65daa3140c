"""Commands for the database itself: create or migrate it, back it up, restore it, add people."""

import shutil
import sqlite3
import tarfile
import tempfile
from dataclasses import fields
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade

from workbench.cli.context import fail, with_application
from workbench.config import Settings
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.people.invitation import Invitation
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person, anybody


def settings() -> Settings:
    return current_app.config["SETTINGS"]


def link(code: str) -> str:
    """Return the address of an invitation, as it is printed for somebody to open."""
    base = settings().base_url.rstrip("/") or "http://127.0.0.1:8000"
    return f"{base}/join/{code}"


@click.command()
@with_application
def init() -> None:
    """Create the database or bring it up to date; print the one-time link for the first administrator."""
    upgrade(directory=str(folder("migrations")))
    click.echo("The database is up to date.")
    if not anybody():
        _invitation, code = Invitation.open("first", by=None)
        commit()
        click.echo("Nobody can sign in yet. Open this link once to become the first administrator:")
        click.echo(f"  {link(code)}")


@click.command()
def config() -> None:
    """List the settings: each is an environment variable."""
    present = Settings.from_environment()
    for field in fields(Settings):
        value = getattr(present, field.name)
        shown = "(set)" if field.name == "secret_key" and value else value
        click.echo(f"WORKBENCH_{field.name.upper()}={shown}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_application
def backup(file: Path) -> None:
    """Write the database and the uploads to FILE (.tar.gz), whole and from one moment, while people work."""
    if db.engine.dialect.name != "sqlite":
        fail(
            "This database is PostgreSQL: make its copy with pg_dump, and copy the uploads folder."
        )
    if file.exists():
        fail(f"{file} exists already. Name a new file.")
    with tempfile.TemporaryDirectory(dir=settings().folder) as folder_name:
        copy = Path(folder_name) / "workbench.db"
        # VACUUM INTO reads one consistent state; copying the live file loses what is being written.
        db.session.rollback()
        with sqlite3.connect(str(db.engine.url.database)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        draft = Path(folder_name) / "backup.tar.gz"
        with tarfile.open(draft, "w:gz") as archive:
            archive.add(copy, "workbench.db")
            if settings().uploads.exists():
                archive.add(settings().uploads, "uploads")
        draft.chmod(0o600)
        shutil.move(draft, file)
    click.echo(f"Wrote {file} ({file.stat().st_size} bytes).")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring back FILE, made by `workbench backup`, into an instance that has no database yet."""
    place = Settings.from_environment()
    target = place.folder / "workbench.db"
    if place.database_url:
        fail(
            "Restore goes to the SQLite file of the instance folder: unset WORKBENCH_DATABASE_URL."
        )
    if target.exists():
        fail(f"{target} exists already. Move it away first: restore never overwrites.")
    place.furnish()
    with tempfile.TemporaryDirectory(dir=place.folder) as folder_name:
        unpacked = Path(folder_name)
        try:
            with tarfile.open(file) as archive:
                archive.extractall(unpacked, filter="data")
            _check(unpacked / "workbench.db")
        except (tarfile.TarError, sqlite3.DatabaseError, EOFError, OSError) as error:
            first_line = str(error).partition("\n")[0]
            fail(f"{file} is not a backup of the workbench: {first_line}")
        if (unpacked / "uploads").exists():
            shutil.copytree(unpacked / "uploads", place.uploads, dirs_exist_ok=True)
        (unpacked / "workbench.db").chmod(0o600)
        (unpacked / "workbench.db").replace(target)
    click.echo(f"Restored {target}. Run `workbench init` to bring it up to date.")


def _check(database: Path) -> None:
    if not database.exists():
        raise FileNotFoundError("it holds no database")
    with sqlite3.connect(database) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(str(verdict))


@click.group()
def user() -> None:
    """Let people in."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--city", "city_slug", required=True, help="Slug of the city.")
@click.option("--administrator", is_flag=True, help="Make the person an administrator of the city.")
@with_application
def add_user(email: str, name: str, city_slug: str, administrator: bool) -> None:
    """Add a person and print the one-time link with which they choose a password."""
    city = City.by_slug(city_slug)
    if city is None:
        fail(f"There is no city {city_slug}. Known: {', '.join(_slugs()) or 'none'}.")
    person = Person.add(city, name=name, email=email, by=None)
    db.session.flush()
    if administrator:
        CityOffice.give(city, person, by=None)
    _invitation, code = Invitation.open(
        "password", by=None, city=city, person=person, name=name, email=person.email
    )
    commit()
    click.echo(f"{name} can choose a password here, once, within 14 days:")
    click.echo(f"  {link(code)}")


def _slugs() -> list[str]:
    return list(db.session.scalars(db.select(City.slug).order_by(City.slug)))
