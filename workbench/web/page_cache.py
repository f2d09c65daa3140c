"""The page cache: unchanged pages are answered 304, or from memory, validated by the log."""

import hashlib
import json
import re
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache, wraps
from typing import Any

from cachetools import LRUCache
from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import Select, String, and_, bindparam, case, false, func, or_, select

from workbench.extensions import db
from workbench.live.log import published_until
from workbench.models.base import Moment, Record, new_id, now
from workbench.models.log.event import Workspace
from workbench.models.places import PLACES, Scope, below, path_text
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.version import __version__
from workbench.web.filters import language
from workbench.web.fragments import is_streamed

View = Callable[..., Any]
LARGEST_MEMORY = 64 * 1024 * 1024

# A cached page has these marks where readers get something of their own; nobody can type them.
_SECRET = secrets.token_hex(12)
_TOKEN, _EDIT = f"[{_SECRET} token]", f"[{_SECRET} edit]"
_PART = re.compile(rf"\[{_SECRET} part ([^\]]+)\]")
_FRESH = re.compile(rf"\[{_SECRET} fresh ([^\]]+)\]")


class Memory:
    """An LRU cache of pages by their validator; bounded in characters, shared by all threads."""

    def __init__(self, largest: int = LARGEST_MEMORY):
        self.pages: LRUCache[str, str] = LRUCache(largest, getsizeof=len)
        self.lock = threading.Lock()

    def get(self, key: str) -> str | None:
        with self.lock:
            return self.pages.get(key)

    def put(self, key: str, page: str) -> None:
        # A page larger than the whole cache is not stored.
        with self.lock, suppress(ValueError):
            self.pages[key] = page


def cached_page(view: View) -> View:
    """Cache the pages of a view that takes a record first; goes below @requires.

    The page may depend on the record's city, programme and redesign, on the reader's grants and language,
    and on the quarter of an hour, but on nothing else of the reader: their own parts come through
    ``personal(…)``, and what must be asked anew for each of them through ``fresh(…)``.
    """

    @wraps(view)
    def cached(record: Record, **arguments: Any) -> Any:
        if is_streamed() or session.get("_flashes") or not current_user.is_authenticated:
            return view(record, **arguments)
        key = validator(record.scope)
        if "csrf_token" not in session:
            # Making the token now gives a session's first page the validator of its second.
            generate_csrf()
        if is_known(plain := etag_of(key)):
            return labelled(Response(status=304), plain)
        memory: Memory = current_app.extensions["page_cache"]
        page = memory.get(key)
        if page is None:
            page = while_keeping(lambda: view(record, **arguments))
            if not isinstance(page, str):
                return page
            memory.put(key, page)
        fresh_page = _FRESH.sub(answer_of_mark, page)
        etag = plain if fresh_page == page else etag_of(key, fresh_page)
        if is_known(etag):
            return labelled(Response(status=304), etag)
        return labelled(make_response(personalised(fresh_page)), etag)

    return cached


def etag_of(key: str, *contents: str) -> str:
    """Return the ETag of the reader's own copy of a page."""
    tag = hashlib.sha256(f"{key} {current_user.id} {session['csrf_token']}".encode())
    for content in contents:
        tag.update(content.encode())
    return tag.hexdigest()[:32]


def is_known(etag: str) -> bool:
    return etag in {seen.partition(":")[0] for seen in request.if_none_match.as_set(True)}


def while_keeping(render: Callable[[], Any]) -> Any:
    """Return what is rendered with marks where each reader gets something of their own."""
    g.is_keeping = True
    try:
        return render()
    finally:
        # An error page is never cached: it is rendered for this reader.
        g.is_keeping = False


def labelled(answer: Response, etag: str) -> Response:
    answer.set_etag(etag, weak=True)
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    return answer


def validator(scope: Scope) -> str:
    """Return the page's cache key; it takes one statement over the workspaces that it shows."""
    path = scope.home
    asked: dict[str, Any] = {"programme_id": scope.id_of("programme"), "moment": now()}
    for depth in range(len(path)):
        asked[f"path{depth}"] = path_text(path[: depth + 1])
    rows = db.session.execute(shown_workspaces(path[-1][0]), asked)
    # Hidden events invalidate no page at the moment they happen.
    state = [
        (*(published_until(row.own, row.counted, row.moment) if row.own else row[1:3]), *row[3:])
        for row in rows
    ]
    grants = sorted((grant.place, grant.place_id, grant.role) for grant in current_user.grants)
    home = (current_user.city_id, current_user.is_guest)
    parts = (request.full_path, state, grants, home, language(), quarter(now()), __version__)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def quarter(moment: datetime) -> int:
    """Return the number of the quarter of an hour: every zone's midnight is the edge of one.

    Ages are counted in days and pages say “today”: no page is kept from one day into the next.
    """
    return int(moment.timestamp() // 900)


@cache
def shown_workspaces(kind: str) -> Select[Any]:
    """Return the statement that sums up the workspaces which a page of such a place shows, built once.

    It shows what is in the place, and the records of the places above. Only the outline shows of
    what is above or within: a note written on a board invalidates only pages of the board's place,
    and of the places beside it that follow it.
    """
    place = PLACES[kind].place_kind
    # Of each place on the way down, and of this one as the last.
    paths: list[Any] = [bindparam(f"path{depth}", type_=String) for depth in range(place.depth + 1)]
    *above, here = (Workspace.path == path for path in paths)
    followed = [
        and_(Workspace.kind == beside, below(Workspace.path, paths[-2])) for beside in place.follows
    ]
    own: Any = or_(here, *followed)
    shown = or_(*above, own)
    if place.contains_others:
        own, shown = false(), or_(*above, below(Workspace.path, paths[-1]))
    counted: Any = case((own, Workspace.position), else_=Workspace.outline)
    moment: Any = case((own, Workspace.changed_at), else_=Workspace.outlined_at)
    state: tuple[Any, ...] = (
        case((own, Workspace.id), else_=0).label("own"),
        func.sum(counted).label("counted"),
        func.max(moment).label("moment"),
        *(func.count(), homework_hours()),
    )
    return select(*state).where(shown).group_by("own").order_by("own")


def homework_hours() -> Any:
    """Return how many opening and closing hours of the programme's homework have passed."""
    moment: Any = bindparam("moment", type_=Moment)
    opened, closed = (
        func.count(case((hour <= moment, 1))) for hour in (Block.opens_at, Block.closes_at)
    )
    blocks = select(opened + closed).join(Block.workshop).join(Workshop.phase)
    of_programme = Phase.programme_id == bindparam("programme_id")
    return blocks.where(of_programme, Block.kind == "homework").scalar_subquery()


# the reader's own parts


def personal(template: str) -> Markup:
    """Render a layout part that depends on the reader; on a cached page, leave its mark instead."""
    if is_streamed():
        return Markup("")
    if g.get("is_keeping"):
        return Markup(f"[{_SECRET} part {template}]")  # noqa: S704 - a name of ours
    return Markup(render_template(template))  # noqa: S704 - rendered and escaped just now


def token() -> str:
    if is_streamed():
        return ""
    return _TOKEN if g.get("is_keeping") else generate_csrf()


def edit_id() -> str:
    if is_streamed():
        return ""
    return _EDIT if g.get("is_keeping") else new_id()


def fresh(endpoint: str, **values: Any) -> Markup:
    """Return a fragment view's answer; on a cached page it is asked anew for each reader."""
    if g.get("is_keeping"):
        asked = json.dumps([endpoint, values]).replace("[", "(").replace("]", ")")
        return Markup(f"[{_SECRET} fresh {asked}]")  # noqa: S704 - words and ids of ours
    return Markup(current_app.view_functions[endpoint](**values))  # noqa: S704 - rendered by its view


def answer_of_mark(mark: re.Match[str]) -> str:
    endpoint, values = json.loads(mark[1].replace("(", "[").replace(")", "]"))
    return str(while_keeping(lambda: current_app.view_functions[endpoint](**values)))


def own(name: str, endpoint: str, **values: Any) -> Markup:
    """Return the reader's own part of a page, which the browser fetches again from the view's address.

    On the stream it is left empty.
    """
    address = url_for(endpoint, **values)
    inside = "" if is_streamed() else fresh(endpoint, **values)
    return Markup('<div id="own-{}" data-own="{}">{}</div>').format(name, address, inside)


def personalised(page: str) -> str:
    """Return a cached page with the reader's own parts, and a new edit id for each form."""
    page = _PART.sub(lambda mark: own_part(mark[1]), page)
    first, *rest = page.replace(_TOKEN, generate_csrf()).split(_EDIT)
    return first + "".join(new_id() + piece for piece in rest)


def own_part(template: str) -> str:
    """Return the reader's part of the layout, cached by person, roles, language and blueprint."""
    memory: Memory = current_app.extensions["page_cache"]
    who = (current_user.id, current_user.version, current_user.grants)
    key = repr((template, request.script_root, request.blueprint, language(), who))
    part = memory.get(key)
    if part is None:
        part = while_keeping(lambda: render_template(template))
        memory.put(key, part)
    return part


def init_app(app: Flask) -> None:
    """Make the cache, and give templates the functions that leave marks."""
    app.extensions["page_cache"] = Memory()
    app.jinja_env.globals.update(
        personal=personal, csrf_token=token, new_id=edit_id, fresh=fresh, own=own
    )
