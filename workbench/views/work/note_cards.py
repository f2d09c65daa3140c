"""A note as it stands on the board: drawn once for all who see it in the same words."""

from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, current_app, url_for
from markupsafe import Markup
from sqlalchemy.orm import joinedload, lazyload, load_only

from workbench.models.people.person import Person
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem
from workbench.text.links import linked
from workbench.views.work.board_votes import BoardVote
from workbench.web.filters import grade_words, language
from workbench.web.fragments import Fragment, caught
from workbench.web.places import note_url, picture_url

# Some boards' worth; a drawing takes about a kilobyte.
MOST_DRAWN = 4000
# What is read with the notes that are to be drawn: of its author, no more than the name.
TIED = (
    joinedload(Note.problem),
    joinedload(Note.created_by).options(load_only(Person.name), lazyload(Person.city)),
)


class NoteCard(NamedTuple):
    """All that the drawing of a note depends on."""

    id: str
    code: str
    text: str
    kind: str
    author: str | None
    said: int
    order: int
    version: int
    # None where nobody may know who wrote it.
    author_id: int | None
    url: str
    edit_url: str
    picture_url: str | None
    picture_words: str
    grade: int | None
    grade_word: str | None
    may_vote: bool
    votes: int | None


def card_of(note: Note, may_cast: bool, vote: BoardVote) -> NoteCard:
    """Return what everybody may see of a note; a vote is for those without a group."""
    is_loose = note.column == "none"
    problem: Problem | None = note.problem
    if problem is not None and problem.is_discarded:
        problem = None
    if problem:
        url = url_for("problems.show", redesign_id=note.redesign_id, problem_id=problem.id)
    else:
        url = note_url(note)
    return NoteCard(
        *(note.id, note.code, note.text, note.kind, note.author_name, note.said, note.position),
        version=note.version,
        author_id=note.created_by_id if note.author_name else None,
        url=url,
        edit_url=note_url(note),
        picture_url=picture_url(note) if note.has_picture else None,
        picture_words=note.alternative_text,
        grade=problem.grade_step if problem else None,
        grade_word=grade_words(problem) if problem else None,
        may_vote=is_loose and may_cast and vote.is_open,
        votes=vote.counted.get(note.id) if is_loose else None,
    )


def list_of(column: str, redesign_id: int | None = None, workshop_id: int | None = None) -> str:
    """Return the id of the list that shows a column of this board, of the team's or the room's.

    A frame about a room goes to the pages of its teams too, so the id names the board as well.
    """
    board = f"team{redesign_id}" if redesign_id else f"room{workshop_id}"
    return f"notes-of-{board}-{column}"


def note_on_board(note: Note, may_pick: bool, may_cast: bool, vote: BoardVote) -> Markup:
    """Return the note's element, the same on the page and in the stream."""
    html = drawn(card_of(note, may_cast, vote), may_pick, language())
    into = list_of(note.column, note.redesign_id, note.workshop_id)
    piece = Fragment(f"note-{note.id}", "", into=into, order=note.position)
    return caught(piece, lambda: html, str)


@lru_cache(MOST_DRAWN)
def drawn(sticky: NoteCard, may_pick: bool, language: str) -> str:
    """Return the HTML of a note in the language of the present request, which the caller names."""
    # Not through render_template: a note needs nothing of what pages share.
    template: Any = current_app.jinja_env.get_template("notes/_note.html")
    return str(template.render(note=sticky, may_pick=may_pick)).strip()


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(note_on_board=note_on_board, list_of=list_of)
    app.jinja_env.globals["picture_url"] = picture_url
    app.jinja_env.filters["linked"] = linked
