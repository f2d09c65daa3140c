"""Puts names in the order of the alphabet on both databases: Água before Bilhete, zeladoria after Obras."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from workbench.text.likeness import alphabet_key

# What is stored to be sorted by: both databases compare it byte by byte, and read it in order from an index.
LONGEST_KEY = 200
SortKey = String(LONGEST_KEY).with_variant(String(LONGEST_KEY, collation="C"), "postgresql")


def sort_key(text: str) -> str:
    """Return what puts a long list of texts in the order of the alphabet."""
    return alphabet_key(text)[0][:LONGEST_KEY]


class alphabetical(FunctionElement[str]):  # noqa: N801
    """A column to order by, as people look names up: without accents and capitals first."""

    name = "alphabetical"
    inherit_cache = True


@compiles(alphabetical)
def in_words(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(alphabetical, "sqlite")
def in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    # workbench/database.py gives every connection this collation.
    return f"{compiler.process(element.clauses, **options)} COLLATE alphabet"


@compiles(alphabetical, "postgresql")
def in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f'{compiler.process(element.clauses, **options)} COLLATE "und-x-icu"'
