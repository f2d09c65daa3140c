"""Figures of a whole catalogue, asked of the database once for each state of the city's log and shared by all readers."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from cachetools import LRUCache

from workbench.database import may_write
from workbench.extensions import db
from workbench.models.catalogue.city import City

Figure = TypeVar("Figure")
MOST = 500
_figures: LRUCache[Hashable, object] = LRUCache(MOST)
_lock = Lock()


def remembered(city: City, asked: Hashable, ask: Callable[[], Figure]) -> Figure:
    """Return what was answered to the same question in the same state of the city, else ask.

    Whatever changes a catalogue logs it with the city, in the same transaction; the state is read before the
    figure, so that none is kept under a later state than its own. What may write asks anew: it may have changed
    something that is not logged yet.
    """
    if may_write.get():
        return ask()
    key = (state_of(city), asked)
    with _lock:
        if key in _figures:
            return _figures[key]  # type: ignore[return-value]
    found = ask()
    with _lock:
        _figures[key] = found
    return found


def state_of(city: City) -> Hashable:
    """Return what is another one whenever the city's log has gone on."""
    log = city.workspace
    return (db.engine.url, log.id, log.position, log.changed_at)


def forget() -> None:
    with _lock:
        _figures.clear()
