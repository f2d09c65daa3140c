"""The command that carries a whole database over to another one, such as from SQLite to PostgreSQL."""

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Integer,
    MappingResult,
    Table,
    create_engine,
    func,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError

from workbench import create_app
from workbench.cli.backups import named
from workbench.cli.context import fail
from workbench.config import Settings
from workbench.database import connect_options, may_write, prepare
from workbench.extensions import db
from workbench.folders import folder

AT_ONCE = 1000
# What a migration makes beside the tables of records.
BESIDE = ("alembic_version", "service_search", "sqlite_")
FOREIGN_KEYS = text(
    "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


@click.command()
@click.argument("source")
@click.argument("target")
def copy_database(source: str, target: str) -> None:
    """Copy the database at the address SOURCE into the empty one at TARGET, with all ids.

    Addresses are written as in WORKBENCH_DATABASE_URL: sqlite:////path/workbench.db or postgresql://….
    Nobody should write meanwhile: what is written after the start is not copied. Uploads stay where they are.
    """
    settings = Settings.from_environment(database_url=source)
    address = make_url(settings.database)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        fail(f"There is no database {named(address)}.")
    try:
        with snapshot(address) as rows:
            refuse_another_release(rows, address)
            app = create_app(Settings.from_environment(database_url=target))
            with app.app_context():
                refuse_what_is_not_empty(db.engine)
                upgrade(directory=str(folder("migrations")))
                may_write.set(True)
                with db.engine.begin() as into:
                    copy_all(rows, into)
    except DatabaseError as error:
        fail(f"Nothing was copied: {error.orig}")
    click.echo(f"Copied. Set WORKBENCH_DATABASE_URL to {target} and start the workbench again.")


def snapshot(url: URL) -> Connection:
    """Return a connection that goes on reading what stands there at this moment."""
    engine = create_engine(url, connect_args=connect_options(str(url)))
    prepare(engine)
    may_write.set(False)
    if engine.dialect.name == "postgresql":
        return engine.connect().execution_options(isolation_level="REPEATABLE READ")
    return engine.connect()


def refuse_another_release(source: Connection, url: URL) -> None:
    if "alembic_version" not in inspect(source).get_table_names():
        fail(f"{named(url)} holds no workbench.")
    present = source.scalar(text("SELECT version_num FROM alembic_version"))
    if present != ScriptDirectory(str(folder("migrations"))).get_current_head():
        fail(f"{named(url)} is of another release. Run `workbench init` on it first.")


def refuse_what_is_not_empty(engine: Engine) -> None:
    """Refuse a database with anything in it; the bare tables that a copy left which failed are as good as none."""
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
        ours = [table for name, table in db.metadata.tables.items() if name in names]
        is_used = any(connection.execute(table.select().limit(1)).first() for table in ours)
    others = [name for name in names - db.metadata.tables.keys() if not name.startswith(BESIDE)]
    if is_used or others:
        fail(f"{named(engine.url)} is not empty. Name a new database: nothing is overwritten.")


def copy_all(source: Connection, target: Connection) -> None:
    """Copy every table, tell its rows and their checksum, and let new ids begin after the copied ones."""
    postpone_references(target)
    for table in db.metadata.sorted_tables:
        total, digest = 0, 0
        for rows in all_of(source, table).partitions():
            total, digest = total + len(rows), digest + sum(map(row_hash, rows))
            target.execute(table.insert(), [dict(row) for row in rows])
        found = [row_hash(row) for row in all_of(target, table)]
        if (len(found), sum(found)) != (total, digest):
            fail(f"Nothing was copied: {table.name} would not be the same there.")
        click.echo(f"{table.name:32}{total:>10}  {checksum(digest)}")
    if target.dialect.name == "postgresql":
        begin_ids_anew(target)
        check_references(target)


def all_of(connection: Connection, table: Table) -> MappingResult:
    return connection.execute(table.select().execution_options(yield_per=AT_ONCE)).mappings()


def row_hash(row: Any) -> int:
    """Return a number for a row, to be added up: databases give rows in orders of their own."""
    values = json.dumps([comparable(row[name]) for name in sorted(row)], sort_keys=True)
    return int.from_bytes(hashlib.sha256(values.encode()).digest()[:16])


def comparable(value: Any) -> Any:
    """Return a value as both databases mean it."""
    if isinstance(value, datetime):
        return value.timestamp() if value.tzinfo else value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    return value if isinstance(value, dict | list | int | float | str | None) else str(value)


def checksum(digest: int) -> str:
    return f"{digest % 2**64:016x}"


def postpone_references(target: Connection) -> None:
    """Let references be checked at the end: a row may name one that comes later."""
    if target.dialect.name == "sqlite":
        target.execute(text("PRAGMA defer_foreign_keys = ON"))
        return
    for table, name in target.execute(FOREIGN_KEYS).all():
        target.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE"))
    target.execute(text("SET CONSTRAINTS ALL DEFERRED"))


def check_references(target: Connection) -> None:
    target.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, name in target.execute(FOREIGN_KEYS).all():
        target.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE"))


def begin_ids_anew(target: Connection) -> None:
    for table in db.metadata.sorted_tables:
        if "id" in table.c and isinstance(table.c.id.type, Integer):
            last = target.scalar(select(func.max(table.c.id)))
            if last is not None:
                sequence = func.pg_get_serial_sequence(table.name, "id")
                target.execute(select(func.setval(sequence, last)))
