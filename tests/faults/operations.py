"""Does one operation again and again in forked processes, each with another call to the disk that fails, and tells how each ended.

Run under LD_PRELOAD with `faults.c`: `python operations.py OPERATION FOLDER MOST`; prints a line of JSON for each try.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import io
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

sys.path[:0] = [str(folder) for folder in Path(__file__).resolve().parents[1:3]]

# ruff: noqa: E402 - the project is found from the checkout, whatever folder this is run from
from click.testing import CliRunner
from people import build_city, token_of
from pictures import PNG

from workbench import create_app
from workbench.cli import main
from workbench.config import Settings
from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.work.prototype import Prototype

SECRET = "only for tests"
LIBRARY = ctypes.CDLL(None, use_errno=True)
LIBRARY.faults_arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int]
LIBRARY.faults_disarm.restype = ctypes.c_long
NOTE, EDIT = new_id(), new_id()
SERVICES = "id,nome,secretaria\n" + "".join(
    f"{number},Serviço {number},Secretaria do Verde\n" for number in range(300)
)
MAPPING = """source = "carta"
[services]
id = ["id"]
[services.fields]
name = "nome"
[services.organisation]
name = "secretaria"
"""
# What counts who came and when, apart from the work itself.
NOT_COUNTED = ("edit", "sign_in", "attempt")


class Instance:
    """The folder in which all happens: the instance, and what goes in and out beside it."""

    def __init__(self, folder: Path):
        self.folder, self.instance, self.out = folder, folder / "instance", folder / "out"
        self.settings = Settings(instance=str(self.instance), secret_key=SECRET)

    def browser(self) -> Any:
        """Return a signed-in browser of Bruno's and the token of its forms."""
        known = json.loads((self.folder / "known.json").read_text())
        app = create_app(self.settings, WTF_CSRF_ENABLED=False)
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = known["token"], True
        return client, known

    def state(self) -> dict[str, Any]:
        """Return what there is: rows by table and files, or that the database is broken."""
        files = sorted(each.name for each in self.out.iterdir())
        found: dict[str, Any] = {"out": files}
        database = self.instance / "workbench.db"
        if not database.exists():
            return found | {"rows": "none"}
        uploads = self.instance / "uploads"
        # A file that no row names yet may stay, when it is whole: `workbench clean-uploads` takes it away.
        for each in filter(Path.is_file, uploads.rglob("*")):
            assert each.name == hashlib.sha256(each.read_bytes()).hexdigest()
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = [name for (name,) in tables.fetchall() if name not in NOT_COUNTED]
            counted = {
                n: connection.execute(f"SELECT count(*) FROM {n}").fetchone()[0] for n in names
            }
        return found | {"rows": counted}


def save(place: Instance) -> Callable[[], tuple[bool, str]]:
    client, known = place.browser()
    form = {"edit_id": EDIT, "id": NOTE, "text": "Falta papel", "kind": "citizen"}

    def operation() -> tuple[bool, str]:
        answer = client.post(f"/redesigns/{known['redesign']}/notes", data=form)
        return answer.status_code == 302, f"{answer.status_code} {answer.get_data(as_text=True)}"

    return operation


def upload(place: Instance) -> Callable[[], tuple[bool, str]]:
    client, known = place.browser()
    address = f"/redesigns/{known['redesign']}/attachments/new?version={known['version']}"

    def operation() -> tuple[bool, str]:
        picture = (io.BytesIO(PNG), "tela.png")
        form = {"edit_id": EDIT, "alternative_text": "A tela", "file": picture}
        answer = client.post(address, data=form)
        return answer.status_code == 302, f"{answer.status_code} {answer.get_data(as_text=True)}"

    return operation


def command(*words: str) -> Callable[[Instance], Callable[[], tuple[bool, str]]]:
    def prepared(place: Instance) -> Callable[[], tuple[bool, str]]:
        os.environ["WORKBENCH_INSTANCE"] = str(place.instance)
        asked = [word.replace("FOLDER", str(place.folder)) for word in words]

        def operation() -> tuple[bool, str]:
            done = CliRunner().invoke(main, asked)
            is_plain = done.exception is None or isinstance(done.exception, SystemExit)
            told = done.stderr if is_plain else f"Traceback: {done.exception!r}"
            return done.exit_code == 0, told

        return operation

    return prepared


CATALOGUE = ("export", "catalogue", "--city", "vila")
OPERATIONS = {
    "save": save,
    "upload": upload,
    "import": command(
        "import-services", "FOLDER/services.csv", "--city", "vila", "--mapping", "FOLDER/own.toml"
    ),
    **{
        f"export {kind}": command(*CATALOGUE, f"FOLDER/out/catalogue.{kind}")
        for kind in ("db", "csv", "xlsx", "json")
    },
    "backup": command("backup", "FOLDER/out/copy.tar.gz"),
    "restore": command("restore", "FOLDER/copy.tar.gz"),
}


def furnish(place: Instance, name: str) -> None:
    """Build the small city once, and what the operation takes in."""
    os.environ["WORKBENCH_INSTANCE"] = str(place.instance)
    done = CliRunner().invoke(main, ["init"])
    assert done.exit_code == 0, done.output
    app = create_app(place.settings)
    with app.app_context():
        city = build_city()
        prototype = Prototype.write(city.redesign, {"title": "Pedido"}, by=city.bruno)
        version = prototype.add_version({}, by=city.bruno)
        token = token_of(city.bruno)
        known = {"token": token, "redesign": city.redesign.id, "version": version.id}
        commit()
        db.session.remove()
        db.engine.dispose()
    (place.folder / "known.json").write_text(json.dumps(known))
    (place.folder / "services.csv").write_text(SERVICES)
    (place.folder / "own.toml").write_text(MAPPING)
    place.out.mkdir()
    if name == "restore":
        assert (
            CliRunner().invoke(main, ["backup", str(place.folder / "copy.tar.gz")]).exit_code == 0
        )
        shutil.rmtree(place.instance)


def tries(name: str, place: Instance, most: int) -> Iterator[dict[str, Any]]:
    """Yield how each try ended; the first with no fault, to count the calls."""
    kept = place.folder.with_suffix(".kept")
    place.folder.rename(kept)
    shutil.copytree(kept, place.folder)
    before = place.state()
    whole = attempt(name, place, 0, 0, False)
    after = place.state()
    yield {"k": 0, **whole, "before": before, "after": after}
    assert whole["is_done"], whole
    last = min(most, whole["calls"])
    # A call that fails once, and a disk that stays full from some call on.
    for error, lasts, step in ((errno.EIO, False, 1), (errno.ENOSPC, True, 5)):
        for k in range(1, last + 1, step):
            shutil.rmtree(place.folder)
            shutil.copytree(kept, place.folder)
            told = attempt(name, place, k, error, lasts)
            yield {"k": k, "lasts": lasts, **told, "state": place.state()}


def attempt(name: str, place: Instance, k: int, error: int, lasts: bool) -> dict[str, Any]:
    """Do the operation in a process of its own with this fault, and once more without it."""
    reads, writes = os.pipe()
    if not (child := os.fork()):
        os.close(reads)
        try:
            told = done(name, place, k, error, lasts)
        except BaseException as broken:
            told = {"calls": 0, "is_done": False, "told": f"Traceback: {broken!r}", "again": False}
        with os.fdopen(writes, "w") as out:
            json.dump(told, out)
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as said:
        text = said.read()
    os.waitpid(child, 0)
    result: dict[str, Any] = json.loads(text)
    return result


def done(name: str, place: Instance, k: int, error: int, lasts: bool) -> dict[str, Any]:
    tempfile.tempdir = str(place.folder)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        operation = OPERATIONS[name](place)
        LIBRARY.faults_arm(str(place.folder).encode(), k, error, int(lasts))
        try:
            is_done, told = operation()
        finally:
            calls = LIBRARY.faults_disarm()
    return {"calls": calls, "is_done": is_done, "told": told[-2000:]}


if __name__ == "__main__":
    wanted, folder, most = sys.argv[1:]
    here = Instance(Path(folder))
    here.folder.mkdir(parents=True, exist_ok=True)
    furnish(here, wanted)
    for each in tries(wanted, here, int(most)):
        print(json.dumps(each), flush=True)
