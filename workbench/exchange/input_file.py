"""A file that somebody hands over, and what they say of it that is otherwise found out."""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.exchange.unreadable import Unreadable
from workbench.text.messages import N_

Advance = Callable[[int], object]


@dataclass(frozen=True)
class InputFile:
    """A file on the disk and the name that people know it by."""

    path: Path
    shown: str = ""

    @property
    def name(self) -> str:
        return self.shown or self.path.name

    def start(self, size: int = 4096) -> bytes:
        """Return the first bytes; raise Unreadable where it cannot be opened."""
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise Unreadable(N_("%(file)s is not a file."), file=self.shown or str(self.path))
            with self.path.open("rb") as file:
                return file.read(size)
        except (OSError, ValueError) as error:
            why = N_("%(file)s cannot be opened: %(reason)s.")
            reason = getattr(error, "strerror", None) or error
            raise Unreadable(why, file=self.shown or str(self.path), reason=reason) from error


@dataclass(frozen=True)
class Options:
    """How to read a file; what is left empty is found out. Rows are counted from 1."""

    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    sheet: str = ""
    list_mark: str = "|"
    locale: str = "pt_BR"


DEFAULTS = Options()
