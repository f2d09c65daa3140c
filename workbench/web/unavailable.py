"""What cannot be read or written for a while: the reason and when to try again, told as 503 with the typed text."""

import errno
import logging
import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, make_response, request
from flask_babel import LazyString, get_locale, gettext, lazy_gettext
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from workbench.database import may_write
from workbench.extensions import db, login_manager
from workbench.web import errors

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reason:
    """Why it cannot be done, and after how many seconds it is worth trying again."""

    sentence: LazyString
    seconds: int
    is_of_disk: bool = False


HELD = Reason(
    lazy_gettext("Another program holds the database. Wait a few seconds and send this again."), 5
)
SILENT = Reason(
    lazy_gettext("The database does not answer. Wait a minute and send this again."), 10
)
FULL = Reason(
    lazy_gettext(
        "The server's disk is full. Tell whoever runs the workbench, and send this again once there is space."
    ),
    60,
    True,
)
UNWRITABLE = Reason(
    lazy_gettext(
        "The server cannot write to its disk. Tell whoever runs the workbench, and send this again later."
    ),
    60,
    True,
)
# By the primary code of SQLite, by how a code of PostgreSQL begins, and by number of the system's error.
SQLITE = {
    sqlite3.SQLITE_BUSY: HELD,
    sqlite3.SQLITE_LOCKED: HELD,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: UNWRITABLE,
    sqlite3.SQLITE_READONLY: UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: UNWRITABLE,
}
POSTGRESQL = {
    "40": HELD,  # two transactions waited for each other
    "55P03": HELD,
    "57014": HELD,  # it took too long
    "53100": FULL,
    "53": SILENT,
    "58": UNWRITABLE,
    "25006": UNWRITABLE,
    "57P": SILENT,
    "08": SILENT,
}
SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EIO: UNWRITABLE,
    errno.EROFS: UNWRITABLE,
}


def reason_of(error: BaseException | None) -> Reason | None:
    """Return why the database or the disk refused; None for a fault of ours."""
    if isinstance(error, NoConnectionFree):
        return SILENT
    if isinstance(error, DBAPIError):
        error = error.orig
    if isinstance(error, sqlite3.Error):
        return SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError):
        return SYSTEM.get(error.errno or 0)
    return reason_of_postgresql(error)


def reason_of_postgresql(error: Any) -> Reason | None:
    """Return the reason in an error of psycopg; one without a code is a connection that failed."""
    if not hasattr(error, "sqlstate"):
        return None
    if error.sqlstate is None:
        return SILENT if type(error).__name__ == "OperationalError" else None
    found = (POSTGRESQL.get(error.sqlstate[:length]) for length in (5, 3, 2))
    return next((reason for reason in found if reason), None)


def unavailable(error: Exception) -> errors.Answer:
    """Answer 503 with the reason and what the person typed; any other error is a fault of ours."""
    reason = reason_of(error)
    if reason is None:
        raise error
    logger.error("503 %s %s: %s", request.method, request.path, error)
    if reason.is_of_disk:
        current_app.extensions["disk_failed_at"] = time.monotonic()
    read_without_database()
    answer = refusal(reason)
    answer.headers["Retry-After"] = str(reason.seconds)
    return answer


def read_without_database() -> None:
    """Let the page be made for nobody: who reads it stands in the database, which may not answer."""
    may_write.set(False)
    with suppress(SQLAlchemyError):
        db.session.rollback()
    with suppress(SQLAlchemyError):
        get_locale()  # remembered; it asks for the reader's language
    g._login_user = login_manager.anonymous_user()


def refusal(reason: Reason) -> Response:
    if request.method in ("GET", "HEAD"):
        return make_response(errors.page(503))
    sentences = [gettext("Nothing was saved."), str(reason.sentence)]
    if request.files:
        sentences.append(gettext("The file has to be chosen again."))
    return make_response(errors.kept(" ".join(sentences), 503))


def broken(error: HTTPException) -> errors.Answer:
    """A fault of ours, unless it was the database again that failed while another error was told."""
    cause: Any = getattr(error, "original_exception", None)
    return errors.http_error(error) if reason_of(cause) is None else unavailable(cause)


def init_app(app: Flask) -> None:
    for error in (DBAPIError, NoConnectionFree, OSError):
        app.register_error_handler(error, unavailable)
    app.register_error_handler(500, broken)
