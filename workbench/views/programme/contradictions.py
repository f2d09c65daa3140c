"""Contradictions of a programme and of a city: both sides, what would resolve them, and who explained which."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from workbench.forms.explanations import ExplanationForm
from workbench.models.base import DomainError
from workbench.models.catalogue.city import City
from workbench.models.programme.explanation import Explanation
from workbench.models.programme.programme import Programme
from workbench.reports.catalogue_day import catalogue_on
from workbench.reports.claims import claims_of
from workbench.reports.contradiction import (
    KIND_WORDS,
    TABLE,
    Contradiction,
    Looked,
    found_in,
)
from workbench.reports.measures import Facts
from workbench.reports.programme_report import report
from workbench.text.messages import N_
from workbench.views.programme import reports
from workbench.views.undo.reversals import flash_undo
from workbench.web.access import get_or_404, requires
from workbench.web.asked_day import asked_past_day
from workbench.web.contradictions import worded
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import commit_and_reply

bp = Blueprint("contradictions", __name__)
OF_PROGRAMME = "/programmes/<int:programme_id>/contradictions"
OF_CITY = "/city/contradictions"
# More than these a page does not show; the files hold them all.
MOST = 100


def as_row(found: Contradiction) -> dict[str, Any]:
    """Return one contradiction as a row whose words are in the reader's language."""
    said = {
        f"{name}_text": f"{worded(side.who)}: {worded(side.says)}"
        for name, side in (("left", found.left), ("right", found.right))
    }
    return {**found.as_row(), **said, "resolve": worded(found.resolve)}


def chosen(found: list[Contradiction]) -> list[Contradiction]:
    """Return those of the kind in the address, or all of them."""
    kind = request.args.get("kind", "")
    return [each for each in found if kind in ("", each.kind)]


def shown(found: list[Contradiction], place: Programme | City, endpoint: str) -> dict[str, Any]:
    """Return what the pages of both lists say."""
    listed, opened = chosen(found), [each for each in found if each.is_open]
    return {
        "opened": [each for each in listed if each.is_open][:MOST],
        "explained": [each for each in listed if not each.is_open][:MOST],
        "open_count": len(opened),
        "listed_count": sum(each.is_open for each in listed),
        "counts": {kind: sum(each.kind == kind for each in opened) for kind in KIND_WORDS},
        "kinds": KIND_WORDS,
        "kind": request.args.get("kind", ""),
        "worded": worded,
        "place": place,
        "may_explain": current_user.may("explanation:write", place),
        "explain_url": lambda each: url_for(endpoint, **_at(place), kind=each.kind, key=each.key),
    }


def _at(place: Programme | City) -> dict[str, int]:
    return {"programme_id": place.id} if isinstance(place, Programme) else {}


@reports.report_page("/contradictions")
def contradictions(programme: Programme, form: str = "html") -> Response | str:
    found = reports.asked(programme)
    if form != "html":
        rows = [as_row(each) for each in chosen(list(found.contradictions))]
        return reports.records(form, found, "contradictions", rows, TABLE)
    told = shown(list(found.contradictions), programme, "contradictions.explain")
    return reports.page("contradictions", found, **told)


def in_city(city: City, day: date | None = None) -> list[Contradiction]:
    """Return what contradicts itself in the city's own ledger and in its catalogue on a day, today without one."""
    day = day or city.today()
    return found_in(Looked(city, day, claims=tuple(claims_of(Facts(city, day)))))


@table_view(bp, OF_CITY, "service:read", name="city-contradictions", table=TABLE)
def of_city() -> Rows | str:
    city, as_of = current_user.city, asked_past_day(current_user.city)
    found = in_city(city, as_of)
    if wants_rows():
        return [as_row(each) for each in chosen(found)]
    told = shown(found, city, "contradictions.explain_of_city")
    if as_of:  # what was explained on an earlier day is not explained again
        told["may_explain"] = False
    figures = catalogue_on(city, as_of)
    return render_template(
        "contradictions/of_city.html", city=city, as_of=as_of, figures=figures, **told
    )


def explained(place: Programme | City, found: list[Contradiction], back: str) -> Response | str:
    """Ask for the explanation of the contradiction in the address, and keep it."""
    named = (request.args.get("kind", ""), request.args.get("key", ""))
    one = next((each for each in found if (each.kind, each.key) == named and each.is_open), None)
    if one is None:
        raise DomainError(N_("This contradiction is not open any more."))
    form = ExplanationForm()
    if form.accepts(
        lambda: Explanation.give(place, one.kind, one.key, form.text.data, by=current_user)
    ):
        if isinstance(place, Programme):
            flash_undo(gettext("Explained: %(name)s.", name=one.subject), place)
        return commit_and_reply(redirect(back))
    return render_template(
        "contradictions/explain.html", place=place, one=one, form=form, worded=worded, back=back
    )


@bp.route(OF_PROGRAMME + "/explain", methods=["GET", "POST"])
@requires("explanation:write", Programme)
def explain(programme: Programme) -> Response | str:
    back = url_for("reports.contradictions", programme_id=programme.id)
    return explained(programme, list(report(programme).contradictions), back)


@bp.route(OF_CITY + "/explain", methods=["GET", "POST"])
@requires("explanation:write")
def explain_of_city() -> Response | str:
    return explained(
        current_user.city, in_city(current_user.city), url_for("contradictions.of_city")
    )


@bp.post(OF_PROGRAMME + "/<int:explanation_id>/withdraw")
@requires("explanation:write", Programme)
def withdraw(programme: Programme, explanation_id: int) -> Response:
    get_or_404(Explanation, explanation_id, programme=programme).withdraw(by=current_user)
    flash_undo(gettext("The explanation is taken back."), programme)
    return commit_and_reply(redirect(url_for("reports.contradictions", programme_id=programme.id)))


@bp.post(OF_CITY + "/<int:city_explanation_id>/withdraw")
@requires("explanation:write")
def withdraw_of_city(city_explanation_id: int) -> Response:
    city = current_user.city
    get_or_404(Explanation, city_explanation_id, city=city, programme=None).withdraw(
        by=current_user
    )
    return commit_and_reply(redirect(url_for("contradictions.of_city")))
