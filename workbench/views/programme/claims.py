"""Figures that somebody stated, beside the computed ones: the ledger of a programme, and that of the city itself."""

from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.claims import ClaimForm
from workbench.models.catalogue.city import City
from workbench.models.programme.claim import QUALIFIERS, Claim
from workbench.models.programme.claim_subject import MEASURES
from workbench.models.programme.programme import Programme
from workbench.reports.claims import SUBJECT_WORDS, TABLE, StatedFigure, claims_of
from workbench.reports.measures import Facts
from workbench.reports.programme_report import report
from workbench.views.programme.claim_links import Behind
from workbench.web.access import get_or_404, requires
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import commit_and_reply, edited

bp = Blueprint("claims", __name__)
HERE = "/programmes/<int:programme_id>/claims"
OF_CITY = "/city/claims"
Ledger = Programme | City


def address(place: Ledger, of_programme: str, of_city: str) -> str:
    """Return the address of a page of the ledger."""
    if isinstance(place, Programme):
        return url_for(f"claims.{of_programme}", programme_id=place.id)
    return url_for(f"claims.{of_city}")


def to_list(place: Ledger) -> Response:
    return redirect(address(place, "index", "of_city"))


def listed(place: Ledger, stated: list[StatedFigure], permission: str) -> Rows | str:
    if wants_rows():
        return [figure.as_dict() for figure in stated]
    return render_template(
        "claims/index.html",
        programme=place if isinstance(place, Programme) else None,
        place=place,
        stated=stated,
        conflicts={figure.conflict_group for figure in stated if figure.conflict_group},
        may_keep=current_user.may(permission, place),
        behind=Behind(place if isinstance(place, Programme) else None),
        qualifiers=QUALIFIERS,
        measures=MEASURES,
        subjects=SUBJECT_WORDS,
        address=address,
        edit_address=partial(edit_address, place),
    )


def edit_address(place: Ledger, claim_id: int) -> str:
    if isinstance(place, Programme):
        return url_for("claims.edit", programme_id=place.id, claim_id=claim_id)
    return url_for("claims.edit_of_city", city_claim_id=claim_id)


def kept(place: Ledger) -> Response | str:
    form = ClaimForm(place)
    if form.accepts(lambda: Claim.state(place, by=current_user, **form.values())):
        return commit_and_reply(to_list(place))
    return edit_page(place, form, None)


def corrected(place: Ledger, claim: Claim) -> Response | str:
    form = ClaimForm(place, claim)
    if edited(form, claim):
        return commit_and_reply(to_list(place))
    return edit_page(place, form, claim)


def edit_page(place: Ledger, form: ClaimForm, claim: Claim | None) -> str:
    programme = place if isinstance(place, Programme) else None
    shown = {"programme": programme, "place": place, "form": form, "claim": claim}
    return render_template("claims/edit.html", address=address, **shown)


@table_view(bp, HERE, "claim:read", Programme, name="{0.slug}-claims", table=TABLE)
def index(programme: Programme) -> Rows | str:
    return listed(programme, list(report(programme).claims), "claim:edit")


@bp.route(HERE + "/new", methods=["GET", "POST"])
@requires("claim:edit", Programme)
def state(programme: Programme) -> Response | str:
    return kept(programme)


@bp.route(HERE + "/<int:claim_id>", methods=["GET", "POST"])
@requires("claim:edit", Programme)
def edit(programme: Programme, claim_id: int) -> Response | str:
    return corrected(programme, get_or_404(Claim, claim_id, programme=programme))


@table_view(bp, OF_CITY, "claim:read", name="city-claims", table=TABLE)
def of_city() -> Rows | str:
    city = current_user.city
    return listed(city, claims_of(Facts(city, city.today())), "claim:keep")


@bp.route(OF_CITY + "/new", methods=["GET", "POST"])
@requires("claim:keep")
def state_of_city() -> Response | str:
    return kept(current_user.city)


@bp.route(OF_CITY + "/<int:city_claim_id>", methods=["GET", "POST"])
@requires("claim:keep")
def edit_of_city(city_claim_id: int) -> Response | str:
    city = current_user.city
    return corrected(city, get_or_404(Claim, city_claim_id, city=city, programme=None))
