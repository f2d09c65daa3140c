"""Reads CSV of any encoding, delimiter and line end with bounded memory, whatever the file holds."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator

from workbench.exchange.encodings import Encoding
from workbench.exchange.input_file import Advance, InputFile
from workbench.exchange.unreadable import Unreadable
from workbench.text.messages import N_

DELIMITERS = ",;\t|"
LONGEST_LINE = 1024 * 1024  # characters
LONGEST_RECORD = 2 * 1024 * 1024  # characters, over all the lines of a record
SNIFFED = 64 * 1024
SNIFFED_ROWS = 30
# The line by which a file tells Excel its delimiter; Excel does not count it.
TOLD_DELIMITER = re.compile(r"\ufeff?\"?sep=(.)\"?[;,\t]*\s*", re.IGNORECASE)
LOOSE_QUOTE = N_("a quotation mark stands where none can; the row was taken as it is written.")

Odd = Callable[..., None]
Row = tuple[int, list[str]]


class Lines:
    """The file's lines as text, handed to the CSV reader one by one and measured on the way."""

    def __init__(self, file: InputFile, text: io.TextIOWrapper, advance: Advance):
        self.file, self.text, self.advance = file, text, advance
        self.record = 1  # the record being read; the reader of records counts it on
        self.read: list[str] = []  # the lines of this record
        self.size = 0  # their characters
        self.waiting: deque[str] = deque()  # lines that were put back
        self.told = 0  # bytes of which the advance has heard

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else self._next_line()
        if not line:
            raise StopIteration
        self.size += len(line)
        self.read.append(line)
        if len(line) > LONGEST_LINE or self.size > LONGEST_RECORD:
            why = N_("%(file)s, record %(record)s is longer than %(most)s KB.")
            is_line = len(line) > LONGEST_LINE
            raise self.unreadable(why, most=(LONGEST_LINE if is_line else LONGEST_RECORD) // 1024)
        if "\0" in line:
            why = N_("%(file)s, record %(record)s holds a NUL byte: this is no text file.")
            raise self.unreadable(why)
        return line

    def begin(self) -> None:
        self.size, self.read = 0, []

    def put_back_all_but_the_first(self) -> str:
        """Return the first line of the record; those after it are read anew."""
        first, *others = self.read
        self.waiting.extendleft(reversed(others))
        return first

    def tell(self) -> None:
        reached: int = self.text.buffer.tell()  # type: ignore[attr-defined]
        self.advance(reached - self.told)
        self.told = reached

    def unreadable(self, message: str, **facts: object) -> Unreadable:
        return Unreadable(message, file=self.file.name, record=self.record, **facts)

    def _next_line(self) -> str:
        try:
            return self.text.readline(LONGEST_LINE + 1)
        except UnicodeError as error:
            why = N_("%(file)s, record %(record)s is not in %(encoding)s. Name its encoding.")
            raise self.unreadable(why, encoding=self.text.encoding) from error


def records(
    file: InputFile, encoding: Encoding, delimiter: str, advance: Advance, odd: Odd
) -> Iterator[Row]:
    """Return (record number, cells); blank lines are records too, so that numbers agree with spreadsheets.

    A row with quotation marks where none can stand is taken as it is written, and ``odd`` is told.
    """
    with opened(file, encoding) as text:
        lines = Lines(file, text, advance)
        if told_delimiter(text) is None:
            text.seek(0)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error:
                cells = lines.put_back_all_but_the_first().rstrip("\n").split(delimiter)
                odd(lines.record, LOOSE_QUOTE, text=delimiter.join(cells), is_fault=False)
            if any(map(str.strip, cells)):
                yield lines.record, cells
            if not lines.record % 1000:
                lines.tell()
            lines.record += 1
        lines.tell()


def opened(file: InputFile, encoding: Encoding) -> io.TextIOWrapper:
    # Line ends of all three kinds become one, within cells too.
    return file.path.open(encoding=encoding.codec, errors=encoding.errors, newline=None)


def told_delimiter(text: io.TextIOWrapper) -> str | None:
    """Return the delimiter that the first line tells, after which the text stands behind it."""
    try:
        found = TOLD_DELIMITER.fullmatch(text.readline(20))
    except UnicodeError:
        return None
    return found[1] if found else None


def sniffed(file: InputFile, encoding: Encoding) -> str:
    """Return the delimiter that parts the first rows into the most cells, and most rows into as many."""
    with opened(file, Encoding(encoding.codec, encoding.name, errors="replace")) as text:
        if told := told_delimiter(text):
            return told
        text.seek(0)
        start = text.read(SNIFFED)
    return max(DELIMITERS, key=lambda delimiter: evenness(start, delimiter))


def evenness(start: str, delimiter: str) -> int:
    """Return how well a delimiter parts the rows: into many cells, and, which weighs more, many into as many."""
    widths = []
    try:
        for cells in csv.reader(io.StringIO(start), delimiter=delimiter):
            widths.append(len(cells) if any(map(str.strip, cells)) else 1)
            if len(widths) == SNIFFED_ROWS:
                break
    except csv.Error:
        return 0
    several = [width for width in widths if width > 1]
    if not several:
        return 0
    usual, times = max(Counter(several).items(), key=lambda pair: (pair[1], pair[0]))
    return (usual - 1) * times * times * (2 if widths[0] == usual else 1)
