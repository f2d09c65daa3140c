"""Reminders of homework: who has contributed and who has not, with a text that can be sent to them."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, render_template, url_for
from flask_babel import gettext

from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.reports.homework import Roll, rolls_of
from workbench.reports.seats import asked_people
from workbench.text import columns, formats
from workbench.text.messages import N_
from workbench.views.room.posters import whole
from workbench.web.filters import language
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.fragments import watch

bp = Blueprint("reminders", __name__, url_prefix="/workshops/<int:workshop_id>")
TABLE = columns.Table(
    N_("Homework"),
    columns.text("homework", N_("Homework")),
    columns.moment("closes_at", N_("Open until")),
    columns.text("person", N_("Person")),
    columns.whole("written", N_("Notes by this person")),
    columns.whole("goal", N_("Goal")),
    columns.whole("contributed", N_("People who wrote")),
    columns.whole("asked", N_("People asked")),
    columns.whole("notes", N_("Notes")),
)


@table_view(bp, "/reminders", "room:run", Workshop, name="homework-{0.id}", table=TABLE)
def index(workshop: Workshop) -> Rows | str:
    watch(workshop)
    rolls = rolls_of(workshop)
    if wants_rows():
        return [row for roll in rolls for row in rows_of(roll)]
    everybody = asked_people(workshop)
    return render_template(
        "reminders/index.html",
        workshop=workshop,
        rolls=[(roll, *letter(workshop, roll, everybody)) for roll in rolls],
    )


def rows_of(roll: Roll) -> list[dict[str, Any]]:
    """Return a row for each person, or one without names where nobody may learn who wrote."""
    counts = {name: getattr(roll, name) for name in ("goal", "contributed", "asked", "notes")}
    shared = {"homework": roll.block.title, "closes_at": roll.block.closes_at, **counts}
    if not roll.is_named:
        return [{**shared, "person": None, "written": None}]
    return [{**shared, "person": each.person.name, "written": each.written} for each in roll.people]


def letter(workshop: Workshop, roll: Roll, everybody: list[Person]) -> tuple[str, str]:
    """Return a text to copy, and the address that opens it as an e-mail to whom it concerns."""
    named = {"workshop": workshop.title, "task": roll.block.title}
    text = gettext("Before the workshop “%(workshop)s”: %(task)s", **named)
    if roll.block.prompt:
        text += f"\n{roll.block.prompt}"
    if roll.block.closes_at:
        when = formats.moment(roll.block.closes_at, language(), workshop.zone.key)
        text += "\n" + gettext("It is open until %(when)s.", when=when)
    text += "\n" + whole(url_for("rooms.show", workshop_id=workshop.id))
    # Where nobody may learn who wrote, a letter to the others would show it.
    readers = roll.missing if roll.is_named else everybody
    copies = ",".join(quote(person.email) for person in readers if person.email)
    title = gettext("Reminder: %(task)s", task=roll.block.title)
    words = urlencode({"subject": title, "body": text}, quote_via=quote)
    return text, f"mailto:?bcc={copies}&{words}"
