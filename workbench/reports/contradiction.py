"""A contradiction: two records that cannot both be right, said out loud; nobody is taken for wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask import current_app
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.people.person import Person
from workbench.models.programme.explanation import Explanation
from workbench.models.programme.programme import Programme
from workbench.reports.claims import StatedFigure
from workbench.reports.outcomes import Account
from workbench.reports.stuck import Unmet
from workbench.reports.tracks import Track
from workbench.text import columns
from workbench.text.messages import N_


class Word(str):
    """A message id among the facts of a sentence: it is translated before it is put in."""


@dataclass(frozen=True)
class Sentence:
    """A message id with its facts, put into words when read: days and numbers as the reader writes them."""

    message: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % {name: _plain(fact) for name, fact in self.facts.items()}


@dataclass(frozen=True)
class Place:
    """Where a record stands: an endpoint and the values of its address."""

    endpoint: str
    values: dict[str, Any]

    @property
    def path(self) -> str:
        """The address from the root; it needs no request, so that the command line can print it."""
        values = dict(self.values)
        anchor = values.pop("_anchor", "")
        path = current_app.url_map.bind("").build(self.endpoint, values)
        return f"{path}#{anchor}" if anchor else path


@dataclass(frozen=True)
class Side:
    """What one record says: where it says so, the words, and the record."""

    who: Sentence
    says: Sentence
    place: Place

    def as_dict(self) -> dict[str, str]:
        return {"text": f"{self.who}: {self.says}", "link": self.place.path}


@dataclass(frozen=True)
class Contradiction:
    """One contradiction. ``key`` names its subject and what both sides say, so that an explanation holds for these alone."""

    kind: str
    key: str
    subject: str
    left: Side
    right: Side
    resolve: Sentence
    # Where it is settled.
    settle: Place
    changes_a_figure: bool
    # Where a badge stands: the redesign and the service that it is about, if any.
    redesign_id: int | None = None
    service_id: int | None = None
    explanation: str = ""
    explained_on: date | None = None
    explained_by: str = ""
    explanation_id: int | None = None

    @property
    def is_open(self) -> bool:
        return not self.explanation

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "subject": self.subject,
            "left": self.left.as_dict(),
            "right": self.right.as_dict(),
            "resolve": str(self.resolve),
            "changes_a_figure": self.changes_a_figure,
            "explanation": self.explanation or None,
            "explained_on": self.explained_on,
            "key": self.key,
        }

    def as_row(self) -> dict[str, Any]:
        told = self.as_dict()
        sides = {
            f"{side}_{name}": value
            for side in ("left", "right")
            for name, value in told.pop(side).items()
        }
        return {**told, **sides}


@dataclass
class Looked:
    """What the kinds look at: a programme or a city on a day, and what a report has read of it."""

    city: City
    day: date
    programme: Programme | None = None
    tracks: tuple[Track, ...] = ()
    claims: tuple[StatedFigure, ...] = ()
    # What is known of each redesign after its launch; a page that has not read it says nothing of it.
    accounts: dict[int, Account] | None = None
    # The exit rules that each redesign does not meet now, where they were read.
    unmet: Unmet | None = None
    # Whether only marks on the teams' work are asked for: what names no redesign is left out.
    is_of_work: bool = False
    # What several kinds ask for, once it was asked.
    charters: list[Any] | None = None

    @property
    def by_redesign(self) -> dict[int, Track]:
        return {track.id: track for track in self.tracks}

    @property
    def is_today(self) -> bool:
        """Whether what is stored only as it stands now may be asked."""
        return self.day == self.city.today()


Kind = Callable[[Looked], Iterable[Contradiction]]
# slug → what the list calls the kind
KIND_WORDS: dict[str, str] = {}
KINDS: dict[str, Kind] = {}
# Those that name a redesign: of them a mark stands on the team's pages.
OF_WORK: set[str] = set()


def contradiction(slug: str, word: str, *, is_of_work: bool = True) -> Callable[[Kind], Kind]:
    """Register a kind: the decorated function finds its contradictions, in one statement at most."""

    def register(kind: Kind) -> Kind:
        KINDS[slug], KIND_WORDS[slug] = kind, word
        OF_WORK.update([slug] * is_of_work)
        return kind

    return register


def found_in(looked: Looked) -> list[Contradiction]:
    """Return every contradiction, open ones first, and first what changes a figure of the report."""
    asked = (kind for slug, kind in KINDS.items() if slug in OF_WORK or not looked.is_of_work)
    found = [each for kind in asked for each in kind(looked)]
    reasons = explanations_of(looked) if found else []
    given = {(each.kind, each.subject): each for each in reasons}
    found = [_explained(each, given.get((each.kind, each.key))) for each in found]
    return sorted(found, key=lambda each: (not each.is_open, not each.changes_a_figure))


def explanations_of(looked: Looked) -> list[Any]:
    """Return what was explained by the day, each with the name of who did, in one statement."""
    programme_id = looked.programme.id if looked.programme else None
    statement = (
        select(Explanation.id, Explanation.kind, Explanation.subject, Explanation.text)
        .add_columns(Explanation.explained_on, Person.name.label("by"))
        .outerjoin(Person, Explanation.created_by_id == Person.id)
        .where(
            Explanation.city_id == looked.city.id,
            Explanation.programme_id == programme_id,
            Explanation.explained_on <= looked.day,
        )
    )
    return list(db.session.execute(statement))


def _explained(found: Contradiction, given: Any) -> Contradiction:
    if given is None:
        return found
    return replace(
        found,
        explanation=given.text,
        explained_on=given.explained_on,
        explained_by=given.by or "",
        explanation_id=given.id,
    )


def _plain(fact: Any) -> Any:
    if isinstance(fact, date):
        return fact.isoformat()
    if isinstance(fact, Decimal):
        return f"{fact.normalize():f}"
    return fact


TABLE = columns.Table(
    N_("Contradictions"),
    columns.text("kind", N_("Kind"), KIND_WORDS),
    columns.text("subject", N_("About")),
    columns.text("left_text", N_("One record says")),
    columns.text("left_link", N_("Where it says so")),
    columns.text("right_text", N_("The other says")),
    columns.text("right_link", N_("Where the other says so")),
    columns.text("resolve", N_("What would resolve it")),
    columns.yes_no("changes_a_figure", N_("Changes a figure of the report")),
    columns.text("explanation", N_("Explanation")),
    columns.day("explained_on", N_("Explained on")),
)
