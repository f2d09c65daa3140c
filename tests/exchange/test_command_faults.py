"""A command that cannot do its work says so in one sentence and shows no fault of the program."""

import resource
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli import main

ALLOWED = (SystemExit, type(None))


@pytest.fixture
def told(tmp_path: Path, monkeypatch):
    """Return a way to run a command on an instance of its own, and what it said of its failure."""

    def run(*words: str, instance: Path = tmp_path / "instance", database: str = "") -> str:
        monkeypatch.setenv("WORKBENCH_INSTANCE", str(instance))
        monkeypatch.setenv("WORKBENCH_DATABASE_URL", database)
        done = CliRunner().invoke(main, list(words))
        assert done.exit_code == 1
        assert isinstance(done.exception, ALLOWED), done.exception
        return done.stderr

    return run


@pytest.fixture
def limited_files():
    """Return a way to let no file grow over so many bytes for a while."""

    @contextmanager
    def limit(size: int):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, ignored)

    return limit


def test_an_instance_that_is_a_file_is_named(told, tmp_path):
    place = tmp_path / "taken"
    place.touch()
    assert told("init", instance=place) == f"{place} cannot be used: File exists.\n"


def test_a_file_that_is_no_database_is_told(told, tmp_path):
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "workbench.db").write_text("nonsense " * 1000)
    assert told("init") == "The database does not answer: file is not a database\n"


def test_an_address_that_is_no_database_is_told(told):
    assert told("init", database="nonsense").startswith(
        "WORKBENCH_DATABASE_URL is not the address of a database:"
    )


def test_a_backup_into_no_folder_is_told(told, tmp_path):
    CliRunner().invoke(main, ["init"], env={"WORKBENCH_INSTANCE": str(tmp_path / "instance")})
    target = tmp_path / "nowhere" / "copy.tar.gz"
    assert told("backup", str(target)) == f"{target} cannot be used: No such file or directory.\n"


def test_what_a_full_disk_did_not_take_is_told(told, tmp_path, limited_files):
    instance = {"WORKBENCH_INSTANCE": str(tmp_path / "instance")}
    CliRunner().invoke(main, ["init"], env=instance)
    with limited_files(100_000):
        said = told("backup", str(tmp_path / "copy.tar.gz"))
    assert said.count("\n") == 1
    assert not list(tmp_path.glob("*copy*"))


def test_a_file_that_is_no_backup_is_told_in_one_line(told, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear city hall")
    said = told("restore", str(file))
    assert said.startswith(f"{file} is not a backup of the workbench:")
    assert said.count("\n") == 1


def test_a_port_that_does_not_exist_is_told():
    done = CliRunner().invoke(main, ["run", "--port", "99999"])
    assert done.exit_code == 2
    assert "99999 is not in the range" in done.stderr
