"""What a map shows: its lines, the lines of a blueprint, moments of truth; and the files in which it leaves."""

from __future__ import annotations

from typing import Any

from people import City4

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.work.journey import JourneyMap


def test_a_map_says_which_lines_it_shows(city: City4, visit: Any) -> None:
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    step = today.add_step({"title": "Vai à praça"}, by=city.bruno)
    step.fill("law", "Portaria 12", by=city.bruno)
    commit()
    step_id, here = step.id, f"/redesigns/{city.redesign.id}/journeys"
    bruno, davi = visit(city.bruno), visit(city.davi)
    page = bruno.get(f"{here}/today")
    assert "11 of 22 lines" in page and "Portaria 12" in page
    bruno.change(f"{here}/as_is/lines", on=f"{here}/today", chosen_lines=["channel", "partners"])
    page = bruno.get(f"{here}/today")
    assert "2 of 22 lines" in page and "1 kept" in page and "Portaria 12" not in page
    assert "chose which lines the journey (Today) shows: 2 of 22." in bruno.get(here[:-9])
    bruno.change(f"{here}/as_is/lines", 303, on=f"{here}/today", chosen_lines="stairs")
    assert "Choose at least one line" in bruno.get(f"{here}/today")
    stale = bruno.post(f"{here}/as_is/lines", 409, version="1", chosen_lines="law")
    assert "Lines of this map" in stale
    bruno.post(f"{here}/as_is/blueprint", drawn="1")
    bruno.post(f"{here}/steps/{step_id}/moment", moment="1")
    page = bruno.get(f"{here}/today")
    assert "line of visibility" in page and "moment of truth" in page
    row = bruno.get(f"{here}/as_is.json").json["journey-as_is"][0]
    assert (row["is_moment"], row["law"]) == (True, "Portaria 12")
    bruno.post(f"{here}/steps/{step_id}/moment")
    assert "moment of truth" not in bruno.get(f"{here}/as_is.md")
    davi.post(f"{here}/as_is/lines", 403, chosen_lines="law")
    davi.post(f"{here}/as_is/blueprint", 403)
    assert "lines</summary>" not in davi.get(f"{here}/today")
    assert "<svg" in davi.get(f"{here}/as_is.svg")
    assert "Vai à praça" in davi.get(f"{here}/as_is.md")
    visit(city.carla).get(f"{here}/as_is.pdf", 404)
