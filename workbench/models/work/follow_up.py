"""Whether a team goes on by itself: what was found half a year and a year after its launch."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workbench.models.base import DomainError
from workbench.models.roles import TEAM
from workbench.models.work.work import ServiceWork, Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person

MONTHS = (6, 12)
OUTCOMES = {
    "alone": N_("The team goes on by itself"),
    "helped": N_("The team goes on with help"),
    "halted": N_("Nobody goes on"),
}


class FollowUp(ServiceWork, Work):
    """One visit after the launch: who goes on with the service, and what was seen."""

    __tablename__ = "follow_up"
    resource = "follow_up"
    noun = N_("Follow-up")
    permissions = {**Work.permissions, "write": TEAM | {"lead"}}
    events = {
        "written": N_("%(who)s noted the follow-up after %(months)s months: %(outcome)s."),
        "edited": N_("%(who)s changed the follow-up after %(months)s months: %(outcome)s."),
        "discarded": N_("%(who)s archived the follow-up after %(months)s months: %(outcome)s."),
        "restored": N_("%(who)s restored the follow-up after %(months)s months: %(outcome)s."),
        "undone": N_(
            "%(who)s undid a change of the follow-up after %(months)s months: %(outcome)s."
        ),
    }

    months: Mapped[int]
    held_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(20), info={"words": OUTCOMES})
    text: Mapped[str] = mapped_column(default="")

    def prepare(self) -> None:
        super().prepare()
        self._check_day(self.held_on)

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        self._check_day(values.get("held_on", self.held_on))
        super().edit(values, by=by)

    def _check_day(self, day: date) -> None:
        if day > self.redesign.programme.city.today():
            raise DomainError(N_("This day has not come yet. Choose today or an earlier day."))

    def log_facts(self) -> dict[str, Any]:
        return {"months": self.months, "outcome": self.outcome}

    @property
    def called(self) -> str:
        return f"{self.held_on.isoformat()} +{self.months}"
