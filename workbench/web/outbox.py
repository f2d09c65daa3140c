"""What the browser's outbox gets for a redirection: where to go, and its write's positions."""

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, abort, g, get_template_attribute, jsonify, request
from flask_login import current_user


def other_person() -> None:
    """Refuse what somebody else wrote in this browser: only its writer may send it."""
    owner = request.headers.get("X-Outbox-Person")
    if owner and (not current_user.is_authenticated or owner != str(current_user.id)):
        abort(401)


def told(answer: Response) -> Response:
    """Turn a redirection into JSON, when it is the outbox that asked."""
    address = answer.headers.get("Location")
    if not request.headers.get("X-Outbox") or not 300 <= answer.status_code < 400 or not address:
        return answer
    place = urlsplit(address)
    path = place.path + (f"?{place.query}" if place.query else "")
    facts: dict[str, Any] = {
        "go": path + (f"#{place.fragment}" if place.fragment else ""),
        "at": {str(workspace): at for workspace, at in g.get("committed", {}).items()},
    }
    if unquote(request.headers.get("X-Outbox-Page", "")) == unquote(path):
        # The page is not loaded again: send the messages that it would have shown.
        facts["said"] = str(get_template_attribute("components/notices.html", "flashes")())
    reply = jsonify(facts)
    for cookie in answer.headers.getlist("Set-Cookie"):
        reply.headers.add("Set-Cookie", cookie)
    reply.cache_control.no_store = True
    return reply


def init_app(app: Flask) -> None:
    app.before_request(other_person)
    app.after_request(told)
