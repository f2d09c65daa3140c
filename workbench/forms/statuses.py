"""What a person may declare of a redesign: a status, from a day on."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from workbench.forms.days import day
from workbench.forms.fields import RecordForm, paragraph, worded
from workbench.models.redesign.redesign import Redesign


class StatusForm(RecordForm):
    """A status from a day on."""

    # A status that is not offered is refused by the record, in a sentence.
    status = SelectField(_l("Status"), validate_choice=False)
    effective_on = day(
        _l("From"), required=True, hint=_l("The day it became true, not the day you write it.")
    )
    reason = paragraph(
        _l("Reason"),
        hint=_l(
            "Required when the service leaves the programme or goes back, when rules of the status"
            " are not met, and for an approval."
        ),
    )

    def offer(self, redesign: Redesign) -> None:
        """Offer the statuses that a service, or the programme itself, may have."""
        self.status.choices = worded(redesign.subject.status_titles)
        if redesign.is_of_programme:
            self.reason.description = _l(
                "Required when it is stopped or goes back, and when rules of the status are not met."
            )

    def saved_value(self, record: Any, name: str, default: Any = None) -> Any:
        """Return what the redesign's last status change says."""
        last = record.status_changes[-1] if record.status_changes else record
        return getattr(last, name, default)
