"""What commands that print the figures of a day share: the day, the form, and the printing."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import click

from workbench.text.columns import Row, Table
from workbench.web.formats import csv_text, json_value

as_of = click.option(
    "--as-of", metavar="DATE", help="As it was on a day, YYYY-MM-DD; today when left out."
)
a_form = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
)


def show(
    form: str,
    figures: dict[str, Any],
    table: Table,
    rows: Callable[[], Iterable[Row]],
    lines: Callable[[], Iterable[str]],
) -> None:
    """Print figures in the form that was asked for: as JSON, their rows as CSV, or lines of text."""
    if form == "json":
        text = json.dumps(figures, ensure_ascii=False, indent=2, default=json_value)
    elif form == "csv":
        text = csv_text(table, rows()).rstrip("\r\n")
    else:
        text = "\n".join(lines())
    click.echo(text)
