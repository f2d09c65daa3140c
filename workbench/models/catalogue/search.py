"""Search of the catalogue by words: accents folded, every word the beginning of one, on both databases."""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, text

from workbench.extensions import db

MARKUP = re.compile(r"<(?:!--|/?[a-zA-Z])[^<>]*>")
# PostgreSQL refuses words past 2 KB and texts past 1 MB; a longer run of letters counts as several words.
WORD = re.compile(r"[^\W_]{1,60}")
ACCENTS = re.compile("[\u0300-\u036f]+")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
LONGEST_TEXT = 200_000
MOST_WORDS = 12

INDEX = "ix_service_search_text"
TABLE = "service_search"
# FTS5 keeps its data in tables of its own, which are nobody's models.
TABLES = frozenset({TABLE, *(f"{TABLE}_{part}" for part in ("data", "idx", "docsize", "config"))})

CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE service_search USING fts5(search_text, content='service',"
        " content_rowid='id', detail=none, tokenize='unicode61 remove_diacritics 2')",
        "INSERT INTO service_search(service_search) VALUES ('rebuild')",
        """CREATE TRIGGER service_search_insert AFTER INSERT ON service BEGIN
            INSERT INTO service_search(rowid, search_text) VALUES (new.id, new.search_text);
        END""",
        """CREATE TRIGGER service_search_delete AFTER DELETE ON service BEGIN
            INSERT INTO service_search(service_search, rowid, search_text)
            VALUES ('delete', old.id, old.search_text);
        END""",
        """CREATE TRIGGER service_search_update AFTER UPDATE OF search_text ON service
        WHEN old.search_text IS NOT new.search_text BEGIN
            INSERT INTO service_search(service_search, rowid, search_text)
            VALUES ('delete', old.id, old.search_text);
            INSERT INTO service_search(rowid, search_text) VALUES (new.id, new.search_text);
        END""",
    ),
    "postgresql": (
        "CREATE INDEX ix_service_search_text ON service USING gin (to_tsvector('simple', search_text))",
    ),
}
DROP = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS {TABLE}_{when}" for when in ("insert", "delete", "update")),
        "DROP TABLE IF EXISTS service_search",
    ),
    "postgresql": ("DROP INDEX IF EXISTS ix_service_search_text",),
}


def create(bind: Connection) -> None:
    """Add the full-text index to the table of services, filled with what is there already."""
    for statement in CREATE[bind.dialect.name]:
        bind.exec_driver_sql(statement)


def drop(bind: Connection) -> None:
    """Take the full-text index away; the services stay as they are."""
    for statement in DROP[bind.dialect.name]:
        bind.exec_driver_sql(statement)


def is_index(name: str | None) -> bool:
    """Return whether a table or index of this name belongs to the search, and so to no model."""
    return name in TABLES or name == INDEX


def fold(words: str) -> str:
    """Return text in lower case without accents, as it is searched: "Inscrição" becomes "inscricao"."""
    if words.isascii():
        return words.lower()
    # Lowered twice: a character such as "™" has capitals only after it is decomposed.
    parts = unicodedata.normalize("NFKD", words.lower()).lower()
    return BEYOND_ASCII.sub(without_accents, ACCENTS.sub("", parts))


def without_accents(run: re.Match[str]) -> str:
    """Return a run of letters without the accents that stand outside of the usual block."""
    return "".join(letter for letter in run[0] if not unicodedata.combining(letter))


def without_markup(words: str) -> str:
    """Return text without markup and entities, each run of spaces made one."""
    if "&" in words:
        words = html.unescape(words)
    if "<" in words:
        words = MARKUP.sub(" ", words)
    return " ".join(words.split())


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, letters and digits only, each as often as it occurs."""
    return WORD.findall(fold(text))


def search_text(texts: Iterable[str]) -> str:
    """Return what is indexed for these texts: each of their words once, so that both databases cut alike."""
    return " ".join(dict.fromkeys(words_of(" ".join(texts))))[:LONGEST_TEXT]


def search(statement: Select[Any], words: str) -> Select[Any]:
    """Narrow a select of services to those that have, for every word, one that begins with it.

    Quotes, operators and the like only separate words; without any word nothing is narrowed.
    """
    beginnings = list(dict.fromkeys(words_of(words)))[:MOST_WORDS]
    if not beginnings:
        return statement
    if db.session.get_bind().dialect.name == "postgresql":
        simple: Any = literal_column("'simple'")
        query = func.to_tsquery(simple, " & ".join(f"'{word}':*" for word in beginnings))
        return statement.where(
            func.to_tsvector(simple, literal_column("service.search_text")).op("@@")(query)
        )
    matching = text(
        "service.id IN (SELECT rowid FROM service_search WHERE service_search MATCH :beginnings)"
    )
    return statement.where(
        matching.bindparams(beginnings=" ".join(f'"{word}"*' for word in beginnings))
    )
