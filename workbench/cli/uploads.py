"""The command that looks after stored uploads: what pictures tell beside what they show, and what crashes left."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select, update

from workbench.cli.context import with_application
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.work.attachment import holders
from workbench.models.work.picture import UNREADABLE, rewritten, tells_more
from workbench.models.work.upload import store

# A file that is just being stored is named by no record yet.
YOUNG_SECONDS = 60 * 60


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_application
def clean_uploads(dry_run: bool) -> None:
    """Take place, time and comments out of stored pictures, and remove files that no record names.

    Names of files and links to them stay; people may work meanwhile, and a second run finds nothing to do.
    """
    folder = current_app.config["SETTINGS"].uploads
    told = {"cleaned": 0, "left": 0, "removed": 0}
    for digest in pictures():
        told[clean(folder / digest, dry_run)] += 1
    for path in list(nameless(folder)):
        told["removed"] += 1
        if not dry_run:
            path.unlink(missing_ok=True)
    would = "Would clean" if dry_run else "Cleaned"
    click.echo(
        f"{would} {told['cleaned']} of {told['cleaned'] + told['left']} pictures; files that no record"
        f" names: {told['removed']}{'' if dry_run else ', removed'}."
    )


def pictures() -> list[str]:
    names = (
        select(kind.sha256).where(kind.media_type.startswith("image/")).distinct()
        for kind in holders()
    )
    return sorted({digest for statement in names for digest in db.session.scalars(statement)})


def clean(path: Path, dry_run: bool) -> str:
    """Write one picture anew where it tells more than it shows; say what became of it."""
    # Nobody waits while a picture is decoded.
    db.session.rollback()
    try:
        data = path.read_bytes()
        if not tells_more(data):
            return "left"
        clean_data = rewritten(data, path.name)
    except (DomainError, *UNREADABLE) as error:
        click.echo(f"{path.name} was left as it is: {type(error).__name__}.", err=True)
        return "left"
    if not dry_run:
        replace(path, clean_data)
    return "cleaned"


def replace(path: Path, data: bytes) -> None:
    """Store the new file, then name it in the records, then remove the former: a crash between leaves one too many."""
    digest = hashlib.sha256(data).hexdigest()
    store(path.with_name(digest), data)
    with db.engine.begin() as connection:
        for kind in holders():
            named = update(kind).where(kind.sha256 == path.name)
            connection.execute(named.values(sha256=digest, size=len(data)))
    path.unlink()


def nameless(folder: Path) -> Iterator[Path]:
    """Give the files that are no record's: parts that a crash left, and what was stored and never committed."""
    if not folder.is_dir():
        return
    old = time.time() - YOUNG_SECONDS
    candidates = [path for path in folder.iterdir() if path.stat().st_mtime < old]
    names = (select(kind.sha256).distinct() for kind in holders())
    known = {digest for statement in names for digest in db.session.scalars(statement)}
    yield from (path for path in candidates if path.is_file() and path.name not in known)
