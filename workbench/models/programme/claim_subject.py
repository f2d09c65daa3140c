"""What a stated figure may be about: a register of kinds of subject, each with the figures that the records give for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, literal, select

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.city import City
from workbench.models.catalogue.service import Service
from workbench.models.programme.phase import Phase
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.text.messages import N_

if TYPE_CHECKING:
    Ledger = City | Programme

# A SELECT of (id, name): what a figure kept at this place may be about.
Offer = Callable[[Any], "Select[int, str]"]


@dataclass(frozen=True)
class Subject:
    """One kind of subject. ``measures`` are the slugs of what is computed for it, with their words."""

    kind: str
    word: str
    measures: dict[str, str]
    offer: Offer


SUBJECTS: dict[str, Subject] = {}
# What a figure may be compared with, of all kinds of subject; "" is context only.
MEASURES: dict[str, str] = {"": N_("Context, not computed here")}
# These are days, not numbers.
DAYS = frozenset({"begins_on", "ends_on", "held_on", "launched_on"})


def claim_subject(kind: str, word: str, measures: dict[str, str]) -> Callable[[Offer], Offer]:
    """Register a kind of subject; the decorated function says which ones there are at a place."""

    def register(offer: Offer) -> Offer:
        SUBJECTS[kind] = Subject(kind, word, measures, offer)
        MEASURES.update(measures)
        return offer

    return register


def subjects_at(place: Ledger) -> list[tuple[str, str, str]]:
    """Return (kind, id, name) of everything that a figure kept at this place may be about."""
    return [
        (kind, str(subject_id), name)
        for kind, subject in SUBJECTS.items()
        for subject_id, name in db.session.execute(subject.offer(place))
    ]


def check_subject(place: Ledger, kind: str, subject_id: str, measure: str) -> None:
    """Raise DomainError for a subject of elsewhere, and for a figure that is not computed for its kind."""
    subject = SUBJECTS.get(kind)
    found = db.session.execute(subject.offer(place)).all() if subject else []
    if subject is None or subject_id not in {str(row[0]) for row in found}:
        raise DomainError(N_("Choose what the figure is about from the list."))
    if measure and measure not in subject.measures:
        why = N_("“%(measure)s” is not computed for this. Choose another comparison, or none.")
        raise DomainError(why, measure=MEASURES.get(measure, measure))


def _programmes(place: Ledger) -> Any:
    """Return the condition that a programme is the place, or is in it."""
    return Programme.id == (place.id if isinstance(place, Programme) else None)


@claim_subject(
    "programme",
    N_("Programme"),
    {
        "services_digitized": N_("Services digitized"),
        "services_in_development": N_("Services in development"),
        "services_total": N_("Services worked on"),
        "enrolments": N_("Enrolments"),
        "people": N_("Officials (distinct people)"),
        "organisations": N_("Organisations"),
        "hours_saved": N_("Hours saved by citizens a year"),
    },
)
def programmes(place: Ledger) -> Select[int, str]:
    return select(Programme.id, Programme.title).where(_programmes(place))


@claim_subject(
    "phase",
    N_("Phase"),
    {
        "enrolments": N_("Enrolments"),
        "people": N_("Officials (distinct people)"),
        "organisations": N_("Organisations"),
        "workshops_held": N_("Workshops held"),
        "begins_on": N_("First day"),
        "ends_on": N_("Last day"),
    },
)
def phases(place: Ledger) -> Select[int, str]:
    found = select(Phase.id, Phase.title).join(Programme).where(_programmes(place))
    return found.order_by(Phase.position)


@claim_subject(
    "workshop",
    N_("Workshop"),
    {"attendance": N_("People who came"), "held_on": N_("Day on which it was held")},
)
def workshops(place: Ledger) -> Select[int, str]:
    found = select(Workshop.id, Workshop.title).join(Phase).join(Programme)
    return found.where(_programmes(place)).order_by(Phase.position, Workshop.position)


@claim_subject(
    "service",
    N_("Service"),
    {"yearly_requests": N_("Requests a year"), "launched_on": N_("Day of the launch")},
)
def services(place: Ledger) -> Select[int, str]:
    """Offer the services that the programme redesigns: a catalogue has thousands."""
    found = select(Service.id, Service.name).join(Redesign).join(Programme)
    return found.where(_programmes(place)).distinct().order_by(Service.name)


@claim_subject(
    "city",
    N_("City"),
    {
        "catalogue_total": N_("Services in the catalogue"),
        "catalogue_digital": N_("Digital services in the catalogue"),
        "catalogue_share": N_("Digital services, of every 100 in the catalogue"),
    },
)
def cities(place: Ledger) -> Select[int, str]:
    city = place.city if isinstance(place, Programme) else place
    return select(literal(city.id), literal(city.name))
