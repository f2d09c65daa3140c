"""What has been loaded of a demo world: its people by key, and how a file's values fit a record."""

from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Date, Numeric, String, Time, inspect

from workbench.demo.calendar import Calendar, SeedError
from workbench.models.base import Record
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme


class Story:
    """The calendar, and every record of the world that a file may name by its key."""

    def __init__(self, folder: Path, calendar: Calendar, uploads: Path):
        self.folder = folder
        self.calendar = calendar
        self.uploads = uploads
        self.organisations: dict[str, Organisation] = {}
        self.people: dict[str, Person] = {}
        # Set by the first acts, before anything else can ask for them.
        self.city: City
        self.programme: Programme
        self.founded_on: date
        self.administrator = ""
        self.lead = ""

    def plan(self, day: Any, place: str, act: Callable[..., object], *arguments: Any) -> None:
        """Put an act on the calendar with its arguments."""
        self.calendar.plan(self.calendar.day(day, place), lambda: act(*arguments), place)

    def person(self, key: str, place: str) -> Person:
        return named(self.people, key, place)

    def organisation(self, key: str | None, place: str) -> Organisation | None:
        return named(self.organisations, key, place) if key else None

    def values(
        self,
        kind: type[Record] | type[Any],
        told: dict[str, Any],
        place: str,
        *,
        but: Iterable[str] = (),
    ) -> dict[str, Any]:
        """Return the given fields as the record's attributes; refuse what it does not have."""
        mapper = inspect(kind)
        values = {}
        for name, value in told.items():
            if name in but or name in ("key", "day", "by"):
                continue
            if name not in mapper.columns:
                raise SeedError(place, f"{kind.__name__} has no field {name!r}")
            values[name] = self._fit(mapper.columns[name], name, value, place)
        return values

    def _fit(self, column: Any, name: str, value: Any, place: str) -> Any:
        if value is None:
            return None
        # Where a column holds one of a few words, its record says so: a typo is refused at once.
        allowed = column.info.get("words")
        several = value if isinstance(value, list) else [value]
        if allowed is not None and not set(several) <= set(allowed):
            known = ", ".join(map(str, allowed))
            raise SeedError(place, f"{name} is {value!r}, and not one of {known}")
        if isinstance(column.type, Date):
            return self.calendar.day(value, place)
        if isinstance(column.type, Time):
            return time.fromisoformat(str(value))
        if isinstance(column.type, Numeric):
            return Decimal(str(value))
        if isinstance(column.type, String):
            return self._text(column.type.length, name, str(value).strip(), place)
        return value

    @staticmethod
    def _text(longest: int | None, name: str, text: str, place: str) -> str:
        if longest and len(text) > longest:
            raise SeedError(place, f"{name} has {len(text)} characters and may have {longest}")
        return text

    def file(self, name: str, place: str) -> Path:
        path = self.folder / "files" / name
        if not path.is_file():
            raise SeedError(place, f"there is no file files/{name}")
        return path


def named(records: dict[Any, Any], key: Any, place: str) -> Any:
    """Return the record of a key; raise SeedError when there is none yet."""
    if key not in records:
        raise SeedError(place, f"nothing called {key!r} was told before")
    return records[key]


def only(told: dict[str, Any], allowed: Iterable[str], place: str) -> None:
    """Refuse unknown keys of a section, so that a typo is not silently ignored."""
    unknown = set(told) - set(allowed)
    if unknown:
        raise SeedError(place, f"{', '.join(sorted(map(str, unknown)))} means nothing here")
