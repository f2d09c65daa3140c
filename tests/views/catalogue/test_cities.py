"""The city's own page: what an hour is worth, who administers, which invitations wait."""

from decimal import Decimal

from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.people.invitation import Invitation

HOUR = {
    "valid_from": "2026-01-01",
    "hourly_income": "21,50",
    "hourly_office_cost": "44",
    "source": "IBGE",
}


def stored():
    return City.by_slug("vila")


def test_an_administrator_sees_what_the_city_has(visit, city):
    Invitation.open("administrator", by=city.edite, city=city.city, name="Gil Torres")
    commit()
    page = visit(city.edite).get("/city")
    for words in ("Vila Jacarandá", "Edite Lins", "IBGE", "Gil Torres", "18.40", "in force"):
        assert words in page
    assert {"/services", "/organisations", "/people", "/programmes"} <= set(page.links())


def test_only_administrators_may(visit, city):
    assert visit().get("/city", 302).location == "/sign-in"
    for reader in (city.ana, city.bruno, city.carla, city.davi):
        for address in ("/city", "/city/edit", "/city/parameters"):
            visit(reader).get(address, 403)


def test_a_new_city_is_told_what_comes_first(visit, city):
    empty = City.found(slug="nova", name="Nova")
    _invitation, code = Invitation.open("administrator", by=None, city=empty, name="Gil")
    commit()
    gil = visit()
    gil.post(f"/join/{code}", name="Gil", email="gil@nova.example", password="words in a row")
    page = gil.get("/city")
    assert "The catalogue is empty" in page
    assert "No programme yet" in page
    assert "Nobody has stated what an hour is worth" in page


def test_parameters_hold_from_a_day_on(visit, city):
    edite = visit(city.edite)
    edite.get("/city/parameters")
    edite.post("/city/parameters", **HOUR)
    latest = stored().parameters[-1]
    assert (latest.hourly_income, latest.hourly_office_cost) == (Decimal("21.50"), Decimal("44"))
    assert "There are parameters from this day already" in edite.post(
        "/city/parameters", 200, **HOUR
    )
    assert "Write an amount" in edite.post(
        "/city/parameters", 200, **{**HOUR, "hourly_income": "much"}
    )


def test_the_details_are_changed(visit, city):
    edite = visit(city.edite)
    version = edite.get("/city/edit").hidden("version")
    details = {"country": "CL", "time_zone": "America/Santiago", "currency": "CLP"}
    edite.post("/city/edit", name="Villa", level_scheme="portaria548", version=version, **details)
    found = stored()
    assert (found.name, found.currency, found.time_zone) == ("Villa", "CLP", "America/Santiago")
    stale = edite.post(
        "/city/edit", 409, name="Vila", level_scheme="chile", version=version, **details
    )
    assert "Villa" in stale


def test_another_scheme_grades_the_catalogue_anew(visit, city):
    service_id = city.service.id
    edite = visit(city.edite)
    place = {"country": "BR", "time_zone": "America/Sao_Paulo", "currency": "BRL"}
    edite.change("/city/edit", name="Vila Jacarandá", level_scheme="portaria548", **place)
    rows = edite.get("/services.json").json["services"]
    assert [row["level"] for row in rows if row["id"] == service_id] == ["N"]


def test_an_unknown_time_zone_is_refused(visit, city):
    place = {"country": "BR", "time_zone": "Mars/Olympus", "currency": "BRL"}
    page = visit(city.edite).post("/city/edit", 200, name="Vila", level_scheme="chile", **place)
    assert "Choose something from the list." in page
