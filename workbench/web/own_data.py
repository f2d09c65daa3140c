"""A person's own data as a file to take along: everything as JSON, the same to read, and the files they attached."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from flask import Response, current_app, render_template, send_file
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup, escape
from sqlalchemy import select

from workbench import assets
from workbench.extensions import db
from workbench.models.base import now
from workbench.models.log.event import Event
from workbench.models.people.data_map import Group
from workbench.models.people.own_data import Holding, groups_of, own_data
from workbench.models.people.person import Person
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.register import KINDS
from workbench.models.roles import ROLES
from workbench.models.room.attendance import STATES
from workbench.models.work.attachment import Attachment
from workbench.models.work.evidence import CONSENTS
from workbench.text import formats
from workbench.web.filters import language
from workbench.web.formats import json_value
from workbench.web.sentences import event_sentence

# Of the files in one archive; the names of others are told in it.
MOST_BYTES = 500 * 1024 * 1024
Lines = list[tuple[str, Markup]]
# Where a row belongs, and what stands in it as a slug.
TITLED: dict[str, Any] = {"redesign_id": Redesign, "workshop_id": Workshop, "phase_id": Phase}
SLUGS: dict[Any, str] = {**ROLES, **STATES, **CONSENTS}


def archive(person: Person) -> Response:
    """Answer with what is held of a person: data.json, data.html, its stylesheet and their files in one ZIP file."""
    held = own_data(person, reader=current_user)
    parts = [
        (group, words_of(group), [section(each, person) for each in holdings], count)
        for group, holdings, count in groups_of(held)
    ]
    files, left_out = files_of(person)
    about = {"person": person, "made_at": now(), "files": files, "left_out": left_out}
    page = render_template("own_data/file.html", parts=parts, **about)
    # On the disk, and sent from there: files may be large.
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it was sent
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archived:
        archived.writestr("data.json", json.dumps(as_json(person, held), **JSON))
        archived.writestr("data.html", page)
        archived.writestr("workbench.css", assets.kept().stylesheet())
        for name, path in files.items():
            archived.write(path, f"files/{name}", zipfile.ZIP_STORED)
    packed.seek(0)
    name = f"data-{person.id}.zip"
    answer = send_file(packed, "application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def files_of(person: Person) -> tuple[dict[str, Path], list[str]]:
    """Return the files that a person attached, {name in the archive: path}, and the names of those beyond its bound."""
    attached = select(Attachment).where(Attachment.created_by_id == person.id)
    files: dict[str, Path] = {}
    left_out, room = [], MOST_BYTES
    for each in db.session.scalars(attached.order_by(Attachment.created_at, Attachment.id)):
        path = each.path_in(current_app.config["SETTINGS"].uploads)
        if not path.is_file():
            continue
        room -= (size := path.stat().st_size)
        if room < 0:
            room += size
            left_out.append(each.filename)
        else:
            files[f"{each.id}-{each.filename}"] = path
    return files, left_out


JSON: dict[str, Any] = {"ensure_ascii": False, "indent": 2, "default": json_value}


def as_json(person: Person, held: dict[str, list[Holding]]) -> dict[str, Any]:
    """Return everything by group and table, each group with its purpose, its ground and how long it is kept."""
    organisation = person.organisation.name if person.organisation else None
    about = {"id": person.id, "city": person.city.name, "organisation": organisation}
    return {
        "person": about,
        "made_at": now(),
        "groups": {
            group.name: {
                **words_of(group),
                "base": group.base,
                "tables": {each.table.name: each.rows for each in holdings},
            }
            for group, holdings, _count in groups_of(held)
        },
    }


def words_of(group: Group) -> dict[str, str]:
    return group.words.get(language()) or group.words["en"]


def section(holding: Holding, person: Person) -> tuple[str, Lines]:
    """Return the name of a kind and a line for each of its rows."""
    kind = KINDS.get(holding.table.name)
    is_log = holding.table.name == Event.__tablename__
    told = [
        (when(row, person), sentence(row, person) if is_log else escape(text_of(row)))
        for row in holding.rows
    ]
    return (gettext(kind.noun) if kind else ""), [line for line in told if line[1]]


def sentence(row: dict[str, Any], person: Person) -> Markup:
    told = SimpleNamespace(action=row["action"], facts=row["facts"], by=person)
    return event_sentence(cast(Event, told))


def when(row: dict[str, Any], person: Person) -> str:
    """Return the moment of a row, or its day."""
    for name in ("at", "created_at", "first_seen_at", "starts_on"):
        value = row.get(name)
        if isinstance(value, datetime):
            return formats.moment(value, language(), person.city.time_zone)
        if isinstance(value, date):
            return formats.short_day(value, language())
    return ""


def text_of(row: dict[str, Any]) -> str:
    """Return what is written in a row and where, without the moments."""
    titles = [
        place.title
        for name, kind in TITLED.items()
        if row.get(name) and (place := db.session.get(kind, row[name]))
    ]
    own = (value for name, value in row.items() if not name.endswith("_id"))
    return " · ".join([*titles, *(text for value in own for text in texts_in(value))])


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for each in value.values() for text in texts_in(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in texts_in(each))
    elif value not in (None, "") and not isinstance(value, date | datetime | bool):
        yield gettext(SLUGS[value]) if value in SLUGS else str(value)
