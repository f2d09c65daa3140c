"""Discarding and restoring: every kind of work is registered once, and gets its two addresses."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.models.base import Discardable, Record
from workbench.models.redesign.redesign import Redesign
from workbench.web.access import get_or_404, requires
from workbench.web.idempotency import commit_and_reply, edit_id_of
from workbench.web.places import Place, place_url


def flash_undo(sentence: str, place: Place, operation: str = "", *, label: str = "") -> None:
    """Flash what was done, with a button to undo the operation (by default this request's)."""
    if name := operation or edit_id_of(request):
        address = place_url("undos.take_back", place, deed=name)
        flash((sentence, label or gettext("Undo"), address), "undo")
    else:
        flash(sentence, "ok")


def register_discardable(
    bp: Blueprint,
    rule: str,
    kind: type[Discardable],
    *,
    told: Callable[[Any], str],
    home: Callable[[Any], Response],
    shown: Callable[[Any], Response],
    find: Callable[..., Any] | None = None,
    name: str = "",
    places: tuple[type[Record], ...] = (Redesign,),
) -> None:
    """Add the views that discard a record of this kind, with an undo button, and that restore it.

    ``told`` words what was discarded. One is then sent to ``home``, after restoring to ``shown``.
    Where the address has more than one id, ``find`` returns the record for the place and the ids.
    """

    def found(place: Place, ids: dict[str, Any]) -> Any:
        return find(place, **ids) if find else get_or_404(kind, *ids.values(), redesign=place)

    def discard(place: Place, **ids: Any) -> Response:
        record = found(place, ids)
        if record.is_discarded:
            flash(told(record), "ok")
        else:
            record.discard(by=current_user)
            flash_undo(told(record), place)
        return commit_and_reply(home(record))

    def restore(place: Place, **ids: Any) -> Response:
        record = found(place, ids)
        if record.is_discarded:
            record.restore(by=current_user)
        return commit_and_reply(shown(record))

    guard = requires(f"{kind.resource}:write", *places)  # type: ignore[attr-defined]
    for view in (discard, restore):
        endpoint = view.__name__ + name
        bp.add_url_rule(f"{rule}/{view.__name__}", endpoint, guard(view), methods=["POST"])
