"""What a facilitator says of a vote: the budget, and votes that were given on paper."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from workbench.forms.fields import RecordForm, line, whole
from workbench.models.vote import MOST_DOTS


class BudgetForm(RecordForm):
    """How many votes each person has."""

    budget = whole(_l("Votes for each person"), least=1, most=MOST_DOTS, required=True)
    limit = whole(_l("At most so many for one thing"), least=1, most=MOST_DOTS, required=True)


class PaperForm(RecordForm):
    """Whose paper it is; the dots come one field an item."""

    name = line(_l("Name of the voter"), most=120, required=True)
