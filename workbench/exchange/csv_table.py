"""Reads CSV in UTF-8 with bounded memory, whatever the file holds."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.exchange.unreadable import Unreadable
from workbench.text.messages import N_

DELIMITERS = ",;\t"
LONGEST_LINE = 1024 * 1024  # bytes
LONGEST_RECORD = 2 * 1024 * 1024  # bytes, over all the lines of a record
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Lines:
    """The file's lines as text, handed to the CSV reader one by one and measured on the way."""

    def __init__(self, path: Path, file: BinaryIO, advance: Callable[[int], object]):
        self.path, self.file, self.advance = path, file, advance
        self.record = 1  # the record being read; the reader of records counts it on
        self.size = 0  # bytes handed out for this record
        self.offset = 0  # bytes handed out before this line
        self.first = True

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.file.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.size += len(line)
        if len(line) > LONGEST_LINE or self.size > LONGEST_RECORD:
            raise self.unreadable(
                N_("%(file)s, record %(record)s is longer than %(most)s KB."),
                most=(LONGEST_LINE if len(line) > LONGEST_LINE else LONGEST_RECORD) // 1024,
            )
        text = self.decode(line)
        self.offset += len(line)
        self.advance(len(line))
        return text

    def decode(self, line: bytes) -> str:
        start = self.offset
        if self.first:
            self.first = False
            if line.startswith(UTF_16):
                raise self.unreadable(
                    N_("%(file)s, record %(record)s is in UTF-16. Save the file in UTF-8.")
                )
            if line.startswith(codecs.BOM_UTF8):
                start += len(codecs.BOM_UTF8)
                line = line[start:]
        if 0 in line:
            raise self.unreadable(
                N_(
                    "%(file)s, record %(record)s holds a NUL byte (byte %(byte)s): this is no text file."
                ),
                byte=start + line.index(0) + 1,
            )
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.unreadable(
                N_(
                    "%(file)s, record %(record)s is not in UTF-8 (byte %(byte)s). Save the file in UTF-8."
                ),
                byte=start + error.start + 1,
            ) from error

    def unreadable(self, message: str, **facts: object) -> Unreadable:
        return Unreadable(message, file=self.path.name, record=self.record, **facts)


def records(
    path: Path, delimiter: str, advance: Callable[[int], object]
) -> Iterator[tuple[int, list[str]]]:
    """Return (record number, cells); blank lines are records too, so that numbers agree with spreadsheets."""
    delimiter = delimiter or sniffed(path)
    with path.open("rb") as file:
        lines = Lines(path, file, advance)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            lines.size = 0
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise lines.unreadable(
                    N_("%(file)s, record %(record)s is not well-formed CSV: %(reason)s."),
                    reason=error,
                ) from error
            if any(cells):
                yield lines.record, cells
            lines.record += 1


def sniffed(path: Path) -> str:
    """Return the delimiter that parts the first record into the most cells."""
    with path.open("rb") as file:
        start = file.readline(LONGEST_LINE).decode("utf-8", errors="replace")
    return max(DELIMITERS, key=lambda delimiter: cells_in(start, delimiter))


def cells_in(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(line), delimiter=delimiter), []))
    except csv.Error:
        return 0
