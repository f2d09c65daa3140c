"""A new kind of place is one declaration: it is found in the log, rights, kept pages, the stream and turns at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_login import login_user
from people import City4, forget
from sqlalchemy import MetaData, Select, select
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Record
from workbench.models.commit import commit
from workbench.models.log.event import Event, Workspace
from workbench.models.people.person import Person
from workbench.models.places import PLACES, Path, Place, PlaceKind, Scope, path_text
from workbench.models.programme.programme import Programme
from workbench.models.roles import RIGHTS, gives_rights, granted, right
from workbench.web.audience import audience_at
from workbench.web.idempotency import place_in
from workbench.web.page_cache import validator

pytestmark = pytest.mark.usefixtures("in_one_quarter")


class Consultation(Place, Record):
    """A made-up place under a programme, with somebody who hosts it."""

    # A table of the tests, which no migration makes.
    metadata = MetaData()
    __tablename__ = "consultation"
    resource = "consultation"
    place_kind = PlaceKind("consultation", parent="programme")

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    workspace_id: Mapped[int]
    host_id: Mapped[int]

    programme: Mapped[Programme] = relationship(
        primaryjoin=lambda: foreign(Consultation.programme_id) == Programme.id
    )
    workspace: Mapped[Workspace] = relationship(
        primaryjoin=lambda: foreign(Consultation.workspace_id) == Workspace.id
    )

    @property
    def above(self) -> Path:
        return self.programme.path

    @classmethod
    def read_permission(cls) -> str:
        return "programme:read"


def hosts(day: Any) -> list[Select[Any]]:
    return [right(Consultation.host_id, "consultation", Consultation.id, "member")]


@pytest.fixture
def place(city: City4) -> Iterator[Consultation]:
    """A consultation of the programme, whose host is Carla, a stranger there."""
    Consultation.metadata.create_all(db.session.connection())
    gives_rights(hosts)
    workspace = Workspace(kind="consultation", parent_id=city.programme.workspace_id)
    place = Consultation(programme=city.programme, workspace=workspace, host_id=city.carla.id)
    place.take_place()
    tell(place)
    commit()
    yield place
    db.session.remove()
    RIGHTS.remove(hosts)
    granted.cache_clear()
    Consultation.metadata.drop_all(db.engine)


@pytest.fixture(scope="module", autouse=True)
def is_known_here_only() -> Iterator[None]:
    PLACES["consultation"] = Consultation
    yield
    del PLACES["consultation"]


def tell(place: Place) -> None:
    """Let something happen there."""
    found = place.find_workspace()
    found.append("programme.edited", None, place, {"title": "x"})  # type: ignore[arg-type]
    commit()


def test_it_has_a_workspace_and_a_scope_under_its_programme(
    city: City4, place: Consultation
) -> None:
    path = (*city.programme.path, ("consultation", place.id))
    assert path == (("city", city.city.id), ("programme", city.programme.id), path[-1])
    assert place.scope.path == place.scope.home == place.workspace.places == path
    assert place.workspace.parent_id == city.programme.workspace_id
    event = db.session.scalars(select(Event).where(Event.workspace_id == place.workspace_id)).one()
    assert (event.subject_kind, event.position) == ("consultation", 1)


def test_roles_of_the_programme_and_its_own_count_there(city: City4, place: Consultation) -> None:
    assert "lead" in city.davi.roles_in(place.scope)
    assert "administrator" in city.edite.roles_in(place.scope)
    assert city.carla.roles_in(place.scope) == {"member", "person", "account"}
    assert not city.carla.may("programme:read", city.programme)
    assert city.observer.may("programme:read", place)


def test_its_pages_and_those_above_are_made_anew_when_something_happens_there(
    app: Flask, city: City4, place: Consultation
) -> None:
    shown = (city.city.scope, city.programme.scope, place.scope)
    elsewhere = (city.other_programme.scope, city.redesign.scope)

    def keys() -> list[list[str]]:
        with app.test_request_context("/"):
            login_user(db.session.get_one(Person, city.davi.id))
            return [[validator(scope) for scope in scopes] for scopes in (shown, elsewhere)]

    (before, before_elsewhere), _ = keys(), tell(place)
    after, after_elsewhere = keys()
    assert not set(before) & set(after)
    assert after_elsewhere == before_elsewhere


def test_its_page_shows_what_happens_above(app: Flask, city: City4, place: Consultation) -> None:
    def key() -> str:
        with app.test_request_context("/"):
            login_user(db.session.get_one(Person, city.davi.id))
            return validator(place.scope)

    before = key()
    tell(city.other_programme)
    assert key() == before
    for above in (city.programme, city.city):
        tell(above)
        assert key() != before
        before = key()


def test_it_is_watched_by_those_who_have_a_role_there(
    city: City4, visit: Any, place: Consultation
) -> None:
    carla = audience_at(city.carla, [place.workspace], "http://vila.example")
    assert [(grant.place, grant.role) for grant in carla.grants][-1] == ("consultation", "member")
    at = f"/live?at={place.workspace_id}.0&poll=1"
    bruno, host, ana_id, place_id = visit(city.bruno), visit(city.carla), city.ana.id, place.id
    assert host.client.get(at).status_code == 200
    forget()
    db.session.get_one(Consultation, place_id).host_id = ana_id
    commit()
    forget()
    assert host.client.get(at).status_code == 404
    forget()
    assert bruno.client.get(at).status_code == 200


def test_writers_take_turns_at_the_narrowest_place_of_an_address() -> None:
    names = {"programme_id": 1, "consultation_id": 5, "note_id": "x", "city_id": 1}
    assert place_in(names) == ("consultation", 5)
    assert place_in({"programme_id": 1, "city_id": 1}) == ("programme", 1)
    assert place_in({"note_id": "x"}) is None


def test_paths_are_those_of_the_places_above(city: City4) -> None:
    city.programme.phases[0].plan(title="Oficina", by=city.davi)
    found = {each.id: each for each in db.session.scalars(select(Workspace))}
    assert {each.kind for each in found.values()} == {"city", "programme", "redesign", "workshop"}
    for each in found.values():
        above = found[each.parent_id].path if each.parent_id else ""
        assert each.path == above + path_text(((each.kind, each.place_id),))


def test_a_scope_knows_the_places_on_its_path() -> None:
    scope = Scope((("city", 1), ("programme", 2)))
    assert [scope.id_of(kind) for kind in ("city", "programme", "redesign")] == [1, 2, None]
