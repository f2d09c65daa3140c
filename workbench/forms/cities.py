"""What an administrator may say of the city."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from workbench.forms.days import day
from workbench.forms.fields import RecordForm, choice, line, paragraph
from workbench.forms.numbers import amount
from workbench.models.catalogue.levels import SCHEMES


class CityForm(RecordForm):
    """The city's own details."""

    name = line(_l("Name of the city"), most=200, required=True)
    country = SelectField(_l("Country"))
    time_zone = SelectField(_l("Time zone"), description=_l("It decides which day it is."))
    currency = SelectField(_l("Currency"))
    level_scheme = choice(
        _l("Digital level of the catalogue"),
        {slug: scheme.title for slug, scheme in SCHEMES.items()},
        hint=_l("Lists and filters show this one. Every service's own page shows all of them."),
    )


class ParametersForm(RecordForm):
    """What an hour is worth, from a day on."""

    valid_from = day(_l("In force from"), required=True)
    hourly_income = amount(
        _l("One hour of a citizen is worth"),
        required=True,
        hint=_l("For example the average monthly income from work, divided by the hours worked."),
    )
    hourly_office_cost = amount(
        _l("One hour of city hall costs"),
        required=True,
        hint=_l("For example the payroll of the counters, divided by the hours worked."),
    )
    source = paragraph(_l("Where the numbers come from"), most=1000, required=True)
