"""Who did what, and who is affected: what administrators and leads see of the log, and what nobody sees there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from click.testing import CliRunner
from people import predate
from sqlalchemy import select

from workbench.cli import main
from workbench.extensions import db
from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.people.sign_in import SignIn
from workbench.models.work.evidence import Evidence
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem
from workbench.reports.affected import affected
from workbench.reports.audit import Window


def work_in(city: Any) -> None:
    problem = Problem.write(city.redesign, {"title": "Dona Lúcia volta três vezes"}, by=city.bruno)
    Note.write(city.redesign, {"text": "segredo", "kind": "idea"}, by=city.bruno)
    told = {"problem": problem, "text": "Contou Lúcia", "source": "counter"}
    Evidence.write(city.redesign, told, by=city.ana)
    city.programme.add_testimonial(by=city.davi, text="Valeu", person_name="Zilda", consent=True)
    city.bruno.set_password("uma senha bem comprida", by=city.bruno)
    commit()


def test_the_log_is_filtered_and_holds_no_words_of_citizens(city: Any, visit: Any) -> None:
    work_in(city)
    today, yesterday = city.city.today(), city.city.today() - timedelta(days=1)
    edite = visit(city.edite)
    page = edite.get("/audit")
    assert "Bruno Sales" in page and "Vila Jacarandá" in page
    for words in ("Lúcia", "Zilda", "segredo", "senha"):
        assert words not in page.text
        assert words not in edite.get("/audit.csv").text
    rows = edite.get("/audit.json").json["audit"]
    assert {"problem.written", "person.password_changed"} <= {row["action"] for row in rows}
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)
    by_bruno = edite.get("/audit.json?q=bruno").json["audit"]
    assert {row["who"] for row in by_bruno} == {"Bruno Sales"}
    only = edite.get("/audit.json?kind=evidence").json["audit"]
    assert [row["action"] for row in only] == ["evidence.written"]
    assert edite.get(f"/audit.json?last={yesterday}").json["audit"] == []
    assert edite.get(f"/audit.json?first={today}&last={today}").json["audit"]
    assert "A day was not understood" in edite.get("/audit?first=31/02/2026")
    assert "Nothing found" in edite.get(f"/audit?last={yesterday}&q=ninguém")


def test_a_lead_reads_only_the_programmes_that_they_lead(city: Any, visit: Any) -> None:
    city.other_programme.edit({"title": "Outro nome"}, by=city.carla)
    work_in(city)
    own = {city.programme.title, city.redesign.title}
    rows = visit(city.davi).get("/audit.json").json["audit"]
    assert {row["place"] for row in rows} == own
    page = visit(city.davi).get("/audit")
    assert "You see the programmes that you lead" in page and "/affected" not in page.links()
    visit(city.ana).get("/audit", status=403)
    visit(city.davi).get("/affected", status=403)


def test_the_affected_are_who_was_active_or_written_about(city: Any, visit: Any) -> None:
    predate(db.session.scalars(select(Event)), timedelta(days=40))
    work_in(city)
    city.carla.edit({"name": "Carla Moura Dias"}, by=city.edite)
    commit()
    today = city.city.today()
    found = {each.person.first_name: each for each in affected(city.city, Window(today, today))}
    assert set(found) == {"Ana", "Bruno", "Carla", "Davi", "Edite"}
    assert (found["Carla"].writes, found["Carla"].written_about) == (0, 1)
    assert found["Bruno"].writes >= 3
    assert {"person.email", "problem.title", "note.text"} <= set(found["Bruno"].columns)
    assert "evidence.text" not in found["Ana"].columns
    page = visit(city.edite).get(f"/affected?first={today}&last={today}")
    assert "Carla Moura Dias" in page and "6 people in this city" in page
    assert "ana@vila.example" in visit(city.edite).get(f"/affected.csv?first={today}").text


def test_whoever_was_signed_in_is_affected_though_they_only_read(city: Any) -> None:
    predate(db.session.scalars(select(Event)), timedelta(days=40))
    SignIn.open(city.carla)
    commit()
    today = city.city.today()
    (found,) = affected(city.city, Window(today, today))
    assert (found.person.first_name, found.writes, len(found.moments)) == ("Carla", 0, 2)
    assert affected(city.city, Window(None, today - timedelta(days=1)))[0].person != found.person
    db.session.query(SignIn).update({SignIn.seen_at: now() - timedelta(days=2)})
    assert affected(city.city, Window(today, today)) == []


def test_the_command_lists_the_same(city: Any, monkeypatch: Any, app: Any) -> None:
    work_in(city)
    settings = app.config["SETTINGS"]
    monkeypatch.setenv("WORKBENCH_INSTANCE", settings.instance)
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WORKBENCH_SECRET_KEY", "only for tests")
    today = city.city.today().isoformat()
    db.session.remove()
    done = CliRunner().invoke(main, ["affected", "--from", today, "--to", today, "--city", "vila"])
    assert done.exit_code == 0, done.output
    assert "vila," in done.output and "bruno@vila.example" in done.output
    assert "Reading leaves no record" in done.output
    wrong = CliRunner().invoke(main, ["affected", "--from", today, "--to", today, "--city", "x"])
    assert wrong.exit_code == 1 and "There is no city x. There are: vila." in wrong.output
