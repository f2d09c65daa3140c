"""One service at a glance, its team, and who may be in it."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def here(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}"


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_the_page_says_where_the_service_stands_and_the_next_step(
    city: City4, visit: Any, here: str, language: str
) -> None:
    page = visit(city.bruno, language).get(here)
    assert "Licença de poda de árvore" in page
    assert page.document.get("lang") == language


def test_the_same_questions(city: City4, visit: Any, here: str) -> None:
    for page in ("", "/team", "/activity", "/statuses"):
        visit(city.observer).get(here + page)
        visit(city.carla).get(here + page, 404)
        assert visit().get(here + page, 302).location == "/sign-in"
    visit(city.observer).get(f"{here}/edit", 403)
    visit(city.bruno).get("/redesigns/999", 404)


def test_the_team_tells_of_itself(city: City4, visit: Any, here: str) -> None:
    bruno = visit(city.bruno)
    bruno.change(f"{here}/edit", team_name="Equipe Verde", segments="idosos\nsíndicos")
    assert "Equipe Verde" in bruno.get(f"{here}/edit").text


def test_a_facilitator_builds_the_team(city: City4, visit: Any, here: str) -> None:
    new = Person.add(city.city, name="Nina Dias", email="nina@vila.example", by=None)
    db.session.flush()
    city.programme.phases[0].enrol(new, role="participant", by=None)
    commit()
    new_id, redesign_id, ana = new.id, city.redesign.id, visit(city.ana)
    ana.post(f"{here}/members", person_id=new_id)
    assert "Nina Dias" in ana.get(f"{here}/team")
    ana.post(f"{here}/members", 200, person_id=new_id)
    ana.post(f"{here}/members/{new_id}/remove")
    ana.post(f"{here}/members/{new_id}/remove", 404)
    people = db.session.get(Redesign, redesign_id).people
    assert [person.name for person in people] == ["Bruno Sales"]


def test_a_stranger_is_not_put_into_the_team(city: City4, visit: Any, here: str) -> None:
    carla_id, bruno_id, ana = city.carla.id, city.bruno.id, visit(city.ana)
    for person_id in (carla_id, 999, "x", ""):
        ana.post(f"{here}/members", 200, person_id=person_id)
        ana.post(f"{here}/facilitator", 200, facilitator_id=person_id)
    ana.post(f"{here}/facilitator", 200, facilitator_id=bruno_id)


def test_whose_seat_has_ended_is_not_offered(city: City4, visit: Any, here: str) -> None:
    (seat,) = [s for s in city.programme.phases[0].enrolments if s.person is city.ana]
    seat.end(city.city.today(), by=city.davi)
    commit()
    ana_id, davi = city.ana.id, visit(city.davi)
    davi.post(f"{here}/facilitator", 200, facilitator_id=ana_id)


def test_a_member_is_led_to_what_they_may_write_of_the_service(
    city: City4, visit: Any, here: str
) -> None:
    bruno, volumes = visit(city.bruno), f"/services/{city.service.id}/volumes"
    assert f'href="{volumes}#requests"' in bruno.get(here).text
    bruno.post(volumes, requests="1200", year="2025")
    page = bruno.get(volumes)
    assert "The figure of requests is kept." in page
    assert here in page.links()


def test_a_team_without_problems_is_told_of_none_by_its_code(
    city: City4, visit: Any, here: str
) -> None:
    page = visit(city.bruno).get(here)
    assert "P-01" not in page
    assert "Nothing to check yet: At least one problem is repeated" in page


def test_what_is_missing_of_the_proof_opens_its_field(visit, city):
    launch = f"/redesigns/{city.redesign.id}/launch"
    bruno, olga = visit(city.bruno), visit(city.observer)
    page, form = bruno.get(launch).text, bruno.get(f"{launch}/edit").text
    for field in ("responsible_unit", "live_url", "launched_on", "alternative_channel"):
        assert f'href="{launch}/edit#{field}"' in page
        assert f'id="{field}"' in form
    own = "//*[@class='check-say']/a/@href"
    assert not {launch, f"{launch}/edit"} & set(olga.get(launch).document.xpath(own))


def test_what_is_missing_of_a_future_that_is_not_begun_leads_to_it(visit, city):
    here = f"/redesigns/{city.redesign.id}/journeys"
    page = visit(city.bruno).get(f"{here}/future")
    assert f"{here}/today" not in page.document.xpath("//*[@class='check-say']/a/@href")
