"""Files that somebody sent for an import: held in a folder of the instance until they are applied, cancelled or a day old."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from workbench.models.base import PUBLIC_ID, DomainError, new_id
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person

LONGEST_SECONDS = 24 * 60 * 60
MOST_OF_A_PERSON = 3
ABOUT, REPORT, PROGRESS = "about.json", "report.json", "progress.json"
TAKEN = ".taken"


@dataclass(frozen=True)
class HeldFiles:
    """The files of one upload, which its sender alone sees; nothing of them is in the database."""

    folder: Path

    @classmethod
    def keep(cls, place: Path, files: Iterable[tuple[str, IO[bytes]]], *, by: Person) -> HeldFiles:
        """Write the files whole or not at all; of a person's earlier uploads only the newest stay."""
        sweep(place)
        for old in cls.of(place, by)[MOST_OF_A_PERSON - 1 :]:
            old.discard()
        held = cls(place / new_id())
        held.folder.mkdir(mode=0o700, parents=True)
        try:
            names = [held.write_file(number, *each) for number, each in enumerate(files)]
            owner = {"person": by.id, "city": by.city_id}
            held.write(ABOUT, {**owner, "files": names, "options": {}, "columns": {}})
        except BaseException:
            held.discard()
            raise
        return held

    @classmethod
    def find(cls, place: Path, held_id: str) -> HeldFiles | None:
        """Return the files of this id, whoever sent them; None where none are held."""
        held = cls(place / held_id)
        is_there = bool(PUBLIC_ID.fullmatch(held_id)) and held.folder.is_dir() and not held.is_old
        return held if is_there and held.about else None

    @classmethod
    def of(cls, place: Path, person: Person) -> list[HeldFiles]:
        """Return what a person has sent, the newest first."""
        own = [each for each in everything(place) if each.is_of(person)]
        return sorted(own, key=lambda each: each.folder.stat().st_mtime, reverse=True)

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def about(self) -> dict[str, Any]:
        """Who sent the files, their names, and how they are to be read; empty once they are gone."""
        return self.read(ABOUT)

    @property
    def report(self) -> dict[str, Any]:
        """What was found when they were read last; empty before."""
        return self.read(REPORT)

    @property
    def files(self) -> list[tuple[Path, str]]:
        """Where each file lies, and its name."""
        names = self.about.get("files", [])
        return [(self.folder / str(number), name) for number, name in enumerate(names)]

    @property
    def is_old(self) -> bool:
        with suppress(FileNotFoundError):
            return time.time() - self.folder.stat().st_mtime > LONGEST_SECONDS
        return True

    def is_of(self, person: Person) -> bool:
        about = self.about
        return (about.get("person"), about.get("city")) == (person.id, person.city_id)

    def change(self, **facts: Any) -> None:
        """Say otherwise how the files are to be read: what was found before is void."""
        (self.folder / REPORT).unlink(missing_ok=True)
        self.write(ABOUT, {**self.about, **facts})

    def take(self) -> HeldFiles:
        """Take the files to apply them; raise DomainError when somebody else was first."""
        taken = HeldFiles(self.folder.with_name(self.id + TAKEN))
        try:
            self.folder.rename(taken.folder)
        except OSError as error:
            raise DomainError(N_("This import was applied or cancelled already.")) from error
        return taken

    def give_back(self) -> None:
        """Hold what was taken as before."""
        self.folder.rename(self.folder.with_name(self.id.removesuffix(TAKEN)))

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self, name: str) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            found = json.loads((self.folder / name).read_bytes())
            return found if isinstance(found, dict) else {}
        return {}

    def write(self, name: str, facts: dict[str, Any]) -> None:
        """Write one of the notes beside the files, so that whoever reads meanwhile sees it whole."""
        draft = self.folder / f"{name}.{new_id()}"
        with opened(draft) as file:
            file.write(json.dumps(facts, ensure_ascii=False, default=str).encode())
        draft.replace(self.folder / name)

    def write_file(self, number: int, name: str, stream: IO[bytes]) -> str:
        with opened(self.folder / str(number)) as file:
            shutil.copyfileobj(stream, file)
        return name


def opened(path: Path) -> IO[bytes]:
    """Open a new file that its owner alone may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def everything(place: Path) -> list[HeldFiles]:
    return [HeldFiles(each) for each in place.iterdir()] if place.is_dir() else []


def sweep(place: Path) -> None:
    """Delete what has been held for a day."""
    for held in everything(place):
        if held.is_old:
            held.discard()
