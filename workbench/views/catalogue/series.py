"""The catalogue over time: how many services, how many digital, beside what others stated of a day."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.catalogue.organisation import Organisation
from workbench.models.programme.claim import Claim
from workbench.reports.catalogue_day import SERIES, by_organisation, catalogue_on, series_of
from workbench.web.asked_day import asked_past_day
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.page_cache import cached_page

bp = Blueprint("catalogue_series", __name__)


@table_view(bp, "/services/series", "service:read", name="catalogue", table=SERIES)
def show() -> Rows | str:
    return series(current_user.city)


@cached_page
def series(city: City) -> Rows | str:
    points = series_of(city)
    if wants_rows():
        return [point.day.as_row() for point in points]
    day = asked_past_day(city)
    on = catalogue_on(city, day)
    return render_template(
        "services/series.html",
        points=points,
        on=on,
        asked=day,
        today=city.today(),
        schemes=SCHEMES,
        organisations={each.id: each.label for each in Organisation.of(city)},
        shares=by_organisation(city, on.as_of),
        stated=stated_in(city),
    )


def stated_in(city: City) -> list[dict[str, Any]]:
    """Return what others stated of the catalogue on a day, with the catalogue of that day, the oldest first."""
    statement = (
        select(Claim)
        .where(Claim.city_id == city.id, Claim.subject_kind == "city")
        .where(Claim.as_of.is_not(None), Claim.figure.is_not(None))
        .where(Claim.measure.startswith("catalogue"))
        .order_by(Claim.as_of, Claim.id)
    )
    found = [each for each in db.session.scalars(statement) if current_user.may("claim:read", each)]
    days = {
        each.as_of: catalogue_on(city, each.as_of) for each in found if each.as_of <= city.today()
    }
    return [{"claim": each, "day": days[each.as_of]} for each in found if each.as_of in days]
