"""A power cut: whatever the disk kept of the last writes, the database opens with everything committed before them."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from live.served import ServedCity, some_text
from sqlalchemy import text

from workbench import create_app
from workbench.config import Settings
from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.note import Note

pytestmark = pytest.mark.proof_long
SEED = 20261130
COMMITS, VARIANTS = 60, 200
OPENED = 20


def written(city: ServedCity, wal: Path) -> list[tuple[int, int]]:
    """Write notes without a checkpoint; return after each commit (size of the WAL, notes there are)."""
    marks = []
    with city.app.app_context():
        db.session.execute(text("PRAGMA wal_autocheckpoint = 0"))
        db.session.rollback()
        for number in range(1, COMMITS + 1):
            with city.writing():
                redesign = db.session.get_one(Redesign, city.redesign_id)
                bruno = db.session.get_one(Person, city.people["bruno"])
                Note.write(redesign, {"text": some_text(), "kind": "citizen"}, by=bruno)
            marks.append((wal.stat().st_size, number))
    return marks


def torn(wal: bytes, chance: random.Random) -> tuple[bytes, int]:
    """Return the WAL as a disk may leave it, and up to which byte it is whole."""
    whole = len(wal) - chance.randrange(1, 4096)
    if chance.random() < 0.5:
        return wal[:whole], whole
    end = bytearray(wal)
    for place in range(whole, len(wal), chance.randrange(1, 600)):
        end[place] ^= chance.randrange(1, 256)
    return bytes(end), whole


def test_a_torn_wal_opens_with_all_that_was_committed_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, chance = tmp_path / "city", random.Random(SEED)
    place.mkdir()
    city = ServedCity(place)
    database, wal = place / "workbench.db", place / "workbench.db-wal"
    keeper = sqlite3.connect(database)  # whoever closes last would check the WAL in
    keeper.execute("SELECT 1 FROM note").fetchall()
    marks = written(city, wal)
    log, lost = wal.read_bytes(), 0
    for number in range(VARIANTS):
        variant = tmp_path / f"variant-{number}"
        variant.mkdir()
        shutil.copy(database, variant / "workbench.db")
        cut, whole = torn(log, chance)
        (variant / "workbench.db-wal").write_bytes(cut)
        opened = sqlite3.connect(variant / "workbench.db")
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        notes = opened.execute("SELECT count(*) FROM note").fetchone()[0]
        acknowledged = max((count for size, count in marks if size <= whole), default=0)
        assert acknowledged <= notes <= COMMITS
        gaps = "SELECT count(*), max(position) FROM event GROUP BY workspace_id"
        assert all(count == last for count, last in opened.execute(gaps))
        opened.close()
        lost += COMMITS - notes
        if number % OPENED == 0:
            app = create_app(Settings(instance=str(variant), secret_key="only for tests"))
            assert app.test_client().get("/healthz").status_code == 200
            with app.app_context():
                db.engine.dispose()
        shutil.rmtree(variant)
    keeper.close()
    city.end()
    with capsys.disabled():
        print(
            f"\n{VARIANTS} torn logs opened, seed {SEED}; {lost} unfinished commits were not there"
        )
