"""A person takes along what is held of them, and is erased without a trace while every count stays."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from house.rich_world import build_rich_world
from people import PASSWORD, Visitor
from sqlalchemy import JSON, String, insert, select, update

from workbench.database import compact
from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.commit import commit
from workbench.models.log.edit import Edit
from workbench.models.log.event import Event
from workbench.models.people.data_map import PersonalTable, data_map
from workbench.models.people.erasure import erase
from workbench.models.people.office import CityOffice
from workbench.models.people.own_data import own_data
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.attendance import Attendance
from workbench.models.room.guest import Guest
from workbench.models.work.attachment import Attachment
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem
from workbench.reports.attendance import sheet_of
from workbench.reports.programme_report import report

# No other text of the world has it; the accent and the apostrophe are written in several ways on the disk.
NAME, EMAIL = "Zulmira D'Ávila Quaresma", "zulmira.quaresma@vila.example"


def unzipped(answer: Any) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


# Slugs that the database or a page knows the words of.
SLUGS = ("role", "kind", "state", "action")


def plant(person: Person) -> dict[str, set[str]]:
    """Write a word of its own into every text column of a row of this person; return the words by table."""
    planted: dict[str, set[str]] = {}
    for entry in data_map().tables.values():
        columns = [entry.table.c[name] for name in entry.columns if name in entry.exported]
        texts = [c for c in columns if isinstance(c.type, String | JSON) and c.key not in SLUGS]
        if texts and (entry.of or entry.by):
            words = {c.key: f"canary {entry.name} {c.key}"[: _length(c)] for c in texts}
            values = {
                c.key: [words[c.key]] if isinstance(c.type, JSON) else words[c.key] for c in texts
            }
            _write(entry, person, values)
            planted[entry.name] = set(words.values())
    db.session.execute(
        update(Person).where(Person.id == person.id).values(password_hash="canary secret")
    )
    return planted


def _write(entry: PersonalTable, person: Person, values: dict[str, Any]) -> None:
    """Write into a row that is the person's already, else make one theirs."""
    table, owner = entry.table, entry.table.c[(*entry.of, *entry.by)[0]]
    keys = list(table.primary_key)
    row = db.session.execute(select(*keys).where(owner == person.id).limit(1)).first()
    row = row or db.session.execute(select(*keys).limit(1)).first()
    assert row is not None, f"the world has no row in {entry.name}"
    same = [key == value for key, value in zip(keys, row, strict=True)]
    owned = {} if entry.name == "person" else {owner.key: person.id}
    db.session.execute(update(table).where(*same).values({**values, **owned}))


def _length(column: Any) -> int | None:
    return getattr(column.type, "length", None)


def rows_nobody_wrote_yet(person: Person, workshop: Workshop) -> None:
    """Add what the small world lacks: an answer that was stored, a presence, an attendance."""
    tables = db.metadata.tables
    db.session.execute(
        insert(Edit), {"person_id": person.id, "edit_id": "e", "request_hash": "h", "status": 200}
    )
    seen = {"workspace_id": workshop.workspace_id, "person_id": person.id, "process": "p"}
    db.session.execute(insert(tables["presence"]), {**seen, "seen_at": now()})
    db.session.add(Attendance(workshop=workshop, person=person, state="present", minutes=60))
    db.session.flush()


def test_the_file_holds_every_personal_column_of_the_person(app: Any) -> None:
    world = build_rich_world()
    bruno = world.bruno
    rows_nobody_wrote_yet(bruno, db.session.get_one(Workshop, world.ids["workshop_id"]))
    planted = plant(bruno)
    db.session.execute(update(Event).where(Event.by_id == bruno.id).values(by_id=world.ana.id))
    told = db.session.scalars(select(Event.id).where(Event.action == "problem.written")).one()
    facts = {"code": "P-01", "title": "canary event facts"}
    db.session.execute(update(Event).where(Event.id == told).values(by_id=bruno.id, facts=facts))
    planted["event"] = {"canary event facts"}
    commit()
    db.session.expire_all()
    attachment = db.session.get_one(Attachment, world.ids["attachment_id"])
    assert attachment.created_by_id == bruno.id
    stored = attachment.path_in(app.config["SETTINGS"].uploads).read_bytes()
    name = f"files/{attachment.id}-{attachment.filename}"
    files = unzipped(Visitor(app, bruno).client.get("/account/data.zip"))
    assert set(files) == {"data.json", "data.html", "workbench.css", name}
    assert files[name] == stored.decode("utf-8", "replace")
    assert "files”" in files["data.html"]
    tables = {
        name: rows
        for group in json.loads(files["data.json"])["groups"].values()
        for name, rows in group["tables"].items()
    }
    missing = {
        name: words
        for name, words in planted.items()
        if not all(word in json.dumps(tables.get(name, [])) for word in words)
    }
    assert not missing
    assert "canary secret" not in "".join(files.values())
    assert "canary note text" in files["data.html"]


def test_files_beyond_the_bound_are_named_in_the_archive(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = build_rich_world()
    commit()
    monkeypatch.setattr("workbench.web.own_data.MOST_BYTES", 1)
    files = unzipped(Visitor(app, world.bruno).client.get("/account/data.zip"))
    assert set(files) == {"data.json", "data.html", "workbench.css"}
    assert "files”" not in files["data.html"]
    assert "tela.png. " in files["data.html"]


def test_others_get_no_votes_and_no_hidden_notes(city: Any, visit: Any) -> None:
    Note.write(city.redesign, {"text": "aberta", "kind": "idea"}, by=city.bruno)
    secret = Note.write(city.redesign, {"text": "anônima", "kind": "idea"}, by=city.bruno)
    db.session.flush()
    secret.is_anonymous = True
    commit()

    def notes(reader: Person) -> list[str]:
        held = own_data(city.bruno, reader=reader)["work"]
        return sorted(
            row["text"] for each in held if each.table.name == "note" for row in each.rows
        )

    assert notes(city.bruno) == ["aberta", "anônima"]
    assert notes(city.edite) == ["aberta"]
    bruno_id = city.bruno.id
    edite = visit(city.edite)
    page = edite.get(f"/people/{bruno_id}")
    assert f"/people/{bruno_id}/data.zip" in page.forms()
    made = edite.post(f"/people/{bruno_id}/data.zip", status=200)
    assert '"text": "aberta"' in (file := unzipped(made.response)["data.json"])
    assert '"text": "anônima"' not in file
    assert "made the file with the data of a person" in edite.get("/cities/1/activity")
    visit(city.davi).post(f"/people/{bruno_id}/data.zip", status=403)


def counts(world: Any, workshop: Workshop) -> Any:
    found = report(world.programme, None).as_dict()
    sheet = sheet_of(workshop)
    authors = db.session.execute(select(Note.created_by_id, Note.id).order_by(Note.id)).all()
    return (
        {key: found[key] for key in found if key not in ("programme", "made_at")},
        (sheet.came(), len(sheet.lines), sorted(line.organisation for line in sheet.lines)),
        authors,
    )


def test_an_erased_person_leaves_no_trace_and_every_sum(app: Any) -> None:
    world = build_rich_world()
    bruno, ana = world.bruno, world.ana
    workshop = db.session.get_one(Workshop, world.ids["workshop_id"])
    rows_nobody_wrote_yet(bruno, workshop)
    bruno.set_password(PASSWORD, by=bruno)
    bruno.edit({"name": NAME, "email": EMAIL}, by=bruno)
    guest = db.session.get_one(Guest, world.ids["guest_id"])
    guest.person.joined_to_id, guest.person.name = bruno.id, NAME
    world.redesign.workspace.append("redesign.member_added", ana, world.redesign, {"name": NAME})
    body = "<p>Zulmira D&#39;Ávila Quaresma</p>"
    answer = {"person_id": ana.id, "edit_id": "f", "request_hash": "h", "status": 200, "body": body}
    db.session.execute(insert(Edit), answer)
    problem = db.session.get_one(Problem, world.ids["problem_id"])
    problem.edit({"situation": f"Como {NAME.upper()} contou"}, by=ana)
    problem.edit({"situation": "outra"}, by=ana)
    told = select(Event).where(Event.action == "problem.edited").order_by(Event.id.desc())
    commit()
    event = db.session.scalars(told).first()
    event.before = {"rows": [["problem", problem.id, "changed", {"situation": f"{NAME}!"}, {}]]}
    commit()
    before = json.dumps(counts(world, workshop), default=str).replace(NAME, "Pessoa removida")
    place = Path(str(db.engine.url.database))
    db.session.remove()
    compact(db.engine)
    bruno = db.session.get_one(Person, world.ids["member_id"])
    assert b"Quaresma" in place.read_bytes()

    browser = Visitor(app, bruno)
    page = browser.get("/account/erase")
    assert "What stays" in page
    assert "not your password" in browser.post("/account/erase", 200, password_now="x", is_sure="y")
    browser.post("/account/erase", 302, password_now=PASSWORD, is_sure="y")
    browser.get("/account/data", status=302)
    db.session.remove()

    left = b"".join(file.read_bytes() for file in place.parent.rglob("*") if file.is_file())
    for trace in (b"uaresma", b"UARESMA", b"Zulmira", b"zulmira"):
        assert trace not in left, left[left.index(trace) - 200 : left.index(trace) + 50]
    bruno = db.session.get_one(Person, world.ids["member_id"])
    workshop = db.session.get_one(Workshop, world.ids["workshop_id"])
    world.city4.programme = workshop.phase.programme
    assert (bruno.name, bruno.email, bruno.password_hash) == ("Pessoa removida", None, None)
    assert json.dumps(counts(world, workshop), default=str) == before
    shown = Visitor(app, db.session.get_one(Person, world.ids["person_id"]))
    assert "Pessoa removida" in shown.get(f"/redesigns/{world.ids['redesign_id']}/activity")
    assert "Pessoa removida" in shown.get(f"/people/{world.ids['member_id']}")


@pytest.mark.both_databases
def test_a_name_that_two_people_have_stays_in_what_is_said_of_the_other(city: Any) -> None:
    city.carla.edit({"name": "Bruno Sales"}, by=city.edite)
    note = Note.write(city.redesign, {"text": "Bruno Sales sabe", "kind": "idea"}, by=city.ana)
    commit()
    erase(city.bruno, by=city.edite, removed="Removed person")
    commit()
    assert (city.carla.name, note.text) == ("Bruno Sales", "Bruno Sales sabe")
    told = db.session.scalars(select(Event).where(Event.action == "enrolment.added"))
    assert "Removed person" in {event.facts["name"] for event in told}


def test_the_last_administrator_is_not_erased(city: Any, visit: Any) -> None:
    with pytest.raises(DomainError, match="only administrator of Vila"):
        erase(city.edite, by=city.edite, removed="Removed person")
    CityOffice.give(city.city, city.davi, by=city.edite)
    commit()
    carla_id = city.carla.id
    edite = visit(city.edite)
    edite.get(f"/people/{carla_id}/erase")
    edite.post(f"/people/{carla_id}/erase", is_sure="y")
    assert "The data of this person are erased" in edite.get(f"/people/{carla_id}")
    visit(city.davi).get(f"/people/{carla_id}")
    erase(db.session.get_one(Person, city.edite.id), by=city.edite, removed="Removed person")
