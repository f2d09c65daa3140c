"""The register of what records declare of themselves: their kinds, their actions, who may do what with them."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

# verb → its sentence, a message id; its facts are those that the sentence names, and any that
# are listed after it
Events = Mapping[str, str | tuple[str, ...]]
_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Action:
    """One thing that can happen to a kind of record."""

    sentence: str
    facts: tuple[str, ...]
    # It shows only in the room: pages outside need not be made anew for it, and no exit rule asks about it.
    is_quiet: bool = False
    # Shown to nobody: who cast a ballot when stays secret.
    is_secret: bool = False
    # The person who did it may undo it.
    is_undoable: bool = False
    # What it makes true of a team's work records no status by itself: words are deleted, not work done.
    is_passive: bool = False


# "problem.written" → what it is
ACTIONS: dict[str, Action] = {}
# resource word → the kind of record that people know by a noun
KINDS: dict[str, Any] = {}
# "problem:write" → the roles that carry it
PERMISSIONS: dict[str, frozenset[str]] = {}


def declare_events(
    resource: str,
    events: Events,
    *,
    is_quiet: bool = False,
    secret: Collection[str] = (),
    lasting: Collection[str] | None = None,
    passive: Collection[str] = (),
) -> None:
    """Register what can happen to a resource; what is not ``lasting`` can be undone, where anything can."""
    for verb, said in events.items():
        sentence, *more = (said,) if isinstance(said, str) else said
        facts = dict.fromkeys([*_NAMED.findall(sentence), *more])
        facts.pop("who", None)
        is_undoable = "undone" in events and verb not in (lasting or ())
        ACTIONS[f"{resource}.{verb}"] = Action(
            sentence, tuple(facts), is_quiet, verb in secret, is_undoable, verb in passive
        )
    secret_actions.cache_clear()


def declare(kind: Any) -> None:
    """Register what a class of records says of itself; called for each when it is made."""
    said = vars(kind)
    if "events" in said:
        declare_events(
            kind.resource,
            kind.events,
            is_quiet=kind.is_quiet,
            secret=kind.secret_events,
            lasting=kind.lasting_events,
            passive=kind.passive_events,
        )
    if "noun" in said:
        KINDS[kind.resource] = kind
    if "resource" in said:
        for verb, roles in kind.permissions.items():
            PERMISSIONS.setdefault(f"{kind.resource}:{verb}", roles)


@cache
def secret_actions() -> frozenset[str]:
    return frozenset(name for name, action in ACTIONS.items() if action.is_secret)
