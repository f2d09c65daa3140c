"""The catalogue as one table, a row a service: what `workbench export` writes and `import-services` reads again."""

from collections.abc import Iterator
from typing import Any

from workbench.exchange.catalogue_export import Contents
from workbench.models.catalogue.chartered import ENDINGS
from workbench.models.catalogue.levels import CONTRADICTIONS, SCHEMES
from workbench.text import columns
from workbench.text.messages import N_

TABLE = columns.Table(
    N_("Services"),
    columns.whole("id", N_("Service no.")),
    columns.text("organisation", N_("Organisation")),
    columns.text("name", N_("Service")),
    columns.text("short_name", N_("Short name")),
    columns.text("summary", N_("What it offers")),
    columns.text("requirements", N_("What is asked of people")),
    columns.text("maximum_time", N_("The longest it may take")),
    columns.text("delivery", N_("How it is delivered")),
    columns.text("complaints", N_("Where and how to complain")),
    columns.text("audience", N_("Who it is for")),
    columns.text("not_covered", N_("What it does not cover")),
    columns.text("cost_note", N_("What it costs")),
    columns.yes_no("is_free", N_("Free of charge")),
    columns.text("legislation", N_("Legal ground")),
    columns.text("theme", N_("Theme")),
    columns.text("subject", N_("Subject")),
    columns.text("keywords", N_("Words by which it is found")),
    columns.yes_no("declared_digital", N_("Declared digital")),
    columns.text("declared_url", N_("Address")),
    columns.text("contradiction", N_("Contradiction"), CONTRADICTIONS),
    columns.whole("step_count", N_("Steps")),
    columns.whole("yearly_requests", N_("Requests a year")),
    columns.text("source", N_("Source")),
    columns.text("source_id", N_("Id in the source")),
    *(columns.text(f"level_{slug}", scheme.title) for slug, scheme in SCHEMES.items()),
)

# The list of services as its page hands it out: the columns of the page first.
ON_PAGE = (
    columns.whole("id", N_("Service no.")),
    columns.text("name", N_("Service")),
    columns.text("organisation", N_("Organisation")),
    columns.text("theme", N_("Theme")),
    columns.text("level", N_("Level")),
    *(columns.text(f"level_{slug}", scheme.title) for slug, scheme in SCHEMES.items()),
    columns.yes_no("declared_digital", N_("Declared digital")),
    columns.text("contradiction", N_("Contradiction"), CONTRADICTIONS),
    columns.whole("steps", N_("Steps")),
    columns.whole("yearly_requests", N_("Requests a year")),
    columns.text("url", N_("Address")),
    columns.text("ended_as", N_("Left the catalogue"), ENDINGS),
    columns.whole("replaced_by", N_("Service no. in its place")),
)
BESIDE = {"step_count", "declared_url", *(column.name for column in ON_PAGE)}
LISTED = columns.Table(
    N_("Services"), *ON_PAGE, *(each for each in TABLE if each.name not in BESIDE)
)


def service_rows(contents: Contents) -> Iterator[dict[str, Any]]:
    """Yield one row a service: its organisation by name, a column for each scheme of levels."""
    names = {row["id"]: row["name"] for row in contents.organisations}
    for row in contents.services():
        levels = {f"level_{scheme}": level for scheme, level in row.pop("levels").items()}
        yield row | {"organisation": names.get(row["organisation_id"])} | levels
