"""Retention: the words of citizens that are past their day, and their deletion; statuses, rules and figures stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.log.transaction import transaction
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.register import declare_events
from workbench.models.work.evidence import Evidence
from workbench.models.work.test_session import TestSession
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person

declare_events(
    "words",
    {
        "deleted": N_(
            "Words were deleted on their day, as promised: of evidence %(evidence)s, of tests %(tests)s."
        )
    },
    passive=("deleted",),
)


@dataclass
class Expired:
    """What of one redesign is past its day and still holds words."""

    redesign: Redesign
    evidence: list[Evidence] = field(default_factory=list)
    tests: list[TestSession] = field(default_factory=list)
    # The hashes of the files that went with the words.
    files: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.evidence) + len(self.tests)

    @property
    def since(self) -> date:
        """The earliest of the days that have passed."""
        return min(each.keep_until for each in (*self.evidence, *self.tests) if each.keep_until)


def expired(city: City) -> list[Expired]:
    """Return by redesign what was to be kept until a day before the city's today, archived or not."""
    found: dict[Redesign, Expired] = {}
    for kind, name in ((Evidence, "evidence"), (TestSession, "tests")):
        for record in db.session.scalars(_past(kind, city)):
            line = found.setdefault(record.redesign, Expired(record.redesign))
            getattr(line, name).append(record)
    return sorted(found.values(), key=lambda each: each.redesign.id)


def _past(kind: Any, city: City) -> Any:
    of_city = select(kind).join(Redesign).join(Programme).where(Programme.city_id == city.id)
    return of_city.where(kind.keep_until < city.today(), kind.holds_words()).order_by(kind.id)


def tidy(city: City, *, by: Person | None = None) -> list[Expired]:
    """Delete the words that are past their day, unless the city's time to look at the list still runs."""
    if city.is_waiting_to_tidy:
        return []
    found, today = expired(city), city.today()
    for line in found:
        line.files = [file.sha256 for each in line.evidence for file in each.files]
        for record in (*line.evidence, *line.tests):
            record.delete_words(today)
        _log(line, by)
    return found


def _log(line: Expired, by: Person | None) -> None:
    counts = {"evidence": len(line.evidence), "tests": len(line.tests)}
    work = transaction()
    touched, acts = set(work.touched), dict(work.acts)
    line.redesign.workspace.append("words.deleted", by, line.redesign, counts)
    # Nobody worked here: no rule has another answer, and no status is recorded for it.
    work.touched, work.acts = touched, acts


def files_of(found: Iterable[Expired]) -> list[str]:
    """Return the hashes of the files that went with the words: their bytes go once that is committed."""
    return [digest for line in found for digest in line.files]


def claim(city_id: int, today: date) -> bool:
    """Take the day's tidying of a city; of several processes and machines exactly one gets it."""
    cities: Any = City.__table__
    is_due = or_(cities.c.tidied_on.is_(None), cities.c.tidied_on < today)
    taken = update(cities).where(cities.c.id == city_id, is_due).values(tidied_on=today)
    return bool(db.session.connection().execute(taken).rowcount)
