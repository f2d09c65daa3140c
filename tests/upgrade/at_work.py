"""People at work through the pages alone, and what they did as it must still be found later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.upgrade.doors import PASSWORD, Comer, asked

ANA, BRUNO, CARLA, DAVI, CELSO = (
    f"{name}@oficina.example"
    for name in ("ana.prado", "bruno.sales", "carla.mendes", "davi.nogueira", "celso.tavares")
)
SP_DAVI, SP_BRUNO, SP_REGINA = (
    f"{name}@sao-paulo.example" for name in ("davi.monteiro", "bruno.sakamoto", "regina.camargo")
)


def held(table: str, column: str, record: str) -> str:
    """The question what stands in a column of a record."""
    return f"SELECT {column} FROM {table} WHERE id = '{record}'"


def kept(table: str, condition: str) -> str:
    """The question how many records stand that were not put away."""
    return f"SELECT count(*) FROM {table} WHERE {condition} AND discarded_at IS NULL"


def heap(note: str) -> str:
    """The question in which group a note stands."""
    return (
        f"SELECT g.title FROM note n JOIN note_group g ON g.id = n.group_id WHERE n.id = '{note}'"
    )


class AtWork:
    """Those who can sign in, and ``facts``: what is to be known of their day by whoever looks at the dump."""

    def __init__(self, app: Flask, sign_ins: dict[str, str]):
        self.app = app
        self.people: dict[str, Comer] = {}
        self.facts: dict[str, Any] = {"runs": ANA, "undo": [], "hidden": [], "files": []}
        for email, password in sign_ins.items():
            self.come_in(email, password)
        self.team, self.old_team = self.team_of(BRUNO), self.team_of(SP_BRUNO)
        self.programme, self.old_programme = map(self.programme_of, ("oficina", "sao-paulo"))

    def come_in(self, email: str, password: str) -> None:
        """Sign in with the password that the demo printed, and choose one that everybody knows."""
        person = self.people[email] = Comer(self.app).sign_in(email, password)
        person.post("/account/password", password_now=password, password=PASSWORD)
        person.start_anew()

    def deed(self, question: str, act: Callable[[], Any], who: str = BRUNO, at: str = "") -> None:
        """Do something that can be undone; keep what a question answered before and after it."""
        undone = asked(question)
        act()
        done = asked(question)
        assert done != undone, question
        told = {"who": who, "at": at or self.team, "question": question}
        self.facts["undo"].insert(0, {**told, "done": done, "undone": undone})

    def team_of(self, email: str) -> str:
        found = asked(
            "SELECT min(m.redesign_id) FROM membership m JOIN person p ON p.id = m.person_id"
            " WHERE p.email = :email",
            email=email,
        )
        return f"/redesigns/{found}"

    def programme_of(self, city: str) -> str:
        found = asked(
            "SELECT p.id FROM programme p JOIN city c ON c.id = p.city_id WHERE c.slug = :city",
            city=city,
        )
        return f"/programmes/{found}"


def number(address: str) -> int:
    """Return the id at the end of an address."""
    return int(address.rpartition("/")[2])
