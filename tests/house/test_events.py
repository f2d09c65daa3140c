"""Every action of the log is told in every language, and whatever changes the database appends an event."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from house.rich_world import RichWorld, build_rich_world
from house.test_routes import OURS, new_app
from people import token_of
from werkzeug.routing import Rule

from tests.house.tree import PACKAGE
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.base import new_id, now
from workbench.models.log.event import Event
from workbench.models.register import ACTIONS
from workbench.web.sentences import event_sentence

PLACES = re.compile(r"%\((\w+)\)s")
POSTS = [each for each in OURS if each.values[1] == "POST"]
# These change who is signed in or how pages look, and nothing that others watch.
UNTOLD = frozenset(
    {"sessions.new", "sessions.end", "sessions.start", "languages.choose", "joins.door"}
)
# Of what a POST leaves behind, this is told by no event: answers, tries at the door, and the log itself.
PLUMBING = frozenset(
    {
        "edit",
        "attempt",
        "sign_in",
        "known_network",
        "doubtful_amount",
        "event",
        "workspace",
        "rule_state",
        "alembic_version",
    }
)


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_has_a_sentence_with_its_own_facts(action: str) -> None:
    declared = ACTIONS[action]
    assert declared.sentence
    assert set(PLACES.findall(declared.sentence)) <= {*declared.facts, "who"}


@pytest.mark.parametrize("language", ["pt_BR", "es"])
def test_every_sentence_is_translated_with_the_same_facts(language: str) -> None:
    path = PACKAGE / "translations" / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        pytest.skip(f"there is no catalogue of {language} yet")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    wrong = []
    for action, sentence in ((name, each.sentence) for name, each in ACTIONS.items()):
        message = catalogue.get(sentence)
        told = message.string if message else ""
        if not told or set(PLACES.findall(told)) != set(PLACES.findall(sentence)):
            wrong.append(action)
    assert not wrong


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    from flask_migrate import upgrade

    app = new_app(tmp_path_factory.mktemp("events"))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        upgrade(directory=str(folder("migrations")))
    return app


@pytest.fixture(scope="module")
def world(app: Flask) -> RichWorld:
    with app.app_context():
        world = build_rich_world()
        people = ("ana", "bruno", "davi", "edite")
        world.ids["sessions"] = {name: token_of(getattr(world, name)) for name in people}
        return world


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_sentence_can_be_told_with_facts_that_are_not_stated(
    app: Flask, world: RichWorld, action: str
) -> None:
    event = Event(action=action, facts=dict.fromkeys(ACTIONS[action].facts), at=now(), position=1)
    with app.test_request_context():
        assert "%(" not in event_sentence(event)


# what changes is told


def fields_for(rule: Rule, world: RichWorld) -> dict[str, Any]:
    """Return something to send to any form of ours: one sensible value for every name of a field."""
    ids = world.ids
    return {
        "edit_id": new_id(),
        "text": "Outro texto",
        "title": "Outro título",
        "name": "Outro nome",
        "kind": "office" if rule.endpoint.startswith("notes") else "agency",
        "segment": "idosos",
        "team_name": "Equipe 9",
        "note": ids["note_id"],
        "group": "none",
        "side": "office",
        "state": "open",
        "source": "desk",
        "consent": "signed",
        "status": "chosen",
        "effective_on": world.day,
        "fate": "kept",
        "pains": "cansa",
        "problem": ids["problem_id"],
        "position": 1,
        "deed": "rename",
        "phase_id": ids["journey_phase_id"] if "redesign" in str(rule) else ids["phase_id"],
        "time_basis": "measured",
        "person_id": ids["person_id"],
        "facilitator_id": ids["person_id"],
        "organisation_id": ids["organisation_id"],
        "role": "partner" if "parties" in str(rule) else "participant",
        "requests": 50,
        "year": 2024,
        "channels": "web",
        "prototype_version_id": ids["version_id"],
        "mode": "remote",
        "success": "alone",
        "decision": "change",
        "severity": 3,
        "result": "failed",
        "session_id": ids["session_id"],
        "what_changed": "outra",
        "fidelity": "paper",
        "live_url": "https://other.example",
        "figure": 12,
        "qualifier": "=",
        "unit": "serviços",
        "stated_by": "Prefeitura",
        "indicator": "people",
        "person_name": "Zélia",
        "consent_given": "y",
    }


def rows(path: str) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with sqlite3.connect(path) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in names
            if not name.startswith("service_search") and not name.startswith("sqlite_")
        }


@pytest.mark.parametrize(("rule", "method"), POSTS)
def test_what_changes_the_database_is_told(
    app: Flask, world: RichWorld, rule: Rule, method: str
) -> None:
    address = app.url_map.bind("localhost").build(rule.endpoint, world.arguments(rule))
    with app.app_context():
        path = str(db.engine.url.database)
    for name in ("bruno", "ana", "davi", "edite"):
        before = rows(path)
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = world.ids["sessions"][name]
        answer = client.post(address, data=fields_for(rule, world))
        assert answer.status_code < 500
        after = rows(path)
        changed = {table for table in after if after[table] != before.get(table)} - PLUMBING
        if changed and rule.endpoint not in UNTOLD:
            assert len(after["event"]) > len(before["event"]), f"{name} changed {changed} untold"
