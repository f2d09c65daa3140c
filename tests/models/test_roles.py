"""The register of rights: what is registered there is granted, without another line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_up_right import facilitator_rights
from people import City4

from workbench.extensions import db
from workbench.live.authorisation import fingerprints
from workbench.models.roles import RIGHTS, gives_rights, granted


@pytest.fixture
def made_up_right() -> Iterator[None]:
    gives_rights(facilitator_rights)
    yield
    RIGHTS.remove(facilitator_rights)
    granted.cache_clear()


def test_nobody_holds_a_right_that_is_not_registered(city: City4) -> None:
    city.redesign.assign_facilitator(city.carla, by=city.davi)
    db.session.flush()
    assert not city.carla.may("note:write", city.redesign)


@pytest.mark.usefixtures("made_up_right")
def test_a_right_that_is_registered_is_granted_and_watched(city: City4) -> None:
    before = fingerprints([city.carla.id])
    assert not city.carla.may("note:write", city.redesign)
    city.redesign.assign_facilitator(city.carla, by=city.davi)
    db.session.flush()
    city.carla.forget_grants()
    assert city.carla.may("note:write", city.redesign)
    given = fingerprints([city.carla.id])
    assert given != before
    city.redesign.assign_facilitator(None, by=city.davi)
    db.session.flush()
    city.carla.forget_grants()
    assert not city.carla.may("note:write", city.redesign)
    assert fingerprints([city.carla.id]) == before


def test_a_word_of_rights_follows_the_seat_and_the_guest_and_nobody_elses(city: City4) -> None:
    people = [city.bruno.id, city.carla.id]
    before = fingerprints(people)
    city.redesign.remove_member(city.bruno, by=city.davi)
    db.session.flush()
    after = fingerprints(people)
    assert after[city.bruno.id] != before[city.bruno.id]
    assert after[city.carla.id] == before[city.carla.id]
