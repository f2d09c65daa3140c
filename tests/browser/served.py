"""Both demo worlds in an instance of their own, and the real server in front of them."""

from __future__ import annotations

import shutil
import time
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import forked
from flask import Flask
from flask_migrate import upgrade
from ports import free_port

from workbench import create_app
from workbench.config import Settings
from workbench.demo.world import World
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.commit import commit

WORLDS = ("sao-paulo", "oficina")
SECRET = "only for tests"
START_SECONDS = 60
STOPPED_CLOCK = (
    "import time_machine; from datetime import datetime as d; "
    "time_machine.travel(d.fromisoformat({moment!r}), tick=True).start()"
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
        self.process: BaseProcess | None = None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    @classmethod
    def copy_of(cls, told: Path, place: Path, doors: Doors) -> Server:
        """Return a server of its own copy of a told instance, so that nobody else sees what is changed."""
        shutil.copytree(told, place)
        return cls(place, doors)

    def start(self) -> Server:
        first = STOPPED_CLOCK.format(moment=self.moment.isoformat()) if self.moment else ""
        named = {"instance": str(self.place), "secret_key": SECRET}
        self.process = forked.serve(self.port, self.place / "server.log", first, **named)
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=10):
                    return
            except OSError:
                if self.process and not self.process.is_alive():
                    break
                time.sleep(0.05)
        raise RuntimeError(f"The server did not start: {self.log()}")

    def log(self) -> str:
        return (self.place / "server.log").read_text()[-3000:]

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.join(30)
            self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()
