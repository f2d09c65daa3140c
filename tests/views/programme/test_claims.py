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
        ({"figure": ""}, "State a number or a day."),
        ({"figure_day": "2020-08-05"}, "either a number or a day"),
        ({"subject": "phase:99999"}, "Not saved yet"),
        ({"measure": "attendance"}, "is not computed for this"),
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


def test_a_figure_is_about_a_phase_and_names_its_source(visit, city, here):
    davi = visit(city.davi)
    phase = city.programme.phases[0].id
    told = {**STATED, "qualifier": "=", "unit": "na fase", "subject": f"phase:{phase}"}
    said = {"source": "Relatório final", "source_kind": "minutes", "source_number": "7/2020"}
    davi.post(f"{here}/new", **{**told, "figure": "1"}, **said, breakdown="sex: women\nage : 60+")
    davi.post(f"{here}/new", **{**told, "figure": "2"}, source="Relatório final")
    one, two = db.session.scalars(select(Claim).order_by(Claim.id))
    assert one.source_id == two.source_id
    assert (one.source.kind, one.breakdown) == ("minutes", {"sex": "women", "age": "60+"})
    address, first = f"/sources/{one.source_id}", f"{here}/{one.id}"
    page = davi.get(here)
    assert "Phase: " in page and "agrees" in page and "differs" in page
    davi.change(address, on=address, title="Relatório de 2020", kind="act")
    rows = davi.get(f"{here}.json").json.popitem()[1]
    assert {row["source"] for row in rows} == {"Relatório de 2020"}
    assert (rows[0]["subject_kind"], rows[0]["computed"], rows[0]["agrees"]) == ("phase", 1, True)
    assert "Relatório de 2020" in davi.get(first) and "sex: women" in davi.get(first)
    assert "Relatório de 2020" in visit(city.bruno).get("/sources")
    visit(city.bruno).get(address, 403)


def test_a_day_is_stated_and_compared(visit, city, here):
    davi = visit(city.davi)
    phase = {"subject": f"phase:{city.programme.phases[0].id}", "measure": "begins_on"}
    told = {**STATED, **phase, "figure": "", "qualifier": "=", "unit": "início"}
    davi.post(f"{here}/new", **told, figure_day="2020-08-05")
    assert only().figure_day.isoformat() == "2020-08-05"
    assert "Aug 5, 2020 (início)" in davi.get(here)
    assert "cannot be compared with a day" in davi.post(
        f"{here}/new", 200, **{**told, "figure": "3"}
    )


def test_the_city_has_a_ledger_of_its_own(visit, city):
    davi, said = visit(city.davi), {**STATED, "measure": "", "unit": "serviços digitais"}
    for figure, day in (("168", "2016-12-31"), ("669", "2022-06-30")):
        davi.post("/city/claims/new", **{**said, "figure": figure, "as_of": day})
    page = visit(city.bruno).get("/city/claims")
    assert "+298%" in page and "(669 − 168) ÷ 168" in page
    visit(city.bruno).get("/city/claims/new", 403)
    for day in ("1999-12-31", city.city.today().isoformat()):
        said = {**STATED, "measure": "catalogue_total", "figure": "500", "as_of": day}
        davi.post("/city/claims/new", **said)
        assert f"/services?as_of={day}" in visit(city.bruno).get("/city/claims").text
    *_, before, now = visit(city.bruno).get("/city/claims.json").json["city-claims"]
    assert (before["computed_then"], before["agrees"]) == (None, None)
    assert (now["computed_then"], now["agrees"]) == (1, False)
    first, second, *_more = visit(city.edite).get("/city/claims.json").json["city-claims"]
    assert (first["growth"], second["growth"], second["growth_since"]) == (
        *(None, 2.9821, "2016-12-31"),
    )
