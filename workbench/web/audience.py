"""An audience: readers who share a language and roles, and who therefore see the same parts of a page."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flask import current_app, g, request
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.test import create_environ

from workbench.database import may_write
from workbench.extensions import db
from workbench.live.log import positions
from workbench.models.base import Record, Scope
from workbench.models.catalogue.city import City
from workbench.models.log.event import Workspace
from workbench.models.people.person import Forbidden, NotFound, Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.roles import Grant, allows
from workbench.web.fragments import Capture
from workbench.web.languages import chosen_language


@dataclass(frozen=True)
class Audience:
    """Replaces the current user while a page is rendered for many readers."""

    language: str
    city_id: int
    grants: tuple[Grant, ...]
    # The address by which they came: a page may show it, for others to come by it too.
    site: str = "http://localhost"

    id = author_id = None
    is_authenticated = True
    is_active = True
    is_anonymous = False
    is_guest = False
    name = ""
    version = 0

    @property
    def scope(self) -> Scope:
        return Scope((("city", self.city_id),))

    @property
    def city(self) -> City:
        found = db.session.get(City, self.city_id)
        assert found is not None
        return found

    roles_in = Person.roles_in
    find = Person.find

    def may(self, permission: str, record: Record | None = None) -> bool:
        return allows(permission, self.roles_in((self if record is None else record).scope))

    @cached_property
    def key(self) -> str:
        """The audience as one word of JSON, the same for all who are in it."""
        grants = [[grant.place, grant.place_id, grant.role] for grant in self.grants]
        facts = [self.language, self.city_id, grants, self.site]
        return json.dumps(facts, separators=(",", ":"))


@lru_cache(maxsize=2000)
def audience_of(key: str) -> Audience:
    """Return the audience of a key."""
    language, city_id, grants, site = json.loads(key)
    return Audience(language, city_id, tuple(Grant(*grant) for grant in grants), site)


def audience_at(
    person: Any, workspaces: Iterable[Workspace], site: str = Audience.site
) -> Audience:
    """Return the audience that a person belongs to where these workspaces are watched.

    Roles held elsewhere are left out: people of other teams in the same room see the same room.
    """
    workspaces = list(workspaces)
    places = {place for workspace in workspaces for place in workspace.places}
    if teams := [place_id for kind, place_id in places if kind == "redesign"]:
        services = db.session.scalars(select(Redesign.service_id).where(Redesign.id.in_(teams)))
        places |= {("service", service_id) for service_id in services if service_id}
    here = {grant for grant in person.grants if (grant.place, grant.place_id) in places}
    order = sorted(here, key=lambda grant: (grant.place, grant.place_id, grant.role))
    return Audience(chosen_language(), person.city_id, tuple(order), site)


@contextmanager
def seen_by(audience: Audience, address: str = "/") -> Iterator[Capture]:
    """Enter a request of the audience, with a session of its own, that captures a page's parts."""
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]
    scheme, _, host = audience.site.partition("://")
    asked = {**environ_of(address), "wsgi.url_scheme": scheme, "HTTP_HOST": host}
    with app.app_context(), app.request_context(asked):
        may_write.set(False)
        g._login_user = audience
        g.parts = Capture()
        yield g.parts


@lru_cache(maxsize=2000)
def environ_of(address: str) -> dict[str, Any]:
    """Return the WSGI environ of a request for this address."""
    return create_environ(address)


def is_watched(endpoint: str | None) -> bool:
    """Return whether pages of this endpoint show records that readers find through their roles.

    Nothing else is rendered for the stream: some public pages count attempts.
    """
    return bool(getattr(current_app.view_functions.get(endpoint or ""), "record_kinds", ()))


def rendered(audience: Audience, address: str) -> Capture | None:
    """Return the parts of the page at an address as the audience sees them; None when it may not, or none is live."""
    with seen_by(audience, address) as capture:
        if not is_watched(request.endpoint):
            return None
        try:
            current_app.dispatch_request()
        except (HTTPException, NotFound, Forbidden):
            return None
        # Read after rendering: nothing later than this was rendered.
        db.session.rollback()
        capture.shown = g.get("watched", {})
        capture.seen = positions(capture.shown)
        return capture if capture.seen else None
