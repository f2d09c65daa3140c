"""What is hidden is hidden on the server: planted words and names are looked for on every way out, as everybody."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import quick_folder
from flask import Flask, current_app
from flask_migrate import upgrade
from house.rich_world import RichWorld, build_rich_world
from house.test_routes import OURS, expected, is_as_told, new_app
from people import forget, token_of
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from workbench.cli import main
from workbench.extensions import db
from workbench.folders import folder
from workbench.live import log
from workbench.models.base import new_id, now
from workbench.models.commit import commit
from workbench.models.log.event import Event, Workspace
from workbench.models.people.person import Person
from workbench.models.people.sign_in import SignIn
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.models.room.reveal import reveal
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.upload import Upload
from workbench.views.live import render
from workbench.views.work.note_fragments import story
from workbench.web.audience import audience_at
from workbench.web.formats import XLSX

# Who looks: Zuleica and Yara wrote what is planted; the others must not find it.
AUTHORS_OF_WORDS = ("zuleica", "yara")
VIEWERS = (
    *("stranger", "carla", "bruno", "ana", "davi", "observer", "edite", "removed"),
    *("guest", "sitter", *AUTHORS_OF_WORDS),
)
# Unguessable words, by what they are.
WORDS = {
    name: f"planted-{name}-{new_id()}"
    for name in (
        *("room_hidden", "team_hidden", "put_away", "moderated", "homework"),
        *("anonymous_hidden", "anonymous_shown"),
    )
}
AUTHORS = {"zuleica": "Zuleica Quixaba", "yara": "Yara Inhambu"}
# Everybody may read these words; they must never stand with their author's name.
SHOWN = frozenset({"anonymous_shown"})
WITHOUT_GET = frozenset({"static"})


def new_official(world: RichWorld, name: str) -> Person:
    email = f"{name.split()[0].lower()}@vila.example"
    person = Person.add(world.city, name=name, email=email, organisation=world.green, by=None)
    db.session.flush()
    phase = world.programme.phases[0]
    phase.enrol(person, role="participant", by=None)
    db.session.flush()
    return person


def block_of(workshop: Workshop, board: str, *, is_anonymous: bool, **values: Any) -> Block:
    block = Block.add(
        workshop,
        {
            "kind": "write",
            "title": f"Escrever {board}",
            "board": board,
            "is_hidden": True,
            "is_anonymous": is_anonymous,
            **values,
        },
        by=None,
    )
    db.session.flush()
    return block


def pictured(words: str) -> dict[str, Any]:
    """Return the columns of a picture whose file and whose description hold the words."""
    upload = Upload("", "image/png", words.encode())
    facts = upload.facts(current_app.config["SETTINGS"].uploads, words)
    del facts["filename"]
    return facts


def write(place: Any, words: str, by: Person, block: Block | None) -> Note:
    values = {"text": WORDS[words], "kind": "idea", "block": block, **pictured(WORDS[words])}
    note = Note.write(place, values, by=by)
    db.session.flush()
    return note


def plant(world: RichWorld) -> dict[str, str]:
    """Write hidden and anonymous notes everywhere; return the id of each by its name in WORDS."""
    ana = world.ana
    workshop = db.session.get(Workshop, world.ids["workshop_id"])
    team = world.redesign
    people = {name: new_official(world, full) for name, full in AUTHORS.items()}
    for person in people.values():
        team.add_member(person, by=None)
    zuleica, yara = people.values()
    unknown = Person(city=world.city, name="Gilda Convidada", is_guest=True)
    db.session.add(Guest(workshop=workshop, person=unknown))
    db.session.flush()
    # Notes whose authors nobody may know, some shown, some not.
    nameless = block_of(workshop, "team", is_anonymous=True)
    nameless.start(by=ana)
    notes = {"anonymous_shown": write(team, "anonymous_shown", yara, nameless)}
    reveal(nameless, by=ana)
    group = NoteGroup.write(team, {"title": "Juntas"}, by=ana)
    db.session.flush()
    notes["anonymous_shown"].move_to(group, by=ana)
    notes["anonymous_shown"].edit({"kind": "question"}, by=yara)
    nameless = block_of(workshop, "team", is_anonymous=True)
    nameless.start(by=ana)
    notes["anonymous_hidden"] = write(team, "anonymous_hidden", yara, nameless)
    # Homework, with the names of its authors, on the team's board.
    homework = block_of(
        workshop,
        "team",
        is_anonymous=False,
        kind="homework",
        opens_at=now() - timedelta(days=1),
        closes_at=now() + timedelta(days=1),
    )
    notes["homework"] = write(team, "homework", zuleica, homework)
    silent = block_of(workshop, "room", is_anonymous=False)
    silent.start(by=ana)
    for name in ("room_hidden", "put_away", "moderated"):
        notes[name] = write(workshop, name, zuleica, silent)
    notes["team_hidden"] = write(team, "team_hidden", zuleica, homework)
    notes["room_hidden"].edit({"kind": "office"}, by=zuleica)
    notes["put_away"].discard(by=zuleica)
    notes["moderated"].moderate("Fala de uma pessoa", by=ana)
    commit()
    sessions = {**people, "guest": unknown}
    for name in VIEWERS[1:]:
        world.ids[f"session of {name}"] = token_of(sessions.get(name) or getattr(world, name))
    return {name: note.id for name, note in notes.items()}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = new_app(quick_folder(tmp_path_factory, "hidden"))
    with app.app_context():
        upgrade(directory=str(folder("migrations")))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def world(app: Flask) -> RichWorld:
    with app.app_context():
        world = build_rich_world()
        world.ids["planted"] = plant(world)
        return world


def may_read(viewer: str, words: str, endpoint: str) -> bool:
    """Return whether these words may reach this viewer: authors their own, facilitators while they moderate."""
    if words in SHOWN:
        return True
    own = "yara" if words.startswith("anonymous") else "zuleica"
    moderates = viewer in ("ana", "davi") and endpoint.endswith("moderations.index")
    return viewer == own or (moderates and words not in ("put_away", "moderated"))


def leaks(text: str, viewer: str, endpoint: str) -> list[str]:
    """Return the names of the words in a text that must not have reached the viewer."""
    return [
        name
        for name, words in WORDS.items()
        if words in text and not may_read(viewer, name, endpoint)
    ]


def client_of(app: Flask, world: RichWorld, viewer: str) -> Any:
    client = app.test_client()
    if viewer != "stranger":
        with client.session_transaction() as session:
            session["_user_id"] = world.ids[f"session of {viewer}"]
    return client


def addresses(app: Flask, world: RichWorld, rule: Rule) -> list[str]:
    """Return the address of a rule, once for each planted note where it names one."""
    build = app.url_map.bind("localhost").build
    arguments = world.arguments(rule)
    if "note_id" not in arguments:
        forms = ("json", "csv", "xlsx") if "form" in arguments or "format" in arguments else ("",)
        name = "form" if "form" in arguments else "format"
        given = [{**arguments, **({name: form} if form else {})} for form in forms]
        return [build(rule.endpoint, each) for each in given]
    notes = (arguments["note_id"], *world.ids["planted"].values())
    return [build(rule.endpoint, {**arguments, "note_id": note}) for note in notes]


def words_of(answer: TestResponse) -> str:
    """Return what an answer says; of a workbook, what its parts say."""
    data = answer.get_data()
    if answer.mimetype != XLSX:
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(part).decode("utf-8", "replace") for part in book.namelist())


def forms_of(rule: Rule, address: str) -> tuple[str, ...]:
    """Return the ways to ask for an address: boards also as a list, and once more from what was kept."""
    if rule.endpoint in ("boards.index", "problems.index"):
        return (address, f"{address}?as=list", address)
    return (address,)


GETS = [each for each in OURS if each.values[1] == "GET"]


@pytest.mark.parametrize(("rule", "method"), GETS)
def test_a_page_answers_by_the_table_and_gives_away_nothing_hidden(
    app: Flask, world: RichWorld, rule: Rule, method: str
) -> None:
    view, found, wrong = app.view_functions[rule.endpoint], [], {}
    usual = app.url_map.bind("localhost").build(rule.endpoint, world.arguments(rule))
    there = addresses(app, world, rule)
    assert usual in there
    for viewer in VIEWERS:
        client = client_of(app, world, viewer)
        for address in there:
            for asked in forms_of(rule, address):
                answer = client.get(asked)
                text = words_of(answer) + str(answer.headers)
                assert answer.status_code < 500
                found += [(viewer, asked, name) for name in leaks(text, viewer, rule.endpoint)]
                is_asked = address == usual and viewer not in AUTHORS_OF_WORDS
                if is_asked and not is_as_told(view, rule, method, viewer, answer):
                    wrong[viewer] = (expected(view, rule, method, viewer), answer.status_code)
    assert not found
    assert not wrong, f"{usual} with {view.permission}: {wrong}"


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_board_shows_every_author_only_their_own(
    app: Flask, world: RichWorld, viewer: str
) -> None:
    client = client_of(app, world, viewer)
    team = client.get(f"/redesigns/{world.ids['redesign_id']}/problems").get_data(as_text=True)
    room = client.get(f"/workshops/{world.ids['workshop_id']}/board").get_data(as_text=True)
    assert (WORDS["room_hidden"] in room) is (viewer == "zuleica")
    assert (WORDS["team_hidden"] in team) is (viewer == "zuleica")
    assert (WORDS["anonymous_hidden"] in team) is (viewer == "yara")
    if viewer not in ("stranger", "removed", "carla", "guest"):
        assert WORDS["anonymous_shown"] in team


def near(text: str, words: str, reach: int = 700) -> str:
    """Return what stands around the words."""
    at = text.find(words)
    return text[max(0, at - reach) : at + reach] if at >= 0 else ""


@pytest.mark.parametrize("viewer", [one for one in VIEWERS if one != "yara"])
def test_nothing_names_the_author_of_an_anonymous_note(
    app: Flask, world: RichWorld, viewer: str
) -> None:
    client = client_of(app, world, viewer)
    team, note = world.ids["redesign_id"], world.ids["planted"]["anonymous_shown"]
    here = f"/redesigns/{team}"
    for address in (
        "/problems",
        "/problems?as=list",
        "/notes.json",
        "/notes.csv",
        f"/notes/{note}",
    ):
        text = client.get(here + address).get_data(as_text=True)
        assert AUTHORS["yara"] not in near(text, WORDS["anonymous_shown"]), address
    rows = client.get(f"{here}/notes.json").get_json(silent=True) or {}
    assert not [
        row
        for row in rows.get("notes", [])
        if row["text"] == WORDS["anonymous_shown"] and row["author"]
    ]
    for address in (f"{here}/activity", here):
        text = client.get(address).get_data(as_text=True)
        assert WORDS["anonymous_shown"] not in near(text, AUTHORS["yara"], 300)


@pytest.mark.parametrize("viewer", ["bruno", "ana", "davi", "observer", "edite"])
def test_a_page_of_two_texts_is_no_way_to_read_them(
    app: Flask, world: RichWorld, viewer: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = client_of(app, world, viewer)
    planted = world.ids["planted"]
    places = {
        "team_hidden": f"/redesigns/{world.ids['redesign_id']}",
        "anonymous_hidden": f"/redesigns/{world.ids['redesign_id']}",
        "homework": f"/redesigns/{world.ids['redesign_id']}",
        "room_hidden": f"/workshops/{world.ids['workshop_id']}",
        "put_away": f"/workshops/{world.ids['workshop_id']}",
        "moderated": f"/workshops/{world.ids['workshop_id']}",
    }
    sent = {"text": "outro", "kind": "idea", "version": "99", "deed": "same", "title": "Todas"}
    for name, place in places.items():
        for operation in (
            "",
            "/grow",
            "/discard",
            "/restore",
            "/apart",
            "/picture",
            "/picture/remove",
        ):
            fields = {**sent, "edit_id": new_id()}
            answer = client.post(f"{place}/notes/{planted[name]}{operation}", data=fields)
            assert answer.status_code in (403, 404, 422), (name, operation, answer.status_code)
            assert not leaks(answer.get_data(as_text=True), viewer, "")
        for operation in ("same", "move", "new", "park"):
            fields = {**sent, "deed": operation, "note": planted[name], "edit_id": new_id()}
            answer = client.post(f"{place}/notes/arrange", data=fields)
            assert not leaks(answer.get_data(as_text=True), viewer, "")
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        assert all(db.session.get(Note, planted[name]).is_hidden for name in places)


# the stream


def workspaces(world: RichWorld) -> list[Workspace]:
    workshop = db.session.get(Workshop, world.ids["workshop_id"])
    team = db.session.get(Redesign, world.ids["redesign_id"])
    return [workshop.workspace, team.workspace, team.programme.workspace]


@pytest.mark.parametrize("viewer", [one for one in VIEWERS if one not in ("stranger", "removed")])
def test_the_stream_tells_nothing_of_what_is_hidden(
    app: Flask, world: RichWorld, viewer: str
) -> None:
    client = client_of(app, world, viewer)
    with app.app_context():
        ids = [one.id for one in workspaces(world)]
        boards = [
            f"/redesigns/{world.ids['redesign_id']}/problems",
            f"/workshops/{world.ids['workshop_id']}/board",
        ]
    for workspace in ids:
        for page in boards:
            answer = client.get(f"/live?at={workspace}.0&page={page}&poll=1")
            text = answer.get_data(as_text=True)
            assert not leaks(text.replace("\\u", "?"), "nobody", ""), (workspace, page)
            assert AUTHORS["yara"] not in near(text, WORDS["anonymous_shown"])


@pytest.mark.parametrize("viewer", ["bruno", "ana", "davi", "observer", "zuleica"])
def test_no_frame_and_no_part_holds_what_is_hidden(
    app: Flask, world: RichWorld, viewer: str
) -> None:
    with app.app_context():
        person = SignIn.of(world.ids[f"session of {viewer}"]).person
        found = workspaces(world)
        with app.test_request_context():
            audience = audience_at(person, found)
        key = audience.key
        events = [event for each in found for event in log.events_after(each.id, 0)]
    boards = [
        f"/redesigns/{world.ids['redesign_id']}/problems",
        f"/redesigns/{world.ids['redesign_id']}/problems?as=list",
        f"/workshops/{world.ids['workshop_id']}/board",
    ]
    told = on_an_empty_stack(app, lambda: json.dumps(story(events, audience)))
    assert not leaks(told, "nobody", "")
    for board in boards:
        rendered = on_an_empty_stack(app, lambda board=board: render(board, key))
        assert (rendered is None) is (viewer == "guest" and "redesigns" in board)
        if rendered is not None:
            assert not leaks(json.dumps(rendered.everything()), "nobody", "")


def on_an_empty_stack(app: Flask, ask: Callable[[], Any]) -> Any:
    with app.app_context():
        try:
            return ask()
        finally:
            forget()


def test_the_log_holds_no_words_of_hidden_notes_and_no_author_of_anonymous_ones(
    app: Flask, world: RichWorld
) -> None:
    planted = world.ids["planted"]
    with app.app_context():
        events = db.session.scalars(
            select(Event).where(Event.subject_id.in_(planted.values()))
        ).all()
        assert events
        facts = json.dumps([event.facts for event in events])
        assert not [name for name, words in WORDS.items() if words in facts and name not in SHOWN]
        yara = SignIn.of(world.ids["session of yara"]).person
        nameless = {planted["anonymous_shown"], planted["anonymous_hidden"]}
        assert not [
            event.action
            for event in events
            if event.subject_id in nameless and event.by_id == yara.id
        ]


def test_exports_hold_nothing_of_what_is_hidden(
    app: Flask, world: RichWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_INSTANCE", str(app.config["SETTINGS"].instance))
    runner = CliRunner()
    for name in ("vila.json", "vila.csv", "vila.db"):
        file = tmp_path / name
        runner.invoke(main, ["export", "catalogue", str(file), "--city", "vila"])
        assert file.exists()
        assert not leaks(file.read_bytes().decode("utf-8", "replace"), "nobody", "")
    for form in ("table", "json", "csv"):
        told = runner.invoke(main, ["report", "--format", form]).output
        assert told
        assert not leaks(told, "nobody", "")
