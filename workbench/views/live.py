"""The stream's view: who may subscribe, and what they missed since their last position."""

import json
import secrets
import time

from flask import Blueprint, Response, abort, current_app, request, session
from flask_login import current_user
from sqlalchemy import select

from workbench.extensions import db
from workbench.live import log
from workbench.live.authorisation import fingerprints
from workbench.live.cursors import Cursor, Cursors, read_cursors, write_cursors
from workbench.live.frames import frame, hello, parts
from workbench.models.base import now
from workbench.models.log.event import Workspace
from workbench.models.people.person import NotFound
from workbench.models.people.sign_in import fingerprint
from workbench.models.places import PLACES
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.views.work.note_fragments import story
from workbench.web.access import requires
from workbench.web.audience import Audience, audience_at, audience_of, rendered
from workbench.web.fragments import Capture, Patch
from workbench.web.page_cache import Memory
from workbench.web.sign_ins import TOKEN

bp = Blueprint("live", __name__)
MOST_PAGES = 4


@bp.get("/live")
@requires("live:watch")
def stream() -> Response:
    """Answer what happened since the asked positions; the served application goes on from there.

    `check=1` only asks whether the reader may stay, `poll=1` is for browsers without a stream.
    """
    asked, is_back, pages = what_is_asked()
    workspaces = admitted(asked)
    audience = audience_at(current_user, workspaces, f"{request.scheme}://{request.host}")
    key = secrets.token_urlsafe(12)
    cursors, body = asked, b""
    if "check" not in request.args:
        cursors, told = missed(asked, workspaces, audience, pages, is_back)
        body = hello(key, int(time.time() * 1000), current_user.id) + told
    answer = Response(body, mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    if is_asked_by_server():
        reader = {
            "key": key,
            "audience": audience.key,
            "at": write_cursors(cursors),
            "pages": pages,
            "person": current_user.id,
            "sign_in": fingerprint(session[TOKEN]),
            "is_guest": current_user.is_guest,
            "name": current_user.name,
            "rights": fingerprints([current_user.id])[current_user.id],
        }
        answer.headers["X-Audience"] = json.dumps(reader)
    return answer


def is_asked_by_server() -> bool:
    """Return whether the served application asks, which opens a stream: nobody else is told an audience."""
    live = current_app.extensions.get("live")
    asked = request.headers.get("X-Live-Key", "").encode()
    is_asked = live is not None and secrets.compare_digest(asked, live.key)
    return is_asked and "poll" not in request.args


def what_is_asked() -> tuple[Cursors, bool, list[str]]:
    """Return the asked cursors, whether they are those of an earlier stream, and the pages that are open."""
    # A browser that is refused gives its stream up for good: an id that is none of ours counts as none.
    last = cursors_in(request.headers.get("Last-Event-ID", ""))
    asked = last or cursors_in(request.args.get("at", ""))
    if asked is None:
        abort(400)
    pages = list(dict.fromkeys(request.args.getlist("page")))[:MOST_PAGES]
    # A page is a path of ours, and never the stream itself.
    return asked, bool(last), [page for page in pages if page[:1] == "/" and page[1:5] != "live"]


def cursors_in(words: str) -> Cursors | None:
    try:
        return read_cursors(words)
    except ValueError:
        return None


def admitted(asked: Cursors) -> list[Workspace]:
    """Return the asked workspaces, each found through the person: a stranger learns nothing of any of them."""
    statement = select(Workspace).where(Workspace.id.in_(asked))
    found = {each.id: each for each in db.session.scalars(statement)}
    for workspace_id in asked:
        workspace = found.get(workspace_id)
        if workspace is None:
            raise NotFound(f"Workspace {workspace_id}")
        current_user.find(PLACES[workspace.kind], workspace.place_id)
    return list(found.values())


def missed(
    asked: Cursors, workspaces: list[Workspace], audience: Audience, pages: list[str], is_back: bool
) -> tuple[Cursors, bytes]:
    """Return how far the answer reaches, and what happened until there, as frames."""
    cursors, events, is_lost = dict(asked), [], False
    for workspace in workspaces:
        cursor = asked[workspace.id]
        known = log.token_at(workspace.id, cursor.position)
        told = log.publishable(log.events_after(workspace.id, cursor.position), now())
        end = log.published_position(workspace)
        if (
            cursor.token not in ("", known)
            or len(told) > log.LONGEST_BACKLOG
            or cursor.position > end
        ):
            # The log is not the one this reader knows, or has run far ahead.
            is_lost = True
            cursors[workspace.id] = Cursor(end, log.token_at(workspace.id, end))
            continue
        cursors[workspace.id] = told[-1].cursor if told else Cursor(cursor.position, known)
        events += told
    if is_lost:
        return cursors, resync(cursors)
    frames = message(asked, cursors, events, audience.key)[0] if events else b""
    if events or is_back:
        at = tuple(sorted((each.id, each.position) for each in workspaces))
        frames += b"".join(whole_page(page, audience, at) for page in pages)
    return cursors, frames


def message(
    before: Cursors, cursors: Cursors, events: list[log.LogEntry], audience: str
) -> tuple[bytes, list[Patch]]:
    """Return one message that takes its readers from some cursors to others, and the pieces that it carries."""
    moved = [workspace for workspace in cursors if cursors[workspace][0] != before[workspace][0]]
    at = {str(workspace): cursors[workspace].position for workspace in moved}
    start = {str(workspace): before[workspace].position for workspace in moved}
    told = story(events, audience_of(audience))
    return frame({"at": at, "from": start, **told}, id=write_cursors(cursors)), told["pieces"]


def render(page: str, audience: str) -> Capture | None:
    """Return the parts of a page, for the renderer."""
    return rendered(audience_of(audience), page)


def is_quiet(workspace_id: int) -> bool:
    """Return whether nobody may see who is writing: the programme has an open anonymous block."""
    workspace = db.session.get(Workspace, workspace_id)
    programme_id = dict(workspace.places).get("programme") if workspace else None
    if programme_id is None:
        return False
    statement = (
        select(Block)
        .join(Workshop, Workshop.id == Block.workshop_id)
        .join(Phase, Phase.id == Workshop.phase_id)
        .where(Phase.programme_id == programme_id, Block.is_anonymous)
        .where((Block.state == "running") | (Block.kind == "homework"))
    )
    return any(block.is_writable for block in db.session.scalars(statement))


def resync(cursors: Cursors) -> bytes:
    at = {str(workspace): cursor.position for workspace, cursor in cursors.items()}
    return frame({"at": at}, event="resync", id=write_cursors(cursors))


def whole_page(page: str, audience: Audience, at: tuple[tuple[int, int], ...]) -> bytes:
    """Return all parts of a page, rendered once for all of an audience who come back at the same positions.

    After a restart hundreds come back at once. The cached frame is never older than the positions,
    read before it; hidden notes are counted in steps of ten seconds.
    """
    memory: Memory = current_app.extensions["page_cache"]
    key = repr(("stream", page, audience.key, at, int(time.time() // 10)))
    told = memory.get(key)
    if told is None:
        capture = rendered(audience, page)
        pieces = capture.everything() if capture else []
        told = parts(page, capture.shown, pieces).decode() if capture and pieces else ""
        memory.put(key, told)
    return told.encode()
