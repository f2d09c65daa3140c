"""What a person may say of a redesign: its team and its reasons."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from workbench.forms.fields import RecordForm, line, paragraph


class RedesignForm(RecordForm):
    """What the team says of its own work."""

    team_name = line(_l("Name of the team"), most=120)
    reason_chosen = paragraph(_l("Why this service was chosen"))
    segments = paragraph(_l("Who uses it"), hint=_l("One group of people a line."))
    sessions_reason = paragraph(
        _l("Why fewer tests than usual"), hint=_l("Only when you cannot test with enough people.")
    )


class MemberForm(RecordForm):
    """A new member of the team, out of the people enrolled in the programme."""

    person_id = SelectField(_l("Person"), coerce=int)


class FacilitatorForm(RecordForm):
    """Who goes with the team."""

    facilitator_id = SelectField(_l("Facilitator"), coerce=int)
