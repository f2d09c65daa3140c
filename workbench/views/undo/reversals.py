"""Undo of what was just changed at a programme or a service: the button stands beside the sentence that tells it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.models.base import DomainError
from workbench.models.catalogue.service import Service
from workbench.models.people.person import Forbidden
from workbench.models.programme.programme import Programme
from workbench.models.undo.undo import GONE, Operation, find, undo
from workbench.web.access import requires
from workbench.web.errors import came_from
from workbench.web.idempotency import commit_and_reply, edit_id_of
from workbench.web.languages import safe_next

bp = Blueprint("reversals", __name__)
# What it takes to undo a change of such a record.
NEEDED = {
    "programme": "programme:edit",
    "enrolment": "enrolment:edit",
    "explanation": "explanation:write",
    "service": "service:edit",
}


@bp.post("/programmes/<int:programme_id>/undo")
@requires("programme:read", Programme)
def of_programme(programme: Programme) -> Response:
    """Undo the reader's own change of a party, an objective or a seat."""
    return reverse(programme, asked(programme))


@bp.post("/services/<int:service_id>/undo")
@requires("service:edit", Service)
def of_service(service: Service) -> Response:
    """Undo the reader's own removal of a step or a volume of this service."""
    operation = asked(service)
    if {(each.subject_kind, each.subject_id) for each in operation.events} != {
        ("service", str(service.id))
    }:
        raise DomainError(GONE)
    return reverse(service, operation)


def asked(place: Programme | Service) -> Operation:
    return find(place.scope.workspace, current_user, request.values.get("deed", ""))


def reverse(place: Programme | Service, operation: Operation) -> Response:
    for told in operation.subjects:
        needed = NEEDED.get(told.subject_kind, "programme:edit")
        if not current_user.may(needed, place):
            raise Forbidden(needed)
    undo(place.scope.workspace, operation, by=current_user)
    flash(gettext("It is back where it was."), "ok")
    return commit_and_reply(redirect(safe_next(came_from())))


def flash_undo(sentence: str, place: Programme | Service) -> None:
    """Flash what was done, with a button that takes it back."""
    name = edit_id_of(request)
    endpoint = "reversals.of_service" if isinstance(place, Service) else "reversals.of_programme"
    address = url_for(endpoint, **{f"{place.resource}_id": place.id, "deed": name})
    flash((sentence, gettext("Undo"), address) if name else sentence, "undo" if name else "ok")
