"""Runs the migrations on the application's own database, in one transaction."""

from alembic import context
from flask import current_app

from workbench.models import search


def run() -> None:
    """Migrate over one connection; tables of the full-text search are not compared with the records."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_object=lambda thing, name, kind, reflected, other: not search.is_index(name),
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
