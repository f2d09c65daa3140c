"""The migrations of the database, run by Alembic through Flask-Migrate."""
