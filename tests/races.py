"""Two people who change the same thing in the same moment: what they open, what they write, who won."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask
from people import City4, Page, Visitor
from threads import at_once

from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person

TEAM = "/redesigns/{redesign_id}"
STEP = TEAM + "/journey-steps/{step_id}"
PROGRAMME = "/programmes/{programme_id}"


def texts(present: str, number: int) -> tuple[str, str]:
    return f"de Bruno, {number}", f"de Ana, {number}"


def out_of(*values: str) -> Callable[[str, int], tuple[str, str]]:
    """Return a way to choose two values that differ from each other and from the present one."""

    def choose(present: str, number: int) -> tuple[str, str]:
        others = [value for value in values if value != present]
        return others[number % len(others)], others[(number + 1) % len(others)]

    return choose


def places(present: str, number: int) -> tuple[str, str]:
    """Return two places that differ from the present one, which is the first before anybody moved it."""
    return out_of("1", "2", "3", "4")(present if number else "1", number)


@dataclass(frozen=True)
class Race:
    """A thing that two people change: the page they open, where its form goes, and the field they write in."""

    page: str
    field: str
    address: str = ""
    also: dict[str, str] = field(default_factory=dict)
    values: Callable[[str, int], tuple[str, str]] = texts
    who: str = "team"
    # What a 409 page calls the values, where they are slugs.
    words: dict[str, str] = field(default_factory=dict)
    # What the first answer tells of what stands there, for a form that is not shown it.
    was: str = ""
    # Whether the form shows what it saved before.
    stays: bool = True


RACES = {
    "problem": Race(TEAM + "/problems/{problem_id}/edit", "title"),
    "evidence": Race(TEAM + "/problems/{problem_id}/evidence/{evidence_id}", "text"),
    "whose journey": Race(TEAM + "/journeys/as_is/segment", "segment"),
    "phase of a journey": Race(
        TEAM + "/journeys/as_is/phases",
        "title",
        TEAM + "/journeys/as_is/phases/{journey_phase_id}",
        also={"deed": "rename"},
    ),
    "step": Race(STEP, "title", STEP + "/edit"),
    "lane of a step": Race(STEP, "pains", STEP + "/lanes"),
    "fate of a step": Race(STEP, "fate_reason", STEP + "/fate", also={"fate": "kept"}),
    "place of a step": Race(
        STEP,
        "position",
        TEAM + "/journeys/steps/{step_id}/move",
        values=places,
        stays=False,
    ),
    "prototype": Race(TEAM + "/prototypes/{prototype_id}/edit", "title"),
    "hypothesis": Race(TEAM + "/hypotheses/{hypothesis_id}/edit", "believe"),
    "version of a prototype": Race(
        TEAM + "/prototypes/{prototype_id}/versions/{version_id}", "what_changed"
    ),
    "session": Race(TEAM + "/tests/{session_id}/edit", "notes"),
    "finding": Race(TEAM + "/findings/{finding_id}", "title"),
    "mark of a person": Race(
        TEAM + "/findings/{finding_id}",
        "mark-{session_id}",
        values=out_of("failed", "helped", "passed", "not_reached"),
        words={
            "failed": "could not",
            "helped": "managed with help",
            "passed": "managed",
            "not_reached": "did not get there",
        },
    ),
    "decision": Race(
        TEAM + "/findings/{finding_id}",
        "decision_note",
        TEAM + "/findings/{finding_id}/decide",
        also={"decision": "change"},
    ),
    "launch": Race(TEAM + "/launch/edit", "responsible_unit"),
    "details of a redesign": Race(TEAM + "/edit", "reason_chosen"),
    "status": Race(TEAM + "/statuses", "reason", also={"status": "chosen"}, stays=False),
    "note": Race(TEAM + "/notes/{note_id}", "text"),
    "group": Race(TEAM + "/notes/groups/{group_id}", "title"),
    "service": Race("/services/{service_id}/edit", "summary"),
    "step of a service": Race("/services/{service_id}/steps/{service_step_id}", "title"),
    "requests": Race(
        "/services/{service_id}/volumes",
        "requests",
        also={"year": "2025", "channel": "web"},
        values=lambda present, number: (str(3000 + number), str(5000 + number)),
        was="was_requests",
        stays=False,
    ),
    "workshop": Race(PROGRAMME + "/workshops/{workshop_id}/edit", "purpose", who="leads"),
    "block": Race("/workshops/{workshop_id}/blocks/{block_id}/edit", "purpose", who="leads"),
    "programme": Race(PROGRAMME + "/edit", "summary", who="leads"),
    "phase": Race(PROGRAMME + "/phases/{phase_id}", "purpose", who="leads"),
    "objective": Race(PROGRAMME + "/objectives/{objective_id}", "title", who="leads"),
    "outcome": Race(PROGRAMME + "/outcomes/{outcome_id}", "text", who="leads"),
    "claim": Race(PROGRAMME + "/claims/{claim_id}", "note", who="leads"),
    "end of a seat": Race(
        PROGRAMME + "/people/{enrolment_id}/end",
        "ends_on",
        who="leads",
        values=out_of("03/01/2099", "03/02/2099", "03/03/2099"),
    ),
    "city": Race("/city/edit", "name", who="administrators"),
    "organisation": Race(
        "/organisations/{organisation_id}/edit", "short_name", who="administrators"
    ),
    "person": Race("/people/{person_id}/edit", "name", who="administrators"),
    "account": Race("/account/edit", "name", who="one in two windows"),
}


GROUPS = tuple(dict.fromkeys(race.who for race in RACES.values()))


def prepare(city: City4) -> dict[str, tuple[Person, Person]]:
    """Give each thing two people who may change it; return them by group."""
    city.programme.phases[0].enrol(city.ana, role="lead", by=None)
    CityOffice.give(city.city, city.davi, by=None)
    commit()
    return {
        "team": (city.bruno, city.ana),
        "leads": (city.davi, city.ana),
        "administrators": (city.edite, city.davi),
        "one in two windows": (city.bruno, city.bruno),
    }


def shown_fields(page: Page, address: str, here: str) -> list[tuple[str, str]]:
    """Return what a browser sends when the page's form for this address is sent as it was shown."""
    for form in page.document.iter("form"):
        if (form.get("action") or here) == address and form.get("method") == "post":
            return list(sent_by(form))
    raise AssertionError(f"no form on {here} for {address}")


def sent_by(form: Any) -> Iterable[tuple[str, str]]:
    for each in form.iter():
        name, kind = each.get("name"), each.get("type")
        if not name or each.tag == "button" or name in ("csrf_token", "edit_id"):
            continue
        if each.tag == "textarea":
            yield name, "".join(each.itertext())
        elif each.tag == "select":
            options = list(each.iter("option"))
            chosen = [option for option in options if "selected" in option.attrib] or options[:1]
            yield from ((name, option.get("value") or "") for option in chosen)
        elif kind not in ("checkbox", "radio") or "checked" in each.attrib:
            yield name, each.get("value") or ""


def last_said(sent: list[tuple[str, str]], name: str) -> str:
    """Return what a field holds: of several of one name, the last that is not empty."""
    said = [value for each, value in sent if each == name and value]
    return said[-1] if said else ""


def run(
    app: Flask,
    race: Race,
    pair: tuple[Visitor, Visitor],
    ids: dict[str, Any],
    rounds: int,
) -> int:
    """Let both change the thing in the same moment, again and again; return how often one was told of the other."""
    here, name = race.page.format(**ids), race.field.format(**ids)
    address = (race.address or race.page).format(**ids)
    told = 0
    won, seen = None, ""
    for number in range(rounds):
        sent = shown_fields(pair[0].get(here), address, here)
        present = last_said(sent, name)
        if won is not None and race.stays:
            assert present == won, f"{present!r} stands there instead of {won!r}"
        values = race.values(won or present, number)
        fixed = {**race.also, **({race.was: seen} if race.was else {})}
        kept = [each for each in sent if each[0] not in {name, *fixed}]
        common = [*kept, *fixed.items()]
        changes = [
            partial(post, person, address, [*common, (name, value)])
            for person, value in zip(pair, values, strict=True)
        ]
        answers = at_once(app, changes)
        statuses = [page.status for page in answers]
        if number == 0 and race.was and statuses == [409, 409]:
            seen = answers[0].hidden(race.was)
            continue
        assert sorted(statuses) == [302, 409], f"{statuses}: {answers[0].words[:300]}"
        first = statuses.index(302)
        won, lost, told = values[first], values[1 - first], told + 1
        seen = won
        answers[1 - first].check()
        for value in (won, lost):
            assert race.words.get(value, value) in everything(answers[1 - first]), (
                f"{name}: {value!r} is not on the page {answers[1 - first].words[:800]}"
            )
    return told


def unversioned(race: Race, person: Visitor, ids: dict[str, Any]) -> Page:
    """Send a change that does not say what it saw."""
    here, name = race.page.format(**ids), race.field.format(**ids)
    address = (race.address or race.page).format(**ids)
    sent = shown_fields(person.get(here), address, here)
    value, _ = race.values(dict(sent).get(name, ""), 0)
    kept = [(field, text) for field, text in sent if field not in {name, "version", *race.also}]
    kept = [each for each in kept if not each[0].startswith("was")]
    return post(person, address, [*kept, *race.also.items(), (name, value)])


def post(person: Visitor, address: str, fields: list[tuple[str, str]]) -> Page:
    data: dict[str, list[str]] = {"csrf_token": [person.token], "edit_id": [new_id()]}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return Page(person.client.post(address, data=data, headers={"Accept-Language": "en"}))


def everything(page: Page) -> str:
    """Return the words of a page with what stands in its fields."""
    fields = [each.get("value") or "" for each in page.document.iter("input")]
    chosen = ["".join(each.itertext()) for each in page.document.iter("textarea")]
    return "\n".join([page.words, *fields, *chosen])
