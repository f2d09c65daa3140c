"""What a facilitator confirms about who was there."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from workbench.forms.fields import BoxesField, RecordForm, line, number_or_none, taps, whole
from workbench.models.attendance import STATES


class AttendanceForm(RecordForm):
    """How one person was there."""

    state = taps(_l("How they were there"), STATES)
    minutes = whole(
        _l("Minutes"),
        most=24 * 60,
        hint=_l("How long they were there. Empty when it is not known."),
    )
    remark = line(_l("Remark"), hint=_l("For example the reason of an excuse."))


class PaperForm(RecordForm):
    """Who signed on a list of paper."""

    people = BoxesField(_l("Who was there"), choices=[], coerce=number_or_none)
    minutes = whole(_l("Minutes"), most=24 * 60, hint=_l("For everybody who was there."))

    def offer(self, people: list[tuple[int, str]], minutes: int) -> None:
        """Offer these people as boxes, (id, what tells them apart), and how long the workshop lasted."""
        self.people.choices = people
        if not self.is_submitted():
            self.minutes.data = minutes or None

    def was_there(self, person_id: int) -> Any:
        return person_id in (self.people.data or [])
