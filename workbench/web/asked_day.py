"""The day that the address of a page asks about, as its reader writes days."""

from datetime import date

from flask import request

from workbench.models.catalogue.city import City
from workbench.reports.catalogue_day import past_day
from workbench.reports.programme_report import day_from
from workbench.text.days import read_day
from workbench.web.filters import language


def asked_past_day(city: City) -> date | None:
    """Return the day in the address, None for today; raise DomainError for what is no day, or is still to come."""
    day = day_from(request.args.get("as_of"), lambda text: read_day(text, language()))
    return None if day in (None, city.today()) else past_day(city, day)
