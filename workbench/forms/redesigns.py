"""What a person may say of a redesign: its team and its reasons."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from workbench.forms.fields import RecordForm, line, paragraph
from workbench.models.redesign.redesign import Redesign


class RedesignForm(RecordForm):
    """What the team says of its own work."""

    own_title = line(_l("What it is called"), most=200, required=True)
    team_name = line(_l("Name of the team"), most=120)
    reason_chosen = paragraph(_l("Why this service was chosen"))
    segments = paragraph(_l("Who uses it"), hint=_l("One group of people a line."))
    sessions_reason = paragraph(
        _l("Why fewer tests than usual"), hint=_l("Only when you cannot test with enough people.")
    )

    def __init__(self, redesign: Redesign, **more: Any):
        super().__init__(obj=redesign, **more)
        if redesign.is_of_programme:
            self.reason_chosen.label.text = gettext("What is to be found out")
        else:
            # A service has the name that the catalogue gives it.
            del self.own_title


class MemberForm(RecordForm):
    """A new member of the team, out of the people enrolled in the programme."""

    person_id = SelectField(_l("Person"), coerce=int)


class FacilitatorForm(RecordForm):
    """Who goes with the team."""

    facilitator_id = SelectField(_l("Facilitator"), coerce=int)
