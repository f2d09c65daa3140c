"""A journey map as Markdown: its head, then each step with what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.exchange.map_sheet import MapSheet
from workbench.exchange.map_svg import said

# Signs that begin or hold a form in Markdown: what people wrote stays as they wrote it.
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])|^([-+]|\d+[.)])(?=\s)", re.MULTILINE)


def escaped(text: str) -> str:
    """Return the text as one line of Markdown that reads as it was written."""
    one_line = "; ".join(filter(None, map(str.strip, text.splitlines())))
    return SIGNS.sub(lambda found: "\\" + found.group(0), one_line)


def markdown(sheet: MapSheet) -> str:
    """Return the map as the text of a Markdown file."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: MapSheet) -> Iterator[str]:
    yield f"# {escaped(sheet.title)}"
    yield ""
    yield from (f"{escaped(line)}  " for line in sheet.about)
    phase = None
    for number, column in enumerate(sheet.columns):
        if column.phase != phase:
            phase = column.phase
            yield from ("", f"## {escaped(phase)}")
        marks = f" ({', '.join(map(escaped, column.marks))})" if column.marks else ""
        yield from ("", f"### {column.number}. {escaped(column.name)}{marks}", "")
        for row in sheet.rows:
            cell = row.cells[number]
            if text := said(cell.text, sheet.guess, cell.is_guess):
                yield f"- **{escaped(row.name)}**: {escaped(text)}"
    if sheet.address:
        yield from ("", f"<{sheet.address}>")
