"""What may be said of a workshop: when and how, and whether it was held."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TimeField
from wtforms.validators import Optional, ValidationError

from workbench.forms.fields import RecordForm, choice, day, line, paragraph
from workbench.forms.organisations import number_or_none
from workbench.models.workshop import MODES


class WorkshopForm(RecordForm):
    """A session of a phase."""

    title = line(_l("Name of the workshop"), most=200, required=True)
    purpose = paragraph(_l("What people will have done at its end"))
    held_on = day(_l("Day"))
    starts_at = TimeField(_l("From"), validators=[Optional()])
    ends_at = TimeField(_l("To"), validators=[Optional()])
    mode = choice(_l("How"), MODES)

    def validate_ends_at(self, field: Any) -> None:
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_l("The end comes before the beginning."))


class NewWorkshopForm(WorkshopForm):
    """A session that is being planned, in one of the phases."""

    phase_id = SelectField(_l("Phase"), coerce=number_or_none)


class HeldForm(RecordForm):
    """The day on which it was held."""

    held_on = day(_l("Held on"), required=True)


class NotHeldForm(RecordForm):
    """Why it was not held."""

    state_reason = paragraph(_l("Why it was not held"), most=2000, required=True)
