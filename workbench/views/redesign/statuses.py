"""The statuses of a redesign with their dates, the gate before "digitized", and the figures each one froze."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.statuses import StatusForm
from workbench.models.base import DomainError
from workbench.models.catalogue.chartered import ENDINGS
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.people.person import Forbidden, Person
from workbench.models.progress.follow import recorded_by
from workbench.models.progress.measurement import GAPS, Measurement
from workbench.models.progress.progress import Unmet, advance, permission_for, would_return
from workbench.models.redesign.redesign import Redesign, StatusChange
from workbench.models.roles import ROLES
from workbench.models.work.launch import DOUBTS
from workbench.reports.benefits import TAKE_UP_WORDS
from workbench.reports.outcomes import account_of
from workbench.reports.outlook import benefit_of
from workbench.text import formats
from workbench.text.messages import N_
from workbench.views.redesign.workspace import standing, states_of, waiting_charters
from workbench.web.access import get_or_404, requires
from workbench.web.filters import language
from workbench.web.fragments import watch
from workbench.web.idempotency import check_version, commit_and_reply
from workbench.web.sentences import rule_sentence, rule_url

# The thresholds that statuses ask for, as the form of a programme names them.
THRESHOLD_WORDS = {
    "charter_share": N_("Charter fields filled, per cent"),
    "problems": N_("Problems a team writes"),
    "sessions": N_("People a team tests with"),
}

bp = Blueprint("statuses", __name__, url_prefix="/redesigns/<int:redesign_id>/statuses")


@bp.route("", methods=["GET", "POST"])
@requires("redesign:read", Redesign)
def index(redesign: Redesign) -> Response | str:
    """Show the statuses with their dates, and let those who may declare the next one."""
    watch(redesign)
    status = request.args.get("status") or redesign.status
    form = StatusForm(
        status=status,
        effective_on=first_day(redesign, status),
        version=redesign.version,
    )
    form.offer(redesign)
    missing: list[tuple[str, str]] = []
    states = states_of(redesign)
    if form.is_submitted():
        if not current_user.may(permission_for(form.status.data or ""), redesign):
            raise Forbidden("status:change")
        if declare(redesign, form, missing):
            return commit_and_reply(redirect(url_for("redesigns.show", redesign_id=redesign.id)))
    return render_template(
        "statuses/index.html",
        redesign=redesign,
        form=form,
        missing=missing,
        history=history_of(redesign),
        endings=ENDINGS,
        lacking=standing(redesign, states).lacking,
        waiting=waiting_charters(redesign, states),
        would_return=redesign.group == "digitized" and would_return(redesign),
    )


def history_of(redesign: Redesign) -> list[StatusChange]:
    """Return every status there was, withdrawn ones too, the latest first."""
    order = (StatusChange.effective_on.desc(), StatusChange.id.desc())
    told = select(StatusChange).where(StatusChange.redesign_id == redesign.id).order_by(*order)
    return list(db.session.scalars(told))


@bp.post("/<int:change_id>/withdraw")
@requires("status:change", Redesign)
def withdraw(redesign: Redesign, change_id: int) -> Response:
    """Take back the statuses that recorded themselves together with this one, while it stands last."""
    redesign.workspace.hold()
    db.session.refresh(redesign)
    change = get_or_404(StatusChange, change_id, redesign=redesign)
    if redesign.latest_change is not change or not change.is_recorded:
        raise DomainError(N_("Only the status reached last can be undone, if it recorded itself."))
    together = recorded_by(redesign, change.operation or "")
    redesign.withdraw_statuses(together, by=current_user)
    flash(gettext("Undone. The page offers the status; nobody has to declare it."), "ok")
    return commit_and_reply(redirect(url_for("redesigns.show", redesign_id=redesign.id)))


def first_day(redesign: Redesign, status: str) -> date:
    """Return the day that the form begins with: of what is digitized, the day of the launch that was proved.

    It is never one before the latest status, which would be refused.
    """
    today = redesign.programme.city.today()
    launched = redesign.launch.launched_on if redesign.launch else None
    proved = launched if status == "digitized" and launched and launched <= today else today
    return max(proved, redesign.status_since)


def declare(redesign: Redesign, form: StatusForm, missing: list[tuple[str, str]]) -> bool:
    """Declare the status; fill ``missing`` with what the gate still asks for, each with its place."""

    def operation() -> None:
        try:
            advance(
                check_version(redesign),
                form.status.data,
                on=form.effective_on.data,
                by=current_user,
                reason=form.reason.data,
            )
        except Unmet as unmet:
            missing.extend((rule_sentence(one), rule_url(redesign, one)) for one in unmet.missing)
            raise

    return bool(form.accepts(operation))


@bp.get("/<int:change_id>")
@requires("redesign:read", Redesign)
def show(redesign: Redesign, change_id: int) -> str:
    """Show what a status change froze: levels, burdens, volume, parameters and the formula."""
    change = get_or_404(StatusChange, change_id, redesign=redesign)
    taken = Measurement.thaw(change.measurement)
    known = account_of(redesign)
    return render_template(
        "statuses/show.html",
        redesign=redesign,
        change=change,
        gaps=[gettext(GAPS[gap]) for gap in taken.gaps],
        yearly_rows=yearly_rows(taken, redesign.programme.city.currency),
        inputs=inputs(taken, redesign.programme.city.currency),
        terms=terms_told(change),
        line=benefit_of(redesign, taken, known, change),
        spreads=taken.spreads,
        take_up_words=TAKE_UP_WORDS,
    )


def yearly_rows(taken: Measurement, currency: str) -> list[list[str]]:
    """Return a row a side: hours and money of a year, before and after; unknown stays unknown, and is not 0."""
    rows = []
    for side, title in (("citizens", gettext("Citizens")), ("office", gettext("City hall"))):
        years = [
            taken.yearly(side, moment) if taken.knows(side, moment) else None
            for moment in ("before", "after")
        ]
        hours = [formats.hours(year and year.hours, language()) for year in years]
        has_worth = taken.hourly_income is not None
        money = [
            formats.money(year.money if year and has_worth else None, currency, language())
            for year in years
        ]
        rows.append([title, *hours, *money])
    return rows


def terms_told(change: StatusChange) -> list[tuple[str, str]]:
    """Return under which scheme and thresholds it was declared, and who had verified, as (name, value)."""
    terms, lang = change.terms, language()
    if not terms:
        return []
    scheme, verified = SCHEMES.get(terms.get("scheme", "")), terms.get("verified")
    told = (
        [(gettext("Scheme of levels"), f"{gettext(scheme.title)} ({terms['version']})")]
        if scheme
        else []
    )
    told += [
        (gettext(words), formats.number(terms["thresholds"][name], lang))
        for name, words in THRESHOLD_WORDS.items()
        if name in terms.get("thresholds", {})
    ]
    if verified and (person := db.session.get(Person, verified["by_id"])):
        stood = [gettext(ROLES[role]) for role in verified["roles"]]
        doubts = [gettext(DOUBTS[slug]) for slug in verified["doubts"]]
        told.append((gettext("Verified by"), ", ".join([person.name, *stood, *doubts])))
    return told


def inputs(taken: Measurement, currency: str) -> list[tuple[str, str]]:
    """Return everything the yearly figures were computed from, as (name, value)."""
    lang = language()
    minutes = {
        gettext("Minutes of a request, citizens, before"): ("citizens", "before"),
        gettext("Minutes of a request, citizens, after"): ("citizens", "after"),
        gettext("Minutes of a request, city hall, before"): ("office", "before"),
        gettext("Minutes of a request, city hall, after"): ("office", "after"),
    }
    levels = [
        (
            gettext(SCHEMES[slug].title),
            f"{level or gettext('not stated')} → {taken.levels_after.get(slug) or gettext('not stated')}",
        )
        for slug, level in taken.levels_before.items()
        if slug in SCHEMES
    ]
    return [
        (gettext("Requests a year"), formats.number(taken.volume, lang)),
        *(
            (name, formats.number(taken.minutes(*which), lang, 1))
            for name, which in minutes.items()
        ),
        (gettext("An hour of a citizen"), formats.money(taken.hourly_income, currency, lang)),
        (gettext("An hour of city hall"), formats.money(taken.hourly_office_cost, currency, lang)),
        (gettext("Parameters in force since"), taken.parameters_from or "–"),
        *levels,
    ]
