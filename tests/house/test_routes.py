"""Every route names its permission, and gives each kind of person the answer that the table of roles says."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import quick_folder
from flask import Flask
from flask_migrate import upgrade
from house.rich_world import RichWorld, build_rich_world
from people import token_of
from werkzeug.routing import Rule

from workbench import create_app
from workbench.config import Settings
from workbench.extensions import db
from workbench.folders import folder
from workbench.models import roles
from workbench.models.base import Record, new_id
from workbench.models.roles import PERMISSIONS
from workbench.web.access import kind_in

# Flask's own files: told here, so that nothing else can be without a permission.
STATIC = "static"
# The roles of each person at the city, and at its programme and redesign; nobody else has any.
AT_CITY = {
    "ana": {"facilitator", "participant"},
    "bruno": {"participant"},
    "carla": {"participant"},
    "davi": {"lead", "participant"},
    "edite": {"administrator", "participant"},
    "observer": {"observer", "participant"},
    # Guests of a workshop's room; the second sits with the team as well.
    "guest": set(),
    "sitter": set(),
}
GUESTS = ("guest", "sitter")
AT_PROGRAMME = {
    "ana": {"facilitator"},
    "bruno": {"participant"},
    "carla": set(),
    "davi": {"lead"},
    "edite": {"administrator"},
    "observer": {"observer"},
    "guest": set(),
    "sitter": set(),
}
AT_REDESIGN = {**AT_PROGRAMME, "bruno": {"participant", "member"}, "sitter": {"member"}}
AT_WORKSHOP = {**AT_PROGRAMME, "guest": {"guest"}, "sitter": {"guest"}}
NOT_SIGNED_IN = ("stranger", "removed")
EVERYBODY = (*NOT_SIGNED_IN, *AT_CITY)
# The service that Bruno's team works on; it lives in the city.
AT_SERVICE = {**AT_CITY, "bruno": {"participant", "member"}}
IN_CITY = ("City", "Organisation", "Person", "Source")
# A page for all readers whose form is for some of them.
ALSO_ASKED = {("statuses.index", "POST"): "status:change"}
# A door that opens only to a code that nobody has guessed, to a file of one kind, or where the installation allows it.
NEEDS_CONTENT = frozenset(
    (endpoint, method)
    for endpoint in ("invitations.accept", "joins.enter")
    for method in ("GET", "POST")
) | {("launches.look", "POST"), ("prototype_files.show", "GET"), ("prototype_files.frame", "GET")}


def new_app(place: Path) -> Flask:
    return create_app(Settings(instance=str(place), secret_key="only for tests"), TESTING=True)


def routes() -> list[Any]:
    """Return every (rule, method) of the application, with a name that reads well."""
    with tempfile.TemporaryDirectory() as place:
        found = new_app(Path(place)).url_map.iter_rules()
        return [
            pytest.param(rule, method, id=f"{method} {rule}")
            for rule in sorted(found, key=str)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        ]


ROUTES = routes()
OURS = [each for each in ROUTES if each.values[0].endpoint != STATIC]
# Pages are asked for as everybody in test_hidden, which reads them too.
WRITES = [each for each in OURS if each.values[1] != "GET"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = new_app(quick_folder(tmp_path_factory, "routes"))
    app.config["WTF_CSRF_ENABLED"] = False  # who may do what is asked here, not whence
    with app.app_context():
        upgrade(directory=str(folder("migrations")))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def world(app: Flask) -> RichWorld:
    with app.app_context():
        world = build_rich_world()
        for name in EVERYBODY[1:]:
            world.ids[f"session of {name}"] = token_of(getattr(world, name))
        return world


@pytest.fixture(scope="module")
def revert(app: Flask, world: RichWorld) -> Any:
    """Return a function that makes the database what it was when the world was built."""
    with app.app_context():
        path = str(db.engine.url.database)
        db.session.remove()
        db.engine.dispose()
    kept = sqlite3.connect(":memory:")
    with sqlite3.connect(path) as source:
        source.backup(kept)

    def again() -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        target = sqlite3.connect(path)
        kept.backup(target)
        target.close()

    return again


def roles_at(kind: type[Record] | None, name: str) -> set[str]:
    """Return the roles that a person holds where a record of this kind lives."""
    if kind is None or kind.__name__ in IN_CITY:
        return AT_CITY[name]
    own = {"Redesign": AT_REDESIGN, "Service": AT_SERVICE, "Workshop": AT_WORKSHOP}
    held = own.get(kind.__name__, AT_PROGRAMME)[name]
    in_room = kind.__name__ == "Workshop" and held & roles.TAKE_PART
    return held | {"attendee"} if in_room else held


def expected(view: Any, rule: Rule, method: str, name: str) -> str:
    """Return the class of the answer: "open", "sign in", 404 or 403, from the table of roles alone."""
    may_do = PERMISSIONS[view.permission]
    if "anyone" in may_do:
        return "open"
    if name in NOT_SIGNED_IN:
        is_page = method == "GET" and "any(json, csv, xlsx)" not in str(rule)
        return "sign in" if is_page else "401"
    kind = kind_in(view.record_kinds, rule.arguments)
    held = roles_at(kind, name) | ({"person"} if name in GUESTS else {"person", "account"})
    if kind and not PERMISSIONS[kind.read_permission()] & held:
        return "404"
    asked = [may_do, PERMISSIONS[ALSO_ASKED.get((rule.endpoint, method), view.permission)]]
    return "open" if all(wanted & held for wanted in asked) else "403"


def answer_class(answer: Any) -> str:
    if answer.status_code in (301, 302) and answer.headers["Location"].startswith("/sign-in?next="):
        return "sign in"
    return str(answer.status_code) if answer.status_code in (401, 403, 404) else "open"


@pytest.mark.parametrize(("rule", "method"), ROUTES)
def test_every_route_names_a_permission(app: Flask, rule: Rule, method: str) -> None:
    view = app.view_functions[rule.endpoint]
    if rule.endpoint == STATIC:
        assert not hasattr(view, "permission")
        return
    assert view.permission in PERMISSIONS
    for kind in view.record_kinds:
        assert kind.read_permission() in PERMISSIONS
    if view.record_kinds:
        assert kind_in(view.record_kinds, rule.arguments) is not None


def test_every_kind_of_record_has_a_permission_to_read_it(app: Flask) -> None:
    kinds = [each.class_ for each in db.Model.registry.mappers if issubclass(each.class_, Record)]
    missing = [kind.__name__ for kind in kinds if kind.read_permission() not in PERMISSIONS]
    assert kinds
    assert not missing


def test_every_permission_is_for_roles_there_are() -> None:
    known = {*roles.ROLES, "anyone", "person", "account"}
    for permission, held in PERMISSIONS.items():
        assert held, f"nobody may {permission}"
        assert held <= known, permission


def is_as_told(view: Any, rule: Rule, method: str, name: str, got: Any) -> bool:
    """Return whether somebody got the answer of the table; behind a door to be opened, 404 will do."""
    wanted, given = expected(view, rule, method, name), answer_class(got)
    is_closed = (rule.endpoint, method) in NEEDS_CONTENT and given == "404"
    return given == wanted or (wanted == "open" and is_closed)


@pytest.mark.parametrize(("rule", "method"), WRITES)
def test_each_person_gets_the_answer_of_the_table(
    app: Flask, world: RichWorld, revert: Any, rule: Rule, method: str
) -> None:
    view = app.view_functions[rule.endpoint]
    address = app.url_map.bind("localhost").build(rule.endpoint, world.arguments(rule))
    wrong = {}
    for name in EVERYBODY:
        client = app.test_client()
        if name != "stranger":
            with client.session_transaction() as session:
                session["_user_id"] = world.ids[f"session of {name}"]
        got = client.open(address, method=method, data={"edit_id": new_id()})
        assert got.status_code < 500
        if not is_as_told(view, rule, method, name, got):
            wrong[name] = (expected(view, rule, method, name), got.status_code)
        if got.status_code < 400:
            revert()
    assert not wrong, f"{address} with {view.permission}: {wrong}"


def test_nothing_is_written_without_the_token_of_the_session(
    app: Flask, world: RichWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forms check no token of their own, so no route may be exempt from the check before all views."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client, addresses = app.test_client(), app.url_map.bind("localhost")
    taken = {}
    for rule, method in (each.values for each in OURS):
        if method != "GET":
            address = addresses.build(rule.endpoint, world.arguments(rule), method=method)
            taken[f"{method} {rule}"] = client.open(address, method=method).status_code
    assert len(taken) > 100
    assert set(taken.values()) == {400}, taken
