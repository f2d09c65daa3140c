"""The affected of a window of time: for the three days in which the authority and the people must be told."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from workbench.reports.affected import TABLE, affected, held_count
from workbench.views.people.audits import asked_window
from workbench.web.formats import Rows, table_view, wants_rows

bp = Blueprint("affected", __name__)


@table_view(bp, "/affected", "affected:read", name="affected", table=TABLE)
def index() -> Rows | str:
    window, wrong = asked_window()
    people = affected(current_user.city, window)
    if wants_rows():
        return [each.as_row() for each in people]
    return render_template(
        "affected/index.html",
        people=people,
        rows=[each.as_row() for each in people],
        held=held_count(current_user.city),
        window=window,
        wrong=wrong,
        address=lambda **more: url_for("affected.index", **{**request.args, **more}),
    )
