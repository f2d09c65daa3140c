"""One cell of a map: its fields, what the person saw in them, and how the texts of two writers become one."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields import HiddenField

from workbench.forms.fields import RecordForm, paragraph
from workbench.forms.journeys import StepForm
from workbench.models.base import Stale
from workbench.models.work.journey_cells import FACTS
from workbench.models.work.journey_step import LANES, JourneyStep

SEEN = "seen"
# What an empty field says of a step: everybody takes it, and nobody comes back.
UNSAID = {"share": 100, "return_share": 0}
NOTHING = (None, "")


class CellForm(RecordForm):
    """The fields of a cell; beside each of them, as `seen-<field>`, what stood there when the cell was opened.

    Each field is merged by itself, so that two people may change the time and the wait of one step at once.
    """

    cell = ""

    def names(self) -> tuple[str, ...]:
        return FACTS[self.cell]

    def present(self, step: JourneyStep) -> dict[str, Any]:
        """Return what the step holds now, by the names of the fields."""
        return {name: getattr(step, name) for name in self.names()}

    def wanted(self) -> dict[str, Any]:
        """Return what the person wrote."""
        written = {name: self[name].data for name in self.names()}
        return {
            name: UNSAID.get(name) if value is None else value for name, value in written.items()
        }

    def seen(self) -> dict[str, Any]:
        """Return what the person saw, as the fields read it; nothing for what they did not say."""
        return self._beside(prefix=SEEN).wanted()

    def merged(self, step: JourneyStep) -> dict[str, Any]:
        """Return what is to be written; raise Stale when somebody else has changed the same field meanwhile."""
        if self.clashes(step):
            raise Stale(step)
        now, wanted, seen = self.present(step), self.wanted(), self.seen()
        return {name: settled(now[name], wanted[name], seen[name]) for name in wanted}

    def clashes(self, step: JourneyStep) -> list[str]:
        """Return the fields that two people have changed in different ways."""
        now, wanted, seen = self.present(step), self.wanted(), self.seen()
        return [name for name in wanted if is_clash(now[name], wanted[name], seen[name])]

    def shown(self, step: JourneyStep) -> dict[str, Any]:
        """Return what the fields send of a step that nobody changed: a text each, or a list of texts."""
        held = self._beside(formdata=None, data=self.present(step))
        return {name: sent_by(held[name]) for name in self.names()}

    def eyewitness(self, record: JourneyStep) -> dict[str, str]:
        return {f"{SEEN}-{name}": sent for name, sent in self.shown(record).items()}

    def saved_value(self, record: Any, name: str, default: Any = None) -> Any:
        return self.present(record).get(name, default)

    def _beside(self, **options: Any) -> CellForm:
        """Return another form of this kind; the page of two texts still shows this one."""
        other = type(self)(**options)
        g.form = self
        return other


def settled(now: Any, wanted: Any, seen: Any) -> Any:
    """Return what one field holds after a write: what this person did not change stays as it is now."""
    if isinstance(wanted, list):
        kept = [each for each in now or () if each in wanted or each not in (seen or ())]
        return [*kept, *(each for each in wanted if each not in kept and each not in (seen or ()))]
    return now if is_same(wanted, seen) else wanted


def is_clash(now: Any, wanted: Any, seen: Any) -> bool:
    """Return whether both have changed a field; ticks never clash, as each of them is a change of its own."""
    if isinstance(wanted, list):
        return False
    return not (is_same(wanted, seen) or is_same(now, seen) or is_same(now, wanted))


def is_same(one: Any, other: Any) -> bool:
    return one == other or (one in NOTHING and other in NOTHING)


def sent_by(field: Any) -> Any:
    """Return what a field sends when nobody changes it."""
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    if isinstance(field.data, list):
        return field.data
    if isinstance(field, SelectField):
        return "" if field.data is None else str(field.data)
    return field._value() or ""


class LaneForm(CellForm):
    """A lane of a step with the evidence that supports it, and a problem that it tells of."""

    text = paragraph(_l("Text"), most=2000)
    evidence = HiddenField()
    problem = HiddenField()

    def names(self) -> tuple[str, ...]:
        return ("text", "evidence")

    def present(self, step: JourneyStep) -> dict[str, Any]:
        cell = step.cell(self.cell)
        return (
            {"text": cell.text, "evidence": cell.evidence_id or ""}
            if cell
            else dict.fromkeys(self.names(), "")
        )


def _form_of(cell: str, names: tuple[str, ...]) -> type[CellForm]:
    fields = {name: getattr(StepForm, name) for name in names}
    return type("FactForm", (CellForm,), {**fields, "cell": cell})


FORMS: dict[str, type[CellForm]] = {
    **{cell: _form_of(cell, names) for cell, names in FACTS.items()},
    **{lane: type("LaneForm", (LaneForm,), {"cell": lane}) for lane in LANES},
}
