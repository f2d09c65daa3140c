"""A database as plain SQL text, tables and rows: written from SQLite and PostgreSQL, and loaded into an empty one."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from postgres import connect, programs_folder
from sqlalchemy import make_url

DATABASES = ("sqlite", "postgresql")
# What psql alone understands, what older servers do not know, and what the machine says of itself.
NOT_FOR_ALL = re.compile(r"^(?:\\(?:un)?restrict |SET transaction_timeout |-- Dumped ).*\n", re.M)
REMARK = re.compile(r"^--\n(?:-- .*\n)+--\n+", re.M)
FULL_TEXT = re.compile(r"CREATE VIRTUAL TABLE (\w+) USING fts5", re.I)


def dump(url: str) -> str:
    """Return the tables and rows of a database as SQL of its own kind."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with sqlite3.connect(str(address.database)) as connection:
            return "".join(f"{statement};\n" for statement in statements(connection))
    return REMARK.sub("", NOT_FOR_ALL.sub("", from_pg_dump(url)))


def statements(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield tables, rows in the order of their keys, then what would have acted while the rows went in."""
    asked = "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    made = connection.execute(asked).fetchall()
    searches = [name for name, _, sql in made if FULL_TEXT.match(sql)]
    own = [row for row in made if not row[0].startswith(tuple(f"{name}_" for name in searches))]
    own += [row for row in made if row[1] == "trigger" and row not in own]
    tables = [(name, sql) for name, kind, sql in own if kind == "table" and name not in searches]
    yield "PRAGMA foreign_keys=OFF"
    yield "BEGIN"
    yield from (sql for _, sql in tables)
    for name, _ in tables:
        yield from rows_of(connection, name)
    for name, kind, sql in own:
        if kind != "table" or name in searches:
            yield sql
        if name in searches:
            yield f"INSERT INTO {name}({name}) VALUES ('rebuild')"
    yield "COMMIT"


def rows_of(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """Yield one statement that inserts every row; none for an empty table."""
    facts = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    names = [f'"{fact[1]}"' for fact in facts]
    keys = ", ".join(f'"{fact[1]}"' for fact in facts if fact[5]) or "rowid"
    asked = f'SELECT {", ".join(f"quote({n})" for n in names)} FROM "{table}" ORDER BY {keys}'
    rows = [f"({','.join(row)})" for row in connection.execute(asked)]
    if rows:
        yield f'INSERT INTO "{table}" ({",".join(names)}) VALUES\n' + ",\n".join(rows)


def from_pg_dump(url: str) -> str:
    programs = programs_folder()
    assert programs is not None, "PostgreSQL is not installed: apt-get install postgresql"
    options = ("--inserts", "--rows-per-insert=500", "--no-owner", "--no-privileges")
    line = [str(programs / "pg_dump"), *options, url.replace("+psycopg", "", 1)]
    return subprocess.run(line, check=True, capture_output=True).stdout.decode()


def load(file: Path, url: str) -> None:
    """Make the tables of a dump, with their rows, in an empty database."""
    sql, address = file.read_bytes().decode(), make_url(url)
    if address.get_backend_name() == "sqlite":
        with sqlite3.connect(str(address.database)) as connection:
            connection.executescript(sql)
    else:
        with connect(url) as connection:
            connection.execute(sql.encode())
