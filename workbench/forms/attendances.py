"""What a facilitator confirms about who was there."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.fields import HiddenField
from wtforms.validators import ValidationError

from workbench.forms.fields import BoxesField, RecordForm, line, number_or_none, offered, taps
from workbench.forms.numbers import whole
from workbench.models.room.attendance import STATES

DAY = 24 * 60


class MinutesForm(RecordForm):
    """Minutes of a workshop: nobody was there for longer than it can have lasted."""

    # 0: that is not known.
    longest = 0

    def validate_minutes(self, field: Any) -> None:
        if self.longest and (field.data or 0) > self.longest:
            why = gettext("Write a number from %(least)s to %(most)s.", least=0, most=self.longest)
            raise ValidationError(why)


class AttendanceForm(MinutesForm):
    """How one person was there."""

    state = taps(_l("How they were there"), STATES)
    minutes = whole(
        _l("Minutes"), most=DAY, hint=_l("How long they were there. Empty when it is not known.")
    )
    remark = line(_l("Remark"), hint=_l("For example the reason of an excuse."))


class PaperForm(MinutesForm):
    """Who signed on a list of paper."""

    people = BoxesField(_l("Who was there"), choices=[], coerce=number_or_none)
    minutes = whole(_l("Minutes"), most=DAY, hint=_l("For everybody who was there."))
    # Whom the form showed: nobody who came afterwards is absent because of it.
    was_offered = HiddenField()

    def offer(self, people: list[tuple[int, str]], minutes: int, longest: int) -> None:
        """Offer these people as boxes, (id, what tells them apart), and how long the workshop lasted."""
        self.people.choices = offered(people)
        self.longest = longest
        if not self.is_submitted():
            self.minutes.data = minutes or None
            self.was_offered.data = " ".join(str(person_id) for person_id, _words in people)

    def validate_people(self, field: Any) -> None:
        if not field.data:
            why = gettext("Tick who was there: an empty list would make everybody absent.")
            raise ValidationError(why)

    def state_of(self, person_id: int) -> str | None:
        """Return what the list says of somebody; None when the form did not show them."""
        if person_id in (self.people.data or []):
            return "present"
        return "absent" if str(person_id) in (self.was_offered.data or "").split() else None
