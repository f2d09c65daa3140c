"""The migrations make exactly the tables that the records describe, on both databases."""

from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from people import build_city
from sqlalchemy import create_engine, func, inspect, make_url, select, text

from tests.house.tree import MIGRATIONS
from workbench import create_app
from workbench.extensions import db
from workbench.models.catalogue import search
from workbench.models.commit import commit
from workbench.models.log.event import Workspace
from workbench.models.programme.claim import Claim
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.segment import Segment
from workbench.models.work.evidence import Evidence
from workbench.models.work.hypothesis import Hypothesis
from workbench.models.work.journey import JourneyMap
from workbench.models.work.note import Note
from workbench.models.work.opportunity import Opportunity
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request, tmp_path):
    """The address of an empty database."""
    if request.param == "postgresql":
        return request.getfixturevalue("empty_postgres_url")
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def app(address, tmp_path, monkeypatch):
    """An application whose database is empty."""
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", address)
    monkeypatch.setenv("WORKBENCH_INSTANCE", str(tmp_path))
    app = create_app()
    with app.app_context():
        assert db.engine.url == make_url(address)
        yield app
        db.session.remove()
        db.engine.dispose()


def only_ours(_object, name, _kind, _reflected, _compared):
    """Leave out what full-text search keeps for itself, which no record describes."""
    return not search.is_index(name)


def differences(address):
    engine = create_engine(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": only_ours}
        )
        found = compare_metadata(context, db.metadata)
    engine.dispose()
    return found


def test_migrations_make_the_tables_of_the_records(app, address):
    upgrade(directory=str(MIGRATIONS))
    assert differences(address) == []


def test_migrations_can_be_taken_back_and_made_again(app, address):
    upgrade(directory=str(MIGRATIONS))
    downgrade(directory=str(MIGRATIONS), revision="base")
    engine = create_engine(address)
    left = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    engine.dispose()
    assert left == []
    upgrade(directory=str(MIGRATIONS))
    assert differences(address) == []


def test_migrations_follow_one_another_in_one_line():
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert all(Path(script.path).exists() for script in scripts.walk_revisions())


def rows(address):
    """Return how many rows each table of the records holds, of those that are there."""
    engine = create_engine(address)
    with engine.connect() as connection:
        there = inspect(connection).get_table_names()
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in db.metadata.sorted_tables
            if table.name in there
        }
    engine.dispose()
    return counts


def places():
    """Return where each workspace stands."""
    columns = (
        Workspace.id,
        Workspace.kind,
        Workspace.place_id,
        Workspace.parent_id,
        Workspace.path,
    )
    found = db.session.execute(select(*columns).order_by(Workspace.id)).all()
    db.session.remove()
    return [tuple(row) for row in found]


def test_a_city_at_work_survives_the_way_back_and_forth(app, address):
    upgrade(directory=str(MIGRATIONS))
    city = build_city()
    note = Note.write(city.redesign, {"text": "Assinei em três vias.", "kind": "citizen"}, by=None)
    problem = note.grow(by=city.bruno)
    problem.edit({"segment": "Quem mora longe"}, by=city.bruno)
    for words in ("quem  mora LONGE", "Quem mora longé", "Quem mora longe."):
        Problem.write(city.redesign, {"title": "Volta", "segment": words}, by=city.bruno)
    Evidence.write(city.redesign, {"problem": problem, "text": "visto"}, by=city.bruno)
    city.programme.phases[0].plan(title="Oficina 1", by=city.davi)
    prototype = Prototype.write(city.redesign, {"title": "Senha"}, by=city.bruno)
    prototype.add_hypothesis({"believe": "Basta", "threshold_share": 70}, by=city.bruno)
    commit()
    db.session.remove()
    before, before_places = rows(address), places()
    downgrade(directory=str(MIGRATIONS), revision="0001")
    db.engine.dispose()
    upgrade(directory=str(MIGRATIONS))
    # The way back up notes the amounts that a city of an earlier release may have misread.
    after = rows(address)
    assert (before.pop("doubtful_amount"), after.pop("doubtful_amount")) == (0, 2)
    assert after == before
    named = db.session.execute(select(Problem.segment, Segment.name).join(Problem.of_segment))
    assert sorted(map(tuple, named)) == [
        ("Quem mora longe", "Quem mora longe"),
        ("Quem mora longe.", "Quem mora longe."),
        ("Quem mora longé", "Quem mora longe"),
        ("quem  mora LONGE", "Quem mora longe"),
    ]
    hypothesis = db.session.scalars(select(Hypothesis)).one()
    assert (hypothesis.code, hypothesis.believe) == ("H-01", "Basta")
    assert (hypothesis.threshold_share, hypothesis.least_people) == (70, 5)
    assert before["evidence"] == before["note"] == before["workshop"] == 1
    room = db.session.scalar(select(Workspace).where(Workspace.kind == "workshop"))
    assert room.place_id == db.session.scalar(select(Workshop.id))
    assert places() == before_places
    assert all(each.outline == each.position for each in db.session.scalars(select(Workspace)))


def test_the_work_on_a_programme_itself_is_not_lost_on_the_way_back(app, address, caplog):
    upgrade(directory=str(MIGRATIONS))
    city = build_city()
    Redesign.begin_itself(city.programme, own_title="O próprio programa", by=city.davi)
    commit()
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0024")
    db.engine.dispose()
    before = rows(address)
    with pytest.raises(SystemExit):
        downgrade(directory=str(MIGRATIONS), revision="0023")
    assert "prototyped themselves: 1. Earlier releases know no such work." in caplog.text
    db.engine.dispose()
    upgrade(directory=str(MIGRATIONS))
    assert {name: rows(address)[name] for name in before} == before
    assert differences(address) == []


def test_the_words_of_sources_become_records_and_words_again(app, address):
    upgrade(directory=str(MIGRATIONS))
    city = build_city()
    said = {"unit": "x", "stated_by": "y", "figure": 1, "by": None}
    for words in ("Nota", "Nota", "", "Jornal"):
        Claim.state(city.programme, source=words, **said)
    Claim.state(city.programme, source="Nota", source_url="https://a.example", **said)
    Claim.state(city.city, source="Lei", **{**said, "figure": None}, figure_day=date(2020, 8, 5))
    commit()
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0010")
    told = "SELECT source, source_url FROM claim ORDER BY id"
    words = [("Nota", ""), ("Nota", ""), ("", ""), ("Jornal", ""), ("Nota", "https://a.example")]
    with create_engine(address).connect() as connection:
        assert list(connection.execute(text(told))) == [*words, ("Lei", "")]
        assert connection.scalar(text("SELECT max(figure) FROM claim")) == 2020
    db.engine.dispose()
    upgrade(directory=str(MIGRATIONS))
    claims = list(db.session.scalars(select(Claim).order_by(Claim.id)))
    named = [(each.source.title, each.source.url) if each.source else ("", "") for each in claims]
    assert named == [*words, ("Lei", "")]
    assert claims[0].source is claims[1].source is not claims[4].source
    about = {(each.subject_kind, each.subject_id) for each in claims}
    assert about == {("programme", str(claims[0].programme_id))}


def test_references_are_watched_after_a_migration(app):
    upgrade(directory=str(MIGRATIONS))
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


def test_the_questions_of_a_map_become_records_and_cells_again(app, address):
    upgrade(directory=str(MIGRATIONS))
    city = build_city()
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    step = today.add_step({"title": "Espera"}, by=city.bruno)
    step.fill("opportunities", "Como avisar?\n\n Como  contar cada passo?", by=city.bruno)
    db.session.flush()
    step.kept_opportunities[1].discard(by=city.bruno)
    late, away = (Problem.write(city.redesign, {"title": each}, by=city.bruno) for each in "ab")
    seen = Evidence.write(city.redesign, {"problem": late, "text": "visto"}, by=city.bruno)
    seen.serve([late, away], by=city.bruno)
    late.edit({"causes": "um\ndois"}, by=city.bruno)
    late.ground_cause("dois", "", seen.id, by=city.bruno)
    known = {late.id, away.id}
    commit()
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0026")
    db.engine.dispose()
    with create_engine(address).connect() as connection:
        asked = text("SELECT lane, text FROM journey_cell")
        assert connection.execute(asked).all() == [("opportunities", "Como avisar?")]
        # Evidence of several problems is written for each of them, as it was before.
        each = connection.execute(text("SELECT problem_id, text FROM evidence")).all()
        assert {tuple(row) for row in each} == {(name, "visto") for name in known}
        assert connection.scalar(text("SELECT causes FROM problem WHERE title = 'a'")) == "um\ndois"
    upgrade(directory=str(MIGRATIONS))
    assert differences(address) == []
    again = db.session.scalars(select(Opportunity)).one()
    assert (again.code, again.text, again.step.title) == ("O-01", "Como avisar?", "Espera")
    assert again.step.cells[0].text == ""
    written = Opportunity.write(again.redesign, {"text": "Sem passo"}, by=None)
    commit()
    assert written.code == "O-03"
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(directory=str(MIGRATIONS), revision="0026")
    # The steps above the one that refuses were taken back: what is there now goes up again.
    db.engine.dispose()
    upgrade(directory=str(MIGRATIONS))
    assert differences(address) == []
