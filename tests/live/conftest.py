"""The place of the slow proofs, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from live.place import Place, place_of


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """One server on SQLite; two on PostgreSQL."""
    on_sqlite = request.param == "sqlite"
    url = "" if on_sqlite else request.getfixturevalue("empty_postgres_url")
    boards = getattr(request.module, "BOARDS", 1)
    with place_of(tmp_path, url, 1 if on_sqlite else 2, boards) as found:
        yield found
