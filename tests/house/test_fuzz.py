"""Whatever is typed into a form, the answer is a page: nothing breaks, nothing hangs, no traceback is shown."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g
from house.rich_world import DOT, RichWorld
from house.test_routes import OURS, app, revert, world  # noqa: F401 - fixtures
from people import forget
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, SelectField, SelectMultipleField

import workbench.forms
from workbench.forms.blocks import BlockForm
from workbench.forms.fields import RecordForm
from workbench.models.base import new_id

SEED = 20261130
# How many of each kind, random and mutated, per form: here, and among the proofs.
FEW, MANY = 20, 300
LONGEST_SECONDS = 2.0
SIGNS = "aZ09 .,;:-_/\\'\"<>&=+@#%()[]{}|\t\r\n\0éãçñÁ€ßİı١٢１😀\u200b\u202e\u0301\ufeff\ud7ff\U000e0041"
NASTY = (
    *("", " ", "0", "-1", "1e309", "NaN", "inf", "9" * 40, "12.000", "1.234.567,89", "R$ 1.5"),
    *("2026-02-30", "31/03/2026", "99/99/9999", "0001-01-01", "10000-01-01", "24:00", "25:61"),
    *("2026-03-08T02:30", "None", "null", "true", "[]", "{}", "../../etc/passwd", "%00", "\\"),
    *("<script>alert(1)</script>", "javascript:alert(1)", "http://[", "https://a" + "b" * 3000),
    *("'; DROP TABLE note; --", "=cmd|' /C calc'!A0", "[" * 500, "a" * 20_000, "é" * 5_000),
    *("\x00", "\u202e", "\u200b", "\ufeff", "😀" * 300, "1\n" * 2_000, "a@b", "a@b.example"),
)
# As they are typed by somebody who does it right.
REAL: dict[str, str] = {
    "DayField": "31/03/2026",
    "AmountField": "1.500,50",
    "WholeField": "12.000",
    "TimeField": "14:30",
    "DateTimeLocalField": "2026-03-31T14:30",
}


def word(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(NASTY)
    return "".join(chance.choice(SIGNS) for _sign in range(chance.randrange(40)))


def real(field: Any) -> str:
    if isinstance(field, SelectField | SelectMultipleField):
        choices = [str(value) for value, *_rest in field.iter_choices()]
        return choices[-1] if choices else ""
    if isinstance(field, BooleanField):
        return "y"
    return REAL.get(type(field).__name__, str(field.data or "Uma pessoa espera três horas"))


def mutated(text: str, chance: random.Random) -> str:
    """Return a text that was right, with a few signs put in, taken out or repeated."""
    signs = list(text)
    for _change in range(chance.randrange(1, 4)):
        place = chance.randrange(len(signs) + 1)
        change = chance.choice(["insert", "delete", "repeat", "nasty"])
        if change == "insert":
            signs.insert(place, chance.choice(SIGNS))
        elif change == "delete":
            del signs[place : place + chance.randrange(1, 5)]
        elif change == "repeat":
            signs[place:place] = signs[:place] * chance.randrange(1, 4)
        else:
            signs[place:place] = chance.choice(NASTY)[:300]
    return "".join(signs)


def filled(form: Any, chance: random.Random, *, is_random: bool) -> MultiDict[str, Any]:
    """Return what somebody sends of a form's fields: some left out, some twice."""
    sent: MultiDict[str, Any] = MultiDict()
    for field in form:
        if is_random and chance.random() < 0.2:
            continue
        for _time in range(2 if chance.random() < 0.05 else 1):
            if isinstance(field, FileField):
                sent.add(field.name, (BytesIO(mutated_file(chance)), word(chance)[:80] or "a.png"))
            elif is_random or chance.random() < 0.3:
                value = word(chance) if is_random else mutated(real(field), chance)
                sent.add(
                    field.name, value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
                )
            else:
                sent.add(field.name, real(field))
    return sent


def mutated_file(chance: random.Random) -> bytes:
    content = bytearray(DOT)
    for _byte in range(chance.randrange(4)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content[: chance.randrange(len(content) + 1)])


def forms() -> Iterator[type[RecordForm]]:
    for module in pkgutil.iter_modules(workbench.forms.__path__):
        importlib.import_module(f"workbench.forms.{module.name}")
    waiting = [RecordForm]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        yield from (each for each in found if each.__module__.startswith("workbench.forms"))


def stands_alone(form: type[RecordForm]) -> bool:
    """Return whether the form can be made without a record; the others are sent among the proofs."""
    asked = inspect.signature(form.__init__).parameters.values()
    return issubclass(form, BlockForm) or all(
        each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD) or each.name == "self"
        for each in asked
    )


def made(form: type[RecordForm]) -> RecordForm:
    """Return the form as its view makes it: some are told more than what was sent."""
    if issubclass(form, BlockForm):
        return form(zone=ZoneInfo("America/Santiago"))
    found = form()
    if hasattr(found, "offer_zones"):
        found.offer_zones("America/Santiago")
    for field in found:
        if isinstance(field, SelectField) and field.choices is None:
            field.choices = [("1", "one"), ("2", "two")]
    return found


def test_no_form_breaks_on_what_is_typed(app: Flask) -> None:  # noqa: F811
    chance = random.Random(SEED)
    seen = 0
    for form in sorted(
        filter(stands_alone, set(forms())),
        key=lambda each: f"{each.__module__}.{each.__qualname__}",
    ):
        for number in range(2 * FEW):
            with app.test_request_context("/", method="POST", data={"edit_id": new_id()}):
                data = filled(made(form), chance, is_random=number < FEW)
            is_file = any(isinstance(value, tuple) for value in data.values())
            with app.test_request_context("/", method="POST", data=data):
                began = time.monotonic()
                asked = made(form)
                if asked.validate():
                    asked.values()
                took = time.monotonic() - began
            seen += 1
            assert took < LONGEST_SECONDS, (form, dict(data))
            assert asked.errors is not None or is_file
    assert seen > 1000


# proofs, over HTTP


WHO = ("davi", "ana", "bruno", "edite", "guest", "sitter", "carla")


def sender_of(app: Flask, world: RichWorld, address: str) -> tuple[Any, list[Any]] | None:  # noqa: F811
    """Return the browser of the first person whom the address lets write, and the fields of its form."""
    for name in WHO:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = world.ids[f"session of {name}"], True
        forget()
        answer = client.post(address, data={"edit_id": new_id()})
        if answer.status_code not in (401, 403, 404, 405):
            return client, list(g.get("form") or ())
    return None


@pytest.mark.proof
def test_no_address_breaks_on_what_is_sent(
    app: Flask,  # noqa: F811
    world: RichWorld,  # noqa: F811
    revert: Callable[[], None],  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance, counted, slowest = random.Random(SEED), 0, 0.0
    app.config["PROPAGATE_EXCEPTIONS"] = False
    addresses = app.url_map.bind("localhost")
    wrong: list[str] = []
    known: set[frozenset[Any]] = set()
    with app.app_context():
        for rule, method in (each.values for each in OURS):
            if method != "POST":
                continue
            forget()
            revert()
            address = addresses.build(rule.endpoint, world.arguments(rule), method=method)
            found = sender_of(app, world, address)
            if found is None:
                continue
            client, fields = found
            asked = frozenset((type(field), field.name) for field in fields)
            is_new = bool(asked) and asked not in known
            known.add(asked)
            for number in range(2 * MANY if is_new else 2 * FEW):
                forget()  # what it has read holds the database
                if number % 50 == 0:
                    revert()
                sent = filled(fields, chance, is_random=number < MANY)
                sent.setlist("edit_id", [new_id()])
                began = time.monotonic()
                answer = client.post(address, data=sent)
                took = time.monotonic() - began
                counted, slowest = counted + 1, max(slowest, took)
                if (
                    answer.status_code >= 500
                    or b"Traceback" in answer.data
                    or took > LONGEST_SECONDS
                ):
                    wrong.append(
                        f"{address} {answer.status_code} {took:.1f} s: {dict(sent)!r:.600}"
                    )
                    break
    with capsys.disabled():
        print(f"\n{counted} forms sent, seed {SEED}, slowest {slowest:.2f} s")
    assert not wrong, "\n".join(wrong)
