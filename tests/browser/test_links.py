"""No dead link: whatever a page offers to a person answers them, in their language, and every button may be pressed."""

from __future__ import annotations

from collections import Counter, deque
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import APIRequestContext
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from tests.browser.people import People
from tests.browser.served import application
from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.web.access import kind_in

# So many addresses of one kind are opened (of problems, say); the links to further ones look alike.
MOST_OF_A_KIND = 3
WALKERS = (
    ("ana", "oficina", "es"),
    pytest.param("davi", "sao-paulo", "en", marks=pytest.mark.proof),
    pytest.param("bruno", "oficina", "pt-BR", marks=pytest.mark.proof),
    pytest.param("celso", "oficina", "pt-BR", marks=pytest.mark.proof),
)


class Offered(HTMLParser):
    """What a page offers: its language, its ids, the addresses it leads to and the buttons it has."""

    def __init__(self, text: str):
        super().__init__()
        self.language = ""
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.posts: list[str] = []
        self._search: tuple[str, list[tuple[str, str]]] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if given.get("id"):
            self.ids.add(given["id"])
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag in ("a", "img", "link", "script"):
            self.links += [given[name] for name in ("href", "src") if given.get(name)]
        elif tag == "form":
            self._form(given)
        elif tag == "input" and self._search and given.get("name"):
            self._search[1].append((given["name"], given.get("value", "")))

    def _form(self, given: dict[str, str]) -> None:
        if given.get("method", "get").lower() == "post":
            self.posts.append(given.get("action", ""))
        else:
            self._search = (given.get("action", ""), [])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._search:
            action, fields = self._search
            self.links.append(f"{action}?{urlencode(fields)}")
            self._search = None


class Walk:
    """One person opens everything that is offered to them, and writes down what does not open."""

    def __init__(self, request: APIRequestContext, adapter: MapAdapter, language: str):
        self.request = request
        self.adapter = adapter
        self.language = language
        self.waiting: deque[str] = deque(["/"])
        self.offered_on: dict[str, str] = {"/": "the start"}
        self.pages: dict[str, Offered] = {}
        self.marks: set[tuple[str, str, str]] = set()
        self.posts: dict[str, str] = {}
        self.kinds: Counter[str] = Counter()
        self.faults: list[str] = []

    def through(self) -> Walk:
        while self.waiting:
            self._open(self.waiting.popleft())
        for address, mark, seen_on in self.marks:
            if address in self.pages and mark not in self.pages[address].ids:
                self.faults.append(f"{address}#{mark} leads nowhere, offered on {seen_on}")
        return self

    def _open(self, address: str) -> None:
        answer = self.request.get(address)
        if answer.status >= 400:
            self.faults.append(
                f"{address} answers {answer.status}, offered on {self.offered_on[address]}"
            )
            return
        if "text/html" not in answer.headers.get("content-type", ""):
            return
        page = self.pages[address] = Offered(answer.text())
        if page.language != self.language:
            self.faults.append(f"{address} speaks {page.language}, not {self.language}")
        self._follow(urlsplit(answer.url).path, address, page)

    def _follow(self, base: str, address: str, page: Offered) -> None:
        for link in page.links:
            target, mark = urldefrag(urljoin(address, link))
            if urlsplit(target).scheme:
                continue
            if mark:
                self.marks.add((target, mark, address))
            if target not in self.offered_on and self._is_wanted(target):
                self.offered_on[target] = address
                self.waiting.append(target)
        for action in page.posts:
            self.posts.setdefault(urlsplit(urljoin(base, action or base)).path, address)

    def _is_wanted(self, target: str) -> bool:
        kind = kind_of(self.adapter, target) + str(bool(urlsplit(target).query))
        self.kinds[kind] += 1
        return self.kinds[kind] <= MOST_OF_A_KIND


def kind_of(adapter: MapAdapter, target: str) -> str:
    try:
        return str(adapter.match(urlsplit(target).path)[0])
    except HTTPException:
        return "unknown"


def refusals(app: Any, adapter: MapAdapter, walk: Walk, person: Person) -> list[str]:
    """Return the buttons that lead to no view, or to one that this person may not use."""
    found = []
    for address, seen_on in walk.posts.items():
        try:
            endpoint, arguments = adapter.match(address, method="POST")
        except (HTTPException, RequestRedirect):
            found.append(f"no view takes what is sent to {address}, offered on {seen_on}")
            continue
        view = app.view_functions[endpoint]
        kind = kind_in(view.record_kinds, arguments)
        record = db.session.get(kind, arguments[f"{kind.__tablename__}_id"]) if kind else None
        if not person.may(view.permission, record):
            found.append(f"{address} is not for this person, offered on {seen_on}")
    return found


@pytest.mark.proof
@pytest.mark.parametrize(("who", "world", "language"), WALKERS)
def test_everything_that_is_offered_opens(who, world, language, people: People, told):
    app = application(told[0])
    adapter = app.url_map.bind("localhost")
    context = people.profile(who, world, language)
    walk = Walk(context.request, adapter, language).through()
    context.close()
    with app.app_context():
        person = db.session.scalars(
            select(Person).where(Person.email == people.door(who, world).email)
        ).one()
        walk.faults += refusals(app, adapter, walk, person)
    assert not walk.faults, "\n".join(sorted(walk.faults))
    assert len(walk.pages) > 40
