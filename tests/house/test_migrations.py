"""The migrations make exactly the tables that the records describe, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, make_url

from tests.house.tree import MIGRATIONS
from workbench import create_app
from workbench.extensions import db
from workbench.models import search


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
