"""`workbench affected`: who is affected by what happened in a window of time."""

from datetime import date, datetime
from typing import Any

import click
from sqlalchemy import select

from workbench.cli.catalogue import city_of
from workbench.cli.context import with_application
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.city import City
from workbench.reports.affected import TABLE, affected, held_count
from workbench.reports.audit import Window
from workbench.text import columns
from workbench.text.columns import Table
from workbench.text.messages import N_
from workbench.web.formats import csv_text

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("affected")
@click.option("--from", "first", type=DAY, required=True, help="The first day, YYYY-MM-DD.")
@click.option("--to", "last", type=DAY, required=True, help="The last day, YYYY-MM-DD.")
@click.option("--city", "slug", metavar="SLUG", help="One city; all when left out.")
@with_application
def list_affected(first: datetime, last: datetime, slug: str | None) -> None:
    """List as CSV who was active or written about in these days, and what is held of them."""
    if last < first:
        raise DomainError(N_("The last day lies before the first."))
    table = Table(TABLE.title, columns.text("city", N_("City")), *TABLE)
    lines: list[dict[str, Any]] = []
    for city in chosen(slug):
        people = affected(city, window_of(city, first.date(), last.date()))
        lines += [{"city": city.slug, **each.as_row()} for each in people]
        click.echo(
            f"{city.name}: {len(people)} active or written about, of {held_count(city)} people."
            " Reading leaves no record: whoever could read the database could read what is held of all.",
            err=True,
        )
    click.echo(csv_text(table, lines).rstrip("\r\n"))


def chosen(slug: str | None) -> list[City]:
    return [city_of(slug)] if slug else list(db.session.scalars(select(City).order_by(City.slug)))


def window_of(city: City, first: date, last: date) -> Window:
    return Window(first, last, city.time_zone)
