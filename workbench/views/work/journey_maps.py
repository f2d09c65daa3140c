"""The maps of a redesign beside the main ones: begun for a segment, shown, made the main one, archived."""

from flask import Flask, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.journeys import NewMapForm
from workbench.models.base import DomainError
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import FIRST_PHASES, JourneyMap
from workbench.text.messages import N_
from workbench.views.undo.discarding import flash_undo, register_discardable
from workbench.views.work.journeys import PAGES, bp, map_url, show, to_map
from workbench.web.access import get_or_404, requires
from workbench.web.idempotency import check_version, commit_and_reply
from workbench.web.page_cache import cached_page


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(map_url=map_url)


def kind_asked() -> str:
    asked = request.args.get("kind", "")
    return asked if asked in PAGES else "as_is"


@bp.route("/maps/new", methods=["GET", "POST"])
@requires("journey:write", Redesign)
def begin_another(redesign: Redesign) -> Response | str:
    """Begin a map for a segment, empty or as a copy of one that is there."""
    kind = kind_asked()
    form = NewMapForm(segment=request.args.get("segment"), copied=request.args.get("copied"))
    maps = JourneyMap.kept_of(redesign, kind)
    form.offer(maps, is_future=kind == "to_be")
    if begun := form.accepts(lambda: begin(redesign, kind, form)):
        return commit_and_reply(to_map(redesign, begun[0].key))
    back = map_url(redesign.id, form.copied.data if form.copied.data in dict_of(maps) else kind)
    shown = {"redesign": redesign, "form": form, "kind": kind, "back": back}
    return render_template("journeys/new_map.html", **shown)


def begin(redesign: Redesign, kind: str, form: NewMapForm) -> JourneyMap:
    names = [gettext(title) for title in FIRST_PHASES]
    copied = dict_of(JourneyMap.kept_of(redesign, kind)).get(form.copied.data)
    if form.copied.data and copied is None:
        raise DomainError(N_("The map that you wanted to copy is not there any more."))
    own = {"segment": form.segment.data, "phases": names, "copied": copied}
    return JourneyMap.begin(redesign, kind, by=current_user, **own)


def dict_of(maps: list[JourneyMap]) -> dict[str, JourneyMap]:
    return {each.key: each for each in maps}


@bp.get("/maps/<map_id>")
@requires("journey:read", Redesign)
@cached_page
def of_map(redesign: Redesign, map_id: str) -> Response | str:
    """Show a map that is not the main one of its kind; the main ones have their own address."""
    journey = get_or_404(JourneyMap, map_id, redesign=redesign)
    if journey.is_main:
        return to_map(redesign, journey.kind)
    return show(redesign, journey.kind, other=journey)


@bp.post("/maps/<map_id>/main")
@requires("journey:write", Redesign)
def make_main(redesign: Redesign, map_id: str) -> Response:
    journey = check_version(get_or_404(JourneyMap, map_id, redesign=redesign))
    if not journey.is_main and not journey.is_discarded:
        journey.choose_main(by=current_user)
        told = gettext("Rules and figures read the map of “%(name)s” now.", name=journey.called)
        flash_undo(told, redesign)
    return commit_and_reply(to_map(redesign, journey.key))


register_discardable(
    bp,
    "/maps/<map_id>",
    JourneyMap,
    told=lambda journey: gettext("The map of “%(name)s” is archived.", name=journey.called),
    home=lambda journey: to_map(journey.redesign, journey.kind),
    shown=lambda journey: to_map(journey.redesign, journey.key),
)
