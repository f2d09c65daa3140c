"""The station of tests, as the team, a reader and a stranger meet it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.test_session import Finding, TestSession

WHO = {"mode": "remote", "success": "alone", "consent": "signed", "profile": "62, pouca prática"}


@pytest.fixture
def here(city):
    return f"/redesigns/{city.redesign.id}"


@pytest.fixture
def tried(city):
    """Six people, one version, two findings; return the ids of P1 and of F-01."""
    prototype = Prototype.write(city.redesign, {"title": "Pedido no celular"}, by=city.bruno)
    prototype.add_hypothesis({"threshold_share": 80}, by=city.bruno)
    version = prototype.add_version({}, by=city.bruno)
    people = []
    for number, success in enumerate(("alone", "alone", "helped", "failed", "failed", "abandoned")):
        values = {
            "prototype_version": version,
            "success": success,
            "profile": f"{40 + number} anos",
            "tags": ["low_digital"] if number < 3 else ["older"] if number == 3 else [],
            "quote": "Cadê o botão?",
            "notes": "Suspirou.",
            "consent": "signed" if number else "missing",
            "keep_until": city.city.today() + timedelta(days=92),
        }
        people.append(TestSession.write(city.redesign, values, by=city.bruno))
    mild = Finding.write(
        city.redesign, {"title": "Estranha a palavra protocolo", "severity": 1}, by=city.bruno
    )
    grave = Finding.write(
        city.redesign, {"title": "Não acha onde mandar a foto", "severity": 4}, by=city.bruno
    )
    db.session.flush()
    for person, result in zip(people, ("failed", "helped", "passed", "failed"), strict=False):
        grave.observe(person, result, by=city.bruno)
    mild.observe(people[0], "helped", by=city.bruno)
    commit()
    return people[0].id, grave.id


def sessions():
    return list(db.session.scalars(db.select(TestSession).order_by(TestSession.number)))


def one_finding(finding_id):
    return db.session.get(Finding, finding_id)


def test_before_the_first_test_the_page_says_how_to_begin(city, visit, here):
    page = visit(city.bruno).get(f"{here}/tests")
    assert "Nobody has tried it yet" in page
    assert f"{here}/tests/new" in page.links()


def test_the_page_says_who_finished_and_whether_the_hypothesis_holds(city, visit, here, tried):
    page = visit(city.observer).get(f"{here}/tests")
    assert "2 of 6 people finished alone" in page
    assert "1 more with help." in page
    assert "Does not hold 2 of 6 people alone; asked: 80% of at least 5 people." in page.words
    assert "1 serious finding waits for a decision." in page
    grave, mild = page.words.index("Não acha onde"), page.words.index("Estranha a palavra")
    assert grave < mild
    assert "3 of 4" in page


def test_a_verdict_is_of_one_version_and_leaves_as_a_table(city, visit, here, tried):
    davi = visit(city.davi)
    assert "Does not hold" not in davi.get(f"{here}/tests?version=all")
    [line] = davi.get(f"{here}/hypotheses.json").json["hypotheses"]
    told = {name: line[name] for name in ("code", "version", "tried", "alone", "verdict")}
    assert told == {"code": "H-01", "version": "v1", "tried": 6, "alone": 2, "verdict": "not_held"}
    [line] = davi.get(f"{here}/prototypes.json").json["prototypes"]
    assert (line["threshold_share"], line["hypotheses"], line["held_by"]) == (80, ["H-01"], None)


def test_coverage_has_holes_and_warns_of_small_segments(city, visit, here, tried):
    page = visit(city.bruno).get(f"{here}/tests")
    assert "3 people" in page
    assert "nobody yet" in page
    assert f"{here}/tests/new?tag=screen_reader" in page.links()
    assert "Fewer than 3 people: over 60." in page


def test_how_it_went_is_said_by_whoever_was_there(city, visit, here):
    bruno = visit(city.bruno)
    page = bruno.get(f"{here}/tests/new")
    ticked = [each for each in page.document.iter("input") if each.get("name") == "success"]
    assert ticked and not any("checked" in each.attrib for each in ticked)
    said = {name: value for name, value in WHO.items() if name != "success"}
    assert "Choose something from the list." in bruno.post(f"{here}/tests/new", 200, **said)


def test_consent_and_retention_are_summed_up(city, visit, here, tried):
    page = visit(city.bruno).get(f"{here}/tests")
    assert "5 of 6 consented." in page
    assert "(in 92 days)" in page
    for session in sessions():
        session.edit({"keep_until": date(2020, 1, 1)}, by=session.created_by)
    commit()
    assert "has passed" in visit(city.bruno).get(f"{here}/tests")


def test_the_team_notes_a_test_and_goes_on_to_what_happened(city, visit, here):
    bruno = visit(city.bruno)
    page = bruno.post(f"{here}/tests/new", tags=["older", "far"], mistakes="2", ease="3", **WHO)
    page = bruno.get(page.location)
    assert "P1 is recorded." in page
    session = sessions()[0]
    assert (session.code, session.tags, session.errors, session.ease) == (
        "P1",
        ["older", "far"],
        2,
        3,
    )


def test_a_hole_is_filled_with_its_tag_ticked(city, visit, here):
    page = visit(city.bruno).get(f"{here}/tests/new?tag=screen_reader")
    ticked = [e.get("value") for e in page.document.iter("input") if "checked" in e.attrib]
    assert "screen_reader" in ticked


def test_a_wrong_test_form_keeps_what_was_typed(city, visit, here):
    page = visit(city.bruno).post(f"{here}/tests/new", 200, ease="9", **WHO)
    assert "Write a number from 1 to 7." in page
    assert "62, pouca prática" in page.text
    assert sessions() == []


def test_a_test_is_changed_once_for_each_version_seen(city, visit, here, tried):
    address, bruno = f"{here}/tests/{tried[0]}/edit", visit(city.bruno)
    seen = bruno.get(address).hidden("version")
    bruno.post(address, version=seen, **{**WHO, "profile": "63 anos"})
    page = bruno.post(address, 409, version=seen, **{**WHO, "profile": "64 anos"})
    assert "63 anos" in page
    assert "64 anos" in page


def test_somebody_who_asks_is_taken_out(city, visit, here, tried):
    bruno = visit(city.bruno)
    assert f"{here}/withdrawals?code=P1" in bruno.get(f"{here}/tests/{tried[0]}/edit").links()
    bruno.post(f"{here}/withdrawals", code="P1", is_sure="y")
    page = bruno.get(f"{here}/tests")
    assert "40 anos" not in page
    assert "2 of 6 people finished alone" in page
    assert "Taken out at their wish: P1." in page
    assert "asked to be taken out" in bruno.get(f"{here}/tests/{tried[0]}/edit")
    page = bruno.post(f"{here}/tests/{tried[0]}/edit", 200, quote="De volta")
    assert sessions()[0].quote == ""
    assert "P1" not in [
        label.strip() for label in bruno.get(f"{here}/tests/note").words.split("62")
    ]


def test_a_test_noted_by_mistake_is_put_away_and_brought_back(city, visit, here, tried):
    bruno = visit(city.bruno)
    bruno.post(f"{here}/tests/{tried[0]}/discard")
    page = bruno.get(f"{here}/tests")
    assert "1 of 5 people finished alone" in page
    bruno.post(page.undo)
    assert "2 of 6 people finished alone" in bruno.get(f"{here}/tests")
    bruno.post(f"{here}/tests/{tried[0]}/discard")
    bruno.post(f"{here}/tests/{tried[0]}/restore")
    assert "2 of 6 people finished alone" in bruno.get(f"{here}/tests")


def test_three_taps_note_what_happened_at_a_finding(city, visit, here, tried):
    bruno, (session, finding) = visit(city.bruno), tried
    page = bruno.get(f"{here}/tests/note?session={session}&finding={finding}")
    checked = {e.get("value") for e in page.document.iter("input") if "checked" in e.attrib}
    assert {session, finding} <= checked
    sent = {"session": session, "result": "helped", "finding": finding, "quote": "Ah, aqui!"}
    both = bruno.post(f"{here}/tests/note", 409, **sent)
    assert "could not" in both
    assert one_finding(finding).result_for(sessions()[0]) == "failed"
    page = bruno.post(f"{here}/tests/note", was_result=both.hidden("was_result"), **sent)
    assert "Recorded: P1, F-02, managed with help." in bruno.get(page.location)
    assert one_finding(finding).result_for(sessions()[0]) == "helped"
    assert sessions()[0].quote == "Cadê o botão?\nAh, aqui!"


def test_a_new_finding_asks_what_happened_and_how_bad(city, visit, here, tried):
    bruno, session = visit(city.bruno), tried[0]
    sent = {"session": session, "result": "failed", "finding": "new"}
    page = bruno.post(f"{here}/tests/note", 200, **sent)
    assert "Say in one sentence what happened." in page
    page = bruno.post(f"{here}/tests/note", 200, title="Não sabe o CEP", **sent)
    assert "Choose one." in page
    assert "Não sabe o CEP" in page.text
    bruno.post(f"{here}/tests/note", title="Não sabe o CEP", severity="3", **sent)
    page = bruno.get(f"{here}/tests")
    assert "F-03 Não sabe o CEP" in page


def test_nothing_tapped_is_nothing_written(city, visit, here, tried):
    bruno = visit(city.bruno)
    assert "Choose one." in bruno.post(f"{here}/tests/note", 200, quote="Ai")
    bruno.post(f"{here}/tests/note", 200, session="x", finding="y", result="z")
    bruno.post(f"{here}/tests/note", 200, session=tried[0], finding=tried[1], result="maybe")


def test_without_participants_a_note_begins_with_one(city, visit, here):
    page = visit(city.bruno).get(f"{here}/tests/note", 302)
    assert page.location == f"{here}/tests/new"


def test_a_finding_is_changed_with_the_mark_of_each(city, visit, here, tried):
    bruno, (session, finding) = visit(city.bruno), tried
    address = f"{here}/findings/{finding}"
    page = bruno.get(address)
    assert "3 of 4 people who got there could not, or needed help." in page
    sent = {"title": "Não acha a foto", "severity": "3", "version": page.hidden("version")}
    bruno.post(address, **sent, **{f"was-{session}": "failed", f"mark-{session}": "passed"})
    found = one_finding(finding)
    assert (found.title, found.severity, found.hits) == ("Não acha a foto", 3, 2)


def test_a_mark_that_somebody_else_changed_meanwhile_stays(city, visit, here, tried):
    bruno, (session, finding) = visit(city.bruno), tried
    address = f"{here}/findings/{finding}"
    version = bruno.get(address).hidden("version")
    sent = {"title": "Não acha onde mandar a foto", "severity": "4", "version": version}
    seen = {f"was-{session}": "helped", f"mark-{session}": "passed"}
    page = bruno.post(address, 409, **sent, **seen)
    assert "P1" in page
    assert page.hidden(f"was-{session}") == "failed"
    assert one_finding(finding).result_for(sessions()[0]) == "failed"
    bruno.post(address, **sent, **{**seen, f"was-{session}": "failed"})
    assert one_finding(finding).result_for(sessions()[0]) == "passed"


def test_a_finding_is_decided_with_its_reason(city, visit, here, tried):
    bruno, finding = visit(city.bruno), tried[1]
    seen = bruno.get(f"{here}/findings/{finding}").hidden("version")
    sent = {"decision": "change", "decision_note": "Botão maior", "version": seen}
    version = db.session.scalars(db.select(Prototype)).one().add_version({}, by=city.bruno)
    commit()
    named = {"answered_by_id": str(version.id), "decided_on": "2026-03-04"}
    card = f"{here}/prototypes/{version.prototype_id}"
    bruno.post(f"{here}/findings/{finding}/decide", **named, **sent)
    found = one_finding(finding)
    assert (found.decision, found.decided_on) == ("change", date(2026, 3, 4))
    assert "Changed in: Pedido no celular, v2" in bruno.get(f"{here}/findings/{finding}").words
    assert "F-02 Não acha onde mandar a foto" in bruno.get(card)
    assert "Botão maior" in bruno.get(f"{here}/tests")
    page = bruno.post(
        f"{here}/findings/{finding}/decide", 409, **{**sent, "decision_note": "Menor"}
    )
    assert "Botão maior" in page
    bruno.post(f"{here}/findings/{finding}/decide", 200, decision="burn it")


def test_no_version_answers_what_was_seen_on_it(city, visit, here, tried):
    bruno, finding = visit(city.bruno), tried[1]
    version = db.session.scalars(db.select(PrototypeVersion)).one()
    seen = bruno.get(f"{here}/findings/{finding}").hidden("version")
    sent = {"decision": "change", "answered_by_id": str(version.id), "version": seen}
    page = bruno.post(f"{here}/findings/{finding}/decide", 200, **sent)
    assert "This was seen on v1" in page.words


def test_a_finding_is_written_put_away_and_brought_back(city, visit, here, tried):
    bruno = visit(city.bruno)
    bruno.post(f"{here}/findings/new", 200, title="", severity="2")
    page = bruno.post(f"{here}/findings/new", title="Lê duas vezes", severity="2")
    address = page.location
    assert "Lê duas vezes" in bruno.get(address)
    bruno.post(f"{address}/discard")
    page = bruno.get(f"{here}/tests")
    assert "F-03" not in page.document.find("body//table").itertext()
    bruno.post(page.undo)
    assert "F-03 Lê duas vezes" in bruno.get(f"{here}/tests")
    bruno.post(f"{address}/discard")
    bruno.post(f"{address}/restore")
    assert "F-03 Lê duas vezes" in bruno.get(f"{here}/tests")


def test_versions_are_looked_at_one_by_one(city, visit, here, tried):
    redesign = db.session.get(Redesign, 1) or city.redesign
    prototype = db.session.scalars(db.select(Prototype)).one()
    second = prototype.add_version({}, by=redesign.memberships[0].person)
    later = {"prototype_version": second, "success": "alone", "held_on": date(2026, 5, 1)}
    TestSession.write(redesign, later, by=None)
    commit()
    bruno = visit(city.bruno)
    page = bruno.get(f"{here}/tests")
    assert "1 of 1 person finished alone" in page
    assert "Not decided 1 of 1 person alone" in page.words
    assert "Não acha onde mandar a foto" in page
    assert "3 of 7 people finished alone" in bruno.get(f"{here}/tests?version=all")
    assert "1 of 1" in bruno.get(f"{here}/tests?version=nonsense")


def test_words_without_consent_do_not_leave_as_json_or_csv(city, visit, here, tried):
    reader = visit(city.observer)
    rows = reader.get(f"{here}/tests.json").json["sessions"]
    assert [row["quote"] for row in rows][:2] == [None, "Cadê o botão?"]
    assert "profile" not in rows[0]
    table = reader.get(f"{here}/tests.csv").text
    # Nor do those of the one person over 60, whom they could point at; the line says what is missing.
    assert table.count("Suspirou.") == 4
    assert "older" not in table
    assert rows[3]["tags"] == []
    assert (rows[3]["left_out"], rows[3]["tags_left_out"]) == (["tags", "quote", "notes"], 1)
    assert (rows[0]["tags"], rows[0]["left_out"]) == (["low_digital"], [])
    assert "What fewer than 3 people have in common is left out" in reader.get(f"{here}/tests")
    rows = reader.get(f"{here}/findings.json").json["findings"]
    assert [(row["code"], row["hits"], row["reached"]) for row in rows] == [
        ("F-02", 3, 4),
        ("F-01", 1, 1),
    ]
    assert "Não acha onde mandar a foto" in reader.get(f"{here}/findings.csv").text


READING = (
    "/tests",
    "/tests.json",
    "/tests.csv",
    "/findings/{1}",
    "/findings.json",
    "/findings.csv",
)
WRITING = ("/tests/new", "/tests/note", "/tests/{0}/edit", "/findings/new")
POSTING = (
    *("/tests/{0}/discard", "/tests/{0}/restore", "/findings/{1}"),
    *("/findings/{1}/decide", "/findings/{1}/discard", "/findings/{1}/restore"),
)


def test_readers_read_and_do_not_write(city, visit, here, tried):
    for person in (city.davi, city.observer):
        reader = visit(person)
        for path in READING:
            page = reader.get(here + path.format(*tried))
            assert not [form for form in page.forms() if "/tests" in form or "/findings" in form]
        for path in WRITING:
            reader.get(here + path.format(*tried), 403)
        for path in POSTING:
            reader.post(here + path.format(*tried), 403)


def test_strangers_find_nothing_and_the_door_asks_who_you_are(city, visit, here, tried):
    carla, nobody = visit(city.carla), visit()
    for path in (*READING, *WRITING):
        carla.get(here + path.format(*tried), 404)
        nobody.get(here + path.format(*tried), 401 if "." in path else 302)
    for path in POSTING:
        carla.post(here + path.format(*tried), 404)
        nobody.post(here + path.format(*tried), 401)


def test_what_is_not_there_is_missing(city, visit, here, tried):
    bruno = visit(city.bruno)
    for path in ("/tests/none/edit", "/findings/none"):
        bruno.get(here + path, 404)
    bruno.post(f"{here}/tests/none/discard", 404)
    bruno.get(f"/redesigns/999/findings/{tried[1]}", 404)
