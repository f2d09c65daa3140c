"""The lead opens the report and behind each figure its records; the same numbers leave as JSON and CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from tests.reports.counting import statements
from tests.reports.world import begin, frozen, tell
from workbench.extensions import db
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.programme.programme import Programme

PAGES = (
    "",
    "/services",
    "/people",
    "/organisations",
    "/workshops",
    "/benefits",
    "/kpis",
    "/claims",
)


@pytest.fixture
def world(app):
    return tell()


@pytest.fixture
def lead(city, world, visit):
    """Davi leads the finished programme too."""
    world.programme.phases[0].enrol(city.davi, role="lead", by=None)
    commit()
    return visit(city.davi)


@pytest.fixture
def address(world):
    return f"/programmes/{world.programme.id}/report"


def table(page):
    return list(csv.DictReader(io.StringIO(page.text)))


def test_a_lead_reads_the_report(lead, address):
    page = lead.get(address)
    assert "2 services digitized" in page
    assert "1 in development" in page
    assert "5 services in the programme" in page
    assert "6 officials" in page
    assert "not stated" in page


@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
@pytest.mark.parametrize("place", PAGES)
def test_every_page_has_three_forms_on_any_day(lead, address, place, ending):
    lead.get(f"{address}{place}{ending}")
    lead.get(f"{address}{place}{ending}?as_of=2020-10-05")
    lead.get(f"{address}{place}{ending}?as_of=2019-01-01")


@pytest.mark.proof
@pytest.mark.parametrize("language", ["pt-BR", "es"])
@pytest.mark.parametrize("place", PAGES)
def test_every_page_can_be_read_in_each_language(city, visit, lead, address, place, language):
    visit(city.davi, language).get(address + place)


@pytest.mark.proof
def test_every_link_of_the_report_opens_something(lead, address):
    """A figure can be opened: no link of the report, or of the pages behind it, leads nowhere."""
    seen, waiting = set(), [address, f"{address}?as_of=2020-11-01"]
    while waiting:
        page = lead.get(waiting.pop())
        for link in page.links():
            if urlsplit(link).path.startswith(address) and lead.is_of_new_kind(link, seen):
                waiting.append(link)
    assert len(seen) > 40


def test_page_json_and_csv_give_the_same_numbers(lead, address):
    told = lead.get(f"{address}.json").json
    rows = {
        (r["section"], r["item"], r["figure"]): r["value"]
        for r in table(lead.get(f"{address}.csv"))
    }
    assert int(rows["services", "", "digitized"]) == told["services"]["digitized"] == 2
    assert float(rows["services", "", "digitized_share"]) == told["services"]["digitized_share"]
    assert (
        float(rows["benefits", "citizens", "hours_before"])
        == told["benefits"]["citizens"]["hours_before"]
    )
    assert rows["phases", "Dois", "workshops"] == ""
    assert told["phases"][1]["workshops"] is None
    page = lead.get(address)
    commit_and_reply = told["benefits"]["citizens"]
    assert f"{commit_and_reply['hours_before'] - commit_and_reply['hours_after']:,.0f}" in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("group=digitized", {"a", "b"}),
        ("group=in_development", {"c"}),
        ("status=monitored", {"a"}),
        ("level=4&moment=now", {"a", "b"}),
        ("level=1&moment=before", {"a", "b", "c", "d"}),
        ("level=none&moment=before", {"e"}),
        ("level=D&scheme=portaria548", {"a", "b"}),
        ("group=digitized&as_of=2020-10-05", {"a", "c"}),
        ("group=digitized&as_of=2020-09-30", set()),
    ],
)
def test_a_figure_opens_exactly_the_services_it_counts(lead, address, query, titles):
    found = lead.get(f"{address}/services.json?{query}").json
    assert {row["service"] for row in found["services"]} == titles
    assert found["count"] == len(titles)
    page = lead.get(f"{address}/services?{query}")
    assert f"{len(titles)} service" in page


def test_the_people_behind_the_enrolments(lead, address, world):
    phase = world.programme.phases[0].id
    assert lead.get(f"{address}/people.json").json["count"] == 7
    assert "3 enrolments" in lead.get(f"{address}/people?phase={phase}")


def test_the_formula_is_shown_with_its_numbers(lead, address):
    page = lead.get(f"{address}/benefits")
    assert "60 min × 2,400 ÷ 60" in page
    assert "requests a year are not stated" in page
    assert f"{address}/services?group=digitized" in lead.get(address).text
    rows = lead.get(f"{address}/benefits.json?group=digitized").json["benefits"]
    assert {row["service"] for row in rows} == {"a", "b"}


def test_a_claim_stands_beside_its_rival(lead, address, world):
    claim = world.programme.claims[1]
    page = lead.get(f"{address}/claims/{claim.id}")
    assert "differs" in page
    assert "Source 2" in page
    lead.get(f"{address}/claims/999999", status=404)


@pytest.mark.parametrize("ending", ["", ".json", ".csv", "/services", "/people.csv"])
@pytest.mark.parametrize("day", ["yesterday", "2020-02-30", "31/13/2020"])
def test_a_bad_date_gets_one_clear_sentence(lead, address, ending, day):
    page = lead.get(f"{address}{ending}?as_of={day}", status=400)
    assert "is not a date" in page


@pytest.mark.parametrize("day", ["31/12/2020", "31.12.20"])
def test_a_day_that_people_write_becomes_one_that_every_language_reads(lead, address, day):
    answer = lead.get(f"{address}/services?as_of={day}&group=digitized", status=302).response
    here = answer.headers["Location"]
    assert sorted(here.partition("?")[2].split("&")) == ["as_of=2020-12-31", "group=digitized"]
    assert 'value="12/31/2020"' in lead.get(here).text


def test_a_day_to_come_gets_one_clear_sentence(lead, address, world):
    tomorrow = world.city.today() + timedelta(days=2)
    assert "has not come yet" in lead.get(f"{address}?as_of={tomorrow.isoformat()}", status=400)


def test_a_name_that_looks_like_a_formula_stays_a_text(lead, address, world):
    world.redesigns["a"].service.name = "=1+1"
    world.redesigns["b"].service.name = '+cmd|"/c calc"'
    commit()
    names = {row["service"] for row in table(lead.get(f"{address}/services.csv"))}
    assert {"'=1+1", '\'+cmd|"/c calc"'} <= names
    assert lead.get(f"{address}/services.csv").response.mimetype == "text/csv"


def test_who_may_read_the_report(city, visit, world, address):
    phase = world.programme.phases[0]
    phase.enrol(city.davi, role="lead", by=None)
    phase.enrol(city.bruno, role="participant", by=None)
    phase.enrol(city.observer, role="observer", by=None)
    commit()
    stranger, carla, bruno = visit(), visit(city.carla), visit(city.bruno)
    observer, davi = visit(city.observer), visit(city.davi)
    for place in PAGES:
        stranger.get(address + place, status=302)
        stranger.get(address + place + ".json", status=401)
        carla.get(address + place, status=404)
        bruno.get(address + place, status=403)
        observer.get(address + place)
    davi.get("/programmes/999999/report", status=404)


def test_a_programme_without_anything_has_a_report(city, visit):
    davi, address = visit(city.davi), f"/programmes/{city.programme.id}/report"
    for place in PAGES:
        davi.get(address + place)


def add_services(programme_id, count):
    """Add digitized services to a programme read anew: a visit ends the session of the test."""
    programme = db.session.get(Programme, programme_id)
    for number in range(count):
        service = Service.add(programme.city, name=f"s{number}", by=None)
        db.session.flush()
        begin(programme, service, date(2021, 5, 1), ("digitized", "2021-05-02", frozen()))
    commit()


def test_a_page_costs_the_same_statements_at_two_sizes(lead, address, world):
    programme_id, numbers = world.programme.id, []
    for more in (1, 20):
        add_services(programme_id, more)
        with statements() as sent:
            lead.get(address)
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 20, sent
