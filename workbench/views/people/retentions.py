"""What citizens said and is past its day: the list for administrators, and the button that begins the deletion."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.retentions import BeginForm
from workbench.models.commit import leave_nothing
from workbench.models.work.retention import Expired, expired, files_of, tidy
from workbench.web.access import requires
from workbench.web.idempotency import commit_and_reply

bp = Blueprint("retentions", __name__, url_prefix="/city/past-their-day")


@bp.get("")
@requires("retention:read")
def index() -> str:
    return page("retentions/index.html")


def page(template: str, form: BeginForm | None = None) -> str:
    city = current_user.city
    return render_template(template, city=city, found=expired(city), form=form)


@bp.route("/begin", methods=["GET", "POST"])
@requires("retention:begin")
def begin() -> Response | str:
    """Ask once more, then delete what is on the list; from then on the server does it every day."""
    form = BeginForm()
    if done := form.accepts(begin_now):
        count = sum(map(len, done[0]))
        flash(
            gettext("Deleted the words of %(count)s pieces of evidence and tests.", count=count),
            "ok",
        )
        answer = commit_and_reply(redirect(url_for("retentions.index")))
        leave_nothing(current_app.config["SETTINGS"].uploads, files_of(done[0]))
        return answer
    return page("retentions/begin.html", form)


def begin_now() -> list[Expired]:
    city = current_user.city
    city.begin_tidying(by=current_user)
    return tidy(city, by=current_user)
