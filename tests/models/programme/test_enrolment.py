"""Enrolment: until the last day of their seat people are in, and everybody reads that from one rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.programme.enrolment import Enrolment

pytestmark = pytest.mark.both_databases


def test_a_seat_is_open_until_the_day_on_which_it_ends(city: City4) -> None:
    today = city.city.today()
    seat = db.session.scalars(select(Enrolment).filter_by(person_id=city.bruno.id)).one()
    for ends_on, expected in (
        (None, True),
        (today + timedelta(days=1), True),
        (today, False),
        (today - timedelta(days=1), False),
    ):
        seat.ends_on = ends_on
        db.session.flush()
        found = select(Enrolment.id).where(Enrolment.id == seat.id, Enrolment.is_open(today))
        assert seat.is_open(today) is expected
        assert (db.session.scalar(found) is not None) is expected


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Sao_Paulo", "Pacific/Pago_Pago"])
def test_a_seat_ends_with_the_day_of_its_city(city: City4, zone: str) -> None:
    city.city.time_zone = zone
    today = city.city.today()
    seat = db.session.scalars(select(Enrolment).filter_by(person_id=city.bruno.id)).one()
    for ends_on, expected in ((today + timedelta(days=1), True), (today, False)):
        seat.ends_on = ends_on
        db.session.flush()
        city.bruno.forget_grants()
        assert city.bruno.may("redesign:read", city.redesign) is expected
