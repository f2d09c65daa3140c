"""A redesign begins as a candidate, with a team of people who have a seat."""

from __future__ import annotations

import pytest
from people import City4

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.city import City
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.redesign.redesign import Redesign

pytestmark = pytest.mark.both_databases


def test_a_redesign_begins_as_a_candidate_and_freezes_where_it_starts_from(city: City4) -> None:
    (change,) = city.redesign.status_changes
    assert (change.status, city.redesign.group) == ("candidate", "analog")
    assert change.measurement["levels_before"] == city.service.levels
    assert city.redesign.stage == "problems"


def test_a_service_of_another_city_is_refused(city: City4) -> None:
    other = City.found(slug="longe", name="Longe")
    service = Service.add(other, name="IPTU", by=None)
    db.session.flush()
    with pytest.raises(DomainError, match="another city"):
        Redesign.begin(city.programme, service, by=None)


def test_a_service_may_be_redesigned_again(city: City4) -> None:
    later = Redesign.begin(city.programme, city.service, by=None)
    commit()
    assert later.workspace_id != city.redesign.workspace_id


def test_who_has_no_seat_gets_no_place_in_the_team(city: City4) -> None:
    with pytest.raises(DomainError, match="Enrol"):
        city.redesign.add_member(city.carla, by=city.ana)
    with pytest.raises(DomainError, match="in this team already"):
        city.redesign.add_member(city.bruno, by=city.ana)


def test_who_leaves_the_team_can_come_back(city: City4) -> None:
    city.redesign.remove_member(city.bruno, by=city.ana)
    commit()
    assert city.redesign.people == []
    city.redesign.add_member(city.bruno, by=city.ana)
    commit()
    assert city.redesign.people == [city.bruno]
