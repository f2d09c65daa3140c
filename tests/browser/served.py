"""Both demo worlds in an instance of their own, and the real server in front of them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from workbench import create_app
from workbench.config import Settings
from workbench.demo.world import World
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.commit import commit

WORLDS = ("sao-paulo", "oficina")
SECRET = "only for tests"
START_SECONDS = 60
SERVER = "from workbench.cli import main; main()"
STOPPED_CLOCK = (
    "import time_machine; from datetime import datetime as d; "
    "time_machine.travel(d.fromisoformat({moment!r}), tick=True).start(); "
)


@dataclass(frozen=True)
class Door:
    """What one person types to come in."""

    email: str
    password: str


Doors = dict[str, dict[str, Door]]


def application(place: Path) -> Flask:
    """Return the application of an instance, for looking records up."""
    return create_app(Settings(instance=str(place), secret_key=SECRET))


def tell_worlds(place: Path, moment: datetime | None = None) -> Doors:
    """Tell both worlds into a new SQLite instance and return who can sign in: {world: {role: door}}."""
    app = application(place)
    with app.app_context():
        upgrade(directory=str(folder("migrations")))
        doors = {}
        for name in WORLDS:
            told = World.read(name).tell(app.config["SETTINGS"].uploads, moment)
            doors[name] = {each.role: Door(each.email, each.password) for each in told}
        commit()
        db.session.remove()
        db.engine.dispose()
    return doors


class Server:
    """`workbench run` in a process of its own; it can be stopped and started again on the same port."""

    def __init__(self, place: Path, doors: Doors, moment: datetime | None = None):
        self.place = place
        self.doors = doors
        self.moment = moment
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    @classmethod
    def copy_of(cls, told: Path, place: Path, doors: Doors) -> Server:
        """Return a server of its own copy of a told instance, so that nobody else sees what is changed."""
        shutil.copytree(told, place)
        return cls(place, doors)

    def start(self) -> Server:
        program = SERVER
        if self.moment:
            program = STOPPED_CLOCK.format(moment=self.moment.isoformat()) + SERVER
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("WORKBENCH_")}
        surroundings |= {"WORKBENCH_INSTANCE": str(self.place), "WORKBENCH_SECRET_KEY": SECRET}
        with (self.place / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, "run", "--port", str(self.port)],
                env=surroundings,
                stdout=log,
                stderr=log,
            )
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=10):
                    return
            except OSError:
                if self.process and self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError(f"The server did not start: {self.log()}")

    def log(self) -> str:
        return (self.place / "server.log").read_text()[-3000:]

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()
