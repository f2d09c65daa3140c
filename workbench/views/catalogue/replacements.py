"""The service that is asked for in the place of one that was merged or eliminated."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from workbench.extensions import db
from workbench.forms.fields import offered
from workbench.forms.services import ReplacementForm
from workbench.models.catalogue.chartered import ENDINGS
from workbench.models.catalogue.city import City
from workbench.models.catalogue.search import search
from workbench.models.catalogue.service import Service
from workbench.web.access import requires
from workbench.web.idempotency import check_version, commit_and_reply
from workbench.web.pagination import asked_words

bp = Blueprint("replacements", __name__, url_prefix="/services/<int:service_id>/replacement")
MOST_OFFERED = 25


@bp.route("", methods=["GET", "POST"])
@requires("service:edit", Service)
def edit(service: Service) -> Response | str:
    """Choose among the services that a search finds, or say that there is none."""
    here = redirect(url_for("services.show", service_id=service.id))
    if not service.ended_as:
        return here
    words = asked_words()
    form = ReplacementForm(service_id=service.replaced_by_id, version=service.version)
    form.service_id.choices = choices(service, words, form.service_id.data)
    if form.accepts(lambda: name_replacement(service, form)):
        flash(gettext("The page of %(name)s says where to ask now.", name=service.label), "ok")
        return commit_and_reply(here)
    return render_template(
        "services/replacement.html", service=service, form=form, words=words, endings=ENDINGS
    )


def name_replacement(service: Service, form: ReplacementForm) -> bool:
    chosen = form.service_id.data
    other = db.session.get(Service, chosen) if chosen else None
    check_version(service).name_replacement(other, by=current_user)
    return True


def choices(service: Service, words: str, chosen: int | None) -> list[SelectChoice]:
    """Return the services found by the words, after the line that stands for none."""
    found = offered_services(service.city, words, chosen)
    none = (0, gettext("none: nothing takes its place"))
    return [*offered([none]), *found]


def offered_services(city: City, words: str, chosen: int | None) -> list[SelectChoice]:
    """Return the services of today's catalogue that the search found, and the one that was chosen already."""
    of_city = select(Service).where(Service.city_id == city.id).order_by(*Service.in_alphabet())
    present = of_city.where(Service.ended_as == "")
    services = list(db.session.scalars(search(present, words).limit(MOST_OFFERED)))
    if chosen and all(service.id != chosen for service in services):
        services += db.session.scalars(of_city.where(Service.id == chosen))
    return offered((service.id, service.name) for service in services)
