"""Places: where roles are held and events logged; a place is a path of (kind, id) from the city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from workbench.extensions import db

if TYPE_CHECKING:
    from workbench.models.log.event import Workspace

Path = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PlaceKind:
    """What a kind of place says of itself, once, on its record; its name is that of the record's table."""

    name: str
    # The kind of the place above it.
    parent: str = ""
    # Without a log of its own, its events go to the log of the place above.
    has_log: bool = True
    # Which of the roles held here also count at the places below that have a log; None: all of them.
    passes_down: frozenset[str] | None = None
    # Which roles make somebody an attendee here.
    attended_by: frozenset[str] = frozenset()
    # Kinds of places beside it whose changes its pages show as well.
    follows: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        return PLACES[self.parent].place_kind.depth + 1 if self.parent else 0

    @property
    def contains_others(self) -> bool:
        """Whether other places with a log stand below it."""
        kinds = (record.place_kind for record in PLACES.values())
        return any(kind.parent == self.name and kind.has_log for kind in kinds)


class Place:
    """A record that is a place: roles are held there, and its workspace, if any, logs events."""

    place_kind: ClassVar[PlaceKind]

    if TYPE_CHECKING:
        id: Any
        workspace: Any

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        PLACES[cls.place_kind.name] = cls

    @property
    def above(self) -> Path:
        """The path of the place above it; a city has none."""
        return ()

    @property
    def path(self) -> Path:
        return (*self.above, (self.place_kind.name, self.id))

    @property
    def scope(self) -> Scope:
        return Scope(self.path, self.find_workspace)

    def find_workspace(self) -> Workspace:
        """Return the workspace that logs this place's events."""
        found: Workspace = self.workspace
        return found

    def take_place(self) -> None:
        """Store the new place, and set its id and path on its workspace."""
        db.session.add(self)
        db.session.flush()
        self.workspace.place_id, self.workspace.path = self.id, path_text(self.path)


# Every kind of place, and its record.
PLACES: dict[str, type[Place]] = {}


@dataclass(frozen=True)
class Scope:
    """The places that a record belongs to, from the city down, and (asked only by writes) its workspace."""

    path: Path = ()
    find_workspace: Callable[[], Workspace] | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace that logs the record's events."""
        if self.find_workspace is None:
            raise LookupError(f"the scope {self.path} has no workspace")
        return self.find_workspace()

    @property
    def home(self) -> Path:
        """The path of the nearest place with a log of its own."""
        path = self.path
        while path and not PLACES[path[-1][0]].place_kind.has_log:
            path = path[:-1]
        return path

    def id_of(self, kind: str) -> int | None:
        """Return the id of the place of this kind that the record belongs to, if any."""
        return dict(self.path).get(kind)


def path_text(path: Path) -> str:
    """Return a path as it is stored: ``city.1/programme.2/``, the beginning of all paths below it."""
    return "".join(f"{kind}.{place_id}/" for kind, place_id in path)


@lru_cache(maxsize=5000)
def path_of(text: str) -> Path:
    """Return a stored path."""
    steps = (step.split(".") for step in text.split("/") if step)
    return tuple((kind, int(place_id)) for kind, place_id in steps)


def below(column: Any, path: Any) -> Any:
    """Return the condition that a stored path is this one or below it; in both databases it reads the index."""
    return column.between(path, path + "~")
