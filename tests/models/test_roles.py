"""The register of rights: what is registered there is granted, without another line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_up_right import facilitator_rights
from people import City4

from workbench.extensions import db
from workbench.live.authorisation import fingerprints
from workbench.models.roles import (
    ENROLMENT_ROLES,
    PERMISSIONS,
    RIGHTS,
    TAKE_PART,
    gives_rights,
    granted,
)


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


# Who may do what, as the cities agreed to it: a right that changes is changed here as well.
AGREED = {
    "anyone": "asset:read health:read help:read invitation:accept language:choose prototype_file:read room:join"
    " sign_in:create welcome:read",
    "person": "live:watch own_data:erase own_data:read session:end",
    "account": "account:edit",
    "administrator": "affected:read catalogue:import city:edit organisation:edit person:edit"
    " retention:begin retention:read",
    "administrator lead": "audit:read claim:keep doubtful_amount:settle enrolment:edit invitation:read"
    " invitation:withdraw person:invite phase:edit programme:create programme:edit source:edit",
    "administrator facilitator lead": "explanation:write person:read",
    "administrator facilitator lead member": "service:edit",
    "administrator facilitator lead observer": "attendance:read enrolment:read matrix:read"
    " report:read wall:read",
    "administrator facilitator lead member observer participant": "attachment:read city:read"
    " claim:read evidence:read explanation:read figure:read finding:read follow_up:read hotspot:read hypothesis:read journey:read launch:read organisation:read phase:read"
    " opportunity:read pin:read problem:read programme:read prototype:read redesign:read segment:read service:read source:read"
    " test_session:read workshop:read",
    "administrator facilitator guest lead member observer participant": "note:read room:read",
    "lead": "claim:edit status:approve",
    "facilitator lead": "attendance:confirm guest:confirm launch:verify note:moderate"
    " redesign:assign redesign:create room:run workshop:edit",
    "facilitator lead member": "figure:write follow_up:write launch:look participant:withdraw redesign:edit status:change",
    "facilitator member": "attachment:write evidence:write finding:write hotspot:write hypothesis:write journey:write"
    " launch:edit opportunity:write pin:write problem:write prototype:write segment:write test_session:write",
    "attendee facilitator member": "ballot:cast note:write",
    "attendee member": "room:take_part",
}


def test_each_permission_is_for_the_roles_that_were_agreed_on() -> None:
    found = {name: " ".join(sorted(held)) for name, held in PERMISSIONS.items()}
    assert found == {name: held for held, names in AGREED.items() for name in names.split()}
    assert {"facilitator", "guest", "lead", "participant"} == TAKE_PART
    assert ENROLMENT_ROLES == ("participant", "facilitator", "lead", "observer")
