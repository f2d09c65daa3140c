"""`workbench tidy`: deletes what citizens said once the day is past that was promised to them, or lists it."""

import click
from flask import current_app

from workbench.cli.affected import chosen
from workbench.cli.context import with_application
from workbench.models.catalogue.city import City
from workbench.models.commit import commit, leave_nothing
from workbench.models.work.retention import Expired, expired, files_of, tidy


@click.command("tidy")
@click.option("--city", "slug", metavar="SLUG", help="One city; all when left out.")
@click.option("--dry-run", is_flag=True, help="Only list what would be deleted.")
@with_application
def tidy_words(slug: str | None, dry_run: bool) -> None:
    """Delete the words of evidence and tests that are past their day; the server does it once a day by itself.

    In the first 30 days after an upgrade nothing is deleted, unless an administrator begins earlier.
    """
    count, files = 0, []
    for city in chosen(slug):
        found = expired(city)
        tell(city, found)
        if not dry_run:
            tidied = tidy(city)
            count += sum(map(len, tidied))
            files += files_of(tidied)
    if dry_run:
        click.echo("Nothing was deleted: this was a dry run.")
        return
    commit()
    if count:
        leave_nothing(current_app.config["SETTINGS"].uploads, files)
    click.echo(f"Deleted the words of {count} records." if count else "Nothing was deleted.")


def tell(city: City, found: list[Expired]) -> None:
    """Print what is past its day: a line for the city, and one for each redesign."""
    held = f"{sum(len(line.evidence) for line in found)} evidence, {sum(len(line.tests) for line in found)} tests"
    waiting = f"; deleted from {city.tidies_from} on" if city.is_waiting_to_tidy else ""
    click.echo(f"{city.name} ({city.slug}): past their day: {held}{waiting}.")
    for line in found:
        counts = f"{len(line.evidence)} evidence, {len(line.tests)} tests"
        click.echo(f"  {line.redesign.id} {line.redesign.title}: {counts}, since {line.since}")
