"""Figures that others stated: leads keep them, everybody of the programme reads them beside the computed ones."""

import pytest
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.programme.claim import Claim

STATED = {
    "qualifier": ">",
    "figure": "45",
    "unit": "officials",
    "measure": "people",
    "stated_by": "The unit",
}


@pytest.fixture
def here(city):
    return f"/programmes/{city.programme.id}/claims"


def only():
    return db.session.scalars(select(Claim)).one()


def test_a_lead_keeps_a_figure_as_it_was_stated(visit, city, here):
    davi = visit(city.davi)
    assert "No stated figures yet" in davi.get(here)
    davi.get(f"{here}/new")
    davi.post(f"{here}/new", **STATED)
    page = davi.get(here)
    assert "more than 45 officials" in page
    assert "differs" in page
    assert only().figure == 45


def test_a_figure_is_corrected(visit, city, here):
    davi = visit(city.davi)
    davi.post(f"{here}/new", **STATED)
    address = f"{here}/{only().id}"
    version = davi.get(address).hidden("version")
    davi.post(address, version=version, **{**STATED, "qualifier": "=", "figure": "1"})
    assert "agrees" in davi.get(here)
    assert "45" in davi.post(address, 409, version=version, **STATED).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"qualifier": "between"}, "Say both ends of the range."),
        ({"figure": ""}, "Fill this in."),
        ({"figure_to": "3"}, "The upper end is smaller"),
        ({"source_url": "javascript:alert(1)"}, "beginning with https://"),
    ],
)
def test_what_is_missing_is_said(visit, city, here, changed, said):
    assert said in visit(city.davi).post(f"{here}/new", 200, **{**STATED, **changed})


def test_contradicting_figures_both_stay(visit, city, here):
    davi = visit(city.davi)
    for figure in ("10", "12"):
        davi.post(f"{here}/new", **{**STATED, "figure": figure, "conflict_group": "services"})
    page = davi.get(here)
    assert "contradicted: services" in page
    assert "more than 10" in page
    assert "more than 12" in page


def test_who_reads_and_who_writes(visit, city, here):
    visit(city.davi).post(f"{here}/new", **STATED)
    address = f"{here}/{only().id}"
    for reader in (city.ana, city.bruno, city.observer, city.edite):
        assert address not in visit(reader).get(here).links()
        visit(reader).get(f"{here}/new", 403)
        visit(reader).post(address, 403, **STATED)
    visit(city.carla).get(here, 404)
    visit().get(here, 302)
    visit(city.davi).get(f"{here}/99999", 404)
    rows = next(iter(visit(city.bruno).get(f"{here}.json").json.values()))
    assert (rows[0]["figure"], rows[0]["qualifier"]) == (45, ">")
    assert "officials" in visit(city.bruno).get(f"{here}.csv").text
