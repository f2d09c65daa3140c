"""The parts of a live page: what it watches, the regions that may change, and which of them did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, g, request
from markupsafe import Markup, escape

from workbench.live.log import published_position

Patch = dict[str, Any]


def watch(*records: Any) -> None:
    """Say that this page shows the workspaces of these records; called before their contents are read.

    A part may ask `may(…)` only about records whose place is watched: all readers with the same roles at
    the watched places share one rendering.
    """
    watched: dict[int, int] = g.setdefault("watched", {})
    for record in records:
        workspace = record.scope.workspace
        if workspace.id not in watched:
            watched[workspace.id] = published_position(workspace)


def live_at() -> str:
    """Return what the page has seen, as `workspace.position` joined by "_"; empty when it watches nothing."""
    watched: dict[int, int] = g.get("watched") or {}
    return "_".join(f"{workspace}.{position}" for workspace, position in watched.items())


def live_page() -> str:
    """Return the page's own path with its query, by which the stream renders its parts."""
    return request.full_path.rstrip("?")


@dataclass
class Fragment:
    """One element that may change by itself: its whole HTML, and a frame of it without its inner pieces."""

    id: str
    html: str
    frame: str = ""
    inner: dict[str, Fragment] = field(default_factory=dict)
    # Members of a list stand in `into`, sorted by `order`; they come and go without their list.
    into: str | None = None
    order: int = 0

    def patch(self) -> Patch:
        """Return the piece as the browser takes it."""
        if self.into is None:
            return {"id": self.id, "html": self.html}
        return {"id": self.id, "html": self.html, "into": self.into, "order": self.order}


@dataclass
class Capture:
    """The parts of one rendering of a page, as a tree, and the members of its lists."""

    parts: dict[str, Fragment] = field(default_factory=dict)
    members: dict[str, Fragment] = field(default_factory=dict)
    open: list[list[Fragment]] = field(default_factory=list)
    # How far each watched workspace had come when the page was rendered: at least, and at most.
    shown: dict[int, int] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)

    def catch(self, piece: Fragment, render: Callable[[], str], wrap: Callable[[str], str]) -> str:
        """Render the piece, noting what lies inside it."""
        self.open.append([])
        piece.html = wrap(str(render()))
        inside = self.open.pop()
        frame = framed(piece.html, inside)
        piece.frame = " ".join(frame.split())
        piece.inner = {each.id: each for each in inside if each.into is None}
        if self.open:
            self.open[-1].append(piece)
        if piece.into is not None:
            self.members[piece.id] = piece
            # Yield to other threads: requests go before the stream's renderings.
            time.sleep(0)
        elif not self.open:
            self.parts[piece.id] = piece
        return piece.html

    def everything(self) -> list[Patch]:
        """Return all that the page has, for somebody who may have missed anything."""
        inside = "".join(part.html for part in self.parts.values())
        alone = (each for each in self.members.values() if each.html not in inside)
        return [piece.patch() for piece in (*self.parts.values(), *alone)]

    def since(self, earlier: Capture) -> list[Patch] | None:
        """Return what differs from an earlier rendering; None when a part came or went, as no browser can place it."""
        if set(self.parts) != set(earlier.parts):
            return None
        found = list(changed(self.parts, earlier.parts))
        for name, piece in self.members.items():
            before = earlier.members.get(name)
            if before is None or before.patch() != piece.patch():
                found.append(piece.patch())
        gone = (name for name in earlier.members if name not in self.members)
        return found + [{"id": name, "gone": True} for name in gone]


def framed(html: str, inside: list[Fragment]) -> str:
    """Return the HTML with the ids of its inner pieces in their place, in one pass over both."""
    kept, start = [], 0
    for each in inside:
        at = html.find(each.html, start)
        if at < 0:
            continue
        kept += [html[start:at], f"[{each.id}]" if each.into is None else ""]
        start = at + len(each.html)
    return "".join([*kept, html[start:]])


def changed(parts: dict[str, Fragment], earlier: dict[str, Fragment]) -> Iterable[Patch]:
    """Yield the smallest parts that hold every difference."""
    for name, part in parts.items():
        before = earlier.get(name)
        if before is None or before.frame != part.frame:
            yield part.patch()
        elif before.html != part.html:
            yield from changed(part.inner, before.inner)


def fragment(name: str, caller: Callable[[], str], tag: str = "div", kind: str = "") -> Markup:
    """Render a region that may change, for `{% call fragment("checklist") %}…{% endcall %}`.

    It stands on the page whether or not it is empty, so that the browser can find it; ``kind`` is its class.
    """
    words = escape(f"part {kind}".strip())

    def wrap(inside: str) -> str:
        return f'<{tag} class="{words}" id="part-{escape(name)}" data-part>{inside}</{tag}>'

    return caught(Fragment(f"part-{name}", ""), caller, wrap)


def list_member(name: str, into: str, order: int, caller: Callable[[], str]) -> Markup:
    """Render a member of the list whose id is ``into``: an element with the id ``name`` of its own."""
    return caught(Fragment(name, "", into=into, order=order), caller, str.strip)


def element(name: str, caller: Callable[[], str]) -> Markup:
    """Render an element with the id ``name`` of its own, which may change by itself: a cell of a table."""
    return caught(Fragment(name, ""), caller, str.strip)


def caught(piece: Fragment, render: Callable[[], str], wrap: Callable[[str], str]) -> Markup:
    capture: Capture | None = g.get("parts")
    html = capture.catch(piece, render, wrap) if capture else wrap(str(render()))
    return Markup(html)  # noqa: S704 - rendered and escaped by the template


def is_streamed() -> bool:
    """Return whether this rendering is for the stream, which many people share."""
    return "parts" in g


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        fragment=fragment,
        list_member=list_member,
        element=element,
        live_at=live_at,
        live_page=live_page,
    )
