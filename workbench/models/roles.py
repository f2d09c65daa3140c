"""Who may do what: the table of permissions, the register of what gives rights, and the roles at a record."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, literal, select, union_all

from workbench.models.places import PLACES, Scope
from workbench.models.register import PERMISSIONS
from workbench.text.messages import N_

# Roles that a person holds at a place: the city, the programme or one redesign.
ROLES = {
    "administrator": N_("City administrator"),
    "lead": N_("Project lead"),
    "facilitator": N_("Facilitator"),
    "observer": N_("Observer"),
    "participant": N_("Participant"),
    "member": N_("Team member"),
    "guest": N_("Guest"),
    "attendee": N_("In the room"),
}
ENROLMENT_ROLES = ("participant", "facilitator", "lead", "observer")

# "anyone" needs no sign-in; "person" is anyone signed in, wherever they work, guests among them;
# "account" is whoever signs in with an e-mail.
_EVERYBODY = frozenset(
    {"administrator", "lead", "facilitator", "observer", "participant", "member"}
)
IN_PROGRAMME = frozenset({"lead", "facilitator", "observer", "participant", "member"})
TEAM = frozenset({"member", "facilitator"})
_LEADS = frozenset({"lead"})
_STAFF = frozenset({"lead", "facilitator"})
_CITY_STAFF = frozenset({"administrator", "lead", "facilitator"})
ADMINISTRATORS = frozenset({"administrator"})

# Who counts as somebody in the room of a workshop, besides those who only look.
TAKE_PART = frozenset({"participant", "facilitator", "lead", "guest"})

# What a record declares of itself stands with it (what a team makes: models/work/work.py); this is the rest.
PERMISSIONS |= {
    # entry
    "welcome:read": frozenset({"anyone"}),
    "sign_in:create": frozenset({"anyone"}),
    "invitation:accept": frozenset({"anyone"}),
    "language:choose": frozenset({"anyone"}),
    "health:read": frozenset({"anyone"}),
    "help:read": frozenset({"anyone"}),
    "asset:read": frozenset({"anyone"}),
    # Under an address that names its reader, and is checked each time.
    "prototype_file:read": frozenset({"anyone"}),
    "account:edit": frozenset({"account"}),
    "session:end": frozenset({"person"}),
    "own_data:read": frozenset({"person"}),
    "own_data:erase": frozenset({"person"}),
    # the city
    "city:read": _EVERYBODY,
    "city:edit": ADMINISTRATORS,
    "organisation:read": _EVERYBODY,
    "organisation:edit": ADMINISTRATORS,
    "person:read": _CITY_STAFF,
    "person:edit": ADMINISTRATORS,
    "audit:read": frozenset({"administrator", "lead"}),
    "affected:read": ADMINISTRATORS,
    "retention:read": ADMINISTRATORS,
    "retention:begin": ADMINISTRATORS,
    "person:invite": frozenset({"administrator", "lead"}),
    "invitation:read": frozenset({"administrator", "lead"}),
    "invitation:withdraw": frozenset({"administrator", "lead"}),
    "service:read": _EVERYBODY,
    # A team fills in the charter, the steps and the numbers of the service that it works on.
    "service:edit": _CITY_STAFF | {"member"},
    # A file changes the whole catalogue at once, for every team.
    "catalogue:import": ADMINISTRATORS,
    "programme:create": frozenset({"administrator", "lead"}),
    # the programme
    "programme:read": IN_PROGRAMME | ADMINISTRATORS,
    "programme:edit": _LEADS | ADMINISTRATORS,
    "phase:read": IN_PROGRAMME | ADMINISTRATORS,
    "phase:edit": _LEADS | ADMINISTRATORS,
    "workshop:read": IN_PROGRAMME | ADMINISTRATORS,
    "workshop:edit": _STAFF,
    # the room of a workshop: whoever has a seat in its programme, and its guests
    "room:read": IN_PROGRAMME | ADMINISTRATORS | {"guest"},
    "room:join": frozenset({"anyone"}),
    "room:take_part": frozenset({"attendee", "member"}),
    "room:run": _STAFF,
    "wall:read": _STAFF | ADMINISTRATORS | {"observer"},
    "live:watch": frozenset({"person"}),
    "attendance:read": _STAFF | ADMINISTRATORS | {"observer"},
    "attendance:confirm": _STAFF,
    # With it a facilitator notes an official who is new; the link to sign in with is for person:invite.
    "guest:confirm": _STAFF,
    "enrolment:read": _STAFF | ADMINISTRATORS | {"observer"},
    "enrolment:edit": _LEADS | ADMINISTRATORS,
    "claim:read": IN_PROGRAMME | ADMINISTRATORS,
    "claim:edit": _LEADS,
    "matrix:read": _STAFF | {"observer"} | ADMINISTRATORS,
    "report:read": _STAFF | {"observer"} | ADMINISTRATORS,
    # the redesign
    "redesign:create": _STAFF,
    "redesign:read": IN_PROGRAMME | ADMINISTRATORS,
    "redesign:edit": TEAM | _LEADS,
    "redesign:assign": _STAFF,
    "participant:withdraw": TEAM | _LEADS,
    "status:change": frozenset({"member", "facilitator", "lead"}),
    "status:approve": _LEADS,
    "launch:read": IN_PROGRAMME | ADMINISTRATORS,
    "launch:edit": TEAM,
    "launch:look": TEAM | _LEADS,
    "launch:verify": _STAFF,
    "note:read": IN_PROGRAMME | ADMINISTRATORS | {"guest"},
    "note:write": TEAM | {"attendee"},
    "note:moderate": _STAFF,
    "ballot:cast": TEAM | {"attendee"},
}


@dataclass(frozen=True)
class Grant:
    """One role that a person holds, and the place where it counts."""

    place: str
    place_id: int
    role: str


def roles_at(grants: list[Grant], scope: Scope) -> set[str]:
    """Return the roles that count in a scope.

    A role counts at its place and below: in its programmes a city passes down its administrators only,
    while it counts whoever holds a role in one of them as one of its people. The room of a workshop
    counts everybody with a seat as somebody who takes part.
    """
    here: set[str] = set()
    last = len(scope.home) - 1
    for depth, (kind, place_id) in enumerate(scope.path):
        place = PLACES[kind].place_kind
        held = {each.role for each in grants if each.place == kind and each.place_id == place_id}
        if depth < last and place.passes_down is not None:
            held &= place.passes_down
        here |= held
        if here & place.attended_by:
            here.add("attendee")
    return here


def allows(permission: str, roles: set[str]) -> bool:
    """Return whether one of the roles carries the permission; an unknown permission is an error."""
    return bool(PERMISSIONS[permission] & (roles | {"anyone"}))


# What gives people rights: every record that does adds its own to this register.
Rights = Callable[[Any], list[Select[Any]]]
RIGHTS: list[Rights] = []


def gives_rights(rights: Rights) -> Rights:
    """Register what a record gives: a function of the day that returns SELECTs made by ``right``.

    What stands in the register is granted to people and watched while they have a stream open.
    """
    RIGHTS.append(rights)
    granted.cache_clear()
    return rights


def right(person: Any, place: str, place_id: Any, role: Any) -> Select[Any]:
    """Return a SELECT of (person id, kind of place, place id, role); the register asks for the people."""
    return select(
        person, literal(place), place_id, literal(role) if isinstance(role, str) else role
    )


@cache
def granted() -> CompoundSelect[Any]:
    """Return the statement over every right of some people on a day, built once: (person, kind, place, role)."""
    people: Any = bindparam("people", expanding=True)
    rights = [each for give in RIGHTS for each in give(bindparam("day"))]
    return union_all(*(each.where(each.selected_columns[0].in_(people)) for each in rights))
