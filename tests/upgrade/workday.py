"""A whole day of work in the demo worlds: in the city, in a team, in the room, and a look at everything at its end."""

from __future__ import annotations

from tests.upgrade.at_work import (
    ANA,
    BRUNO,
    CARLA,
    CELSO,
    DAVI,
    SP_BRUNO,
    SP_DAVI,
    SP_REGINA,
    held,
    number,
)
from tests.upgrade.doors import asked
from tests.upgrade.room_work import LIA, RoomWork
from tests.upgrade.team_work import TeamWork

WORK = ("", "/problems", "/journeys/today", "/journeys/compare", "/prototypes", "/tests", "/launch")
TOLD = ("/statuses", "/activity", "/team", "/discarded", "/notes.csv")
ROOM = ("/room", "/board", "/board?as=list", "/blocks")
RUN = ("/attendance", "/guests", "/wall")
LED = ("", "/matrix", "/report", "/report?as_of=2025-12-20", "/activity", "/workshops", "/claims")


class Workday(TeamWork, RoomWork):
    """The day of which a dump is made."""

    def live(self) -> None:
        self.in_the_city()
        self.in_another_world()
        self.in_a_team()
        self.in_the_room()
        self.look_around()

    def in_the_city(self) -> None:
        """A name changes, an office, somebody is invited, and a claim is stated."""
        self.people[CARLA].fill("/account/edit", name="Carla Mendes Luz")
        city = asked("SELECT id FROM city WHERE slug = 'oficina'")
        office = asked("SELECT min(id) FROM organisation WHERE city_id = :city", city=city)
        self.people[CELSO].fill(f"/organisations/{office}/edit", short_name="Inovação")
        phases = "SELECT max(id) FROM phase WHERE programme_id = :id"
        phase = str(asked(phases, id=number(self.programme)))
        self.people[DAVI].fill("/people/invite", name="Nair Pinto", phase_id=phase)
        claim = {"figure": "6", "unit": "serviços", "stated_by": "Câmara Municipal"}
        self.people[DAVI].fill(f"{self.programme}/claims/new", **claim)

    def in_another_world(self) -> None:
        """What was told as past is changed as well: a problem, and a claim."""
        found = "SELECT id FROM problem WHERE redesign_id = :id ORDER BY number"
        problem = asked(found, id=number(self.old_team))
        edit = f"{self.old_team}/problems/{problem}/edit"
        self.deed(
            held("problem", "title", problem),
            lambda: self.people[SP_BRUNO].fill(edit, title="Ninguém sabe onde está o pedido"),
            who=SP_BRUNO,
            at=self.old_team,
        )
        claims = "SELECT min(id) FROM claim WHERE programme_id = :id"
        claim = asked(claims, id=number(self.old_programme))
        edit = f"{self.old_programme}/claims/{claim}"
        self.people[SP_DAVI].fill(edit, note="Conferido outra vez.")

    def look_around(self) -> None:
        """Open the main pages, and keep what programs read there."""
        self.facts["pages"] = {
            who: [place + page for place, pages in seen.items() for page in pages]
            for who, seen in self.pages().items()
        }
        for who, pages in self.facts["pages"].items():
            for page in pages:
                self.people[who].get(page)
        self.facts["answers"] = [
            {"who": who, "address": address, "answer": self.people[who].get(address).json}
            for who, address in (
                (ANA, f"{self.programme}/report.json?as_of=2025-12-20"),
                (ANA, f"{self.programme}/report.json"),
                (SP_DAVI, f"{self.old_programme}/report.json?as_of=2020-12-01"),
                (ANA, f"{self.team}/problems.json"),
                (ANA, f"{self.room}/board.json"),
                (ANA, f"{self.room}/attendance.json"),
                (SP_BRUNO, f"{self.old_team}/journeys/as_is.json"),
            )
        ]

    def pages(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The main pages of each person, by the place they belong to."""
        return {
            BRUNO: {"": ("/", "/services", "/account"), self.team: WORK + TOLD, self.room: ROOM},
            ANA: {"": ("/", "/people"), self.room: ROOM + RUN, self.programme: LED},
            CARLA: {"": ("/",), self.room: ROOM[:3]},
            LIA: {self.room: ROOM[:3]},
            DAVI: {"": ("/",), self.programme: ("/report", "/people", "/phases", "/report/claims")},
            CELSO: {"": ("/", "/city", "/organisations", "/services", "/people")},
            SP_BRUNO: {"": ("/",), self.old_team: WORK + TOLD},
            SP_DAVI: {"": ("/",), self.old_programme: (*LED, "/report/benefits")},
            SP_REGINA: {"": ("/", "/services?q=poda", "/city/parameters")},
        }
