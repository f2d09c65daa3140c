"""The organisations of a city: everybody reads them, administrators look after them."""

from sqlalchemy import inspect, select

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.commit import commit


def one(record):
    return f"/organisations/{inspect(record).identity[0]}"


def named(name):
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()


def test_everybody_of_the_city_reads_them(visit, city):
    page = visit(city.carla).get("/organisations")
    assert "Secretaria do Verde" in page
    assert "/organisations/new" not in page.links()
    assert "Licença de poda de árvore" in visit(city.bruno).get(one(city.green))
    rows = visit(city.bruno).get("/organisations.json").json["organisations"]
    assert {row["name"]: row["services"] for row in rows} == {
        "Secretaria da Fazenda": 0,
        "Secretaria do Verde": 1,
    }
    assert "former_names" in visit(city.bruno).get("/organisations.csv").text


def test_they_need_a_sign_in(visit, city):
    for address in ("/organisations", one(city.green), "/organisations/new"):
        assert visit().get(address, 302).location == "/sign-in"


def test_an_administrator_adds_one(visit, city):
    edite = visit(city.edite)
    edite.get("/organisations/new")
    page = edite.post("/organisations/new", name="Guarda Municipal", kind="agency", parent_id="")
    assert "Agency" in edite.get(page.location)
    again = edite.post("/organisations/new", 200, name="Guarda Municipal", kind="agency")
    assert "There is an organisation of this name already" in again
    assert "Fill this in." in edite.post("/organisations/new", 200, name="", kind="agency")


def test_a_former_name_is_kept(visit, city):
    edite, address = visit(city.edite), one(city.green)
    edite.change(
        f"{address}/edit", name="Secretaria do Clima", kind="secretariat", short_name="Clima"
    )
    page = edite.get(address)
    assert "Secretaria do Clima" in page
    assert "Secretaria do Verde" in page


def test_an_organisation_never_stands_above_itself(visit, city):
    edite = visit(city.edite)
    green, finance = inspect(city.green).identity[0], inspect(city.finance).identity[0]
    fields = {"name": "Secretaria da Fazenda", "kind": "secretariat", "parent_id": green}
    edite.change(f"{one(city.finance)}/edit", **fields)
    assert "Fazenda" in edite.get(one(city.green))
    fields = {"name": "Secretaria do Verde", "kind": "secretariat", "parent_id": finance}
    page = edite.change(f"{one(city.green)}/edit", 200, **fields)
    assert "cannot belong to itself" in page


def test_a_stale_version_shows_both_texts(visit, city):
    edite, address = visit(city.edite), f"{one(city.green)}/edit"
    fields = {"kind": "secretariat", "short_name": "Verde"}
    edite.post(address, name="Meio Ambiente", version=1, **fields)
    page = edite.post(address, 409, name="Clima e Verde", version=1, **fields)
    assert "Clima e Verde" in page.text
    assert "Meio Ambiente" in page


def test_readers_change_nothing(visit, city):
    for reader in (city.ana, city.bruno, city.carla, city.davi):
        visit(reader).get("/organisations/new", 403)
        visit(reader).post(f"{one(city.green)}/edit", 403, name="X")
    assert named("X") is None


def test_strangers_and_missing_ones_are_404(visit, city):
    elsewhere = City.found(slug="longe", name="Longe")
    other = Organisation.add(elsewhere, name="Outra", by=None)
    commit()
    visit(city.edite).get(one(other), 404)
    visit(city.edite).get("/organisations/99999", 404)
    assert "Outra" not in visit(city.edite).get("/organisations")
