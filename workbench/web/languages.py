"""The language of the page: of the cookie, the person, the browser or the setting."""

from urllib.parse import urlsplit

from flask import current_app, has_request_context, request, url_for
from flask_login import current_user

LANGUAGES = {"pt_BR": "Português", "es": "Español", "en": "English"}


def chosen() -> str:
    """Return the language of this request: cookie, person, browser, setting."""
    default = str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if not has_request_context():
        return default
    cookie = request.cookies.get("language")
    if cookie in LANGUAGES:
        return cookie
    if current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    asked = [value.replace("-", "_") for value in request.accept_languages.values()]
    return _closest(asked) or default


def _closest(asked: list[str]) -> str | None:
    for wish in asked:
        for code in LANGUAGES:
            if wish == code or wish.split("_")[0] == code.split("_")[0]:
                return code
    return None


def safe_next(target: str | None) -> str:
    """Return an address of this site to go back to; anything else becomes the first page."""
    target = target or ""
    try:
        parts = urlsplit(target)
    except ValueError:
        return url_for("home.index")
    is_local = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    # A line end cannot be sent in a header, and browsers leave tabs and line ends out of addresses.
    if not is_local or not target.isprintable() or target.startswith("//") or "\\" in target:
        return url_for("home.index")
    return target
