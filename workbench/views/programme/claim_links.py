"""The address behind a stated figure's computed one."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from workbench.models.programme.programme import Programme
from workbench.reports.behind import records_behind
from workbench.reports.claims import StatedFigure


@dataclass(frozen=True)
class Behind:
    """Gives the address, "" where there is none; it keeps the report's day when that is not today."""

    programme: Programme | None
    as_of: str = ""

    def __call__(self, claim: StatedFigure, day: date | None = None) -> str:
        kept = date.fromisoformat(self.as_of) if self.as_of else None
        page = records_behind(claim, self.programme, day or kept)
        return url_for(page[0], **page[1]) if page else ""
