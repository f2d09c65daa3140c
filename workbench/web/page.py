"""What every page carries: its language, its navigation, its headers, and the kind of transaction it needs."""

from typing import Any

from flask import Flask, Response, current_app, request, url_for
from flask_babel import get_locale, gettext
from flask_login import current_user
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

from workbench.database import may_write
from workbench.models.base import Record
from workbench.models.room.participation import may_work

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# A shared computer's cache must not show what is somebody's own to the next person.
PERSONAL_HEADERS = {
    **HEADERS,
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie, Accept-Language",
}
PERSONAL = frozenset({"text/html", "text/csv", "text/calendar", "application/json"})
LARGEST_ID = 2**31 - 1


class NumberInAddress(IntegerConverter):
    """A number that the database can look for; with a larger one there is nothing at the address."""

    def to_python(self, value: str) -> int:
        number = int(super().to_python(value))
        if number > LARGEST_ID:
            raise ValidationError
        return number


class WordInAddress(UnicodeConverter):
    """A word that the database can look for: no database takes a NUL."""

    def to_python(self, value: str) -> str:
        if "\x00" in value:
            raise ValidationError
        return value


def init_app(app: Flask) -> None:
    app.url_map.converters.update(
        {"int": NumberInAddress, "string": WordInAddress, "default": WordInAddress}
    )
    app.before_request(open_transaction)
    app.after_request(add_headers)
    app.context_processor(shared)


def open_transaction() -> None:
    """Reading begins a plain transaction; only what may write takes the writers' turn."""
    may_write.set(request.method not in ("GET", "HEAD", "OPTIONS"))


def add_headers(response: Response) -> Response:
    """Set the headers that the view has not set itself, in one pass: every answer pays for this."""
    own = {name.title() for name, _ in response.headers}
    wanted = PERSONAL_HEADERS if response.mimetype in PERSONAL else HEADERS
    for name, value in wanted.items():
        if name not in own:
            response.headers.add(name, value)
    return response


def may(permission: str, record: Record | None = None) -> bool:
    """Return whether the reader may do this now, so that no template links to a refusal."""
    return bool(
        current_user.is_authenticated
        and current_user.may(permission, record)
        and may_work(current_user, permission, record)
    )


def shared() -> dict[str, Any]:
    """Return what layouts need on every page."""
    settings = current_app.config["SETTINGS"]
    signed_in = current_user.is_authenticated
    has_account = signed_in and not current_user.is_guest
    return {
        "site_name": settings.site_name,
        "locale": get_locale(),
        "may": may,
        "navigation": navigation() if signed_in else [],
        "home_url": url_for("home.index"),
        "account_url": url_for("accounts.show") if has_account else None,
        "sign_in_url": None if signed_in else url_for("sessions.new"),
        "sign_out_url": url_for("sessions.end") if signed_in else None,
    }


def navigation() -> list[tuple[str, str, bool]]:
    """Return the links in the bar that this person may open: (label, address, is it here)."""
    doors = [(gettext("Home"), "home.index", True)]
    doors.append(
        (gettext("Services"), "services.index", current_user.may("service:read", current_user))
    )
    doors.append((gettext("Programmes"), "programmes.index", not current_user.is_guest))
    doors.append((gettext("People"), "people.index", current_user.may("person:read", current_user)))
    doors.append((gettext("City"), "cities.index", current_user.may("city:edit", current_user)))
    here = (request.endpoint or "").split(".")[0]
    return [
        (label, url_for(endpoint), endpoint.split(".")[0] == here)
        for label, endpoint, is_open in doors
        if is_open
    ]
