"""What is asked for in an address stays a value: no part of it ever becomes SQL, and no answer is an error."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from house.rich_world import RichWorld
from house.test_routes import OURS, app, revert, world  # noqa: F401 - fixtures
from people import forget
from sqlalchemy import event
from sqlalchemy.engine import Engine

import workbench

# Stands in each text that is sent, and in no statement of ours.
MARK = "zq9x"
TEXTS = (
    "{}' OR '1'='1",
    "{}' UNION SELECT id, email, password_hash FROM person --",
    "{}) OR 1=1; DROP TABLE note; --",
    '{}" OR ""="',
    "{},(SELECT CASE WHEN 1=1 THEN 1 ELSE 1*(SELECT 1 UNION SELECT 2) END)",
    "name {} DESC, (SELECT 1)",
    "{}%' ESCAPE '_",
    '{}" NEAR(a b) * - NOT (',
    "1 {}",
)
ASKED = re.compile(r'request\.(?:args|values)(?:\.get(?:list)?\(|\[)"(\w+)"')
# Names that stand nowhere in the source, which whoever attacks tries all the same.
TRIED = (
    "q",
    "sort",
    "order",
    "by",
    "direction",
    "page",
    "limit",
    "offset",
    "filter",
    "fields",
    "id",
)
# What a form would take for itself, were all of an address handed to it.
OF_FORMS = ("formdata", "obj", "prefix", "data", "meta")
READERS = ("davi", "edite")


def parameters() -> list[str]:
    """Return every name that some view reads out of an address."""
    room = Path(workbench.__file__).parent
    found = {
        name
        for file in (*room.glob("views/**/*.py"), *room.glob("web/*.py"))
        for name in ASKED.findall(file.read_text())
    }
    from workbench.views.programme.reports import FILTERS

    return sorted(found | {*FILTERS, *TRIED, *OF_FORMS})


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect every statement in whose text the mark stands."""
    marked: list[str] = []

    def look(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if MARK in statement:
            marked.append(statement)

    event.listen(Engine, "before_cursor_execute", look)
    yield marked
    event.remove(Engine, "before_cursor_execute", look)


def readers(app: Flask, world: RichWorld) -> list[Any]:  # noqa: F811
    """Return the browsers of people who together may read everything."""
    clients = [app.test_client() for _reader in READERS]
    for name, client in zip(READERS, clients, strict=True):
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = world.ids[f"session of {name}"], True
    return clients


def addresses(app: Flask, world: RichWorld, *, in_path: bool) -> Iterator[str]:  # noqa: F811
    """Return the address of every page; or each with the texts in place of every word of its path."""
    built = app.url_map.bind("localhost")
    for rule, method in (each.values for each in OURS):
        if method != "GET":
            continue
        arguments = world.arguments(rule)
        if not in_path:
            yield built.build(rule.endpoint, arguments)
            continue
        words = [name for name, kind in rule._converters.items() if kind.regex.startswith("[^/]")]
        for name, text in ((name, text) for name in words for text in TEXTS):
            most = 9 if "maxlength" in str(rule) else 99
            value = text.format(MARK).replace("/", "")[:most]
            yield built.build(rule.endpoint, {**arguments, name: value})


def ask(clients: list[Any], found: list[str], queries: list[dict[str, str]]) -> int:
    """Ask for each address with each query; return how many answers were looked at."""
    counted, wrong = 0, []
    with statements() as marked:
        for address, query, client in itertools.product(found, queries, clients):
            forget()
            answer = client.get(address, query_string=query)
            counted += 1
            if answer.status_code == 500 or b"Traceback" in answer.data:
                wrong.append(f"{answer.status_code} {address} {query}")
    assert not wrong, "\n".join(wrong[:20])
    assert not marked, marked[:3]
    return counted


@pytest.mark.proof
def test_no_name_of_an_address_becomes_sql(app: Flask, world: RichWorld) -> None:  # noqa: F811
    names = parameters()
    assert len(names) > 20
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        lead, *_rest = readers(app, world)
        everything = dict.fromkeys(names, TEXTS[0].format(MARK))
        ask([lead], list(addresses(app, world, in_path=False)), [everything])


@pytest.mark.proof_long
def test_no_name_alone_and_no_word_of_a_path_becomes_sql(
    app: Flask,  # noqa: F811
    world: RichWorld,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = parameters()
    # Each text in all names at once, and each name alone: one that is refused may hide another.
    together = [dict.fromkeys(names, text.format(MARK)) for text in TEXTS]
    alone = [{name: TEXTS[0].format(MARK)} for name in names]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        clients = readers(app, world)
        pages = list(addresses(app, world, in_path=False))
        counted = ask(clients, pages, together) + ask(clients[:1], pages, alone)
        counted += ask(clients[:1], list(addresses(app, world, in_path=True)), [{}])
    with capsys.disabled():
        print(
            f"\n{counted} answers to {len(TEXTS)} texts in {len(names)} names and every word of a path: "
            "as SQL 0, errors 0"
        )
