"""The help: a short page for each stage and role, in the words that the pages themselves use."""

import re
from collections.abc import Callable
from functools import cache

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from workbench.folders import PACKAGE
from workbench.models.progress.problem_rules import RULES
from workbench.text.glossary import ideas
from workbench.text.markdown import prose
from workbench.text.messages import N_
from workbench.web.access import requires
from workbench.web.filters import language

bp = Blueprint("help", __name__)

# The pages in the order of a redesign, then by role; each is a file of this name for every language.
STAGES = {
    "problems": N_("Problems"),
    "as-is": N_("Today's journey"),
    "to-be": N_("Future journey"),
    "prototypes": N_("Prototypes"),
    "tests": N_("Tests"),
    "digitized": N_("Digitized"),
}
ROLES = {
    "official": N_("Officials"),
    "facilitator": N_("Facilitator"),
    "lead": N_("Project lead"),
    "administrator": N_("City administrator"),
    "observer": N_("Observer"),
}
PAGES = ("overview", *STAGES, *ROLES)
# Where each page of the workbench finds its help: by blueprint; everything else has the overview.
HELP_FOR = {
    **dict.fromkeys(("problems", "notes", "boards"), "problems"),
    **dict.fromkeys(("prototypes",), "prototypes"),
    **dict.fromkeys(("tests",), "tests"),
    **dict.fromkeys(("launches",), "digitized"),
    **dict.fromkeys(("rooms", "joins", "sessions", "accounts", "home"), "official"),
    **dict.fromkeys(("workshops", "blocks", "walls", "attendances", "moderations"), "facilitator"),
    **dict.fromkeys(("programmes", "reports", "matrices", "claims", "statuses"), "lead"),
    **dict.fromkeys(("cities", "organisations", "services", "people"), "administrator"),
}
_FIELD = re.compile(r"\[\[(.+?)\]\]")


def init_app(app: Flask) -> None:
    app.jinja_env.globals["help_url"] = help_url


def help_url() -> str:
    """Return where the page that is being read is explained."""
    if request.blueprint == "journeys":
        is_future = (request.view_args or {}).get("kind") == "to_be"
        is_future = is_future or request.endpoint in ("journeys.future", "journeys.compare")
        return url_for("help.show", page="to-be" if is_future else "as-is")
    return url_for("help.show", page=HELP_FOR.get(request.blueprint or "", "overview"))


@cache
def source(page: str, locale: str) -> tuple[str, str]:
    """Return the title and the Markdown of a help page; [[…]] in it stands for a message."""
    text = (PACKAGE / "help" / locale / f"{page}.md").read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    return title.removeprefix("# "), body


def with_fields(text: str, word: Callable[[str], str]) -> str:
    """Return the text with each [[field]] as the reader's pages name it."""
    return _FIELD.sub(lambda found: f"**{word(found[1])}**", text)


def reader_language() -> str:
    return language() if language() in ("pt_BR", "en") else "es"


@bp.get("/help")
@requires("help:read")
def index() -> Response:
    return redirect(url_for("help.show", page="overview"))


@bp.get("/help/<page>")
@requires("help:read")
def show(page: str) -> str:
    if page not in PAGES:
        abort(404)
    title, body = source(page, reader_language())
    return render_template(
        "help/show.html",
        page=page,
        title=title,
        text=Markup(prose(with_fields(body, gettext))),  # noqa: S704 - our own file, cleaned
        rules=[each for each in RULES.values() if page.startswith(each.stage.replace("_", "-"))],
        stages=STAGES,
        roles=ROLES,
    )


@bp.get("/help/words")
@requires("help:read")
def words() -> str:
    """Show the glossary: the word for each idea, in the reader's language and the two others."""
    return render_template(
        "help/words.html",
        ideas=[each for each in ideas() if each.means],
        mine=reader_language(),
        stages=STAGES,
        roles=ROLES,
    )
