"""What is odd in a file: where it stands, its text, the reason, and whether something was left out for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MOST = 5_000  # of one file that are listed; the others are counted
LONGEST = 80


@dataclass(frozen=True)
class Oddity:
    """Something to look at in a file: a cell or a row that was left out, or what was taken all the same."""

    file: str
    record: int
    message: str
    facts: dict[str, Any] = field(default_factory=dict)
    column: str = ""
    text: str = ""
    is_fault: bool = True
    is_row: bool = False


class Oddities:
    """The oddities of one file in the order in which they were met."""

    def __init__(self, file: str):
        self.file = file
        self.listed: list[Oddity] = []
        self.count = 0
        self.faults = 0
        self.rows_left_out = 0

    def add(
        self,
        record: int,
        message: str,
        *,
        column: str = "",
        text: str = "",
        is_fault: bool = True,
        is_row: bool = False,
        **facts: Any,
    ) -> None:
        """Note one; its text and column are facts of the sentence too."""
        self.count += 1
        self.faults += is_fault
        self.rows_left_out += is_row
        if len(self.listed) < MOST:
            text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
            facts |= {"text": text, "column": column}
            self.listed.append(
                Oddity(self.file, record, message, facts, column, text, is_fault, is_row)
            )


Odd = Callable[..., None]
