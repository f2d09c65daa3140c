"""The journey maps on their pages: begun, filled, ordered, compared and taken along."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.work.journey import JourneyMap, JourneyPhase
from workbench.models.work.journey_step import JourneyStep

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def maps(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}/journeys"


def phase_id() -> int:
    return db.session.scalar(select(JourneyPhase.id).order_by(JourneyPhase.position))


def step_ids() -> list[str]:
    return list(db.session.scalars(select(JourneyStep.id).order_by(JourneyStep.position)))


def begun(visitor: Any, maps: str, *titles: str) -> None:
    visitor.post(f"{maps}/as_is", segment="quem mora em casa")
    for title in titles:
        visitor.post(f"{maps}/as_is/steps", title=title, phase_id=phase_id())


def test_a_map_is_begun_filled_and_carried_into_the_future(
    city: City4, visit: Any, maps: str
) -> None:
    bruno = visit(city.bruno)
    bruno.get(f"{maps}/today")
    bruno.get(f"{maps}/future")
    begun(bruno, maps, "Vai à praça", "Espera")
    page = bruno.get(f"{maps}/today")
    assert "Vai à praça" in page
    assert "quem mora em casa" in page
    first, second = step_ids()
    bruno.post(f"{maps}/steps/{second}/move", position=1, version=1)
    bruno.post(f"{maps}/steps/{first}/worst")
    bruno.post(f"{maps}/to_be")
    assert "Espera" in bruno.get(f"{maps}/future")
    bruno.get(f"{maps}/compare")
    for kind in ("as_is", "to_be"):
        assert len(bruno.get(f"{maps}/{kind}.json").json[f"journey-{kind}"]) == 2
        assert "Espera" in bruno.get(f"{maps}/{kind}.csv").text
    version = db.session.get(JourneyStep, first).version
    bruno.post(f"{maps}/steps/{first}/remove", version=version)
    assert "Vai à praça" not in bruno.get(f"{maps}/as_is.csv").text


def test_a_future_without_a_today_is_refused_in_words(city: City4, visit: Any, maps: str) -> None:
    page = visit(city.bruno).post(f"{maps}/to_be", 422, segment="quem mora longe")
    assert "today's journey first" in page
    assert "quem mora longe" in page.text


def test_a_segment_that_is_too_long_is_kept(city: City4, visit: Any, maps: str) -> None:
    page = visit(city.bruno).post(f"{maps}/as_is", 200, segment="x" * 300)
    assert "x" * 300 in page.text


@pytest.mark.parametrize("title", ["", "x" * 200])
def test_a_phase_needs_a_name_that_fits(city: City4, visit: Any, maps: str, title: str) -> None:
    bruno = visit(city.bruno)
    begun(bruno, maps)
    page = bruno.post(f"{maps}/as_is/phases", 200, title=title)
    assert title in page.text
    bruno.post(f"{maps}/as_is/phases/{phase_id()}", 200, title=title, deed="rename")


def test_a_phase_with_steps_stays(city: City4, visit: Any, maps: str) -> None:
    bruno = visit(city.bruno)
    begun(bruno, maps, "Vai à praça")
    bruno.post(f"{maps}/as_is/phases", title="Depois")
    bruno.change(
        f"{maps}/as_is/phases/{phase_id()}",
        303,
        on=f"{maps}/as_is/phases",
        title="",
        deed="remove",
    )
    assert "Move or remove the steps" in bruno.get("/")
    assert "Depois" in bruno.get(f"{maps}/as_is/phases").text


@pytest.mark.parametrize("kind", ["sideways", "as_is"])
def test_a_map_that_is_not_there_is_not_found(
    city: City4, visit: Any, maps: str, kind: str
) -> None:
    bruno = visit(city.bruno)
    bruno.get(f"{maps}/{kind}/phases", 404)
    bruno.get(f"{maps}/{kind}.json", 404)
    bruno.post(f"{maps}/{kind}/steps", 404, phase_id=1)


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_a_reader_reads_and_does_not_write(
    city: City4, visit: Any, maps: str, language: str
) -> None:
    begun(visit(city.bruno), maps, "Vai à praça")
    olga = visit(city.observer, language)
    assert "Vai à praça" in olga.get(f"{maps}/today")
    olga.get(f"{maps}/compare")
    olga.get(f"{maps}/as_is/phases", 403)
    (step,) = step_ids()
    olga.get(f"{maps.replace('journeys', 'journey-steps')}/{step}")
    visit(city.carla).get(f"{maps}/today", 404)


def test_another_segment_has_a_map_of_its_own_beside_the_main_one(
    city: City4, visit: Any, maps: str
) -> None:
    bruno = visit(city.bruno)
    begun(bruno, maps, "Vai à praça", "Espera")
    bruno.post(f"{maps}/to_be")
    new = f"{maps}/maps/new?kind=as_is"
    assert 'value="quem mora em casa"' in bruno.get(new).text
    # Of two who begin the same map, the second is told.
    said = {"segment": ["", "Idosa sem internet"], "copied": "as_is"}
    own = bruno.post(new, **said).location
    told = bruno.post(new, 200, segment="idosa sem INTERNET", copied="as_is")
    assert "There is a map of this kind for this segment already." in told
    page = bruno.get(own)
    assert "Espera" in page
    assert own in bruno.get(f"{maps}/today").links()
    key = own.rsplit("/", 1)[1]
    # What these people feel is drawn over the main map, and told in words.
    copies = select(JourneyStep).where(JourneyStep.map_id == key)
    copy = db.session.scalar(copies.order_by(JourneyStep.position))
    values = {"title": copy.title, "phase_id": copy.phase_id, "version": copy.version}
    values |= {"emotion": "-2", "emotion_word": "perdida", "time_basis": "guess"}
    bruno.post(f"/redesigns/{city.redesign.id}/journey-steps/{copy.id}/edit", **values)
    main = bruno.get(f"{maps}/today")
    assert "curve-other-2" in main.text
    assert "step 1, perdida (-2)" in main
    bruno.post(f"{maps}/{key}/steps", title="Pede à vizinha", phase_id=last_phase())
    bruno.post(f"{maps}/maps/new?kind=to_be", segment="Idosa sem internet")
    assert "Pede à vizinha" in bruno.get(own)
    assert "Pede à vizinha" not in bruno.get(f"{maps}/today")
    future = next(link for link in bruno.get(own).links() if "compare?map=" in link)
    assert "Pede à vizinha" in bruno.get(future)
    assert "Pede à vizinha" not in bruno.get(f"{maps}/compare")
    assert len(bruno.get(f"{maps}/{key}.json").json[f"journey-{key}"]) == 3
    # The main one cannot be archived; another one becomes it, and is undone.
    is_main = (JourneyMap.is_main, JourneyMap.kind == "as_is")
    main = db.session.scalar(select(JourneyMap.id).where(*is_main))
    bruno.post(f"{maps}/maps/{main}/discard", 303)
    assert "make another one the main map first" in bruno.get(f"{maps}/today")
    version = db.session.get(JourneyMap, key).version
    bruno.post(f"{maps}/maps/{key}/main", version=version)
    assert "Pede à vizinha" in bruno.get(f"{maps}/today")
    bruno.post(f"{maps}/maps/{main}/discard")
    bruno.post(f"{maps}/maps/{main}/restore")
    assert "Pede à vizinha" not in bruno.get(f"{maps}/maps/{main}")
    # Others of the programme read; strangers find nothing.
    assert visit(city.ana).get(new).status == 200
    visit(city.davi).get(f"{maps}/maps/{main}")
    visit(city.davi).get(new, 403)
    visit(city.carla).get(f"{maps}/maps/{main}", 404)
    bruno.get(f"{maps}/maps/nothing", 404)


def last_phase() -> int:
    return db.session.scalar(select(JourneyPhase.id).order_by(JourneyPhase.id.desc()))
