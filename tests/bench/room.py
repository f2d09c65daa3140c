"""A room for measuring: one team of as many people as are wanted, each of them signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.caller import AGENT, Caller
from bench.world import EMAIL, build
from flask import Flask, session
from flask_migrate import upgrade
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert

from workbench import create_app
from workbench.config import Settings
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.redesign import Redesign
from workbench.web.sign_ins import log_in

SECRET = "only for measuring"
BOARD = "/redesigns/1/problems"
NOTES = "/redesigns/1/notes"
# Every tenth reads in Spanish, so that each frame is made twice.
LANGUAGES = ("pt-BR",) * 9 + ("es",)


@dataclass
class Seat:
    """Somebody's way in: the cookie of an open session, its CSRF token, and their language."""

    cookie: str
    token: str
    language: str

    def caller(self, port: int) -> Caller:
        return Caller(port, self.cookie, self.token, self.language)


def furnish(
    place: Path,
    people: int,
    services: int = 1000,
    redesigns: int = 20,
    url: str = "",
    boards: int = 1,
) -> tuple[Seat, list[Seat]]:
    """Build the city in a new database; return the seats of its lead and of the people of the first teams."""
    app = create_app(Settings(instance=str(place), secret_key=SECRET, database_url=url))
    with app.app_context():
        upgrade(directory=str(folder("migrations")))
        build(services=services, redesigns=redesigns, notes=60)
        teams = [db.session.get_one(Redesign, number) for number in range(1, boards + 1)]
        lead = db.session.scalars(db.select(Person).where(Person.email == EMAIL)).one()
        for team in teams:
            team.assign_facilitator(lead, by=lead)
        members = seat_people(teams, people)
        commit()
        first, *ids = (each.id for each in (lead, *members))
    # Each session is opened in a request of its own: what an open context keeps would be shared.
    seats = [seat_of(app, person_id, number) for number, person_id in enumerate(ids)]
    found = seat_of(app, first, 0), seats
    with app.app_context():
        db.engine.dispose()
    return found


def seat_people(teams: Sequence[Redesign], count: int) -> list[Person]:
    """Add so many people to the programme and to each of the teams."""
    programme = teams[0].programme
    city, phase = programme.city, programme.phases[0]
    common = {"city_id": city.id, "created_at": now()}
    rows = [
        {**common, "name": f"Pessoa {number}", "email": f"p{number}@bench.example"}
        for number in range(count)
    ]
    statement = insert(Person).returning(Person, sort_by_parameter_order=True)
    people = list(db.session.scalars(statement, rows))
    seats = [
        {"phase_id": phase.id, "person_id": each.id, "role": "participant"}
        | {"starts_on": date(2020, 1, 1)}
        for each in people
    ]
    db.session.execute(insert(Enrolment), seats)
    members = [{"redesign_id": t.id, "person_id": each.id} for t in teams for each in people]
    db.session.execute(insert(Membership), members)
    return people


def seat_of(app: Flask, person_id: int, number: int) -> Seat:
    """Open a session for the person, as signing in does."""
    around = {"REMOTE_ADDR": "127.0.0.1"}
    with app.test_request_context(environ_base=around, headers={"User-Agent": AGENT}):
        log_in(db.session.get(Person, person_id))
        commit()
        token = generate_csrf()
        seal = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={seal.dumps(dict(session))}"
    return Seat(cookie, token, LANGUAGES[number % len(LANGUAGES)])
