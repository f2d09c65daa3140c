"""What was counted of a redesign's service, or is expected of it: a dated figure that says who, how and on how many."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from workbench.models.base import DomainError
from workbench.models.roles import TEAM
from workbench.models.work.work import ServiceWork, Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign

# The four figures that every launched service gives account of.
KPIS = {
    "take_up": N_("Take-up"),
    "completion": N_("Completion"),
    "satisfaction": N_("Satisfaction, 1 to 5"),
    "cost": N_("Cost of a request"),
}
MEASURES = {**KPIS, "investment": N_("Investment")}
MEANINGS = {
    "take_up": N_(
        "Requests completed in the new way, with help or alone, of all that were completed."
    ),
    "completion": N_(
        "Requests that came to an end, of all that were begun; “you have no right to it” is an end too."
    ),
    "satisfaction": N_(
        "The mean of the marks that people gave at every end, not only the good one."
    ),
    "cost": N_("What the city hall spends on one request, all included."),
    "investment": N_("What the redesign and its building cost the city hall, once."),
}
BASES = {
    "measured": N_("measured"),
    "forecast": N_("forecast"),
    "target": N_("target"),
}
# A share is stored from 0 to 1, a mark from 1 to 5, money in the city's currency.
SHARES = ("take_up", "completion")
LEVELS = 5
UNMEASURED = N_(
    "Say on how many, how it was measured and where it is written: whoever reads it asks."
)
UNFOUNDED = N_("Say who foresees it, and why: a forecast without a reason is a wish.")


class Figure(ServiceWork, Work):
    """One figure of a day: take-up, completion, satisfaction, cost or investment; measured, foreseen or aimed at."""

    __tablename__ = "figure"
    resource = "figure"
    noun = N_("Figure after the launch")
    permissions = {**Work.permissions, "write": TEAM | {"lead"}}
    events = {
        "written": N_("%(who)s noted a figure: %(measure)s (%(basis)s)."),
        "edited": N_("%(who)s changed a figure: %(measure)s (%(basis)s)."),
        "discarded": N_("%(who)s archived a figure: %(measure)s (%(basis)s)."),
        "restored": N_("%(who)s restored a figure: %(measure)s (%(basis)s)."),
        "undone": N_("%(who)s undid a change of a figure: %(measure)s (%(basis)s)."),
    }

    measure: Mapped[str] = mapped_column(String(20), info={"words": MEASURES})
    basis: Mapped[str] = mapped_column(String(20), default="measured", info={"words": BASES})
    # The day of which it is true: reports of an earlier day do not know it.
    stated_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric(16, 4))
    n: Mapped[int | None]
    # How many gave each mark from 1 to 5, where that was counted.
    levels: Mapped[list[int]] = mapped_column(JSON, default=list)
    method: Mapped[str] = mapped_column(String(500), default="")
    stated_by: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(500), default="")

    def prepare(self) -> None:
        super().prepare()
        # A default of a column is there only when the row is written.
        if self.basis is None:
            self.basis = "measured"
        self.check_values(self.redesign, self._said({}))

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        self.check_values(self.redesign, self._said(values))
        super().edit(values, by=by)

    def _said(self, changes: dict[str, Any]) -> dict[str, Any]:
        names = ("measure", "basis", "stated_on", "value", "n", "method", "stated_by", "source")
        return {name: changes.get(name, getattr(self, name)) for name in names}

    @staticmethod
    def check_values(redesign: Redesign, said: dict[str, Any]) -> None:
        """Refuse a figure of a day to come, out of its bounds, or that does not say where it comes from."""
        if said["stated_on"] > redesign.programme.city.today():
            raise DomainError(N_("This day has not come yet. Choose today or an earlier day."))
        least, most = bounds(said["measure"])
        if not least <= said["value"] <= most:
            raise DomainError(OUT_OF_BOUNDS[said["measure"]])
        if said["basis"] == "forecast" and not (said["stated_by"] and said["method"]):
            raise DomainError(UNFOUNDED)
        if said["basis"] == "measured":
            has_number = said["n"] or said["measure"] == "investment"
            if not (has_number and said["method"] and said["source"]):
                raise DomainError(UNMEASURED)

    def log_facts(self) -> dict[str, Any]:
        return {"measure": self.measure, "basis": self.basis}

    @property
    def called(self) -> str:
        return f"{self.stated_on.isoformat()} {self.measure}"


OUT_OF_BOUNDS = {
    **dict.fromkeys(SHARES, N_("A share is between 0 and 100 of every 100.")),
    "satisfaction": N_("A mark is between 1 and 5."),
    **dict.fromkeys(("cost", "investment"), N_("Write a number from 0 upwards.")),
}


def bounds(measure: str) -> tuple[Decimal, Decimal]:
    """Return the least and the most that a figure of this measure can be."""
    if measure in SHARES:
        return Decimal(0), Decimal(1)
    return (
        (Decimal(1), Decimal(LEVELS))
        if measure == "satisfaction"
        else (Decimal(0), Decimal(10**11))
    )


def mean_of(levels: list[int]) -> Decimal | None:
    """Return the mean mark of so many people for each mark from 1 on; None when nobody gave one."""
    people = sum(levels)
    if not people:
        return None
    marks = sum(mark * count for mark, count in enumerate(levels, start=1))
    return (Decimal(marks) / people).quantize(Decimal("0.0001"))
