"""What was found out of a file before it is taken: how it is written, where its table begins, its first rows."""

from dataclasses import dataclass, replace
from pathlib import Path

from workbench.exchange.input_file import DEFAULTS, InputFile, Options
from workbench.exchange.tables import Table

PREVIEWED = 5


@dataclass(frozen=True)
class FileFacts:
    """What was found out of a file: how it is written, where its table begins, and its first rows."""

    file: str
    form: str
    encoding: str = ""
    is_encoding_guessed: bool = False
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 0
    titles: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def glance(file: Path | InputFile, options: Options = DEFAULTS) -> FileFacts:
    """Return what a file looks like before anybody has said what its columns are: its fullest row has the titles."""
    table = Table(file, options)
    head = table.sheet.head
    filled = [sum(map(bool, map(str.strip, cells))) for _, cells in head]
    at = filled.index(max(filled))
    if options.header_row:
        at = next((i for i, (number, _) in enumerate(head) if number == options.header_row), at)
    return replace(
        facts_of(table),
        header_row=head[at][0],
        titles=tuple(head[at][1]),
        rows=tuple(tuple(cells) for _, cells in head[at + 1 : at + 1 + PREVIEWED]),
    )


def facts_of(table: Table) -> FileFacts:
    header, head = table.header, table.sheet.head
    begin = header.height if header else 0
    return FileFacts(
        file=table.name,
        form=table.form,
        encoding=table.encoding.name if table.encoding else "",
        is_encoding_guessed=bool(table.encoding and table.encoding.is_guessed),
        delimiter=table.delimiter,
        sheet=table.sheet.name,
        sheets=table.sheet_names,
        header_row=header.number if header else 0,
        titles=tuple(header.titles) if header else (),
        rows=tuple(tuple(cells) for _, cells in head[begin : begin + PREVIEWED]),
    )
