"""The first page: a welcome for strangers, and for each person what is theirs to do."""

from flask import Blueprint, render_template
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workbench.extensions import db
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.doubtful_amount import DoubtfulAmount
from workbench.models.work.figure import KPIS
from workbench.models.work.launch import Launch
from workbench.reports.reminders import Reminder, reminders
from workbench.views.redesign.workspace import next_step
from workbench.views.room.next_workshops import cards_of
from workbench.web.access import requires

bp = Blueprint("home", __name__)


@bp.get("/")
@requires("welcome:read")
def index() -> str:
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    mine = own_redesigns()
    redesigns = [(each, next_step(each, each.rule_states)) for each in mine]
    if current_user.is_guest:
        return render_template("home/guest.html", redesigns=redesigns, cards=cards_of([]))
    programmes = own_programmes()
    return render_template(
        "home/index.html",
        services=[each for each in redesigns if not each[0].is_of_programme],
        itself=[each for each in redesigns if each[0].is_of_programme],
        programmes=programmes,
        doubtful=doubtful(),
        to_verify=to_verify(),
        reminders=due_after_launch(),
        measures=KPIS,
        cards=cards_of([programme.id for programme in programmes]),
    )


def doubtful() -> int:
    """Return how many amounts of an earlier release wait for this person's answer."""
    if not current_user.may("doubtful_amount:settle"):
        return 0
    return DoubtfulAmount.count_open_to(current_user)


def to_verify() -> list[Launch]:
    """Return the launches that this person was asked to verify, the longest waiting first."""
    asked = select(Launch).where(Launch.verifier_id == current_user.id)
    found = db.session.scalars(asked.order_by(Launch.verifier_asked_on, Launch.id))
    return [launch for launch in found if current_user.may("launch:verify", launch)]


def due_after_launch() -> list[Reminder]:
    """Return what is due after the launches of this person's teams, and of the programmes they run."""
    run = {
        grant.place_id
        for grant in current_user.grants
        if grant.place == "programme" and grant.role in ("lead", "facilitator")
    }
    return reminders(places("redesign"), run, current_user.city.today())


def places(kind: str) -> list[int]:
    return [grant.place_id for grant in current_user.grants if grant.place == kind]


def own_redesigns() -> list[Redesign]:
    """Return the redesigns in whose team the person is, those still under way first."""
    mine = select(Redesign).where(Redesign.id.in_(places("redesign")))
    found = db.session.scalars(mine.options(selectinload(Redesign.rule_states)))
    return sorted(found, key=lambda each: (each.stage is None, each.id))


def own_programmes() -> list[Programme]:
    """Return the programmes in which the person has a seat, and all of the city for its administrators."""
    is_administrator = current_user.may("city:edit", current_user)
    own = Programme.id.in_(places("programme"))
    condition = own | (Programme.city_id == current_user.city_id) if is_administrator else own
    statement = select(Programme).where(condition).order_by(Programme.id.desc())
    return list(db.session.scalars(statement))
