"""What the columns of a table are called and what they hold, declared once for every form in which it leaves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its name for programs, its heading (a message id), its kind, and the words of coded values.

    A share is of every 100; a path is several coded values with " / " between them.
    """

    name: str
    heading: str
    words: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text"


text = partial(Column, kind="text")
whole = partial(Column, kind="whole")
amount = partial(Column, kind="amount")
share = partial(Column, kind="share")
day = partial(Column, kind="day")
moment = partial(Column, kind="moment")
yes_no = partial(Column, kind="yes_no")
path = partial(Column, kind="path")


class Table:
    """The title of a table (a message id), which names its sheet, and its columns in order."""

    def __init__(self, title: str, *columns: Column):
        self.title = title
        self.columns = columns
        self.names = tuple(column.name for column in columns)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def without(self, *names: str) -> "Table":
        return Table(self.title, *(column for column in self if column.name not in names))
