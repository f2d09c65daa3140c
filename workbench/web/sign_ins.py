"""Signing in and out: the session's cookie names a sign-in by its token, and the row on the server decides."""

from contextlib import suppress
from typing import Any

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import login_user, logout_user
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import DBAPIError

from workbench.extensions import db, login_manager
from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.people.known_network import KnownNetwork
from workbench.models.people.person import Person
from workbench.models.people.sign_in import LONGEST, SignIn
from workbench.web.rate_limits import asking_network

# Where Flask-Login looks for who is signed in.
TOKEN = "_user_id"  # noqa: S105
# Where the session names the guests that were sent out of a room before they left.
KEPT_OUT = "kept_out"


class SessionCookies(SecureCookieSessionInterface):
    """Flask's signed cookies; one that is younger than the server's clock is good, as the clock was set back."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Make the signer once: its key is derived anew for every one."""
        self._signer = self._signer or super().get_signing_serializer(app)
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        signer: Any = self.get_signing_serializer(app)
        sent = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")
        if not sent:
            return self.session_class()
        try:
            found, signed_at = signer.loads(sent, return_timestamp=True)
        except BadData:
            return self.session_class()
        return self.session_class(found if now() - signed_at <= LONGEST else None)


@login_manager.user_loader
def person_of(token: str) -> Person | None:
    """Return who is signed in with this token."""
    found = SignIn.of(token)
    if found is None:
        return None
    if found.is_seen_late:
        g.seen_late = found.token_hash
    return found.person


def note_seen(response: Response) -> Response:
    """After a write, note that its sender was seen; who only reads is noted with their stream."""
    late = g.pop("seen_late", None)
    if late and request.method == "POST":
        # Apart from what was written: one row would make two writes of one browser wait for each other.
        db.session.rollback()
        # What was written is answered for already, and the next write of this browser notes it as well.
        with suppress(DBAPIError):
            SignIn.see(db.session.connection(), [late])
            commit()
        db.session.rollback()
    return response


def log_in(person: Person, *, is_shared_computer: bool = False) -> None:
    """Sign the person in, with the next commit; nothing of an earlier session stays."""
    log_out()
    login_user(person)
    if not person.is_guest:
        KnownNetwork.remember(person, asking_network())
    session[TOKEN] = SignIn.open(person, is_shared_computer=is_shared_computer)
    # A guest comes back to their seat when the browser was closed.
    session.permanent = person.is_guest and not is_shared_computer


def log_out(kept_out: int | None = None) -> None:
    """End the sign-in, with the next commit, and clear all but which guests were sent out of a room."""
    if TOKEN in session:
        SignIn.end(session[TOKEN])
    known = [*session.get(KEPT_OUT, []), *([kept_out] if kept_out else [])]
    logout_user()
    session.clear()
    if known:
        session[KEPT_OUT] = known[-9:]


def is_on_shared_computer() -> bool:
    """Return whether the present sign-in is on a computer that others use too."""
    found = SignIn.of(session.get(TOKEN, ""))
    return found is not None and found.is_shared_computer


def init_app(app: Flask) -> None:
    app.session_interface = SessionCookies()
    app.config["PERMANENT_SESSION_LIFETIME"] = LONGEST
    app.after_request(note_seen)
