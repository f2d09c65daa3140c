"""A participant is taken out at their wish: their words go everywhere, what was counted stays, and a receipt says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.log.backup import Backup
from workbench.models.log.event import Event
from workbench.models.log.transaction import transaction
from workbench.models.register import declare_events
from workbench.models.work.code_search import NamingText, Participation, files_of
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign

WITHDRAWN = "participant.withdrawn"
declare_events(
    "participant",
    {
        "withdrawn": (
            N_("%(who)s took a participant out at their wish; words deleted: %(total)s."),
            *("counts", "stays", "since"),
        )
    },
    passive=("withdrawn",),
)
# What a receipt counts, in its order.
DELETED = {
    "text": N_("Texts of evidence"),
    "quote": N_("Words of the person"),
    "notes": N_("Notes of sessions"),
    "profile": N_("Profiles"),
    "tags": N_("Tags of the person"),
    "participant_code": N_("Codes in evidence"),
    "url": N_("Links"),
    "journey_cell": N_("Cells of the journey"),
    "finding": N_("Texts of findings"),
    "note": N_("Notes of the board"),
    "attachment": N_("Files and pictures"),
    "other": N_("Other texts that named the code"),
}
STAYS = {
    "evidence": N_("Evidence, as source, day and count"),
    "tests": N_("Tests, as result, time and day"),
    "observations": N_("What happened at findings, as a count"),
}


@dataclass(frozen=True)
class Receipt:
    """What was deleted when, by kind; no word of it, and not the code."""

    event: Event

    @classmethod
    def all_of(cls, redesign: Redesign) -> list[Receipt]:
        """Return the receipts of a team, the latest first."""
        of_team = Event.workspace_id == redesign.workspace_id
        told = select(Event).where(of_team, Event.action == WITHDRAWN)
        return [cls(event) for event in db.session.scalars(told.order_by(Event.id.desc()))]

    @property
    def number(self) -> int:
        """Its place in the team's record, by which people call it."""
        return self.event.position

    @property
    def deleted(self) -> list[tuple[str, int]]:
        return [(DELETED[name], count) for name, count in self._counts("counts", DELETED)]

    @property
    def stays(self) -> list[tuple[str, int]]:
        return [(STAYS[name], count) for name, count in self._counts("stays", STAYS)]

    def _counts(self, fact: str, order: Collection[str]) -> list[tuple[str, int]]:
        counts = self.event.facts[fact]
        return [(name, counts[name]) for name in order if counts.get(name)]

    @property
    def backups(self) -> list[Backup]:
        """The backups that were made while the words were here: they hold them still."""
        since = datetime.fromisoformat(self.event.facts["since"])
        return Backup.made_between(since, self.event.at)


def withdraw(
    found: Participation, chosen: Collection[str], *, by: Person, removed: str
) -> list[str]:
    """Delete all that was found, and of the texts that name the code those that were chosen by their keys.

    ``removed`` stands where a text stood. Returns the hashes of the files that no record here names any more.
    """
    texts = [each for each in found.texts if each.key in chosen]
    facts: dict[str, Any] = {
        "counts": _counted(found, texts),
        "stays": _staying(found),
        "since": _since(found),
    }
    former = {each.text for each in texts} | {_heading(each.record) for each in texts}
    _redact(found, [each.record for each in texts])
    acts = dict(transaction().acts)
    digests = _delete(found, texts, by, removed)
    db.session.flush()
    _rewrite_log(found, former - {""}, removed)
    total = sum(facts["counts"].values())
    found.redesign.workspace.append(WITHDRAWN, by, found.redesign, {**facts, "total": total})
    # Rules are asked anew, but to take somebody out is no work that a status follows.
    transaction().acts = acts
    return digests


def _heading(record: Any) -> str:
    return str(getattr(record, "heading", "") or getattr(record, "title", ""))


def _counted(found: Participation, texts: list[NamingText]) -> dict[str, int]:
    """Count what goes, by kind."""
    own = [each for each in (*found.evidence, *found.tests) if not each.is_withdrawn]
    counts = Counter(
        name for each in own for name in (*each.word_columns(), "tags") if getattr(each, name, "")
    )
    counts["journey_cell"] += len(found.cells)
    counts["attachment"] += len(files_of(texts))
    kinds = (each.table for each in texts if each.table != "attachment")
    counts.update(name if name in DELETED else "other" for name in kinds)
    return {name: count for name, count in counts.items() if count}


def _staying(found: Participation) -> dict[str, int]:
    seen = sum(len(each.observations) for each in found.tests)
    return {"evidence": len(found.evidence), "tests": len(found.tests), "observations": seen}


def _since(found: Participation) -> str:
    """Return when the first of it was written: no earlier backup holds it."""
    records = (*found.evidence, *found.tests, *(each.record for each in found.texts))
    written = [each.created_at for each in records if getattr(each, "created_at", None)]
    return min(written, default=found.redesign.created_at).isoformat()


def _delete(found: Participation, texts: list[NamingText], by: Person, removed: str) -> list[str]:
    photographed = [file.sha256 for each in found.evidence for file in each.files]
    for each in (*found.evidence, *found.tests):
        each.withdraw(by=by)
    for cell in found.cells:
        cell.text = removed
        if cell.step is not None:
            cell.step.touch()
    files = files_of(texts)
    for text in texts:
        if text.table != "attachment":
            text.replace(removed)
    for file in files:
        if file.evidence not in found.evidence:
            file.delete()
    return [*photographed, *(file.sha256 for file in files)]


def _redact(found: Participation, records: list[Any]) -> None:
    """Take out of the journal whatever is about the records, or names the code: undo restores none of it."""
    touched = [*found.evidence, *found.tests, *found.cells, *records]
    transaction().redacted |= {each.id for each in touched}
    keys = {(each.__tablename__, each.id) for each in touched}
    ids = [each.id for each in (*found.evidence, *found.tests)]
    of_team = Event.workspace_id == found.redesign.workspace_id
    for event in db.session.scalars(select(Event).where(of_team, Event.before.is_not(None))):
        if event.before and _is_about(event.before, keys, ids, found):
            event.before = None


def _is_about(before: dict[str, Any], keys: set[Any], ids: list[str], found: Participation) -> bool:
    rows = before.get("rows", [])
    if any((row[0], row[1]) in keys for row in rows):
        return True
    return any(each in str(rows) for each in ids) or found.mentions.without(rows) != rows


def _rewrite_log(found: Participation, former: set[str], removed: str) -> None:
    """Put ``removed`` where the log told a text that was deleted, or one of earlier that names the code."""
    of_team = Event.workspace_id == found.redesign.workspace_id
    for event in db.session.scalars(select(Event).where(of_team)):
        told = {
            name: removed if _is_told(value, former, found) else value
            for name, value in event.facts.items()
        }
        if told != event.facts:
            event.facts = told


def _is_told(value: Any, former: set[str], found: Participation) -> bool:
    if not isinstance(value, str) or value.casefold() == found.code.casefold():
        return False
    return value in former or found.mentions.without(value) != value
