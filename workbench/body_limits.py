"""How much a request's body may hold, by who sends it and in what form; counted while it comes, before it is read."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask
from werkzeug.http import parse_options_header

# Strangers sign in, come in by a code or accept an invitation: a few lines of text.
LARGEST_OF_STRANGERS = 64 * 1024
# A form is read into memory as a whole; only the files of one that has files lie on the disk.
LARGEST_FORM = 2 * 1024 * 1024
MOST_FIELDS = 1000
WITH_FILES = "multipart/form-data"

Headers = Iterable[tuple[bytes, bytes]]


@dataclass
class Limit:
    """The most that a body may hold, and what has come of it so far."""

    is_known: bool
    largest: int
    most_fields: float
    size: int = 0
    fields: int = 1
    # What of a stranger's body is kept until its end comes.
    unfinished: int = 0

    def count(self, piece: bytes) -> bool:
        """Count a piece, and return whether it may be taken."""
        self.size += len(piece)
        self.fields += piece.count(b"&")
        return not self.is_passed

    @property
    def is_passed(self) -> bool:
        return self.size > self.largest or self.fields > self.most_fields


def limit_of(app: Flask, headers: Headers) -> Limit:
    """Return the limit of a body that comes with these headers."""
    is_known = bool(sign_in_of(app, headers))
    has_files = is_form_with_files(values(headers, b"content-type"))
    largest = app.config["MAX_CONTENT_LENGTH"] if has_files else LARGEST_FORM
    largest = largest if is_known else LARGEST_OF_STRANGERS
    return Limit(
        is_known,
        min(largest, app.config["MAX_CONTENT_LENGTH"]),
        # Werkzeug counts the parts of a form with files, where "&" is a plain character.
        float("inf") if has_files else MOST_FIELDS,
    )


def sign_in_of(app: Flask, headers: Headers) -> str:
    """Return the token of the sign-in that a cookie signed here names, or nothing.

    Strangers have a session too, which names none. Whether a sign-in is still open is checked later,
    in the database.
    """
    request = app.request_class({"HTTP_COOKIE": ";".join(values(headers, b"cookie"))})
    return str((app.session_interface.open_session(app, request) or {}).get("_user_id", ""))


def is_form_with_files(types: list[str]) -> bool:
    """Return whether Werkzeug will read the body as such a form; what has two types it does not read at all."""
    return [parse_options_header(each)[0].lower() for each in types] == [WITH_FILES]


def values(headers: Headers, name: bytes) -> list[str]:
    return [value.decode("latin-1") for each, value in headers if each == name]
