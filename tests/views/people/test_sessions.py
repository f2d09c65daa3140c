"""Signing in and out: by e-mail and password, the same answer for every wrong pair, and sessions that end."""

import sqlite3
from contextlib import contextmanager
from datetime import timedelta

import pytest
from people import PASSWORD, Visitor
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.people.attempt import MOST, Attempt
from workbench.models.people.person import Person
from workbench.models.people.sign_in import SignIn
from workbench.web import rate_limits

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def bruno(city):
    city.bruno.set_password(PASSWORD, by=city.bruno)
    commit()
    return city.bruno


def sign_in(visitor, email, password, status=200, to="/sign-in"):
    page = visitor.post(to, status, email=email, password=password)
    visitor._token = ""
    return page


def test_somebody_signs_in_and_is_taken_where_they_wanted_to_go(visit, bruno):
    stranger = visit()
    asked = stranger.get("/account", 302)
    assert asked.location == "/sign-in"
    page = sign_in(stranger, "BRUNO@vila.example ", PASSWORD, 302, "/sign-in?next=/account")
    assert page.location == "/account"
    assert "Bruno Sales" in stranger.get("/account")


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "/%0d%0aX:y", "//["],
)
def test_nobody_is_sent_to_another_site(visit, bruno, target):
    page = sign_in(visit(), bruno.email, PASSWORD, 302, f"/sign-in?next={target}")
    assert page.response.headers["Location"] == "/"


def test_an_unknown_email_and_a_wrong_password_get_the_same_answer(visit, bruno):
    stranger = visit()
    wrong = sign_in(stranger, bruno.email, "another long password")
    unknown = sign_in(stranger, "brunx@vila.example", PASSWORD)
    sentence = "The e-mail or the password is not right."
    assert sentence in wrong
    assert "You are not in yet." in wrong
    assert "Not saved yet" not in wrong
    assert sentence in unknown
    # As long as each other, too: only the address that was typed differs.
    assert len(bruno.email) == len("brunx@vila.example")
    assert len(wrong.response.data) == len(unknown.response.data)


def test_a_person_without_a_password_cannot_sign_in(visit, city):
    assert "Fill this in." in sign_in(visit(), city.ana.email, "")
    assert "not right" in sign_in(visit(), city.ana.email, "nobody has this password")


def test_the_password_is_never_shown_again(visit, bruno):
    page = sign_in(visit(), bruno.email, "a wrong one with words")
    assert "a wrong one with words" not in page.text


def test_too_many_failures_are_answered_429_and_forgotten_later(visit, bruno):
    stranger = visit()
    for _try in range(MOST):
        sign_in(stranger, bruno.email, "wrong wrong wrong")
    page = sign_in(stranger, bruno.email, PASSWORD, 429)
    assert page.title
    for attempt in db.session.scalars(select(Attempt)):
        attempt.at = attempt.at.replace(year=2000)
    commit()
    sign_in(stranger, bruno.email, PASSWORD, 302)


def at(visitor, address):
    visitor.client.environ_base = {**visitor.client.environ_base, "REMOTE_ADDR": address}
    return visitor


def test_nobody_is_shut_out_of_a_network_where_they_signed_in_before(visit, bruno, monkeypatch):
    monkeypatch.setattr(rate_limits, "PACE_SECONDS", 0)
    email, home = bruno.email, "2001:db8:1:2::"
    sign_in(at(visit(), f"{home}1"), email, PASSWORD, 302)
    for number in range(MOST + 1):
        # Others try in their name, from the same office and from elsewhere.
        for network in (home, "2001:db8:9:9::"):
            status = 429 if number == MOST and network != home else 200
            tried = at(visit(), f"{network}{number:x}a")
            sign_in(tried, email, "wrong wrong wrong", status)
    sign_in(at(visit(), "2001:db8:9:9::ffff"), email, PASSWORD, 429)
    sign_in(at(visit(), f"{home}ffff"), email, PASSWORD, 302)


def test_nothing_of_a_session_before_signing_in_is_kept(visit, bruno):
    stranger = visit()
    with stranger.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(stranger, bruno.email, PASSWORD, 302)
    with stranger.client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_ends_the_session_and_is_no_link(visit, bruno):
    visitor = visit(bruno)
    visitor.get("/sign-out", 405)
    assert visitor.post("/sign-out").location == "/sign-in"
    visitor.get("/account", 302)


def stolen(visitor):
    """Return a browser that has a copy of everything this one has."""
    other = Visitor(visitor.app)
    other.client.set_cookie("workbench", visitor.client.get_cookie("workbench").value)
    other._token = visitor._token
    return other


def test_signing_out_ends_every_copy_of_the_session_and_no_other(visit, bruno):
    here, there, email = visit(), visit(), bruno.email
    for browser in (here, there):
        sign_in(browser, email, PASSWORD, 302)
        assert browser.token
    copy = stolen(here)
    copy.get("/account")
    here.post("/sign-out")
    copy.get("/account", 302)
    assert copy.post("/account/edit", 401, name="Somebody").status == 401
    there.get("/account")


def test_a_new_password_ends_every_other_sign_in(visit, bruno):
    here, there, email = visit(), visit(), bruno.email
    for browser in (here, there):
        sign_in(browser, email, PASSWORD, 302)
        assert browser.token
    copy = stolen(here)
    here.post("/account/password", password_now=PASSWORD, password="another long password")
    here.get("/account")
    for browser in (copy, there):
        browser.get("/account", 302)


def test_a_box_says_that_others_use_the_computer_too(visit, bruno):
    stranger, email = visit(), bruno.email
    assert "Other people use this computer too" in stranger.get("/sign-in")
    stranger.post("/sign-in", email=email, password=PASSWORD, is_shared_computer="y")
    assert db.session.scalars(select(SignIn).where(SignIn.is_shared_computer)).one()
    stranger._token = ""
    # The password is changed on the same computer.
    stranger.post("/account/password", password_now=PASSWORD, password="another long password")
    assert db.session.scalars(select(SignIn).where(SignIn.is_shared_computer)).one()


def test_a_write_says_that_its_sender_was_seen_and_a_page_does_not(visit, bruno):
    visitor = visit()
    sign_in(visitor, bruno.email, PASSWORD, 302)
    assert visitor.token
    before = now() - timedelta(minutes=20)
    found = select(SignIn).order_by(SignIn.created_at)
    sign_in_row = db.session.scalars(found).first()
    sign_in_row.seen_at = before
    commit()
    visitor.get("/account")
    assert db.session.scalars(found).first().seen_at == before
    visitor.post("/account/edit", 200, name="")
    assert db.session.scalars(found).first().seen_at > before


def test_what_was_written_is_answered_for_when_that_cannot_be_noted(visit, bruno):
    visitor = visit()
    sign_in(visitor, bruno.email, PASSWORD, 302)
    before = now() - timedelta(minutes=20)
    db.session.execute(update(SignIn).values(seen_at=before))
    commit()
    told = {"name": "Bruno Sá", "version": bruno.version, "language": "pt_BR"}
    with held_against("UPDATE sign_in"):
        visitor.post("/account/edit", 302, **told)
    db.session.expire_all()
    assert db.session.get(Person, bruno.id).name == "Bruno Sá"
    assert set(db.session.scalars(select(SignIn.seen_at))) == {before}


@contextmanager
def held_against(statement):
    """Refuse one kind of statement, as a database does that another process holds."""

    def refuse(_connection, _cursor, sent, *_rest):
        if sent.startswith(statement):
            raise OperationalError(sent, {}, sqlite3.OperationalError("database is locked"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)


def test_a_removed_person_is_signed_out_and_stays_out(visit, city, bruno):
    edite_id = city.edite.id
    visitor = visit(bruno)
    visitor.get("/account")
    Person.by_email("bruno@vila.example").remove(by=db.session.get(Person, edite_id))
    commit()
    visitor.get("/account", 302)
    assert "not right" in sign_in(visit(), "bruno@vila.example", PASSWORD)


def test_an_expired_session_keeps_the_typed_text(visit, city):
    visitor = visit()
    text = "Words that took me an hour to write"
    page = visitor.post("/organisations/new", 400, name=text, csrf_token="of another day")
    assert text in page.text


def test_the_page_for_lost_passwords_says_whom_to_ask(visit):
    page = visit().get("/lost-password")
    assert "Ask the lead of your programme" in page
    assert "/join" in page.links()
