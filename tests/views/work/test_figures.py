"""After the launch: the team notes figures and visits, imports a list, and finds on its home page what is due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.work.figure import Figure
from workbench.models.work.launch import Launch


@pytest.fixture
def here(city):
    return f"/redesigns/{city.redesign.id}/figures"


def test_what_is_due_is_asked_noted_and_then_no_longer_asked(city, visit, here):
    today = city.city.today()
    launched = {"protocol": "1", "launched_on": today - timedelta(days=31)}
    Launch.write(city.redesign, launched, by=city.bruno)
    commit()
    bruno = visit(city.bruno)
    for person in (bruno, visit(city.davi)):
        assert "The figures of 30 days are due since" in person.get("/")
    page = bruno.get(here)
    assert "not measured" in page and f"{here}/new/take_up" in page.links()

    # A figure that does not say on how many is a rumour, and one of a day to come a wish.
    told = {"basis": "measured", "stated_on": str(today), "method": "count", "source": "minutes"}
    page = bruno.post(f"{here}/new/take_up", 200, value="58.25", **told)
    assert "Say on how many" in page
    page = bruno.post(
        f"{here}/new/cost", 200, value="7", n="9", **{**told, "stated_on": "2999-01-01"}
    )
    assert "This day has not come yet" in page
    page = bruno.post(f"{here}/new/completion", 200, value="101", n="9", **told)
    assert "from 0 to 100" in page
    bruno.post(f"{here}/new/take_up", value="58.25", n="1200", **told)
    marks = {f"level_{mark}": str(mark) for mark in range(1, 6)}
    bruno.post(f"{here}/new/satisfaction", **told, **marks)
    bruno.post(f"{here}/new/take_up", value="60", basis="target", stated_on=str(today))

    # The other two come as a list: looked through first, then written; sent twice, nothing twice.
    text = f"kpi\ton\tvalue\tn\tmethod\tsource\ncompletion\t{today}\t80%\t90\tcount\tlog\nfun\t{today}\t1\t\t\t"
    page = bruno.post(f"{here}/list", 200, text=text, step="check")
    assert "1 figure will be written." in page and "is none of the four figures" in page
    assert db.session.query(Figure).count() == 3
    bruno.post(f"{here}/list", text=text, step="write")
    assert "already" in bruno.post(f"{here}/list", 200, text=text, step="write")

    page = bruno.get(here)
    assert "58%" in page and "target: 60%" in page
    rows = bruno.get(f"{here}.json").json["figures"]
    assert [(row["kpi"], row["value"], row["n"], row["target"]) for row in rows] == [
        ("take_up", 0.5825, 1200, 0.6),
        ("satisfaction", 3.6667, 15, None),
        ("completion", 0.8, 90, None),
    ]
    assert "Cost of a request." in bruno.get("/")
    bruno.post(f"{here}/new/cost", value="7.50", n="9", **told)
    assert "Due after the launch" not in bruno.get("/")

    figure = db.session.scalars(db.select(Figure).where(Figure.measure == "cost")).one()
    page = bruno.post(f"{here}/{figure.id}", 200, version="1", value="7.50", n="", **told)
    assert "Say on how many" in page
    bruno.post(f"{here}/{figure.id}/discard")
    assert "Due after the launch" in bruno.get("/")
    visit(city.observer).post(f"{here}/new/cost", 403, value="7.50", n="9", **told)


def test_a_follow_up_is_noted_with_what_was_found(city, visit, here):
    bruno = visit(city.bruno)
    address = f"/redesigns/{city.redesign.id}/follow-ups/new"
    told = {"months": "6", "held_on": str(city.city.today()), "outcome": "helped"}
    bruno.post(address, **told, text="O treino ainda vem de fora.")
    page = bruno.get(here)
    assert "6 months after the launch" in page and "The team goes on with help" in page
    assert "O treino ainda vem de fora." in page
