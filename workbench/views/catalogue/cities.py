"""A city's own page, for its administrators."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.cities import CityForm, ParametersForm
from workbench.forms.invitations import place_fields
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.people.invitation import KINDS, Invitation
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme
from workbench.web.access import requires
from workbench.web.idempotency import commit_and_reply, edited

bp = Blueprint("cities", __name__, url_prefix="/city")


@bp.get("")
@requires("city:edit")
def index() -> str:
    city = current_user.city
    offices = db.session.scalars(
        select(CityOffice)
        .where(CityOffice.city_id == city.id)
        .options(joinedload(CityOffice.person))
    )
    return render_template(
        "cities/index.html",
        city=city,
        parameters=list(reversed(city.parameters)),
        in_force=city.parameters_on(city.today()),
        administrators=sorted(
            (office.person for office in offices if not office.person.is_removed),
            key=lambda person: person.name,
        ),
        invitations=Invitation.open_of(Invitation.city_id == city.id),
        kinds=KINDS,
        counts=counts(),
        scheme=SCHEMES[city.level_scheme],
    )


def counts() -> dict[str, int]:
    """Return how many organisations, services, people and programmes the city has, in one statement."""
    kinds = {
        "organisations": Organisation,
        "services": Service,
        "people": Person,
        "programmes": Programme,
    }
    city_id = current_user.city_id
    columns = [
        select(func.count()).where(kind.city_id == city_id).scalar_subquery().label(name)
        for name, kind in kinds.items()
    ]
    return dict(db.session.execute(select(*columns)).one()._mapping)


@bp.route("/edit", methods=["GET", "POST"])
@requires("city:edit")
def edit() -> Response | str:
    city = current_user.city
    form = CityForm(obj=city)
    place_fields(form)
    if edited(form, city):
        flash(gettext("The details of the city are saved."), "ok")
        return commit_and_reply(redirect(url_for("cities.index")))
    return render_template("cities/edit.html", form=form, city=city)


@bp.route("/parameters", methods=["GET", "POST"])
@requires("city:edit")
def parameters() -> Response | str:
    """State what an hour is worth from a day on; measurements taken before keep what they froze."""
    city = current_user.city
    form = ParametersForm()
    if not form.is_submitted():
        form.valid_from.data = city.today()
    if form.accepts(lambda: city.state_parameters(**form.values(), by=current_user)):
        flash(gettext("From that day on, benefits are computed with these numbers."), "ok")
        return commit_and_reply(redirect(url_for("cities.index", _anchor="parameters")))
    return render_template("cities/parameters.html", form=form, city=city)
