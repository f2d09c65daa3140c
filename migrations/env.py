"""Runs the migrations on the application's own database, in one transaction."""

from alembic import context
from flask import current_app

from workbench.models.catalogue import search


def run() -> None:
    """Migrate over one connection; tables of the full-text search are not compared with the records."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        checks_references = connection.dialect.name == "sqlite"
        if checks_references:
            # A table that changes its columns is made anew under its name: with the references watched,
            # dropping the old one would take what refers to it along. Outside a transaction, or it is ignored.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_object=lambda thing, name, kind, reflected, other: not search.is_index(name),
            **current_app.extensions["migrate"].configure_args,
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
                if checks_references:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"the migration left broken references: {broken[:3]}")
        finally:
            if checks_references:
                # The check above has opened a transaction, in which the setting would be ignored.
                connection.rollback()
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


run()
