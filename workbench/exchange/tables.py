"""Opens a table of text cells, CSV or XLSX by its contents, and numbers its records from 1."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from workbench.exchange import csv_table, xlsx_table
from workbench.exchange.unreadable import Unreadable
from workbench.text.messages import N_

Records = Iterator[tuple[int, list[str]]]
MOST_RECORDS = 1_000_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Table:
    """A file's records: the first one, which may be a header, and those after it."""

    def __init__(self, path: Path, delimiter: str = "", advance: Callable[[int], object] = id):
        self.path = path
        self.name = path.name
        self._records = self._open(delimiter, advance)
        number, self.first = next(self._records, (0, []))
        self.first_number = number
        if not number:
            raise Unreadable(N_("%(file)s is empty."), file=self.name)

    def records(self, header: bool) -> Records:
        """Return (record number, cells), all of one width; the header is record 1 and left out."""
        width = len(self.first)
        if not header:
            yield self.first_number, self.first
        count = 0
        for number, cells in self._records:
            count += 1
            if count > MOST_RECORDS:
                why = N_("%(file)s has more than %(most)s records.")
                raise Unreadable(why, file=self.name, most=MOST_RECORDS)
            if len(cells) != width:
                why = N_(
                    "%(file)s, record %(record)s has %(found)s cells where %(wanted)s are expected."
                )
                raise Unreadable(why, file=self.name, record=number, found=len(cells), wanted=width)
            yield number, cells
        if header and not count:
            raise Unreadable(N_("%(file)s has a header and no record below it."), file=self.name)

    def _open(self, delimiter: str, advance: Callable[[int], object]) -> Records:
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise Unreadable(N_("%(file)s is not a file."), file=str(self.path))
            with self.path.open("rb") as file:
                start = file.read(4)
        except OSError as error:
            why = N_("%(file)s cannot be opened: %(reason)s.")
            raise Unreadable(why, file=str(self.path), reason=error.strerror or error) from error
        if start == OLD_EXCEL:
            why = N_("%(file)s is in the old Excel form. Save it as XLSX or CSV.")
            raise Unreadable(why, file=self.name)
        if start.startswith(b"PK") or self.path.suffix.lower() == ".xlsx":
            return xlsx_table.records(self.path, advance)
        return csv_table.records(self.path, delimiter, advance)
