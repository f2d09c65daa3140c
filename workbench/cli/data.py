"""Commands for the database itself: create or migrate it, list the settings, add people."""

from dataclasses import fields

import click
from flask import current_app
from flask_migrate import upgrade

from workbench.cli.context import fail, with_application
from workbench.config import Settings
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.people.invitation import Invitation
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person, anybody
from workbench.models.progress.rule_state import assess_new_rules


def settings() -> Settings:
    return current_app.config["SETTINGS"]


def link(code: str) -> str:
    """Return the address of an invitation, as it is printed for somebody to open."""
    base = settings().base_url.rstrip("/") or "http://127.0.0.1:8000"
    return f"{base}/join/{code}"


@click.command()
@with_application
def init() -> None:
    """Create the database or bring it up to date; print the one-time link for the first administrator."""
    upgrade(directory=str(folder("migrations")))
    # Rules that came with this release are asked of the work that is there; no status follows from it.
    assess_new_rules()
    commit()
    click.echo("The database is up to date.")
    if not anybody():
        _invitation, code = Invitation.open("first", by=None)
        commit()
        click.echo("Nobody can sign in yet. Open this link once to become the first administrator:")
        click.echo(f"  {link(code)}")


@click.command()
def config() -> None:
    """List the settings: each is an environment variable."""
    present = Settings.from_environment()
    for field in fields(Settings):
        value = getattr(present, field.name)
        shown = "(set)" if field.name == "secret_key" and value else value
        click.echo(f"WORKBENCH_{field.name.upper()}={shown}")


@click.group()
def user() -> None:
    """Let people in."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--city", "city_slug", required=True, help="Slug of the city.")
@click.option("--administrator", is_flag=True, help="Make the person an administrator of the city.")
@with_application
def add_user(email: str, name: str, city_slug: str, administrator: bool) -> None:
    """Add a person and print the one-time link with which they choose a password."""
    city = City.by_slug(city_slug)
    if city is None:
        fail(f"There is no city {city_slug}. Known: {', '.join(_slugs()) or 'none'}.")
    person = Person.add(city, name=name, email=email, by=None)
    db.session.flush()
    if administrator:
        CityOffice.give(city, person, by=None)
    _invitation, code = Invitation.open(
        "password", by=None, city=city, person=person, name=name, email=person.email
    )
    commit()
    click.echo(f"{name} can choose a password here, once, within 7 days:")
    click.echo(f"  {link(code)}")


def _slugs() -> list[str]:
    return list(db.session.scalars(db.select(City.slug).order_by(City.slug)))
