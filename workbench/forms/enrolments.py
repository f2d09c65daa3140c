"""What may be said of a seat in a phase."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import HiddenField

from workbench.forms.days import day
from workbench.forms.fields import RecordForm, choice, number_or_none
from workbench.forms.people import SEATS


class EnrolmentForm(RecordForm):
    """A seat for somebody who is here already."""

    person_id = SelectField(_l("Person"), coerce=number_or_none)
    phase_id = SelectField(_l("Phase"), coerce=number_or_none)
    role = choice(_l("Role"), SEATS)


class EndForm(RecordForm):
    """From which day on a seat gives no access any more."""

    ends_on = day(_l("From this day on"), required=True)
    was_ends_on = HiddenField()
