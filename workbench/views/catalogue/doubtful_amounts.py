"""Amounts that an earlier release may have misread: each is corrected, or left as it is, with one press."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.cities import ParametersForm
from workbench.forms.claims import ClaimForm
from workbench.forms.journeys import StepForm as JourneyStepForm
from workbench.forms.problems import ProblemForm
from workbench.forms.services import StepForm as ServiceStepForm
from workbench.models.work.doubtful_amount import DoubtfulAmount, written
from workbench.web.access import requires
from workbench.web.idempotency import commit_and_reply
from workbench.web.pagination import asked_page

bp = Blueprint("doubtful_amounts", __name__)
HERE = "/amounts"
PER_PAGE = 50
FORMS: dict[str, Any] = {
    "city_parameters": ParametersForm,
    "claim": ClaimForm,
    "journey_step": JourneyStepForm,
    "problem": ProblemForm,
    "service_step": ServiceStepForm,
}


@bp.get(HERE)
@requires("doubtful_amount:settle")
def index() -> str:
    count = DoubtfulAmount.count_open_to(current_user)
    page, pages = asked_page(count, PER_PAGE)
    found = DoubtfulAmount.open_to(current_user).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return render_template(
        "doubtful_amounts/index.html",
        found=written(list(db.session.scalars(found))),
        page=page,
        pages=pages,
        page_address=lambda number: url_for("doubtful_amounts.index", page=number),
        label_of=label_of,
        url_of=url_of,
        title_of=title_of,
    )


@bp.post(f"{HERE}/<int:doubtful_amount_id>/correct")
@requires("doubtful_amount:settle", DoubtfulAmount)
def correct(doubtful: DoubtfulAmount) -> Response:
    doubtful.correct(by=current_user)
    return commit_and_reply(to_list())


@bp.post(f"{HERE}/<int:doubtful_amount_id>/keep")
@requires("doubtful_amount:settle", DoubtfulAmount)
def keep(doubtful: DoubtfulAmount) -> Response:
    doubtful.keep(by=current_user)
    return commit_and_reply(to_list())


@bp.post(f"{HERE}/keep")
@requires("doubtful_amount:settle")
def keep_page() -> Response:
    """Settle what the page showed, and nothing beyond it."""
    first, last = (request.form.get(name, 0, type=int) for name in ("first", "last"))
    shown = DoubtfulAmount.open_to(current_user).where(DoubtfulAmount.id.between(first, last))
    for doubtful in db.session.scalars(shown):
        doubtful.keep(by=current_user)
    return commit_and_reply(to_list())


def to_list() -> Response:
    return redirect(url_for("doubtful_amounts.index"))


def label_of(doubtful: DoubtfulAmount) -> str:
    """Return what the form calls the field."""
    return str(getattr(FORMS[doubtful.subject_kind], doubtful.name).args[0])


def title_of(doubtful: DoubtfulAmount) -> str:
    subject = doubtful.subject
    if doubtful.subject_kind == "claim":
        return f"{subject.unit} ({subject.stated_by})"
    if doubtful.subject_kind == "city_parameters":
        return gettext("What an hour is worth")
    return str(subject.title)


def url_of(doubtful: DoubtfulAmount) -> str:
    """Return the page on which the amount stands."""
    subject = doubtful.subject
    if doubtful.subject_kind == "claim":
        return url_for("claims.index", programme_id=subject.programme_id)
    if doubtful.subject_kind == "city_parameters":
        return url_for("cities.index", _anchor="parameters")
    if doubtful.subject_kind == "service_step":
        return url_for("services.show", service_id=subject.service_id)
    if doubtful.subject_kind == "problem":
        return url_for("problems.show", redesign_id=subject.redesign_id, problem_id=subject.id)
    kind = "today" if subject.map.kind == "as_is" else "future"
    return url_for(f"journeys.{kind}", redesign_id=subject.map.redesign_id)
