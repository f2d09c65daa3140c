"""Access to every view: who asks, which record they may see, and what they may do with it."""

from collections.abc import Callable, Container, Iterable
from functools import wraps
from typing import Any

from flask import abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from workbench.extensions import db
from workbench.models.base import Record
from workbench.models.people.person import Forbidden
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.team_record import TeamRecord
from workbench.models.register import KINDS
from workbench.models.roles import PERMISSIONS
from workbench.models.room.participation import require_work
from workbench.web.page import LARGEST_ID

View = Callable[..., Any]
OPEN = frozenset({"anyone"})


def requires(permission: str, *kinds: type[Record]) -> Callable[[View], View]:
    """Ask for a permission before the view runs, at a record or (without a kind) anywhere.

    With kinds, the view's address must hold the id of one of them as ``<table>_id``; the record is loaded
    through the person and takes the id's place among the arguments. Strangers get 404, others without the
    permission 403. While a block of a workshop runs on the record's board, it also says what may be done.
    """
    roles = PERMISSIONS[permission]

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if roles != OPEN and not current_user.is_authenticated:
                return to_sign_in()
            kind, person = kind_in(kinds, arguments), current_user._get_current_object()
            if kind is None:
                if roles != OPEN and not person.may(permission):
                    raise Forbidden(permission)
                return view(**arguments)
            record = person.find(kind, arguments.pop(f"{kind.__tablename__}_id"))
            if not person.may(permission, record):
                raise Forbidden(permission)
            if not may_stand_at(permission, record):
                abort(404)
            if request.method == "POST":
                require_work(person, permission, record)
            return view(record, **arguments)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.record_kinds = kinds  # type: ignore[attr-defined]
        return guarded

    return wrap


def may_stand_at(permission: str, record: Record) -> bool:
    """Return whether a team's record may be of the permission's kind: the programme itself has no launch."""
    kind = KINDS.get(permission.partition(":")[0])
    is_work = isinstance(record, Redesign) and kind is not None and issubclass(kind, TeamRecord)
    return not is_work or kind.can_stand_at(record)


def kind_in(kinds: Iterable[type[Record]], names: Container[str]) -> type[Record] | None:
    """Return the first of the kinds whose id is among these names of an address."""
    return next((kind for kind in kinds if f"{kind.__tablename__}_id" in names), None)


def to_sign_in() -> BaseResponse:
    """Redirect a stranger to the sign-in page and back; a POST and a file get a plain 401."""
    if request.method != "GET" or request.path.endswith((".json", ".csv", ".xlsx")):
        abort(401)
    return redirect(url_for("sessions.new", next=request.full_path.rstrip("?")))


def get_or_404(kind: type[Any], record_id: Any, **owners: Any) -> Any:
    """Return the record of this id if it has the given owners (``redesign=…``), or answer 404."""
    # No database takes a NUL in a text, nor every number, and no id of ours is such.
    known = bool(record_id) and "\x00" not in str(record_id)
    known = known and (not isinstance(record_id, int) or 0 < record_id <= LARGEST_ID)
    record = db.session.get(kind, record_id) if known else None
    if record is None or any(getattr(record, name) is not owner for name, owner in owners.items()):
        abort(404)
    return record
