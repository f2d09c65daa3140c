"""A whole workshop of people, each with a browser of their own: a facilitator, and teams of three officials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask_migrate import upgrade
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.served import Server, application
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.people.sign_in import SignIn
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.work.journey import JourneyMap

AGENDA = (
    {"kind": "write", "title": "Silent writing", "board": "room", "may": ["add"]}
    | {"is_hidden": True, "is_anonymous": True, "prompt": "What makes it hard?"},
    {"kind": "group", "title": "Grouping", "board": "room", "may": ["add", "arrange"]},
    {"kind": "vote", "title": "Voting", "board": "room", "may": ["add", "arrange"]},
    {"kind": "map", "title": "Mapping", "board": "as_is"},
)
PATIENCE = 60_000


@dataclass
class Room:
    """What is known of the workshop: its address, its blocks, its teams, and everybody's session."""

    workshop: int
    blocks: dict[str, str]
    facilitator: str
    lead: str
    teams: dict[int, list[str]]
    written: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"/workshops/{self.workshop}"


def tell_room(place: Path, teams: int, members: int) -> Room:
    """Write a city with a planned workshop into a new instance."""
    app = application(place)
    with app.app_context():
        upgrade(directory=str(folder("migrations")))
        city = City.found(slug="vila", name="Vila Jacarandá")
        office = Organisation.add(city, name="Secretaria do Verde", by=None)
        programme = Programme.found(city, slug="simples", title="Serviços simples", by=None)
        phase = programme.add_phase(
            title="Fase 1", by=None, starts_on=city.today() - timedelta(days=9)
        )
        ana = Person.add(city, name="Ana Prado", email="ana@vila.example", by=None)
        davi = Person.add(city, name="Davi Franco", email="davi@vila.example", by=None)
        phase.enrol(ana, role="facilitator", by=None)
        phase.enrol(davi, role="lead", by=None)
        seats: dict[int, list[str]] = {}
        for number in range(1, teams + 1):
            service = Service.add(city, name=f"Serviço {number}", organisation=office, by=None)
            redesign = Redesign.begin(programme, service, by=None, team_name=f"Equipe {number}")
            team = [
                Person.add(
                    city, name=f"Pessoa {number} {n}", email=f"p{number}-{n}@vila.example", by=None
                )
                for n in range(1, members + 1)
            ]
            for person in team:
                phase.enrol(person, role="participant", by=None)
                db.session.flush()
                redesign.add_member(person, by=None)
            JourneyMap.begin(redesign, "as_is", by=team[0], phases=["Pedir"])
            seats[redesign.id] = [session_of(app, person) for person in team]
        workshop: Workshop = phase.plan(title="Oficina 1", by=ana)
        blocks = {each["title"]: Block.add(workshop, dict(each), by=ana) for each in AGENDA}
        facilitator, lead = session_of(app, ana), session_of(app, davi)
        commit()
        ids = {title: block.id for title, block in blocks.items()}
        room = Room(workshop.id, ids, facilitator, lead, seats)
        db.session.remove()
        db.engine.dispose()
    return room


def session_of(app: object, person: Person) -> str:
    """Return the cookie of somebody who has signed in."""
    db.session.flush()
    serializer = app.session_interface.get_signing_serializer(app)
    return serializer.dumps({"_user_id": SignIn.open(person)})


class Crowd:
    """Everybody's browsers: thirty contexts of one Chromium, each with its own cookies, storage and line."""

    def __init__(self, chromium: Browser, server: Server, room: Room):
        self.server, self.room = server, room
        self.chromium = chromium
        self.contexts: list[BrowserContext] = []
        self.ana = self.sit_down(room.facilitator)
        self.teams = {
            redesign: [self.sit_down(cookie) for cookie in cookies]
            for redesign, cookies in room.teams.items()
        }

    def sit_down(self, cookie: str, javascript: bool = True) -> Page:
        context = self.chromium.new_context(
            locale="en-US",
            base_url=self.server.url,
            viewport={"width": 1280, "height": 800},
            java_script_enabled=javascript,
        )
        context.add_cookies([{"name": "workbench", "value": cookie, "url": self.server.url}])
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    @property
    def officials(self) -> list[Page]:
        return [page for team in self.teams.values() for page in team]

    def all_go_to(self, address: str, pages: Iterable[Page] | None = None) -> None:
        for page in pages or self.officials:
            page.goto(address, wait_until="domcontentloaded")

    def begin(self, title: str) -> None:
        """Ana begins a block with the button of the room."""
        self.ana.goto(f"{self.room.url}/room")
        if self.ana.get_by_role("button", name="Open the room").count():
            self.ana.get_by_role("button", name="Open the room").click()
        self.ana.get_by_role("button", name=f"Start: {title}").first.click()
        self.ana.get_by_role("heading", level=1, name=title).wait_for()

    def reveal(self) -> None:
        """Ana shows everybody what was written in silence."""
        self.ana.goto(f"{self.room.url}/moderation")
        self.ana.get_by_role("button", name="Show them all to everybody").click()
        self.ana.get_by_text("shown now").wait_for()

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
