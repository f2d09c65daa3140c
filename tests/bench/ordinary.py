"""An ordinary Flask application: session, login, CSRF, a form of three fields, two ORM reads, one insert, commit."""

from __future__ import annotations

from zlib import crc32

from flask import Flask, redirect
from flask_login import LoginManager, UserMixin, current_user, login_required
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from sqlalchemy import ForeignKey, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

PEOPLE = 8


class Base(DeclarativeBase):
    """The records of the ordinary application."""


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class Person(UserMixin, Base):
    """Somebody who is signed in."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Board(Base):
    """What notes are written on."""

    __tablename__ = "board"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Note(Base):
    """One note of one person on a board."""

    __tablename__ = "note"
    id: Mapped[str] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    kind: Mapped[str]


class NoteForm(FlaskForm):
    """A note as somebody sends it."""

    id = StringField(validators=[InputRequired(), Length(max=16)])
    text = StringField(validators=[InputRequired(), Length(max=500)])
    kind = StringField(validators=[InputRequired(), Length(max=20)])

    class Meta(FlaskForm.Meta):
        csrf = False  # CSRFProtect has checked it


def person_of(session_id: str) -> Person | None:
    """Return whose session it is: the tokens of the workbench, spread over the people of this one."""
    return db.session.get(Person, crc32(session_id.encode()) % PEOPLE + 1)


def ordinary(file: str, secret: str, session_cookie: str) -> Flask:
    """Return the application with its tables, on SQLite with the settings of the workbench."""
    app = Flask("ordinary")
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME=session_cookie,
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{file}",
        WTF_CSRF_TIME_LIMIT=None,
    )
    db.init_app(app)
    CSRFProtect(app)
    login = LoginManager(app)
    login.user_loader(person_of)

    @app.post("/notes")
    @login_required
    def create() -> Response | tuple[str, int]:
        form, board = NoteForm(), db.session.get(Board, 1)
        if not form.validate_on_submit():
            return "", 400
        values = {name: form[name].data for name in ("id", "text", "kind")}
        db.session.add(Note(board_id=board.id, person_id=current_user.id, **values))
        save()
        return redirect("/notes")

    with app.app_context():
        prepare()
    return app


def save() -> None:
    """Commit as an ordinary application does."""
    line = db.session
    line.commit()


def prepare() -> None:
    @event.listens_for(db.engine, "connect")
    def connect(connection, _record) -> None:
        for setting in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {setting}")

    db.create_all()
    Base.metadata.create_all(db.engine)
    if db.session.scalar(select(Board.id)) is None:
        people = (Person(id=number, name=f"Pessoa {number}") for number in range(1, PEOPLE + 1))
        db.session.add_all((Board(id=1, title="Quadro"), *people))
        save()
