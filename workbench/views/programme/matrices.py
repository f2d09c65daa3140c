"""The facilitator's matrix: teams × stages, who needs somebody first; any cell opens the team's stage."""

from collections import Counter

from flask import Blueprint, Response, render_template
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import STAGES, STATUSES
from workbench.reports.contradicted import open_in_work
from workbench.reports.matrix import CELL_WORDS, TABLE, StageCell, Team, matrix
from workbench.views.redesign.workspace import PAGES
from workbench.web.access import requires
from workbench.web.formats import FORM, file_answer, json_answer
from workbench.web.fragments import watch
from workbench.web.page_cache import cached_page
from workbench.web.sentences import rule_sentence, rule_url

bp = Blueprint("matrices", __name__)
# Beyond so many teams, the page follows the first ones and is read anew for the others.
MOST_WATCHED = 60
HERE = "/programmes/<int:programme_id>/matrix"


@bp.get(HERE)
@bp.get(HERE + FORM)
@requires("matrix:read", Programme)
@cached_page
def show(programme: Programme, form: str = "html") -> Response | str:
    watch(programme, *teams_of(programme))
    found = matrix(programme)
    marks = Counter(each.redesign_id for each in open_in_work(programme, found.unmet))
    rows = [
        {
            **team.as_row(),
            "contradictions": marks[team.id],
            "next_step": rule_sentence(team.missing) if team.missing else None,
        }
        for team in (found.teams if form != "html" else ())
    ]
    if form == "json":
        return json_answer({"programme": programme.slug, "as_of": found.day, "teams": rows})
    if form != "html":
        return file_answer(form, f"{programme.slug}-matrix-{found.day.isoformat()}", rows, TABLE)
    return render_template(
        "matrices/show.html",
        programme=programme,
        matrix=found,
        stages=STAGES,
        statuses=STATUSES,
        pages=PAGES,
        label=stage_words,
        rule_sentence=rule_sentence,
        rule_url=rule_url,
        contradicted=marks,
    )


def teams_of(programme: Programme) -> list[Redesign]:
    """Return the teams that the page follows, each with its workspace and the programme's, in one statement."""
    statement = (
        select(Redesign)
        .where(Redesign.programme_id == programme.id)
        .options(joinedload(Redesign.programme).joinedload(Programme.workspace))
        .order_by(Redesign.id)
        .limit(MOST_WATCHED)
    )
    return list(db.session.scalars(statement))


def stage_words(cell: StageCell, team: Team) -> str:
    """Return what a cell says to somebody who does not see its dot."""
    words = {"stage": gettext(STAGES[cell.stage]), "state": gettext(CELL_WORDS[cell.state])}
    told = gettext("%(stage)s: %(state)s", **words)
    if not cell.is_here:
        return told
    is_service = team.subject.is_service
    return f"{told}, {gettext('the service is here') if is_service else gettext('the programme is here')}"
