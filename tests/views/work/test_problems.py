"""Problems, their evidence, and every address through which a stranger's records could be reached."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from people import City4
from pictures import picture as picture_of

from workbench.extensions import db
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype

# What a browser sends of the fields that nobody touched.
REST = {"source": "", "unit": "", "consent": "not_needed"}
PROBLEM = {"title": "A fila", "side": "citizen", "state": "open", "severity": ""}


@pytest.fixture
def here(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}"


def work_in(redesign: Redesign, city: City4) -> dict[str, Any]:
    """Write a little of everything into a redesign and return the ids."""
    by = city.bruno
    problem = Problem.write(redesign, {"title": "delas"}, by=by)
    group = NoteGroup.write(redesign, {"title": "Grupo delas"}, by=by)
    note = Note.write(redesign, {"text": "nota delas"}, by=by)
    db.session.flush()
    said = {"problem": problem, "text": "x", "source": "desk"}
    evidence = Evidence.write(redesign, said, by=by)
    today = JourneyMap.begin(redesign, "as_is", by=by, phases=["Pedir"])
    db.session.flush()
    step = today.add_step({"title": "passo"}, by=by)
    prototype = Prototype.write(redesign, {"title": "tela"}, by=by)
    version = prototype.add_version({"url": "https://vila.example"}, by=by)
    db.session.flush()
    return {
        "problem": problem.id,
        "group": group.id,
        "note": note.id,
        "evidence": evidence.id,
        "step": step.id,
        "phase": today.phases[0].id,
        "prototype": prototype.id,
        "version": version.id,
        "change": redesign.status_changes[0].id,
    }


@pytest.fixture(params=["of another team", "of another programme"])
def theirs(request: pytest.FixtureRequest, city: City4) -> dict[str, Any]:
    """The work of somebody else: Bruno may see the one and may not even see the other."""
    service = Service.add(city.city, name="IPTU", by=None)
    db.session.flush()
    place = city.programme if request.param == "of another team" else city.other_programme
    other = Redesign.begin(place, service, by=None)
    found = work_in(other, city)
    ours = work_in(city.redesign, city)
    commit()
    return {**found, **{f"our_{name}": value for name, value in ours.items()}}


READ = (
    "/problems/{problem}",
    "/problems/{problem}/edit",
    "/problems/{our_problem}/evidence/{evidence}",
    "/notes/{note}",
    "/notes/groups/{group}",
    "/journey-steps/{step}",
    "/journey-steps/{step}/edit",
    "/prototypes/{prototype}",
    "/prototypes/{prototype}/edit",
    "/statuses/{change}",
)
WRITE = (
    ("/problems/{problem}/edit", PROBLEM),
    ("/problems/{problem}/discard", {}),
    ("/problems/{problem}/restore", {}),
    ("/problems/{problem}/evidence", {"text": "x", "source": "desk", "consent": "spoken"}),
    ("/problems/{our_problem}/evidence/{evidence}", {"text": "x", "source": "desk"}),
    ("/problems/{our_problem}/evidence/{evidence}/discard", {}),
    ("/notes/{note}", {"text": "x", "kind": "idea"}),
    ("/notes/{note}/discard", {}),
    ("/notes/{note}/restore", {}),
    ("/notes/{note}/grow", {}),
    ("/notes/groups/{group}", {"title": "x"}),
    ("/notes/groups/{group}/discard", {}),
    ("/notes/arrange", {"note": "{note}", "deed": "out"}),
    ("/notes/arrange", {"note": "{our_note}", "group": "{group}", "deed": "move"}),
    ("/journeys/as_is/phases/{phase}", {"title": "x", "deed": "rename"}),
    ("/journeys/as_is/phases/{phase}", {"deed": "remove"}),
    ("/journeys/steps/{step}/move", {"position": 1}),
    ("/journeys/steps/{step}/remove", {}),
    ("/journeys/steps/{step}/worst", {}),
    ("/journey-steps/{step}/edit", {"title": "x"}),
    ("/journey-steps/{step}/lanes", {"pains": "x"}),
    ("/journey-steps/{our_step}/lanes", {"pains": "x", "evidence-pains": "{evidence}"}),
    ("/journey-steps/{our_step}/fate", {"fate": "merged", "merged_into_id": "{step}"}),
    ("/journey-steps/{our_step}/problems", {"problem": "{problem}"}),
    ("/prototypes/{prototype}/edit", {"title": "x"}),
    ("/prototypes/{prototype}/discard", {}),
    ("/prototypes/{prototype}/versions", {"url": "https://vila.example"}),
    ("/prototypes/{our_prototype}/versions/{version}", {"url": "https://vila.example"}),
)


def test_nobody_elses_record_is_under_my_redesign(
    city: City4, visit: Any, here: str, theirs: dict[str, Any]
) -> None:
    bruno = visit(city.bruno)
    for address in READ:
        bruno.get(here + address.format(**theirs), 404)


def test_nobody_elses_record_is_changed_from_my_redesign(
    city: City4, visit: Any, here: str, theirs: dict[str, Any]
) -> None:
    position, redesign_id = city.redesign.workspace.position, city.redesign.id
    bruno = visit(city.bruno)
    for address, fields in WRITE:
        sent = {name: str(value).format(**theirs) for name, value in fields.items()}
        bruno.post(here + address.format(**theirs), 404, **sent)
        assert db.session.get(Redesign, redesign_id).workspace.position == position, address


@pytest.mark.postgres_by_proof
def test_a_step_is_not_added_to_a_phase_of_another_map(
    city: City4, visit: Any, here: str, theirs: dict[str, Any]
) -> None:
    fields = {"title": "x", "phase_id": theirs["phase"]}
    page = visit(city.bruno).post(f"{here}/journeys/as_is/steps", 200, **fields)
    assert "Not a valid choice" in page or "Not saved" in page


@pytest.mark.postgres_by_proof
def test_a_problem_is_written_changed_put_away_and_brought_back(
    city: City4, visit: Any, here: str
) -> None:
    bruno, redesign_id, bruno_id = visit(city.bruno), city.redesign.id, city.bruno.id
    bruno.get(f"{here}/problems/new")
    address = bruno.post(f"{here}/problems/new", **PROBLEM).location
    version = bruno.get(f"{address}/edit").hidden("version")
    bruno.post(f"{address}/edit", **{**PROBLEM, "segment": "idosos", "version": version})
    page = bruno.get(address)
    assert "idosos" in page
    assert "No future step" not in page
    redesign, person = db.session.get(Redesign, redesign_id), db.session.get(Person, bruno_id)
    today = JourneyMap.begin(redesign, "as_is", by=person, phases=["Pedir"])
    today.add_step({"title": "Ir ao balcão"}, by=person)
    JourneyMap.begin(redesign, "to_be", by=person)
    commit()
    assert "No future step addresses it yet" in bruno.get(address)
    bruno.post(f"{address}/discard")
    page = bruno.get(f"{here}/problems")
    assert "is archived" in page
    bruno.post(page.undo)
    assert "A fila" in bruno.get(f"{here}/problems")
    bruno.post(f"{address}/discard")
    bruno.post(f"{address}/restore")
    assert "A fila" in bruno.get(f"{here}/problems")


@pytest.mark.postgres_by_proof
def test_evidence_raises_the_grade(city: City4, visit: Any, here: str) -> None:
    bruno = visit(city.bruno)
    address = bruno.post(f"{here}/problems/new", **PROBLEM).location
    said = {"source": "counter", "consent": "not_needed", "text": "contado"}
    page = bruno.post(f"{address}/evidence", 200, seen="3", asked="4", **said)
    assert "Say what was counted" in page
    bruno.post(f"{address}/evidence", seen="3", asked="4", unit="people", **said)
    assert "repeated: 3 of 4 people" in bruno.get(address)
    page = bruno.post(f"{address}/evidence", 200, seen="5", asked="4", unit="people", **said)
    assert "more than the cases looked at" in page
    bruno.post(f"{address}/evidence", seen="60", asked="920", unit="requests", **said)
    assert "repeated: 3 of 4 people; 60 of 920 requests" in bruno.get(f"{here}/problems")
    [line] = bruno.get(f"{here}/problems.json").json["problems"]
    told = ("seen", "asked", "people_seen", "people_asked", "requests_seen", "requests_asked")
    assert [line[name] for name in told] == [None, None, 3, 4, 60, 920]


@pytest.mark.postgres_by_proof
def test_a_problem_is_solved_by_a_prototype_or_a_test(city: City4, visit: Any, here: str) -> None:
    prototype = Prototype.write(city.redesign, {"title": "Senha por mensagem"}, by=city.bruno)
    commit()
    named, bruno = f"prototype:{prototype.id}", visit(city.bruno)
    address = bruno.post(f"{here}/problems/new", **PROBLEM).location
    solved = {**PROBLEM, "state": "solved", "version": "1"}
    assert "Say which prototype or test" in bruno.post(f"{address}/edit", 200, **solved)
    bruno.post(f"{address}/edit", **solved, solved_by=named)
    assert "Senha por mensagem" in bruno.get(address)


@pytest.mark.postgres_by_proof
@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example"])
def test_a_link_of_evidence_leads_to_the_web(city: City4, visit: Any, here: str, link: str) -> None:
    bruno = visit(city.bruno)
    address = bruno.post(f"{here}/problems/new", **PROBLEM).location
    said = {"source": "counter", "consent": "not_needed", "text": "contado"}
    page = bruno.post(f"{address}/evidence", 200, url=link, **said)
    assert "whole address" in page
    about = bruno.post(f"{address}/evidence", url="www.vila.example/fila", **said).location
    assert 'href="https://www.vila.example/fila"' in bruno.get(about or address).text


@pytest.mark.postgres_by_proof
@pytest.mark.parametrize(
    ("name", "value"),
    [("citizen_hours", "99999999"), ("citizen_money", "NaN"), ("citizen_trips", "1e9")],
)
def test_a_number_that_nothing_can_hold_is_told_so(
    city: City4, visit: Any, here: str, name: str, value: str
) -> None:
    page = visit(city.bruno).post(f"{here}/problems/new", 200, **{**PROBLEM, name: value})
    assert "Write a" in page


@pytest.mark.postgres_by_proof
def test_a_formula_in_a_title_stays_a_text_in_the_table(city: City4, visit: Any, here: str) -> None:
    bruno = visit(city.bruno)
    bruno.post(f"{here}/problems/new", **{**PROBLEM, "title": "=1+1"})
    assert "'=1+1" in bruno.get(f"{here}/problems.csv").text
    assert bruno.get(f"{here}/problems.json").json["problems"][0]["title"] == "=1+1"


def test_a_sentence_that_names_nobody_is_kept_as_a_note_and_becomes_a_problem(
    city: City4, visit: Any, here: str
) -> None:
    bruno = visit(city.bruno)
    sent = {**PROBLEM, "note": "2345678923456789", "title": "O usuário não sabe onde pedir"}
    page = bruno.post(f"{here}/problems/new", 200, **sent)
    assert "“O usuário” does not say who it is" in page and "kept as note P-01" in page
    page = bruno.post(f"{here}/problems/new", 200, **{**sent, "segment": "os usuários"})
    assert len(bruno.get(f"{here}/notes.json").json["notes"]) == 1
    named = {**sent, "title": "A mãe não sabe onde pedir", "segment": "mães que trabalham"}
    address = bruno.post(f"{here}/problems/new", **named).location
    assert "P-01" in bruno.get(address)
    [note] = bruno.get(f"{here}/notes.json").json["notes"]
    assert note["problem"] == "P-01"
    assert "has become problem P-01" in bruno.post(f"{here}/problems/new", 200, **named)
    # What stands already may be worked on; new words are asked about.
    edit = f"{address}/edit"
    kept = {**named, "severity": "9", "version": bruno.get(edit).hidden("version")}
    assert "Choose something from the list" in bruno.post(edit, 200, **kept)
    bruno.post(edit, **{**kept, "severity": "0", "then": "another"})


def test_a_note_that_names_nobody_is_asked_who_it_is_before_it_grows(
    city: City4, visit: Any, here: str
) -> None:
    note = Note.write(city.redesign, {"text": "As pessoas desistem"}, by=city.bruno)
    db.session.flush()
    note_id = note.id
    commit()
    bruno = visit(city.bruno)
    assert bruno.post(f"{here}/notes/{note_id}/grow").location == f"{here}/problems/new"
    assert "As pessoas desistem" in bruno.get(f"{here}/problems/new?note={note_id}")
    assert bruno.get(f"{here}/problems.json").json["problems"] == []


def test_a_picture_survives_a_refusal_and_its_evidence_serves_two_problems(
    city: City4, visit: Any, here: str
) -> None:
    bruno = visit(city.bruno)
    one = bruno.post(f"{here}/problems/new", **PROBLEM).location
    other = bruno.post(f"{here}/problems/new", **{**PROBLEM, "title": "O papel"}).location
    picture = {"file": (BytesIO(picture_of()), "caderno.png"), "way": "picture", **REST}
    page = bruno.post(f"{one}/evidence", 200, **picture)
    assert "Say in one sentence what the picture" in page and "caderno.png" in page
    kept = page.hidden("kept")
    bruno.post(f"{one}/evidence", way="picture", kept=kept, text="Caderno", **REST)
    page = bruno.get(one)
    assert 'alt="Caderno"' in page.text and "observed" in page
    serves = re.findall(r'href="([^"]+)#serves"', page.text)[0]
    both = [one.rsplit("/", 1)[1], other.rsplit("/", 1)[1]]
    seen = bruno.get(serves).hidden("problems_seen")
    bruno.post(f"{serves}/serves", problems=both, problems_seen=seen)
    assert "Caderno" in bruno.get(other) and "It also serves" in bruno.get(one)
    # A quote needs no other words, and says by itself that somebody told it.
    bruno.post(f"{other}/evidence", way="quote", quote="Perdi o dia", **REST)
    assert "Interview" in bruno.get(other)
    bruno.post(f"{other}/evidence", 200, way="quote", quote="", **REST)


def test_causes_are_added_in_their_place_and_a_merged_problem_leads_on(
    city: City4, visit: Any, here: str
) -> None:
    bruno = visit(city.bruno)
    one = bruno.post(f"{here}/problems/new", **PROBLEM).location
    other = bruno.post(f"{here}/problems/new", **{**PROBLEM, "title": "A espera"}).location
    bruno.post(f"{one}/causes", text="só há um guichê")
    bruno.post(f"{one}/grounds", cause="só há um guichê", was="", ground="guess")
    assert "só há um guichê" in bruno.get(one)
    bruno.post(f"{one}/merge", into=other.rsplit("/", 1)[1])
    page = bruno.get(other)
    assert "was merged into this problem" in page and "só há um guichê" in page
    assert bruno.get(one, 302).location == other
    bruno.post(page.undo)
    assert "A fila" in bruno.get(one)
