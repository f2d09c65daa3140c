"""The folder with the database, the uploads and the secret is this user's alone from the first use."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask_migrate import upgrade

from workbench import create_app
from workbench.cli import main
from workbench.config import Settings
from workbench.extensions import db
from workbench.folders import PACKAGE, folder


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """Let new files be readable for all unless somebody says otherwise, as on most machines."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def first_use(place: Path) -> Path:
    app = create_app(Settings(instance=str(place)))
    with app.app_context():
        upgrade(directory=str(folder("migrations")))
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
            beside = list(place.glob("workbench.db*"))
            assert {rights(path) for path in beside} == {"0o600"}
        db.engine.dispose()
    return place


def test_a_folder_that_came_with_the_checkout_is_closed(tmp_path: Path) -> None:
    place = tmp_path / "instance"
    place.mkdir(mode=0o755)
    (place / ".gitignore").write_text("*\n")
    first_use(place)
    assert rights(place) == "0o700"
    assert rights(place / "secret") == "0o600"


def test_a_folder_that_is_in_use_stays_as_somebody_set_it(tmp_path: Path) -> None:
    place = first_use(tmp_path / "instance")
    assert rights(place) == "0o700"
    place.chmod(0o750)
    first_use(place)
    assert rights(place) == "0o750"


def test_what_was_left_open_is_closed_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = first_use(tmp_path / "instance")
    (place / "uploads").mkdir(mode=0o755)
    left = [place / name for name in ("workbench.db", "workbench.db-wal", "secret")]
    for path in left:
        path.touch()
        path.chmod(0o644)
    create_app(Settings(instance=str(place)))
    assert {rights(path) for path in left} == {"0o600"}
    assert rights(place / "uploads") == "0o700"
    assert not caplog.messages
    left[0].chmod(0o644)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    create_app(Settings(instance=str(place)))
    assert "workbench.db may be read by others" in caplog.messages[0]


def test_a_backup_and_what_it_brings_back_are_closed_too(tmp_path: Path) -> None:
    place, other = first_use(tmp_path / "instance"), tmp_path / "other"
    copy = str(tmp_path / "copy.tar.gz")
    for command, where in (("backup", place), ("restore", other)):
        done = CliRunner().invoke(main, [command, copy], env={"WORKBENCH_INSTANCE": str(where)})
        assert done.exit_code == 0, done.output
    assert rights(Path(copy)) == rights(other / "workbench.db") == "0o600"
    assert rights(other) == "0o700"


def test_nothing_of_an_installation_is_ever_kept_with_the_code() -> None:
    if not (PACKAGE.parent / ".git").exists():
        pytest.skip("this is no checkout")
    kept = ["git", "-C", str(PACKAGE.parent), "check-ignore", "--no-index"]
    names = [f"instance/{name}" for name in ("workbench.db", "secret", "uploads/1", ".gitignore")]
    told = subprocess.run([*kept, *names], capture_output=True, text=True, check=False).stdout
    assert told.split() == names[:-1]
