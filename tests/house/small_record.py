"""A small record that declares itself, and nothing else: run by test_declarations in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask, redirect, render_template_string, request
from flask_babel import force_locale
from flask_login import current_user
from people import City4, Visitor, build_city
from sqlalchemy import String, inspect
from sqlalchemy.orm import Mapped, mapped_column

from tests.conftest import make_app
from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.work import Work
from workbench.text.messages import N_
from workbench.views.undo.discarding import register_discardable
from workbench.web.access import requires
from workbench.web.audience import audience_at, rendered
from workbench.web.fragments import watch
from workbench.web.idempotency import commit_and_reply
from workbench.web.page_cache import cached_page
from workbench.web.sentences import event_sentence


class Lesson(Work):
    """What a team has learned; its sentences are borrowed, so that they are translated."""

    __tablename__ = "lesson"
    resource = "lesson"
    noun = N_("File")
    events = {
        "written": N_("%(who)s attached the file %(title)s."),
        "edited": N_("%(who)s changed the phase %(title)s."),
        "discarded": N_("%(who)s archived the file %(title)s."),
        "restored": N_("%(who)s restored the file %(title)s."),
        "undone": N_("%(who)s undid a change of the file %(title)s."),
    }

    title: Mapped[str] = mapped_column(String(80))


PAGE = """{% extends "layouts/base.html" %}{% block main %}
{% call fragment("lessons") %}{% for each in lessons %}<p>{{ each.title }}</p>{% endfor %}{% endcall %}
{% endblock %}"""
bp = Blueprint("lessons", __name__, url_prefix="/redesigns/<int:redesign_id>/lessons")


@bp.get("")
@requires("lesson:read", Redesign)
@cached_page
def index(redesign: Redesign) -> str:
    watch(redesign)
    return render_template_string(PAGE, lessons=Lesson.kept_in(redesign))


@bp.post("")
@requires("lesson:write", Redesign)
def create(redesign: Redesign):
    Lesson.write(redesign, {"title": request.form["title"]}, by=current_user)
    return commit_and_reply(redirect(request.path))


register_discardable(
    bp,
    "/<lesson_id>",
    Lesson,
    told=lambda lesson: lesson.title,
    home=lambda lesson: redirect("/"),
    shown=lambda lesson: redirect("/"),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make_app(Path(tmp_path_factory.mktemp("lessons")))
    app.register_blueprint(bp)
    with app.app_context():
        Lesson.__table__.create(db.engine)
        yield app


@pytest.fixture(scope="module")
def city(app: Flask) -> City4:
    city = build_city()
    commit()
    return city


@pytest.fixture
def here(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}"


def again(kind, record):
    """Return the record as it is now; a request has closed the session in which it was read."""
    return db.session.get(kind, inspect(record).identity[0])


def only() -> Lesson:
    db.session.expire_all()
    return db.session.scalars(db.select(Lesson).order_by(Lesson.created_at.desc())).first()


def test_it_is_logged_and_told_in_three_languages(app: Flask, city: City4, here: str) -> None:
    Visitor(app, city.bruno).post(f"{here}/lessons", title="Perguntar antes")
    event = db.session.scalars(db.select(Event).filter_by(action="lesson.written")).one()
    assert event.subject_id == only().id
    with app.test_request_context():
        told = []
        for language in ("en", "pt_BR", "es"):
            with force_locale(language):
                told.append(str(event_sentence(event)))
    assert len(set(told)) == 3
    assert all("Perguntar antes" in sentence for sentence in told)


def test_it_is_guarded_for_every_role(app: Flask, city: City4, here: str) -> None:
    may = {"lesson:read": {"ana", "bruno", "davi"}, "lesson:write": {"ana", "bruno"}}
    for permission, names in may.items():
        for name in ("ana", "bruno", "carla", "davi"):
            redesign = again(Redesign, city.redesign)
            assert again(Person, getattr(city, name)).may(permission, redesign) == (name in names)
    Visitor(app, city.carla).get(f"{here}/lessons", 404)
    Visitor(app).get(f"{here}/lessons", 302)
    Visitor(app, city.davi).post(f"{here}/lessons", 403, title="x")


def test_it_is_undone_and_done_again(app: Flask, city: City4, here: str) -> None:
    bruno, edit = Visitor(app, city.bruno), new_id()
    bruno.post(f"{here}/lessons", title="Por engano", edit_id=edit)
    lesson = only()
    undoing = new_id()
    bruno.post(f"{here}/undo", 302, deed=edit, edit_id=undoing)
    assert db.session.get(Lesson, lesson.id).is_discarded
    bruno.post(f"{here}/undo", 302, deed=undoing)
    assert not db.session.get(Lesson, lesson.id).is_discarded


def test_it_is_put_away_and_brought_back(app: Flask, city: City4, here: str) -> None:
    bruno, lesson = Visitor(app, city.bruno), only()
    bruno.post(f"{here}/lessons/{lesson.id}/discard")
    assert lesson.title in bruno.get(f"{here}/discarded").words
    bruno.post(f"{here}/discarded/lesson/{lesson.id}/restore")
    assert not only().is_discarded


def test_its_page_is_cached_and_streamed(app: Flask, city: City4, here: str) -> None:
    bruno = Visitor(app, city.bruno)
    bruno.get(f"{here}/lessons")
    first = bruno.client.get(f"{here}/lessons")
    known = {"If-None-Match": first.headers["ETag"]}
    assert bruno.client.get(f"{here}/lessons", headers=known).status_code == 304
    with app.test_request_context():
        redesign = again(Redesign, city.redesign)
        audience = audience_at(again(Person, city.bruno), [redesign.workspace])
    before = rendered(audience, f"{here}/lessons")
    bruno.post(f"{here}/lessons", title="Outra lição")
    assert "Outra lição" in bruno.client.get(f"{here}/lessons", headers=known).get_data(True)
    assert "Outra lição" in str(rendered(audience, f"{here}/lessons").since(before))
