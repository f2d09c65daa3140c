"""What a person may say of an opportunity: the question, where it arises, what it answers and what tries it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from workbench.forms.fields import BoxesField, ThreadForm, choice, offered, paragraph, ticked
from workbench.models.work.opportunity import STATES


class OpportunityForm(ThreadForm):
    """An opportunity with the problems it answers and the prototypes that try it."""

    text = paragraph(
        _l("How might we…"),
        most=2000,
        required=True,
        hint=_l("A question that opens ways, and names no solution."),
    )
    step_id = SelectField(_l("At which step it arises"), default="")
    problems = BoxesField(_l("Problems it answers"))
    prototypes = BoxesField(_l("Prototypes that try it"))
    prototypes_seen = HiddenField()
    state = choice(_l("State"), STATES)
    state_reason = paragraph(_l("Why it is parked"), hint=_l("Needed when it is parked."))

    def offer_steps(self, steps: list[tuple[str, str]]) -> None:
        self.step_id.choices = offered([("", _l("no step: of the whole service")), *steps])

    def offer_prototypes(self, prototypes: list[Any], tied: list[str]) -> None:
        self.prototypes.choices = offered((each.id, each.called) for each in prototypes)
        if self.prototypes_seen.raw_data is None:
            self.prototypes.data, self.prototypes_seen.data = tied, ",".join(tied)

    def values(self) -> dict[str, Any]:
        values = super().values()
        values.pop("prototypes")
        return {**values, "step_id": values["step_id"] or None}

    def tried(self, now: list[str]) -> list[str]:
        """Return the prototypes to link: this person's ticks and unticks applied to what is linked now."""
        return ticked(now, self.prototypes.data or [], self.prototypes_seen.data or "")


class NewOpportunityForm(OpportunityForm):
    """A new opportunity: it is open, and what becomes of it is asked later."""

    state = None
    state_reason = None
