"""Commands that copy the database with the uploads into one file, and bring it back."""

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import URL, create_engine, inspect, make_url

from workbench.cli.context import fail, told, told_plainly, with_application
from workbench.config import Settings
from workbench.exchange.whole_file import whole_file
from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.log.backup import Backup

# What the database is called inside the file.
SQLITE, POSTGRESQL = "workbench.db", "workbench.pgdump"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_application
def backup(file: Path) -> None:
    """Write the database and the uploads to FILE (.tar.gz), whole and from one moment, while people work."""
    settings: Settings = current_app.config["SETTINGS"]
    if file.exists():
        fail(f"{file} exists already. Name a new file.")
    db.session.rollback()
    with tempfile.TemporaryDirectory(dir=settings.folder) as folder_name:
        copy = copy_into(Path(folder_name), db.engine.url)
        with whole_file(file) as unfinished:
            unfinished.touch(0o600)
            with tarfile.open(unfinished, "w:gz") as archive:
                archive.add(copy, copy.name)
                # After the database: a file that it names is there by now, and stays.
                if settings.uploads.exists():
                    archive.add(settings.uploads, "uploads")
    remember(file)
    click.echo(f"Wrote {file} ({file.stat().st_size} bytes).")


def remember(file: Path) -> None:
    """Note that the backup was made; a database of an earlier release has no place for it yet."""
    if inspect(db.engine).has_table(Backup.__tablename__):
        db.session.add(Backup(name=file.name))
        commit()


def copy_into(folder: Path, url: URL) -> Path:
    """Copy the database as it is at one moment; copying the live file would lose what is being written."""
    if url.get_backend_name() == "sqlite":
        copy = folder / SQLITE
        with sqlite3.connect(str(url.database)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        return copy
    copy = folder / POSTGRESQL
    run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
    return copy


def run(program: str, url: URL, *options: str) -> None:
    """Run a program of PostgreSQL on the database; other users of the machine do not see the password."""
    if shutil.which(program) is None:
        fail(f"{program} is not installed here. On Debian: apt install postgresql-client.")
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603 the program is one of two, and no shell reads the address
        [program, f"--dbname={address}", *options],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        fail(f"{program} could not do it: {done.stderr.strip()}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@told_plainly
def restore(file: Path) -> None:
    """Bring back FILE, made by `workbench backup`, into an instance that has no database yet."""
    place = Settings.from_environment()
    url = make_url(place.database)
    refuse_what_is_in_use(url)
    place.furnish()
    with tempfile.TemporaryDirectory(dir=place.folder) as folder_name:
        unpacked = Path(folder_name)
        try:
            with tarfile.open(file) as archive:
                archive.extractall(unpacked, filter="data")
            check(unpacked)
        except (tarfile.TarError, sqlite3.DatabaseError, EOFError, OSError) as error:
            if isinstance(error, OSError) and error.errno:
                fail(told(error))
            first_line = str(error).partition("\n")[0]
            fail(f"{file} is not a backup of the workbench: {first_line}")
        # The database last: where there is one, all that it names is there too.
        bring_back_uploads(unpacked / "uploads", place.uploads)
        bring_back(unpacked, url)
    click.echo(f"Restored {named(url)}. Run `workbench init` to bring it up to date.")


def named(url: URL) -> str:
    """Return the database as it is told to people: a file, or an address without its password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string()


def refuse_what_is_in_use(url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        is_empty = not Path(str(url.database)).exists()
    else:
        is_empty = not inspect(create_engine(url)).get_table_names()
    if not is_empty:
        fail(f"{named(url)} exists already. Move it away first: restore never overwrites.")


def bring_back_uploads(unpacked: Path, uploads: Path) -> None:
    """Move each file to where the settings say that it is; one that is there already is the same."""
    if unpacked.exists():
        uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in unpacked.iterdir():
            file.replace(uploads / file.name)


def bring_back(unpacked: Path, url: URL) -> None:
    """Put the database of the backup where the settings say that it is; it must be of the same kind."""
    is_file = url.get_backend_name() == "sqlite"
    if (unpacked / SQLITE).exists() != is_file:
        fail(
            f"This backup is of {'PostgreSQL' if is_file else 'SQLite'}: restore it there, and carry it over"
            " with `workbench copy-database`. WORKBENCH_DATABASE_URL says where that is."
        )
    if is_file:
        (unpacked / SQLITE).chmod(0o600)
        with whole_file(Path(str(url.database))) as unfinished:
            shutil.move(unpacked / SQLITE, unfinished)
        return
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    run("pg_restore", url, *whole, str(unpacked / POSTGRESQL))


def check(unpacked: Path) -> None:
    """Raise an error when there is no database, or a damaged one; pg_restore finds that out for its own."""
    if (unpacked / POSTGRESQL).exists():
        return
    if not (unpacked / SQLITE).exists():
        raise FileNotFoundError("it holds no database")
    with sqlite3.connect(unpacked / SQLITE) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(str(verdict))
