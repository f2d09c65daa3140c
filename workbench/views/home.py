"""The first page: a welcome for strangers, and for each person what is theirs to do."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workbench.extensions import db
from workbench.models.phase import Phase
from workbench.models.workshop import Workshop
from workbench.models.programme import Programme
from workbench.models.redesign import Redesign
from workbench.views.access import requires
from workbench.views.workspace import next_step

bp = Blueprint("home", __name__)


@bp.get("/")
@requires("welcome:read")
def index() -> str:
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    mine = own_redesigns()
    programmes = own_programmes()
    return render_template(
        "home/index.html",
        redesigns=[(each, next_step(each, each.rule_states)) for each in mine],
        programmes=programmes,
        workshops=coming_workshops(programmes),
    )


def places(kind: str) -> list[int]:
    return [grant.place_id for grant in current_user.grants if grant.place == kind]


def own_redesigns() -> list[Redesign]:
    """Return the redesigns in whose team the person is, those still under way first."""
    statement = (
        select(Redesign)
        .where(Redesign.id.in_(places("redesign")))
        .options(selectinload(Redesign.rule_states))
    )
    return sorted(db.session.scalars(statement), key=lambda each: (each.stage is None, each.id))


def own_programmes() -> list[Programme]:
    """Return the programmes in which the person has a seat, and all of the city for its administrators."""
    is_administrator = current_user.may("city:edit", current_user)
    own = Programme.id.in_(places("programme"))
    condition = own | (Programme.city_id == current_user.city_id) if is_administrator else own
    statement = select(Programme).where(condition).order_by(Programme.id.desc())
    return list(db.session.scalars(statement))


def coming_workshops(programmes: list[Programme]) -> list[Workshop]:
    """Return the next workshops of these programmes, the nearest first, three at most."""
    statement = (
        select(Workshop)
        .join(Phase)
        .where(
            Phase.programme_id.in_([programme.id for programme in programmes]),
            Workshop.state == "planned",
            Workshop.held_on >= current_user.city.today(),
        )
        .order_by(Workshop.held_on, Workshop.starts_at)
        .limit(3)
    )
    return list(db.session.scalars(statement))
