"""Reads a list of people that somebody pastes or hands over as a file: name, e-mail, organisation, role."""

import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from workbench.exchange.input_file import InputFile
from workbench.exchange.tables import Table
from workbench.exchange.unreadable import Unreadable
from workbench.exchange.words import key_of, tables
from workbench.models.programme.guest_list import Listed
from workbench.text.messages import N_
from workbench.text.typed import typed

COLUMNS = ("name", "email", "organisation", "role")
MOST = 200
# As mail programs write an address: "Ana Prado <ana@city.example>".
ADDRESS = re.compile(r"(.*?)\s*<([^<>\s]+@[^<>\s]+)>\s*")


@cache
def named(table: str) -> dict[str, str]:
    """Return the column or the role that each usual word means."""
    return {
        key_of(word): code
        for each in tables()
        for code, words in each.get(table, {}).items()
        for word in words
    }


def read_people(contents: bytes, name: str) -> list[Listed]:
    """Return the people of a file or a pasted text; raise Unreadable for what is no list of at most 200."""
    if not contents.strip():
        raise Unreadable(N_("%(file)s is empty."), file=name)
    with tempfile.TemporaryDirectory(prefix="people-") as folder:
        path = (
            Path(folder) / "list.xlsx"
        )  # openpyxl asks for the ending, whatever stands in the file
        path.write_bytes(contents)
        table = Table(InputFile(path, shown=name))
        rows = [
            (number, cells) for number, cells in table.sheet.rows() if any(map(str.strip, cells))
        ]
    if len(rows) > MOST + 1:
        raise Unreadable(N_("The list has more than %(most)s people. Send it in parts."), most=MOST)
    return list(listed(rows))


def listed(rows: list[tuple[int, list[str]]]) -> Iterator[Listed]:
    titles = [named("people").get(key_of(cell)) for cell in rows[0][1]]
    has_titles = any(titles) and not any("@" in cell for cell in rows[0][1])
    for number, cells in rows[1:] if has_titles else rows:
        said = by_title(titles, cells) if has_titles else by_place(cells)
        role = said.get("role", "")
        yield Listed(
            number,
            said.get("name", ""),
            said.get("email", "").lower(),
            said.get("organisation", ""),
            role,
            named("roles").get(key_of(role), "") if role else "",
        )


def by_title(titles: list[str | None], cells: list[str]) -> dict[str, str]:
    pairs = zip(titles, map(typed, cells), strict=False)
    return {title: cell for title, cell in pairs if title and cell}


def by_place(cells: list[str]) -> dict[str, str]:
    """Return the cells by what they look like: the one with an @ is the e-mail, the others come in their order."""
    cells = [typed(cell) for cell in cells]
    if found := next((match for cell in cells if (match := ADDRESS.fullmatch(cell))), None):
        at = next(place for place, cell in enumerate(cells) if ADDRESS.fullmatch(cell))
        cells[at : at + 1] = [each for each in found.groups() if each]
    email = next((cell for cell in cells if "@" in cell), "")
    others = [cell for cell in cells if cell != email or not email]
    return dict(zip(("name", "organisation", "role"), others, strict=False)) | {"email": email}
