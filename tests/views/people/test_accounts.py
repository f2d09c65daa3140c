"""A person's own account: what they are, what they change, and their password."""

import pytest
from people import PASSWORD

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.log.edit import Edit
from workbench.models.people.passwords import matches
from workbench.models.people.person import Person
from workbench.models.room.guest_merge import recognise
from workbench.models.room.joining import come_in


@pytest.fixture
def bruno(city):
    city.bruno.set_password(PASSWORD, by=city.bruno)
    commit()
    return city.bruno


def stored():
    return Person.by_email("bruno@vila.example")


def test_people_see_who_they_are_and_where_they_take_part(visit, city):
    page = visit(city.bruno).get("/account")
    for words in ("Bruno Sales", "bruno@vila.example", "Secretaria do Verde", "Participant"):
        assert words in page
    assert f"/redesigns/{city_id(city, 'redesign')}" in page.links()
    assert "/account/password" in page.links()


def city_id(city, name):
    return db.inspect(getattr(city, name)).identity[0]


def test_somebody_in_no_programme_is_told_how_to_get_in(visit, city):
    Person.add(city.city, name="Nova Pessoa", email="nova@vila.example", by=None)
    commit()
    page = visit(Person.by_email("nova@vila.example")).get("/account")
    assert "You are in no programme yet" in page
    assert "/join" in page.links()


def test_the_account_needs_a_sign_in(visit):
    for address in ("/account", "/account/edit", "/account/password"):
        assert visit().get(address, 302).location == "/sign-in"


def test_people_change_their_name_organisation_and_language(visit, city):
    finance_id = city.finance.id
    visitor = visit(city.bruno)
    version = visitor.get("/account/edit").hidden("version")
    visitor.client.set_cookie("language", "en")
    visitor.post(
        "/account/edit",
        name="Bruno S. Sales",
        organisation_id=finance_id,
        language="es",
        version=version,
    )
    assert stored().name == "Bruno S. Sales"
    assert stored().organisation_id == finance_id
    assert stored().language == "es"
    assert 'lang="es"' in visitor.get("/account").text


def test_a_name_is_needed(visit, city):
    page = visit(city.bruno).post("/account/edit", 200, name=" ", language="en")
    assert "Fill this in." in page


def test_two_people_changing_one_account_are_shown_both_texts(visit, city):
    visitor = visit(city.bruno)
    visitor.post("/account/edit", name="First", language="en", version=stored().version)
    page = visitor.post("/account/edit", 409, name="Second", language="en", version="1")
    assert "Second" in page.text
    assert "First" in page


def test_a_new_password_ends_every_other_session(visit, bruno):
    here, elsewhere = visit(bruno), visit(stored())
    page = here.post("/account/password", password_now=PASSWORD, password="another long password")
    assert page.location == "/account"
    assert "Your password is changed" in here.get("/account")
    elsewhere.get("/account", 302)
    assert matches(stored().password_hash, "another long password")


@pytest.mark.parametrize(
    ("now", "new", "said"),
    [
        ("not this one at all", "another long password", "This is not your password."),
        (PASSWORD, "short", "Choose a password of at least 10 characters."),
        ("", "another long password", "Fill this in."),
    ],
)
def test_a_password_is_changed_only_rightly(visit, bruno, now, new, said):
    page = visit(bruno).post("/account/password", 200, password_now=now, password=new)
    assert said in page
    assert matches(stored().password_hash, PASSWORD)


def test_no_trace_of_a_password_is_kept_with_the_edit(visit, bruno):
    visit(bruno).post("/account/password", password_now=PASSWORD, password="another long password")
    assert db.session.query(Edit).count() == 0


def test_the_browser_learns_as_which_guests_the_person_was_here(visit, city, bruno):
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.ana)
    workshop.open_room(by=city.ana)
    db.session.flush()
    seat = come_in(workshop, name="Bruno S.", workplace="Verde", language="pt_BR")
    commit()
    former = seat.person_id
    assert visit(bruno).get("/account/guests").json == {"guests": []}
    seat, person, ana = map(db.session.merge, (seat, bruno, city.ana))
    recognise(seat, person, by=ana)
    commit()
    assert visit(bruno).get("/account/guests").json == {"guests": [former]}
    assert visit(city.ana).get("/account/guests").json == {"guests": []}
    visit().get("/account/guests", 302)
