"""The organisations of a city."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.organisations import OrganisationForm, offer
from workbench.models.alphabet import alphabetical
from workbench.models.catalogue.organisation import KINDS, Organisation
from workbench.models.catalogue.service import Service
from workbench.models.people.person import Person
from workbench.text import columns
from workbench.text.messages import N_
from workbench.web.access import requires
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import commit_and_reply, edited

bp = Blueprint("organisations", __name__)


TABLE = columns.Table(
    N_("Organisations"),
    columns.text("name", N_("Name")),
    columns.text("short_name", N_("Short name")),
    columns.text("kind", N_("Kind"), KINDS),
    columns.text("former_names", N_("Former names")),
    columns.whole("services", N_("Services")),
    columns.whole("people", N_("People")),
)


@table_view(bp, "/organisations", "organisation:read", name="organisations", table=TABLE)
def index() -> Rows | str:
    organisations = Organisation.of(current_user.city)
    services, people = counts(Service), counts(Person)
    if wants_rows():
        own = ("name", "short_name", "kind", "former_names")
        return [
            {name: getattr(one, name) for name in own}
            | {"services": services.get(one.id, 0), "people": people.get(one.id, 0)}
            for one in organisations
        ]
    return render_template(
        "organisations/index.html",
        organisations=organisations,
        services=services,
        people=people,
        kinds=KINDS,
    )


def to_organisation(organisation: Organisation) -> Response:
    return redirect(url_for("organisations.show", organisation_id=organisation.id))


def counts(kind: type) -> dict[int | None, int]:
    """Return how many services or people each organisation of the city has."""
    statement = (
        select(kind.organisation_id, func.count())
        .where(kind.city_id == current_user.city_id)
        .group_by(kind.organisation_id)
    )
    if kind is Person:
        statement = statement.where(~Person.is_removed)
    return dict(db.session.execute(statement).all())


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires("organisation:edit")
def create() -> Response | str:
    form = OrganisationForm()
    offer(form.parent_id, Organisation.of(current_user.city))
    if added := form.accepts(
        lambda: Organisation.add(current_user.city, by=current_user, **form.values())
    ):
        return commit_and_reply(to_organisation(*added))
    return render_template("organisations/edit.html", form=form, organisation=None)


@bp.get("/organisations/<int:organisation_id>")
@requires("organisation:read", Organisation)
def show(organisation: Organisation) -> str:
    own = select(Service).where(Service.organisation_id == organisation.id)
    services = db.session.scalars(own.order_by(*Service.in_alphabet()).limit(20))
    parts = select(Organisation).where(Organisation.parent_id == organisation.id)
    below = db.session.scalars(parts.order_by(alphabetical(Organisation.name)))
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        services=list(services),
        service_count=counts(Service).get(organisation.id, 0),
        person_count=counts(Person).get(organisation.id, 0),
        below=list(below),
        kinds=KINDS,
    )


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires("organisation:edit", Organisation)
def edit(organisation: Organisation) -> Response | str:
    form = OrganisationForm(obj=organisation)
    others = [one for one in Organisation.of(organisation.city) if one is not organisation]
    offer(form.parent_id, others)
    if edited(form, organisation):
        return commit_and_reply(to_organisation(organisation))
    return render_template("organisations/edit.html", form=form, organisation=organisation)
