"""What may be said of a figure that somebody stated."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from workbench.forms.days import day
from workbench.forms.fields import RecordForm, choice, line, paragraph, web_address
from workbench.forms.numbers import amount
from workbench.models.programme.claim import MEASURES, QUALIFIERS


class ClaimForm(RecordForm):
    """A figure as it was stated: by whom, when and where; it is never changed to fit the records."""

    qualifier = choice(_l("They said"), QUALIFIERS)
    figure = amount(_l("Figure"), required=True)
    figure_to = amount(_l("Up to"), hint=_l("Only for a range."))
    unit = line(_l("Of what"), most=120, required=True, hint=_l("For example: officials trained."))
    measure = choice(_l("Compared with"), MEASURES)
    stated_by = line(_l("Who stated it"), most=200, required=True)
    as_of = day(_l("Stated on"))
    source = paragraph(_l("Where it was stated"), most=1000)
    source_url = web_address(_l("Link"))
    scope_text = paragraph(_l("What it covers"), most=1000, hint=_l("For example: phase 1 only."))
    conflict_group = line(
        _l("In conflict with"),
        most=60,
        hint=_l("One word that all figures share that contradict each other."),
    )
    note = paragraph(_l("Note"), most=2000)

    def validate_figure_to(self, field: Any) -> None:
        if (
            field.data is not None
            and self.figure.data is not None
            and field.data < self.figure.data
        ):
            raise ValidationError(_l("The upper end is smaller than the lower one."))
