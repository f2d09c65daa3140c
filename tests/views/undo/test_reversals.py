"""What was removed from a programme or a service comes back by the button beside the sentence that told it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.objective import Objective
from workbench.models.programme.programme import Party


def undo(visitor: Any, page: str, status: int = 302) -> str:
    """Press the button beside the sentence on the page; return its address."""
    buttons = visitor.get(page).document.xpath("//form[contains(@action, '/undo?deed=')]/@action")
    visitor.post(buttons[0], status)
    return urlsplit(buttons[0]).path + "?" + urlsplit(buttons[0]).query


def test_a_party_an_objective_and_a_seat_come_back(visit: Any, city: City4) -> None:
    for name in ("Um", "Dois", "Três"):
        city.programme.add_objective(title=name, indicator="services_digitized", by=None)
    city.programme.add_party(city.green, "funder", by=None)
    commit()
    here, davi, ana = f"/programmes/{city.programme.id}", visit(city.davi), visit(city.ana)
    second = db.session.scalars(select(Objective.id).where(Objective.title == "Dois")).one()
    party = db.session.scalars(select(Party.id)).one()
    seat = db.session.scalars(select(Enrolment).where(Enrolment.role == "observer")).one()
    seat_id, began = seat.id, seat.starts_on.isoformat()

    davi.post(f"{here}/objectives/{second}/remove")
    address = undo(davi, f"{here}/objectives")
    ana.post(address, 303)
    told = select(Objective.title).order_by(Objective.position)
    assert list(db.session.scalars(told)) == ["Um", "Dois", "Três"]
    davi.post(address, 303)

    davi.post(f"{here}/parties/{party}/remove")
    undo(davi, f"{here}/parties")
    assert db.session.scalars(select(Party)).one().role == "funder"

    davi.post(f"{here}/people/{seat_id}/end", ends_on=began)
    undo(davi, f"{here}/people")
    assert db.session.get_one(Enrolment, seat_id).ends_on is None


def test_a_volume_and_a_step_of_a_service_come_back(visit: Any, city: City4) -> None:
    volume = city.service.state_volume(year=2025, channel="", requests=900, source="", by=None)
    other = Service.add(city.city, name="Outro", organisation=city.green, by=None)
    commit()
    here, edite = f"/services/{city.service.id}", visit(city.edite)
    (step,) = city.service.steps
    step_id, version, elsewhere = step.id, step.version, f"/services/{other.id}"

    edite.post(f"{here}/volumes/{volume.id}/remove")
    address = undo(edite, f"{here}/volumes")
    edite.post(address.replace(here, elsewhere), 303)
    assert db.session.get_one(Service, city.service.id).yearly_requests == 900

    edite.post(f"{here}/steps/{step_id}/remove", version=version)
    undo(edite, f"{here}/steps")
    service = db.session.get_one(Service, city.service.id)
    assert [(each.title, service.step_count) for each in service.steps] == [
        ("Ir à subprefeitura", 1)
    ]
