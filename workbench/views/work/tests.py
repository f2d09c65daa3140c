"""The station of tests: the matrix of findings by participant, and the sessions it is counted from."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.fields import offered
from workbench.forms.tests import NEW, ObservationForm, SessionForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.prototype import PrototypeVersion
from workbench.models.work.test_results import (
    TestResults,
    consent_summary,
    most_on_one_version,
    small_segments,
    versions_tried,
)
from workbench.models.work.test_session import RESULTS, Finding, TestSession
from workbench.views.redesign.workspace import stage_page
from workbench.views.undo.discarding import register_discardable
from workbench.views.work import findings_matrix
from workbench.views.work import test_tables as tables
from workbench.views.work.findings import (
    WORDS,
    bp,
    findings_of,
    sessions_of,
    to_tests,
    versions_of,
)
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.formats import Rows, rows_view
from workbench.web.fragments import watch
from workbench.web.idempotency import check_value, commit_and_reply, edited
from workbench.web.page import may
from workbench.web.page_cache import cached_page


@bp.get("/tests")
@requires("test_session:read", Redesign)
@cached_page
def index(redesign: Redesign) -> str:
    watch(redesign)
    sessions, findings = sessions_of(redesign), findings_of(redesign)
    tested = versions_tried(sessions)
    results = TestResults.of(sessions, findings, chosen_version(tested))
    may_write = may("test_session:write", redesign)
    board = findings_matrix.Board(redesign, results, may_write)
    city = redesign.programme.city
    today = city.today()
    consent = consent_summary(sessions, today)
    return render_template(
        "tests/index.html",
        **stage_page(redesign, "tests"),
        sessions=sessions,
        results=results,
        board=board,
        versions=board.versions(tested),
        headline=findings_matrix.headline(results),
        lead=findings_matrix.lead(results),
        coverage_items=findings_matrix.coverage_items(redesign, sessions, may_write),
        small=small_segments(sessions),
        most_tried=most_on_one_version(sessions),
        consent=consent,
        days_left=findings_matrix.days_left(consent.next_day, today),
        tidies_from=city.tidies_from if city.is_waiting_to_tidy else None,
        words=WORDS,
    )


def chosen_version(tested: list[PrototypeVersion]) -> PrototypeVersion | None:
    """Return the version in the address, else the one tried last; None for all."""
    asked = request.args.get("version", "")
    if asked == "all" or not tested:
        return None
    return next((each for each in tested if str(each.id) == asked), tested[-1])


@rows_view(bp, "/tests", "test_session:read", Redesign, name="sessions", table=tables.SESSIONS)
def table(redesign: Redesign) -> Rows:
    """Return the sessions, without the words of people who did not agree, or who are one of few."""
    return tables.session_rows(sessions_of(redesign))


@rows_view(bp, "/findings", "finding:read", Redesign, name="findings", table=tables.FINDINGS)
def findings_table(redesign: Redesign) -> Rows:
    results = TestResults.of(sessions_of(redesign), findings_of(redesign))
    return map(tables.finding_row, results.lines)


# sessions


def session_page(redesign: Redesign, session: TestSession | None, form: SessionForm) -> str:
    return render_template(
        "tests/session.html",
        redesign=redesign,
        session=session,
        form=form,
        small=small_segments(sessions_of(redesign)),
        words=WORDS,
    )


@bp.route("/tests/new", methods=["GET", "POST"])
@requires("test_session:write", Redesign)
def create_session(redesign: Redesign) -> Response | str:
    versions = versions_of(redesign)
    form = SessionForm(
        held_on=redesign.programme.city.today(),
        prototype_version_id=versions[0].id if versions else None,
        tags=request.args.getlist("tag"),
        consent="missing",
    )
    form.offer(versions)
    if form.validate_on_submit():
        session = TestSession.write(redesign, form.values(), by=current_user)
        told = gettext("%(code)s is recorded. Now say what happened to them.", code=session.code)
        flash(told, "ok")
        address = url_for("tests.observe", redesign_id=redesign.id, session=session.id)
        return commit_and_reply(redirect(address))
    return session_page(redesign, None, form)


@bp.route("/tests/<session_id>/edit", methods=["GET", "POST"])
@requires("test_session:write", Redesign)
def edit_session(redesign: Redesign, session_id: str) -> Response | str:
    watch_form(redesign)
    session = get_or_404(TestSession, session_id, redesign=redesign)
    form = SessionForm(obj=session, mistakes=session.errors)
    form.offer(versions_of(redesign))
    if edited(form, session):
        return commit_and_reply(to_tests(redesign))
    return session_page(redesign, session, form)


register_discardable(
    bp,
    "/tests/<session_id>",
    TestSession,
    told=lambda session: gettext("The test with %(code)s is archived.", code=session.code),
    home=lambda session: to_tests(session.redesign),
    shown=lambda session: to_tests(session.redesign),
    name="_session",
)


@bp.route("/tests/note", methods=["GET", "POST"])
@requires("finding:write", Redesign)
def observe(redesign: Redesign) -> Response | str:
    """Note in three taps what happened to one person at one finding."""
    sessions = [each for each in sessions_of(redesign) if not each.is_withdrawn]
    findings = findings_of(redesign)
    if not sessions:
        flash(gettext("First say who takes part: a code and a few tags, no name."))
        return redirect(url_for("tests.create_session", redesign_id=redesign.id))
    form = ObservationForm(**request.args.to_dict())
    form.session.choices = offered((each.id, each.code) for each in sessions)
    known = ((each.id, f"{each.code} {each.title}") for each in findings)
    form.finding.choices = offered([*known, (NEW, gettext("A new finding"))])
    if noted := form.accepts(lambda: note(redesign, form)):
        flash(noted[0], "ok")
        address = url_for("tests.observe", redesign_id=redesign.id, session=form.session.data)
        return commit_and_reply(redirect(address))
    return render_template(
        "tests/observe.html", redesign=redesign, sessions=sessions, findings=findings, form=form
    )


def note(redesign: Redesign, form: ObservationForm) -> str:
    """Write what the form says, and return it as a sentence."""
    session = get_or_404(TestSession, form.session.data, redesign=redesign)
    severity = form.severity.data
    if form.finding.data == NEW:
        values = {"title": form.title.data, "severity": severity, "task": session.task}
        finding = Finding.write(redesign, values, by=current_user)
    else:
        finding = get_or_404(Finding, form.finding.data, redesign=redesign)
        written = finding.result_of(session.id)
        check_value(finding, "result", written, form.result.data)
        if severity is not None:
            shown = f"severity-{finding.id}"
            check_value(finding, "severity", finding.severity, severity, also=shown)
            finding.edit({"severity": severity}, by=current_user)
    finding.observe(session, form.result.data, by=current_user)
    if form.quote.data:
        quote = "\n".join(filter(None, (session.quote, form.quote.data)))
        session.edit({"quote": quote}, by=current_user)
    said = {"finding": finding.code, "result": gettext(RESULTS[form.result.data])}
    return gettext("Recorded: %(code)s, %(finding)s, %(result)s.", code=session.code, **said)
