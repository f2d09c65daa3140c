"""The four people of the tests, the small city they work in, and a visitor who checks every page they fetch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask, g
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import insert, inspect
from valid_html import faults
from werkzeug.test import TestResponse

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log import append_only
from workbench.models.log.event import Event
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person
from workbench.models.people.sign_in import SignIn, fingerprint
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.launch_charter import launch_proposal
from workbench.reports import remembered

PASSWORD = "a long enough password"


@dataclass
class City4:
    """A small city: Ana facilitates, Bruno is on the team, Carla is elsewhere, Davi leads, Edite administers."""

    city: City
    green: Organisation
    finance: Organisation
    ana: Person
    bruno: Person
    carla: Person
    davi: Person
    edite: Person
    observer: Person
    programme: Programme
    other_programme: Programme
    service: Service
    redesign: Redesign


def build_city() -> City4:
    """Write the small city into the database and return its records."""
    city = City.found(slug="vila", name="Vila Jacarandá")
    green = Organisation.add(city, name="Secretaria do Verde", short_name="Verde", by=None)
    finance = Organisation.add(city, name="Secretaria da Fazenda", short_name="Fazenda", by=None)
    people = {
        first: Person.add(
            city,
            name=f"{first} {last}",
            email=f"{first.lower()}@vila.example",
            organisation=organisation,
            by=None,
        )
        for first, last, organisation in (
            ("Ana", "Prado", green),
            ("Bruno", "Sales", green),
            ("Carla", "Moura", finance),
            ("Davi", "Franco", green),
            ("Edite", "Lins", green),
            ("Olga", "Reis", finance),
        )
    }
    db.session.flush()
    CityOffice.give(city, people["Edite"], by=None)
    started = city.today() - timedelta(days=60)
    programme = Programme.found(
        city, slug="simples", title="Serviços Mais Simples", by=None, starts_on=started
    )
    phase = programme.add_phase(title="Fase 1", by=None, starts_on=started)
    for first, role in (
        ("Ana", "facilitator"),
        ("Bruno", "participant"),
        ("Davi", "lead"),
        ("Olga", "observer"),
    ):
        phase.enrol(people[first], role=role, by=None)
    other = Programme.found(city, slug="outro", title="Outro programa", by=None, starts_on=started)
    other.add_phase(title="Única", by=None, starts_on=started).enrol(
        people["Carla"], role="participant", by=None
    )
    city.state_parameters(
        valid_from=date(2020, 1, 1),
        hourly_income=Decimal("18.40"),
        hourly_office_cost=Decimal("42.00"),
        source="IBGE",
        by=people["Edite"],
    )
    service = Service.add(
        city,
        name="Licença de poda de árvore",
        summary="Autoriza a poda de uma árvore.",
        organisation=green,
        by=None,
    )
    service.add_step({"title": "Ir à subprefeitura", "channels": ["in_person"]}, by=None)
    redesign = Redesign.begin(programme, service, by=None, starts_on=started, team_name="Equipe 4")
    redesign.add_member(people["Bruno"], by=None)
    redesign.assign_facilitator(people["Ana"], by=None)
    commit()
    return City4(
        city,
        green,
        finance,
        people["Ana"],
        people["Bruno"],
        people["Carla"],
        people["Davi"],
        people["Edite"],
        people["Olga"],
        programme,
        other,
        service,
        redesign,
    )


def answer_charter(redesign: Redesign, by: Person) -> None:
    """Leave the charter of a verified launch as it is, which opens the last part of the gate."""
    launch_proposal(redesign).decline("A carta muda por outro ato.", by=by)
    commit()


def token_of(person: Person) -> str:
    """Sign somebody in, once for all their browsers, for a time without end; return the token of their cookies."""
    token = f"of the tests {person.id}"
    if db.session.get(SignIn, fingerprint(token)) is None:
        far = datetime(2100, 1, 1, tzinfo=UTC)
        row = {"token_hash": fingerprint(token), "person_id": person.id, "ends_at": far}
        row |= {"created_at": far, "seen_at": far, "is_shared_computer": False}
        session = db.session()
        session.execute(insert(SignIn), row)
        # What a test holds stays as it was read.
        session.expire_on_commit = False
        commit()
        session.expire_on_commit = True
    return token


class Page:
    """An answer that was fetched and looked at: its status, its words, its forms."""

    def __init__(self, response: TestResponse):
        self.response = response
        self.status = response.status_code
        self.text = response.get_data().decode("utf-8", "replace")
        self.location = urlsplit(response.headers.get("Location", "")).path
        self.is_html = response.mimetype == "text/html" and not 300 < self.status < 305

    def __contains__(self, words: str) -> bool:
        return words in self.words

    @cached_property
    def document(self) -> Any:
        """The tree of an HTML page or of a part of one, otherwise None."""
        text = BEGINS_A_LINE.sub(r"\1", self.text).strip() or "<body></body>"
        return html.document_fromstring(text) if self.is_html else None

    @property
    def json(self) -> Any:
        return self.response.get_json()

    @property
    def words(self) -> str:
        """The words a person reads, each run of spaces made one."""
        if self.document is None:
            return self.text
        return " ".join(" ".join(self.document.find("body").itertext()).split())

    @property
    def title(self) -> str:
        found = self.document.find("head/title") if self.document is not None else None
        return (found.text or "").strip() if found is not None else ""

    def links(self) -> list[str]:
        return (
            [a.get("href", "") for a in self.document.iter("a")]
            if self.document is not None
            else []
        )

    def forms(self) -> list[str]:
        return (
            [f.get("action", "") for f in self.document.iter("form")]
            if self.document is not None
            else []
        )

    @property
    def undo(self) -> str:
        """The address of the button beside the sentence that says what was done last."""
        return [address for address in self.forms() if "/undo?deed=" in address][-1]

    def hidden(self, name: str) -> str:
        """Return the value of the first hidden input of this name."""
        for field in self.document.iter("input"):
            if field.get("name") == name:
                return field.get("value", "")
        raise AssertionError(f"there is no input {name} on the page")

    def check(self) -> None:
        """Assert what must be true of every page."""
        if self.document is None:
            return
        assert self.title, "the page has no title"
        assert self.document.get("lang"), "the page names no language"
        wrong = faults(self.text)
        assert not wrong, f"the HTML is not valid: {wrong[:3]}"
        ids = Counter(e.get("id") for e in self.document.iter() if e.get("id"))
        repeated = [name for name, count in ids.items() if count > 1]
        assert not repeated, f"ids stand twice: {repeated}"
        self._check_labels(set(ids))
        assert not list(self.document.iter("style")), "a style element breaks the policy"
        for element in self.document.iter():
            if not isinstance(element.tag, str):
                continue
            assert "style" not in element.attrib, f"inline style on {element.tag}"
            assert not [a for a in element.attrib if a.startswith("on")], "inline handler"
        policy = self.response.headers.get("Content-Security-Policy", "")
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy

    def _check_labels(self, ids: set[str]) -> None:
        labelled = {label.get("for") for label in self.document.iter("label")}
        wrapped = {id(field) for label in self.document.iter("label") for field in label.iter()}
        for tag in ("input", "select", "textarea"):
            for field in self.document.iter(tag):
                if field.get("type") in ("hidden", "submit", "button"):
                    continue
                named = field.get("aria-label") or field.get("aria-labelledby")
                known = field.get("id") in labelled or id(field) in wrapped
                assert named or known, f"no label for {tag} {field.get('name')}"


# Browsers leave out the newline that begins a text in a field; lxml does not.
BEGINS_A_LINE = re.compile(r"(<textarea[^>]*>)\r?\n")


# A view with the arguments of a link to it, where ids and days stand for one another.
Kind = tuple[str, frozenset[tuple[str, str]]]
ID_OR_DAY = re.compile(r"\d+(?:-\d\d){0,2}|[a-z0-9]{16}")


def kind_of(app: Flask, link: str) -> Kind:
    """Return what a link has in common with those to other records of its kind."""
    parts = urlsplit(link)
    endpoint, arguments = app.url_map.bind("localhost").match(parts.path)
    given = {**arguments, **dict(parse_qsl(parts.query))}
    return endpoint, frozenset(
        (name, "" if ID_OR_DAY.fullmatch(str(value)) else str(value))
        for name, value in given.items()
    )


def predate(events: Iterable[Event], by: timedelta) -> None:
    """Let events lie further back, which the database refuses to everybody else."""
    with append_only.unguarded(db.session.connection()):
        for each in events:
            each.at -= by
        db.session.flush()


def forget() -> None:
    """Forget the session, what a request kept in g, and figures: the context of the tests outlives them."""
    db.session.remove()
    remembered.forget()
    for name in list(g):
        g.pop(name)


class Visitor:
    """Somebody with a browser: every page that they fetch is checked."""

    def __init__(self, app: Flask, someone: Person | None = None, language: str = "en"):
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.language = language
        self._token = ""
        if someone is not None:
            # An earlier visitor's request has closed the session in which the person was read.
            person_id = inspect(someone).identity[0]
            token = token_of(db.session.get(Person, person_id))
            with self.client.session_transaction() as session:
                session["_user_id"] = token

    def open(self, address: str) -> Page:
        """Fetch an address; the session of the test is forgotten first, as between two requests."""
        forget()
        headers = {"Accept-Language": self.language.replace("_", "-")}
        page = Page(self.client.get(address, headers=headers))
        page.check()
        return page

    def get(self, address: str, status: int = 200) -> Page:
        """Fetch an address that answers with this status."""
        page = self.open(address)
        assert page.status == status, f"{address}: {page.status} {page.words[:300]}"
        return page

    def is_of_new_kind(self, link: str, seen: set[Kind]) -> bool:
        """Tell whether no link to a record of this kind was seen before; it is seen from now on."""
        kind = kind_of(self.app, link)
        is_new = kind not in seen
        seen.add(kind)
        return is_new

    @property
    def token(self) -> str:
        """The CSRF token of this session, read from a page as a browser reads it."""
        if not self._token:
            self._token = self.get("/").hidden("csrf_token")
        return self._token

    def change(self, address: str, status: int = 302, on: str | None = None, **fields: Any) -> Page:
        """Open the page of a form (``on``, or its own address), then send it with the version seen there."""
        return self.post(address, status, version=self.version_on(on or address, address), **fields)

    def version_on(self, page: str, address: str) -> str:
        """Return the version that the page's form for this address carries."""
        for form in self.get(page).document.iter("form"):
            if (form.get("action") or page.partition("?")[0]) == address:
                for field in form.iter("input"):
                    if field.get("name") == "version":
                        return field.get("value", "")
        raise AssertionError(f"no form on {page} for {address} names a version")

    def post(
        self, address: str, status: int = 302, edit_id: str | None = None, **fields: Any
    ) -> Page:
        """Send a form; a field whose value is None is left out."""
        sent = {"csrf_token": self.token, "edit_id": edit_id or new_id(), **fields}
        forget()
        headers = {"Accept-Language": self.language.replace("_", "-")}
        page = Page(
            self.client.post(
                address,
                data={name: value for name, value in sent.items() if value is not None},
                headers=headers,
            )
        )
        assert page.status == status, f"{address}: {page.status} {page.words[:400]}"
        page.check()
        return page
