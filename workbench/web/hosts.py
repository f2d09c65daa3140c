"""The names the site answers to, once its address is set: a forged one would go into links; and what https asks for."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, render_template, request
from flask_babel import gettext

from workbench.config import Settings
from workbench.web.formats import plain_refusal

_LABEL = "[a-z0-9_-]{1,63}"
_HOST = re.compile(
    rf"(\[[0-9a-f:.]+\]|(?:{_LABEL}\.)*{_LABEL}\.?)(?::[0-9]{{1,5}})?", re.IGNORECASE
)
# A year: browsers come by https alone from then on.
STRICT = "max-age=31536000"


def name_in(host: str) -> str:
    """Return the name in a Host header, without port; nothing for what is no name."""
    found = _HOST.fullmatch(host)
    return found[1].strip("[]").rstrip(".").lower() if found else ""


def known_names(settings: Settings) -> frozenset[str]:
    """Return the names by which people reach the site; none while its address is not set."""
    if not settings.base_url:
        return frozenset()
    own = urlsplit(settings.base_url).hostname or ""
    return frozenset({own, *(name_in(each.strip()) for each in settings.hosts.split(","))} - {""})


def is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def refuse_unknown_host() -> Response | tuple[str, int] | None:
    """Answer 400 to a Host that is none of ours; a monitor may ask for the state by any."""
    name, known = name_in(request.environ.get("HTTP_HOST", "localhost")), known_names(settings())
    if request.path == "/healthz" or is_loopback(name) or (name and not known) or name in known:
        return None
    why = gettext("The workbench is not reached by this name. Ask for its right address.")
    if not name:
        # Of what is no name Flask makes no addresses, which every page needs.
        return Response(why, 400, mimetype="text/plain")
    said = {"title": gettext("This address is not known"), "sentence": why, "status": 400}
    page = render_template("errors/said.html", layout="layouts/plain.html", **said)
    refused: Response | tuple[str, int] = plain_refusal(why, 400) or (page, 400)
    return refused


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def be_strict(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = STRICT
    return response


def init_app(app: Flask) -> None:
    # Before anything else is asked.
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_unknown_host)
    if app.config["SETTINGS"].is_https:
        app.after_request(be_strict)
