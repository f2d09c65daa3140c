"""What earlier releases left is brought up to date: nothing is lost, hidden notes stay hidden, and people go on working."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import postgres
import pytest
import time_machine
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from jinja2 import FileSystemBytecodeCache
from people import Page, forget
from sqlalchemy import create_engine, inspect, text

from tests.house.tree import ROOT
from tests.upgrade.doors import Comer, application, asked, command, instance
from tests.upgrade.dumps import DATABASES, load
from tests.upgrade.figures import figures_in
from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.programme.programme import Programme
from workbench.reports.programme_report import report

HERE = Path(__file__).resolve().parent
DUMPS = sorted(HERE.glob("*/*.sql"))
FIRST = (0, 2, 0)


def release_of(dump: Path) -> tuple[int, ...]:
    return tuple(map(int, dump.parent.name.split(".")))


LAST = max(map(release_of, DUMPS))
REVISION = "SELECT version_num FROM alembic_version"
# How many deeds of the same person may lie between two whose undoing is looked at.
MOST_BETWEEN = 4
# Tables whose rows a migration was meant to change in number: {release of the dump: {table}}.
# Rules that came later are asked of the work that is there.
MEANT: dict[str, set[str]] = {release: {"rule_state"} for release in ("0.2.0", "0.3.0", "0.4.0")}


@dataclass
class Yesterday:
    """A dump that was loaded and brought up to date, with what its release told of it."""

    dump: Path
    app: Flask
    facts: dict[str, Any]
    revision: str
    # How many rows each table had as it was loaded, and when it was up to date.
    loaded: dict[str, int]
    migrated: dict[str, int]
    come_in: dict[str, Comer] = field(default_factory=dict)

    def person(self, who: str) -> Comer:
        """Return somebody who was at work that day, come in again: with a password, or to a guest's seat."""
        if who not in self.come_in:
            comer, is_guest = Comer(self.app), who == self.facts["guest"]["name"]
            self.come_in[who] = comer.sit_down(who) if is_guest else comer.sign_in(who)
        return self.come_in[who]

    @property
    def people_of_the_room(self) -> list[str]:
        pages = self.facts["pages"].items()
        return [
            who for who, seen in pages if any(each.startswith(self.facts["room"]) for each in seen)
        ]


def counts(url: str) -> dict[str, int]:
    """Return how many rows each table has."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in inspect(connection).get_table_names()
            if not name.startswith("service_search_")
        }
    engine.dispose()
    return found


@contextmanager
def empty_database(kind: str, place: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{place / 'workbench.db'}"
    else:
        with postgres.database(request.getfixturevalue("postgres_server")) as url:
            yield url


@contextmanager
def brought_up_to_date(
    dump: Path, place: Path, request: pytest.FixtureRequest
) -> Iterator[Yesterday]:
    """Load a dump into an empty database, migrate it as an installation does, and go on a minute later."""
    facts = json.loads(dump.with_suffix(".json").read_text(encoding="utf-8"))
    moment = datetime.fromisoformat(facts["moment"]) + timedelta(minutes=1)
    shutil.copytree(dump.parent / "uploads", place / "uploads")
    with empty_database(dump.stem, place, request) as url, instance(place, url):
        load(dump, url)
        loaded = counts(url)
        with time_machine.travel(moment), application() as app:
            revision = asked(REVISION)
            command("init")
            yield Yesterday(dump, app, facts, revision, loaded, counts(url))


def marks_of(dump: Path) -> list[pytest.MarkDecorator]:
    """Mark what PostgreSQL holds, and as proofs all but the first and the last release, and PostgreSQL's last."""
    on_postgres = [pytest.mark.postgres] if dump.stem == "postgresql" else []
    is_usual = release_of(dump) == FIRST or (release_of(dump) == LAST and not on_postgres)
    return on_postgres if is_usual else [*on_postgres, pytest.mark.proof]


@pytest.fixture(
    scope="module",
    params=[pytest.param(dump, marks=marks_of(dump)) for dump in DUMPS],
    ids=[f"{dump.parent.name}-{dump.stem}" for dump in DUMPS],
)
def yesterday(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Yesterday]:
    """A dump brought up to date, once for all tests: those that only look come first in this module."""
    place, compiled = tmp_path_factory.mktemp("instance"), tmp_path_factory.getbasetemp()
    with brought_up_to_date(request.param, place, request) as found:
        # Templates are compiled once for all dumps.
        found.app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
        yield found


def test_every_release_left_its_dump_of_both_databases() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+)\b(?! \(unreleased)", changes, re.MULTILINE)
    owed = {one for one in released if tuple(map(int, one.split("."))) >= FIRST}
    left = {dump.parent.name for dump in DUMPS}
    assert left >= owed, "run `make dump` before the release"
    assert left
    assert sorted(DUMPS) == sorted(HERE / one / f"{kind}.sql" for one in left for kind in DATABASES)


# the database


def test_the_tables_are_those_of_the_records(yesterday: Yesterday) -> None:
    check()


def test_every_row_is_there(yesterday: Yesterday) -> None:
    meant = MEANT.get(yesterday.dump.parent.name, set())
    former = {name: count for name, count in yesterday.loaded.items() if name not in meant}
    assert {name: yesterday.migrated.get(name) for name in former} == former


def test_every_workspace_is_the_place_of_its_record_under_the_place_above(
    yesterday: Yesterday,
) -> None:
    for kind, above in (
        ("city", "NULL"),
        ("programme", "SELECT workspace_id FROM city WHERE id = place.city_id"),
        ("redesign", "SELECT workspace_id FROM programme WHERE id = place.programme_id"),
        (
            "workshop",
            "SELECT workspace_id FROM programme"
            " WHERE id = (SELECT programme_id FROM phase WHERE id = place.phase_id)",
        ),
    ):
        of_record = f"FROM {kind} place JOIN workspace w ON w.id = place.workspace_id"
        right = (
            f"w.kind = '{kind}' AND w.place_id = place.id"
            f" AND coalesce(w.parent_id, 0) = coalesce(({above}), 0)"
            f" AND w.path = coalesce((SELECT path FROM workspace WHERE id = w.parent_id), '')"
            f" || '{kind}.' || place.id || '/'"
        )
        assert asked(f"SELECT count(*) {of_record}") > 0
        assert asked(f"SELECT count(*) {of_record} WHERE NOT ({right})") == 0


def test_every_log_is_dense_up_to_its_position(yesterday: Yesterday) -> None:
    assert asked("SELECT count(*) FROM workspace") > 0
    uneven = asked(
        "SELECT count(*) FROM workspace w WHERE w.position <>"
        " (SELECT count(*) FROM event e WHERE e.workspace_id = w.id)"
        " OR w.position <> (SELECT coalesce(max(e.position), 0) FROM event e WHERE e.workspace_id = w.id)"
    )
    assert uneven == 0


def test_every_reference_holds(yesterday: Yesterday) -> None:
    if yesterday.dump.stem == "sqlite":
        assert asked("PRAGMA integrity_check") == "ok"
        assert asked("PRAGMA foreign_key_check") is None
        assert asked("PRAGMA foreign_keys") == 1
    else:
        assert asked("SELECT count(*) FROM pg_constraint WHERE contype = 'f'") > 0
        assert asked("SELECT count(*) FROM pg_constraint WHERE NOT convalidated") == 0


def test_every_service_is_known_from_the_day_of_its_first_event(yesterday: Yesterday) -> None:
    services = asked("SELECT count(*) FROM service")
    whole = (
        "valid_to IS NULL AND steps IS NULL AND grades LIKE ';chile=%' AND valid_from IS NOT NULL"
    )
    assert (
        asked(f"SELECT count(DISTINCT service_id) FROM charter_version WHERE {whole}") == services
    )
    # The city's clock is three hours behind the log's.
    early = "CAST(v.valid_from AS VARCHAR(10)) > SUBSTR(CAST(e.at AS VARCHAR(30)), 1, 10)"
    of_added = "e.action = 'service.added' AND e.subject_id = CAST(v.service_id AS VARCHAR(20))"
    first = (
        "SELECT service_id, MIN(valid_from) AS valid_from FROM charter_version GROUP BY service_id"
    )
    told = f"SELECT count(*) FROM ({first}) v JOIN event e ON {of_added}"
    assert asked(f"{told} WHERE {early}") == 0


# what people find


def test_people_sign_in_and_their_addresses_still_answer(yesterday: Yesterday) -> None:
    for who, addresses in yesterday.facts["pages"].items():
        for address in addresses:
            assert status(yesterday.person(who), address) == 200, f"{who} at {address}"


def status(person: Comer, address: str) -> int:
    """Ask for an address, without judging its page: other tests do."""
    forget()
    return person.client.get(address).status_code


def test_figures_read_as_they_did(yesterday: Yesterday) -> None:
    for told in yesterday.facts["answers"]:
        present = yesterday.person(told["who"]).get(told["address"]).json
        assert lost(told["answer"], present) == [], told["address"]


# What presence suggests is judged anew: no sign makes nobody absent, and what people wrote or voted is a sign.
# What a team lacks is asked of it by the rules of this release.
JUDGED_ANEW = frozenset(
    {"suggested", "suggested_minutes", "first_seen_at", "last_seen_at", "seen_minutes", "missing"}
)


def lost(former: Any, present: Any, at: str = "") -> list[str]:
    """Return where an answer says something else than it did; what it says beyond that is no loss."""
    if isinstance(former, dict) and isinstance(present, dict):
        kept = former.keys() - JUDGED_ANEW
        pairs = [
            (f"{at}.{name}", former[name], present.get(name)) for name in former if name in kept
        ]
    elif isinstance(former, list) and isinstance(present, list) and len(former) == len(present):
        pairs = [(f"{at}[{n}]", *pair) for n, pair in enumerate(zip(former, present, strict=True))]
    else:
        return [] if former == present else [f"{at}: {former!r} is {present!r} now"]
    return [each for name, *pair in pairs for each in lost(*pair, name)]


def test_no_figure_of_any_day_is_another(yesterday: Yesterday) -> None:
    """Every day on which a figure changed is asked of the first release, some of them of the later ones."""
    told = json.loads((yesterday.dump.parent / "figures.json").read_text(encoding="utf-8"))
    is_first = yesterday.dump == HERE / ".".join(map(str, FIRST)) / "sqlite.sql"
    for slug, days in told.items():
        programme, expected = Programme.by_slug(slug), {}
        for number, (day, changed) in enumerate(days.items()):
            expected |= changed
            if is_first or number % 6 == 0:
                present = figures_in(report(programme, date.fromisoformat(day)).as_dict())
                others = {
                    name: (value, present.get(name))
                    for name, value in expected.items()
                    if present.get(name, "gone") != value
                }
                assert others == {}, f"{slug} on {day}"


def fragment(person: Comer, address: str) -> Page:
    """Fetch a part of a page, which has no head of its own."""
    forget()
    page = Page(person.client.get(address, headers={"Accept-Language": "en"}))
    assert page.status == 200, f"{address}: {page.status}"
    return page


def test_what_was_written_in_silence_is_hidden_from_the_others(yesterday: Yesterday) -> None:
    room = yesterday.facts["room"]
    places = ("board", "board?as=list", "board.json", "notes.json", "room", "board.csv")
    assert yesterday.facts["hidden"]
    for note in yesterday.facts["hidden"]:
        assert note["words"] in fragment(yesterday.person(note["who"]), f"{room}/notes/own")
        for who in {*yesterday.people_of_the_room} - {note["who"]}:
            for place in places:
                page = yesterday.person(who).get(f"{room}/{place}")
                assert note["words"] not in page.text, f"{who} reads it on {place}"


def test_a_guests_seat_is_hers(yesterday: Yesterday) -> None:
    name = yesterday.facts["guest"]["name"]
    assert name in yesterday.person(name).get(f"{yesterday.facts['room']}/room")


def test_anonymous_notes_name_nobody(yesterday: Yesterday) -> None:
    for who in yesterday.people_of_the_room:
        rows = yesterday.person(who).get(f"{yesterday.facts['room']}/board.json").json["notes"]
        authors = {row["text"]: row["author"] for row in rows}
        assert [authors[words] for words in yesterday.facts["anonymous"]] == [None, None]


def test_files_come_with_their_bytes(yesterday: Yesterday) -> None:
    assert yesterday.facts["files"]
    for file in yesterday.facts["files"]:
        content = yesterday.person(file["who"]).get(file["address"]).response.get_data()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]


# how they go on


def test_the_open_vote_takes_another_dot_and_is_closed(yesterday: Yesterday) -> None:
    vote = yesterday.facts["vote"]
    voter, facilitator = yesterday.person(vote["voter"]), yesterday.person(yesterday.facts["runs"])
    voter.post(vote["at"], more=vote["more"]["id"])
    facilitator.post(f"{vote['at']}/close")
    rows = voter.get(f"{vote['at']}.json").json["votes"]
    expected = {**vote["votes"], vote["more"]["title"]: vote["votes"][vote["more"]["title"]] + 1}
    assert {row["item"]: row["votes"] for row in rows if row["votes"]} == expected


def test_last_deeds_are_undone_one_by_one(yesterday: Yesterday) -> None:
    assert yesterday.facts["undo"]
    named: dict[tuple[str, str], Iterator[str]] = {}
    for deed in yesterday.facts["undo"]:
        assert asked(deed["question"]) == deed["done"], deed
        where = deed["who"], deed["at"]
        names = named.setdefault(where, iter(deeds_of(*where)))
        for name in islice(names, MOST_BETWEEN):
            press_undo(yesterday.person(deed["who"]), deed["at"], name)
            if asked(deed["question"]) == deed["undone"]:
                break
        else:
            raise AssertionError(f"it was not undone: {deed}")


def press_undo(person: Comer, at: str, deed: str) -> None:
    """Ask for this deed to be undone; not each of them can be."""
    fields = {"csrf_token": person.token, "edit_id": new_id(), "deed": deed}
    forget()
    assert person.client.post(f"{at}/undo", data=fields).status_code in (302, 303)


def deeds_of(who: str, at: str) -> list[str]:
    """Return what somebody did at a place, the latest first, by the names that the log has for it."""
    kind, number = at.strip("/").split("/")
    told = text(
        "SELECT e.deed FROM event e JOIN workspace w ON w.id = e.workspace_id"
        f" JOIN person p ON p.id = e.by_id WHERE p.email = :who AND w.kind = '{kind[:-1]}' AND w.place_id = :number"
        " AND e.deed IS NOT NULL ORDER BY e.position DESC"
    )
    found = db.session.scalars(told, {"who": who, "number": int(number)})
    return list(dict.fromkeys(found))


def test_what_was_put_away_comes_back(yesterday: Yesterday) -> None:
    assert yesterday.facts["put_away"]
    for thing in yesterday.facts["put_away"]:
        person, at = yesterday.person(thing["who"]), f"{thing['at']}/discarded"
        assert thing["words"] in person.get(at)
        person.post(f"{at}/{thing['kind']}/{thing['id']}/restore")
        assert thing["words"] not in person.get(at)


def test_what_is_sent_again_has_its_first_answer(yesterday: Yesterday) -> None:
    retry, events = yesterday.facts["retry"], asked("SELECT count(*) FROM event")
    page = yesterday.person(retry["who"]).post(retry["address"], **retry["fields"])
    assert page.response.headers["Location"] == retry["location"]
    assert asked("SELECT count(*) FROM event") == events


def test_new_work_is_told_at_the_next_position(yesterday: Yesterday) -> None:
    team, person = yesterday.facts["team"], yesterday.person(yesterday.facts["runs"])
    position = (
        "SELECT w.position FROM workspace w JOIN redesign r ON r.workspace_id = w.id"
        f" WHERE r.id = {team.rpartition('/')[2]}"
    )
    before = asked(position)
    person.post(f"{team}/notes", text="Escrita depois", kind="citizen")
    assert asked(position) == before + 1
    assert "Escrita depois" in person.get(f"{team}/problems")


def test_the_way_back_to_that_release_and_forth_loses_nothing(yesterday: Yesterday) -> None:
    url = yesterday.app.config["SQLALCHEMY_DATABASE_URI"]
    now, head = counts(url), asked(REVISION)
    downgrade(revision=yesterday.revision)
    assert asked(REVISION) == yesterday.revision
    then = counts(url)
    assert then.keys() == yesterday.loaded.keys()
    assert then == {name: now.get(name, then[name]) for name in then}
    upgrade()
    check()
    # What the release had no table for, such as open sign-ins, is not brought back.
    again = counts(url)
    assert ({name: again[name] for name in then}, asked(REVISION)) == (
        {name: now.get(name) for name in then},
        head,
    )
