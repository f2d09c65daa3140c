"""A participant's code finds all that they said and showed; it is deleted everywhere, and a receipt says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from house.rich_world import DOT
from people import City4, Visitor
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.log.backup import Backup
from workbench.models.work.attachment import Attachment
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import Finding, TestSession
from workbench.models.work.upload import Upload

CANARY = "canariola"
HERE = "/redesigns/{0}/withdrawals"


def plant(city: City4, uploads: Path) -> dict[str, Any]:
    """Write a word of its own into everything that participant P1 touched; return the records that are asked later."""
    team, bruno = city.redesign, city.bruno
    problem = Problem.write(
        team, {"title": "Volta três vezes", "segment": "P1 e vizinhos"}, by=bruno
    )
    said = {name: f"{CANARY} {name}" for name in ("text", "quote", "url")}
    evidence = {"problem": problem, "participant_code": "p1", "seen": 3, "asked": 4, **said}
    told = Evidence.write(team, {**evidence, "source": "interview"}, by=bruno)
    others = {"problem": problem, "text": "Outra pessoa", "source": "counter"}
    Evidence.write(team, others, by=bruno)
    today = JourneyMap.begin(team, "as_is", by=bruno, phases=["Pedir"])
    prototype = Prototype.write(team, {"title": "Formulário"}, by=bruno)
    version = prototype.add_version({}, by=bruno)
    db.session.flush()
    step = today.add_step({"title": "Vai à praça"}, by=bruno)
    db.session.flush()
    step.fill("thoughts", f"{CANARY} cell", by=bruno, evidence=told)
    words = {name: f"{CANARY} {name}" for name in ("profile", "quote", "notes")}
    values = {"prototype_version": version, "tags": ["older"], "consent": "signed", **words}
    session = TestSession.write(team, {**values, "success": "failed", "minutes": 9}, by=bruno)
    db.session.flush()
    finding = Finding.write(team, {"title": f"P1 {CANARY} finding", "severity": 4}, by=bruno)
    finding.observe(session, "failed", by=bruno)
    alone = Finding.write(team, {"title": "Não acha o botão", "severity": 2}, by=bruno)
    alone.observe(session, "helped", by=bruno)
    Note.write(team, {"text": f"P1 {CANARY} note", "kind": "citizen"}, by=bruno)
    picture = Upload(f"P1-{CANARY}.png", "image/png", DOT)
    about = {"alternative_text": f"P1 {CANARY} picture", "prototype_version_id": version.id}
    file = Attachment.keep(team, picture, folder=uploads, by=bruno, **about)
    commit()
    told.edit({"quote": f"{CANARY} later"}, by=bruno)
    finding.edit({"title": f"P1 {CANARY} renamed"}, by=bruno)
    commit()
    return {"evidence": told.id, "session": session.id, "finding": finding.id, "sha": file.sha256}


def left_on_disk() -> bytes:
    """Return every byte of the database, of what SQLite lays beside it, and of the uploads."""
    place = Path(str(db.engine.url.database)).parent
    return b"".join(file.read_bytes() for file in place.rglob("*") if file.is_file())


def left_in_rows() -> str:
    """Return every text of every table."""
    db.session.rollback()
    tables = db.metadata.sorted_tables
    rows = [tuple(row) for table in tables for row in db.session.execute(select(table))]
    return json.dumps(rows, default=str, ensure_ascii=False)


@pytest.mark.both_databases
def test_a_code_takes_everything_with_it_and_every_count_stays(app: Flask, city: City4) -> None:
    redesign, uploads = f"/redesigns/{city.redesign.id}", app.config["SETTINGS"].uploads
    here, is_file = f"{redesign}/withdrawals", db.engine.dialect.name == "sqlite"
    uploads.mkdir(parents=True, exist_ok=True)
    planted = plant(city, uploads)
    db.session.add(Backup(name="segunda.tar.gz"))
    commit()
    assert (uploads / planted["sha"]).exists()
    assert CANARY in left_in_rows()
    assert not is_file or CANARY.encode() in left_on_disk()
    bruno = Visitor(app, city.bruno)
    page = bruno.get(f"{here}?code=P1")
    for told in ("quote", "later", "profile", "cell", "renamed", "note", "picture"):
        assert f"{CANARY} {told}" in page or told == "quote", told
    assert "P1 e vizinhos" in page
    assert "Não acha o botão" in page
    ticked = [e.get("value") for e in page.document.iter("input") if e.get("checked") is not None]
    assert "Tick the box" in bruno.post(here, 200, code="P1", texts=ticked)
    receipt = bruno.get(bruno.post(here, code="P1", texts=ticked, is_sure="y").location)
    assert "Words of the person 2" in receipt
    assert "Files and pictures 1" in receipt
    assert "segunda.tar.gz" in receipt
    assert "Code of the person: P1" in receipt
    text = bruno.get(next(each for each in receipt.links() if each.endswith(".txt")))
    assert "- Words of the person: 2" in text.text

    assert CANARY not in left_in_rows()
    assert not (uploads / planted["sha"]).exists()
    assert not is_file or CANARY.encode() not in left_on_disk()
    for address in (
        "problems",
        "tests",
        "tests.csv",
        "findings.csv",
        "problems.json",
        "activity",
        "journeys/today",
    ):
        assert CANARY not in bruno.get(f"{redesign}/{address}").text
    evidence = db.session.get_one(Evidence, planted["evidence"])
    assert (evidence.seen, evidence.asked, evidence.source) == (3, 4, "interview")
    assert evidence.problem is not None
    assert (evidence.problem.grade, evidence.problem.segment) == ("repeated", "P1 e vizinhos")
    session = db.session.get_one(TestSession, planted["session"])
    assert (session.success, session.minutes, session.tags) == ("failed", 9, [])
    finding = db.session.get_one(Finding, planted["finding"])
    assert (finding.severity, finding.hits, finding.reached) == (4, 1, 1)
    again = bruno.post(here, 200, code="P1", is_sure="y")
    assert "Nothing is left to delete under this code." in again


def test_who_may_withdraw(city: City4, visit: Any, app: Flask) -> None:
    here = HERE.format(city.redesign.id)
    for who, status in (
        (city.bruno, 200),
        (city.ana, 200),
        (city.davi, 200),
        (city.observer, 403),
        (city.carla, 404),
    ):
        visit(who).get(here, status)
    assert "Nothing is found under this code" in visit(city.davi).get(f"{here}?code=E9")
    visit(city.bruno).get(f"{here}/999", 404)
