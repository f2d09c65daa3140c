"""The lead's report, and behind every figure the page of the records it was counted from."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext

from workbench.models.base import DomainError
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.catalogue.source import KINDS
from workbench.models.programme.claim_subject import MEASURES
from workbench.models.programme.outcome import KINDS as OUTCOME_KINDS
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import MODES
from workbench.models.progress.certainty import SPREADS
from workbench.models.progress.measurement import GAPS
from workbench.models.redesign.status import GROUPS, STATUSES
from workbench.models.room.attendance import STATES as ATTENDANCE_STATES
from workbench.models.work.figure import KPIS
from workbench.models.work.follow_up import OUTCOMES as VISIT_OUTCOMES
from workbench.reports.attendance_series import TABLE as SERIES
from workbench.reports.attendance_series import series_of
from workbench.reports.behind import RECORDS
from workbench.reports.benefit_rows import TABLE as BENEFITS
from workbench.reports.benefit_rows import row_of
from workbench.reports.benefits import TAKE_UP_WORDS
from workbench.reports.claims import SUBJECT_WORDS, side_by_side
from workbench.reports.claims import TABLE as CLAIMS
from workbench.reports.declared import is_marked, marks_of
from workbench.reports.outcomes import TABLE as OUTCOMES
from workbench.reports.programme_report import ProgrammeReport, day_from, report
from workbench.reports.reach import Reach, volume_of
from workbench.reports.rows import (
    FIGURES,
    MEETINGS,
    SEATS,
    SERVICES,
    ServiceRow,
    figure_rows,
    seat_rows,
)
from workbench.reports.secretariats import TABLE as SECRETARIATS
from workbench.reports.tracks import Track
from workbench.text.columns import Table
from workbench.text.days import read_day
from workbench.views.programme.claim_links import Behind
from workbench.views.programme.kpi_pictures import lines_of, together_of, value_words
from workbench.views.programme.report_pictures import ladder_picture, level_words, time_picture
from workbench.web.access import requires
from workbench.web.contradictions import worded
from workbench.web.filters import language
from workbench.web.formats import FORM, file_answer, json_answer, plain_refusal
from workbench.web.page_cache import cached_page
from workbench.web.sentences import rule_sentence, rule_url

View = Callable[..., Any]
bp = Blueprint("reports", __name__)
HERE = "/programmes/<int:programme_id>/report"
FILTERS = (
    *("group", "status", "organisation", "level", "moment", "scheme", "phase", "basis", "declared"),
)


def report_page(address: str = "") -> Callable[[View], View]:
    """A page of the report, whose rows are also at the same address with .json, .csv and .xlsx."""

    def wrap(view: View) -> View:
        guarded = requires("report:read", Programme)(of_one_day(cached_page(view)))
        bp.get(HERE + address)(guarded)
        bp.get(HERE + address + FORM)(guarded)
        return guarded

    return wrap


def of_one_day(view: View) -> View:
    """Write the day in the address as YYYY-MM-DD: others may open it, whose language writes days in another way."""

    @wraps(view)
    def shown(programme: Programme, **arguments: Any) -> Any:
        sent = request.args.get("as_of", "")
        day = day_from(sent, lambda text: read_day(text, language()))
        if day is None or sent == day.isoformat():
            return view(programme, **arguments)
        named = {**request.args.to_dict(), "as_of": day.isoformat()}
        return redirect(url_for(str(request.endpoint), **request.view_args or {}, **named))

    return shown


@bp.errorhandler(DomainError)
def refused(error: DomainError) -> tuple[str, int] | Response:
    """Say in one sentence what was wrong with the question."""
    sentence = gettext(error.message, **error.facts)
    return plain_refusal(sentence, 400) or (
        render_template("reports/refused.html", sentence=sentence, address=request.path),
        400,
    )


def asked(programme: Programme) -> ProgrammeReport:
    """Return the report as of the day in the address, or of today."""
    return report(programme, day_from(request.args.get("as_of")))


def scheme_of(programme: Programme) -> str:
    """Return the scheme in the address when we know it, else the city's own."""
    wished = request.args.get("scheme", "")
    return wished if wished in SCHEMES else programme.city.level_scheme


def records(
    form: str,
    found: ProgrammeReport,
    name: str,
    rows: Iterable[dict[str, Any]],
    table: Table,
) -> Response:
    """Answer the records behind a figure in one of the forms."""
    rows = list(rows)
    if form == "json":
        where = {"programme": found.programme.slug, "as_of": found.as_of}
        return json_answer({**where, "count": len(rows), name: rows})
    file = f"{found.programme.slug}-{name}-{found.as_of.isoformat()}"
    return file_answer(form, file, rows, table)


def page(template: str, found: ProgrammeReport, **context: Any) -> str:
    """Render a page of the report; its links keep the day when it is not today."""
    is_today = found.as_of == found.programme.city.today()
    kept = {} if is_today else {"as_of": found.as_of.isoformat()}

    def to(endpoint: str, **query: Any) -> str:
        named = {key: value for key, value in query.items() if value}
        return url_for(
            f"reports.{endpoint}", **{"programme_id": found.programme.id, **named, **kept}
        )

    return render_template(
        f"reports/{template}.html",
        report=found,
        programme=found.programme,
        to=to,
        behind=Behind(found.programme, **kept),
        is_today=is_today,
        wishes={name: request.args[name] for name in FILTERS if name in request.args},
        groups=GROUPS,
        statuses=STATUSES,
        schemes=SCHEMES,
        subjects=SUBJECT_WORDS,
        ladder_picture=ladder_picture,
        level_words=level_words,
        marks_of=marks_of,
        spreads=SPREADS,
        take_up_words=TAKE_UP_WORDS,
        **context,
    )


@report_page()
def show(programme: Programme, form: str = "html") -> Response | str:
    found = asked(programme)
    if form == "json":
        return json_answer(found.as_dict())
    if form != "html":
        file = f"{programme.slug}-report-{found.as_of.isoformat()}"
        return file_answer(form, file, figure_rows(found.as_dict()), FIGURES)
    return page(
        "show",
        found,
        scheme=scheme_of(programme),
        time=time_picture(found),
        marked=[
            track for track in found.services if track.group == "digitized" and is_marked(track)
        ],
        benefit={line.track.id: line for line in found.benefits.lines},
        claims=side_by_side(found.claims),
        launched=lines_of(found),
        together=together_of(found),
        kpi_words=KPIS,
        sources=RECORDS,
        measures=MEASURES,
        worded=worded,
        outcome_kinds=OUTCOME_KINDS,
        contradicted=found.contradicted,
        rule_sentence=rule_sentence,
        rule_url=rule_url,
    )


@report_page("/services")
def services(programme: Programme, form: str = "html") -> Response | str:
    found, scheme = asked(programme), scheme_of(programme)
    chosen = [track for track in found.services if is_wanted(track, scheme)]
    if form != "html":
        rows = (ServiceRow.of(track, scheme).as_row() for track in chosen)
        return records(form, found, "services", rows, SERVICES)
    organisations = {each.id: each.name for each in found.secretariats}
    own = {"tracks": chosen, "reach": Reach(tuple(chosen)), "volume_of": volume_of}
    return page("services", found, **own, scheme=scheme, organisations=organisations)


def in_phase(rows: Iterable[Any], name: str = "phase_id") -> list[Any]:
    """Return the rows of the phase in the address, or all of them."""
    phase = request.args.get("phase", type=int)
    return [each for each in rows if phase in (None, getattr(each, name))]


def is_wanted(track: Track, scheme: str) -> bool:
    """Return whether a service passes the filters in the address; "none" stands for not stated."""
    wishes = request.args
    facts = {
        "status": track.status,
        "group": track.group,
        "organisation": str(track.organisation_id or "none"),
        "level": _level(track, scheme) or "none",
        "declared": "without" if is_marked(track) else "",
    }
    return all(not wishes.get(name) or wishes[name] == value for name, value in facts.items())


def _level(track: Track, scheme: str) -> str:
    at_start = request.args.get("moment") == "before"
    return track.level_before(scheme) if at_start else track.level_now(scheme)


@report_page("/people")
def people(programme: Programme, form: str = "html") -> Response | str:
    found = asked(programme)
    seats = [
        seat
        for seat in in_phase(found.participation.seats)
        if request.args.get("organisation", str(seat.organisation_id)) == str(seat.organisation_id)
    ]
    if form != "html":
        return records(form, found, "people", seat_rows(seats, found.participation), SEATS)
    phases = {phase.id: phase.title for phase in found.participation.phases}
    return page("people", found, seats=seats, phases=phases)


@report_page("/organisations")
def organisations(programme: Programme, form: str = "html") -> Response | str:
    found = asked(programme)
    present = {seat.organisation_id for seat in in_phase(found.participation.seats)}
    is_whole = request.args.get("phase", type=int) is None
    chosen = [each for each in found.secretariats if is_whole or each.id in present]
    if form != "html":
        return records(
            form, found, "organisations", [each.as_row() for each in chosen], SECRETARIATS
        )
    columns = [{"label": gettext(title), "end": True} for title in GROUPS.values()]
    return page(
        "organisations", found, secretariats=chosen, sent=present - {None}, groups_columns=columns
    )


@report_page("/workshops")
def workshops(programme: Programme, form: str = "html") -> Response | str:
    found = asked(programme)
    chosen = in_phase(found.participation.meetings)
    if form != "html":
        rows = ({**vars(each), "counted": each.is_held_by(found.as_of)} for each in chosen)
        return records(form, found, "workshops", rows, MEETINGS)
    held = sum(each.is_held_by(found.as_of) for each in chosen)
    return page("workshops", found, meetings=chosen, held=held, modes=MODES)


@report_page("/attendance")
def attendance(programme: Programme, form: str = "html") -> Response | str:
    found = asked(programme)
    chosen = [series_of(each, found.as_of) for each in in_phase(programme.phases, "id")]
    if form == "json":
        where = {"programme": programme.slug, "as_of": found.as_of}
        return json_answer({**where, "attendance": [each.as_dict() for each in chosen]})
    if form != "html":
        rows = (row for each in chosen for row in each.rows())
        return records(form, found, "attendance", rows, SERIES)
    return page("attendance", found, series=chosen, states=ATTENDANCE_STATES)


@report_page("/benefits")
def benefits(programme: Programme, form: str = "html") -> Response | str:
    found = asked(programme)
    basis, group = request.args.get("basis", ""), request.args.get("group", "")
    in_group = [line for line in found.benefits.lines if group in ("", line.track.group)]
    lines = [line for line in in_group if basis in ("", line.basis)]
    if form != "html":
        return records(form, found, "benefits", map(row_of, lines), BENEFITS)
    return page("benefits", found, lines=lines, basis=basis, gaps=GAPS)


@report_page("/kpis")
def kpis(programme: Programme, form: str = "html") -> Response | str:
    found = asked(programme)
    if form != "html":
        return records(form, found, "kpis", found.kpis, OUTCOMES)
    currency = programme.city.currency
    shown = {"launched": lines_of(found), "kpi_words": KPIS, "outcomes": VISIT_OUTCOMES}
    return page(
        "kpis",
        found,
        **shown,
        words=lambda figure: value_words(figure.measure, figure.value, currency),
    )


@report_page("/claims")
def claims(programme: Programme, form: str = "html") -> Response | str:
    found = asked(programme)
    if form != "html":
        return records(form, found, "claims", [claim.as_dict() for claim in found.claims], CLAIMS)
    return page("claims", found, claims=side_by_side(found.claims))


@report_page("/claims/<int:claim_id>")
def claim(programme: Programme, claim_id: int, form: str = "html") -> Response | str:
    found = asked(programme)
    stated = next((each for each in found.claims if each.id == claim_id), None) or abort(404)
    if form != "html":
        return records(form, found, "claims", [stated.as_dict()], CLAIMS)
    group = stated.conflict_group
    rivals = [each for each in found.claims if group and each.conflict_group == group]
    return page("claim", found, claim=stated, rivals=rivals, kinds=KINDS)
