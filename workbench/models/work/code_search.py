"""Where a participant's code leads in a team's work: their own records, what was built on them, and texts that name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, Table, func, select

from workbench.extensions import Base, db
from workbench.models.people.data_map import PersonalTable, data_map
from workbench.models.people.mentions import Mentions
from workbench.models.work.attachment import Attachment
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey_cell import JourneyCell
from workbench.models.work.note import Note
from workbench.models.work.opportunity import Opportunity
from workbench.models.work.test_session import Finding, Observation, TestSession

if TYPE_CHECKING:
    from workbench.models.redesign.redesign import Redesign

GROUPS = ("work", "citizens")
# What a code in them speaks of is that person's; elsewhere somebody has to read the sentence.
THEIRS = ("note", "finding", "journey_cell", "attachment")


@dataclass(frozen=True)
class NamingText:
    """A text of the team in which the code occurs: one column of one record."""

    record: Any
    column: str

    @property
    def table(self) -> str:
        return str(self.record.__tablename__)

    @property
    def key(self) -> str:
        return f"{self.table}.{self.record.id}.{self.column}"

    @property
    def text(self) -> str:
        return str(getattr(self.record, self.column))

    @property
    def is_theirs(self) -> bool:
        return self.table in THEIRS

    def replace(self, removed: str) -> None:
        """Put a few words in place of the text, as many as its column holds."""
        most = getattr(self.record.__table__.c[self.column].type, "length", None)
        setattr(self.record, self.column, removed[:most])


@dataclass
class Participation:
    """All that a code finds in one redesign."""

    redesign: Redesign
    code: str
    evidence: list[Evidence] = field(default_factory=list)
    tests: list[TestSession] = field(default_factory=list)
    cells: list[JourneyCell | Opportunity] = field(default_factory=list)
    texts: list[NamingText] = field(default_factory=list)
    # Findings that were made with this person alone, without naming them: what was learned stays.
    findings: list[Finding] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.evidence or self.tests or self.cells or self.texts)

    @cached_property
    def mentions(self) -> Mentions:
        return Mentions([self.code], "")

    @property
    def has_words(self) -> bool:
        """Whether something is left to delete that needs nobody's choice."""
        own = (*self.evidence, *self.tests)
        return any(not each.is_withdrawn for each in own)


def participation(redesign: Redesign, code: str) -> Participation:
    """Look for a code, whatever its case, in everything of a redesign, archived or not."""
    found = Participation(redesign, code.strip())
    if not found.code:
        return found
    wanted = found.code.casefold()
    own = select(Evidence).where(Evidence.redesign_id == redesign.id)
    found.evidence = _all(own.where(func.lower(Evidence.participant_code) == wanted))
    tests = _all(select(TestSession).where(TestSession.redesign_id == redesign.id))
    found.tests = [each for each in tests if each.code.casefold() == wanted]
    ids = [each.id for each in found.evidence]
    built = select(JourneyCell).where(JourneyCell.evidence_id.in_(ids), JourneyCell.text != "")
    asked = select(Opportunity).where(Opportunity.evidence_id.in_(ids)).order_by(Opportunity.number)
    found.cells = [*_all(built.order_by(JourneyCell.id)), *_all(asked)]
    found.texts = list(_texts(found))
    found.findings = _made_with_nobody_else(found)
    return found


def known_codes(redesign: Redesign) -> list[str]:
    """Return the codes of people whose words are still here, those of tests first."""
    tests = select(TestSession).where(TestSession.redesign_id == redesign.id)
    here = [each for each in _all(tests.order_by(TestSession.number)) if not each.is_withdrawn]
    told = select(Evidence.participant_code).where(Evidence.redesign_id == redesign.id)
    codes = [*(each.code for each in here), *sorted(filter(None, db.session.scalars(told)))]
    return list(dict.fromkeys(codes))


def nameless_evidence(redesign: Redesign) -> int:
    """Return how many pieces of evidence hold a quote without saying whose: no code finds them."""
    own = select(func.count()).where(Evidence.redesign_id == redesign.id)
    return db.session.scalar(own.where(Evidence.participant_code == "", Evidence.quote != "")) or 0


def _all(statement: Any) -> list[Any]:
    return list(db.session.scalars(statement))


def _texts(found: Participation) -> Iterator[NamingText]:
    """Yield the texts that name the code, but those that go anyway."""
    records: tuple[Any, ...] = (*found.evidence, *found.tests, *found.cells)
    own = {(each.__tablename__, each.id) for each in records}
    for entry in data_map().tables.values():
        here = at_redesign(entry.table, found.redesign.id) if entry.group in GROUPS else None
        if here is None:
            continue
        for column in _text_columns(entry):
            for record in _naming(entry, column, here, found.mentions):
                if (entry.name, record.id) not in own:
                    yield NamingText(record, column)


def _text_columns(entry: PersonalTable) -> list[str]:
    names = entry.erased("mentions", "others")
    return [name for name in names if isinstance(entry.table.c[name].type, String)]


def _naming(
    entry: PersonalTable, column: str, here: ColumnElement[bool], mentions: Mentions
) -> list[Any]:
    kind, text = kinds()[entry.name], entry.table.c[column]
    wanted = select(kind).where(here, mentions.may_be_in(text))
    if kind is Note:
        # What is not shown yet is shown to nobody here either.
        wanted = wanted.where(Note.is_hidden.is_(False))
    named = [
        each
        for each in _all(wanted)
        if mentions.without(getattr(each, column)) != getattr(each, column)
    ]
    return sorted(named, key=lambda each: str(each.id))


def kinds() -> dict[str, Any]:
    """Return the kind of record that each table holds."""
    return {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]


def at_redesign(table: Table, redesign_id: int) -> ColumnElement[bool] | None:
    """Return the condition that a row belongs to the redesign, by its owners; None where rows do not."""
    if table.name == "redesign":
        return table.c.id == redesign_id
    if "redesign_id" in table.c:
        return table.c.redesign_id == redesign_id
    for column in table.columns:
        for key in () if column.nullable else column.foreign_keys:
            above = at_redesign(key.column.table, redesign_id)
            if above is not None:
                return column.in_(select(key.column).where(above))
    return None


def _made_with_nobody_else(found: Participation) -> list[Finding]:
    ids = {each.id for each in found.tests}
    seen = select(Finding).join(Observation).where(Observation.session_id.in_(ids)).distinct()
    findings = _all(seen.order_by(Finding.number))
    named = {each.record for each in found.texts}
    alone = [each for each in findings if {o.session_id for o in each.observations} <= ids]
    return [each for each in alone if each not in named]


def files_of(texts: list[NamingText]) -> list[Attachment]:
    return list(dict.fromkeys(each.record for each in texts if each.table == "attachment"))
