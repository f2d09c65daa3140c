"""The addresses of what stands on boards: the same views serve a team's board and that of a workshop's room."""

from typing import Any

from flask import Blueprint, Flask, redirect, url_for
from werkzeug.wrappers import Response

from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.note import Note

Place = Redesign | Workshop
ROOM = "workshop_"


def place_ids(place: Place) -> dict[str, int]:
    """Return the id of the place under the name it has in addresses."""
    return {f"{place.resource}_id": place.id}


def endpoint_at(endpoint: str, place: Place) -> str:
    return endpoint if isinstance(place, Redesign) else ROOM + endpoint


def place_url(endpoint: str, place: Place, **values: Any) -> str:
    """Return the address of a view at a place: "notes.create" for a team's board is "workshop_notes.create" in a room."""
    return url_for(endpoint_at(endpoint, place), **place_ids(place), **values)


def note_url(note: Note, endpoint: str = "notes.show", **values: Any) -> str:
    """Return the address of a note by its ids, without reading the place where it stands."""
    if note.redesign_id is not None:
        return url_for(endpoint, redesign_id=note.redesign_id, note_id=note.id, **values)
    return url_for(ROOM + endpoint, workshop_id=note.workshop_id, note_id=note.id, **values)


def picture_url(note: Note) -> str:
    """Return the address of a note's picture; another picture has another one."""
    return note_url(note, "notes.picture", of=note.sha256[:12])


def board_url(place: Place, anchor: str = "board") -> str:
    """Return the address of the place's board."""
    endpoint = "problems.index" if isinstance(place, Redesign) else "boards.index"
    return url_for(endpoint, **place_ids(place), _anchor=anchor or None)


def to_board(place: Place, anchor: str = "board") -> Response:
    return redirect(board_url(place, anchor))


class BoardBlueprint(Blueprint):
    """Views of what stands on a board: a team's at /redesigns/…, and a room's at /workshops/… too."""

    def in_room(self) -> dict[str, str]:
        """Return the name and address under which the views serve the rooms of workshops."""
        team, room = "/redesigns/<int:redesign_id>", "/workshops/<int:workshop_id>"
        return {"name": ROOM + self.name, "url_prefix": str(self.url_prefix).replace(team, room)}


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        at_place=place_url, board_url=board_url, place_ids=place_ids, endpoint_at=endpoint_at
    )
