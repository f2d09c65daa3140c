"""A hypothesis put to a prototype: what we believe, what would make us stop, and how many must have tried."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.models.base import DomainError
from workbench.models.redesign.segment import LONGEST, ForSegment
from workbench.models.work.work import Numbered, Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.prototype import Prototype
    from workbench.models.work.test_session import TestSession

# With fewer people than this a share says little: fewer only with a reason.
LEAST_PEOPLE = 5
# What a verdict is measured by: it is agreed before people try, and stays as it was then.
MEASURE = ("threshold_share", "least_people")


def measure_of(wanted: int, people: int) -> dict[str, int]:
    """Return by what a verdict is measured when so many of so many people must finish alone.

    The share is rounded down: of those very people, exactly so many are then enough.
    """
    return {"threshold_share": max(1, 100 * wanted // people), "least_people": people}


class Hypothesis(ForSegment, Numbered, Work):
    """What a prototype is to find out; people who try it decide, by a share and a least number stated before."""

    __tablename__ = "hypothesis"
    resource = "hypothesis"
    noun = N_("Hypothesis")
    events = {
        "written": N_("%(who)s wrote hypothesis %(code)s: “%(title)s”"),
        "edited": N_("%(who)s changed hypothesis %(code)s: “%(title)s”"),
        "taken_back": N_("%(who)s took back hypothesis %(code)s: “%(title)s”"),
        "discarded": N_("%(who)s archived hypothesis %(code)s: “%(title)s”"),
        "restored": N_("%(who)s restored hypothesis %(code)s: “%(title)s”"),
        "undone": N_("%(who)s undid a change of hypothesis %(code)s: “%(title)s”"),
    }
    letter = "H"
    words_of_segment = "for_whom"

    prototype_id: Mapped[str] = mapped_column(ForeignKey("prototype.id"), index=True)
    because: Mapped[str] = mapped_column(default="")
    believe: Mapped[str] = mapped_column(default="")
    for_whom: Mapped[str] = mapped_column(String(LONGEST), default="")
    know_when: Mapped[str] = mapped_column(default="")
    task: Mapped[str] = mapped_column(String(300), default="")
    threshold: Mapped[str] = mapped_column(String(300), default="")
    # Of 100 people who try, how many must do the task alone; none and 0 say of no result that it fails.
    threshold_share: Mapped[int | None]
    least_people: Mapped[int] = mapped_column(default=LEAST_PEOPLE)
    least_reason: Mapped[str] = mapped_column(default="")
    taken_back_on: Mapped[date | None]
    taken_back_reason: Mapped[str] = mapped_column(default="")

    prototype: Mapped[Prototype] = relationship(back_populates="hypotheses")

    @property
    def title(self) -> str:
        return self.believe or self.know_when or self.threshold or self.because

    @property
    def count(self) -> tuple[int, int] | None:
        """How many must finish alone, of the least number of people who try; None without a threshold."""
        if not self.threshold_share:
            return None
        return -(-self.threshold_share * self.least_people // 100), self.least_people

    @property
    def is_written(self) -> bool:
        """Whether it says what was seen, what is believed and for whom."""
        return bool(self.because and self.believe and self.for_whom)

    @property
    def people(self) -> list[TestSession]:
        """Everybody who tried a version of the prototype."""
        return [person for version in self.prototype.versions for person in version.tried_by]

    @property
    def has_been_tried(self) -> bool:
        """Whether anybody ever tried, also in a test that was archived: it may come back."""
        return any(version.tests for version in self.prototype.versions)

    @property
    def is_late_back(self) -> bool:
        """Whether it was taken back after somebody had tried the prototype: it then counts as not held."""
        day = self.taken_back_on
        return day is not None and any((each.held_on or day) <= day for each in self.people)

    @property
    def is_in_force(self) -> bool:
        """Whether a verdict is owed: not when it was archived or taken back before anybody tried."""
        return not self.is_discarded and (self.taken_back_on is None or self.is_late_back)

    def prepare(self) -> None:
        super().prepare()
        self._check_least({})

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change the hypothesis; what a verdict is measured by stays once somebody has tried."""
        self._check_least(values)
        moved = [
            name for name in MEASURE if values.get(name, getattr(self, name)) != getattr(self, name)
        ]
        if self.threshold_share and moved and self.has_been_tried:
            raise DomainError(
                N_(
                    "People have tried it already: the threshold stays as it was."
                    " Take this hypothesis back, and write another one."
                )
            )
        super().edit(values, by=by)

    def _check_least(self, values: dict[str, Any]) -> None:
        least = values.get("least_people", self.least_people)
        reason = values.get("least_reason", self.least_reason)
        if least is not None and least < LEAST_PEOPLE and not (reason or "").strip():
            why = N_("Fewer than %(least)s people decide little: say why fewer are enough here.")
            raise DomainError(why, least=LEAST_PEOPLE)

    def discard(self, by: Person) -> None:
        if self.has_been_tried:
            raise DomainError(
                N_("People have tried it already. Take the hypothesis back: what came out stays.")
            )
        super().discard(by)

    def take_back(self, reason: str, *, by: Person) -> None:
        """Give the hypothesis up from today on, for a reason that stays beside it."""
        if not reason.strip():
            raise DomainError(N_("Say why the hypothesis is taken back: the reason stays."))
        if self.taken_back_on is None:
            today = self.redesign.programme.city.today()
            self.assign({"taken_back_on": today, "taken_back_reason": reason})
            self.log("taken_back", by=by, **self.log_facts())

    def built_upon(self) -> list[Any]:
        return [test for version in self.prototype.versions for test in version.tests]

    def bars_undo(self, before: dict[str, Any]) -> bool:
        return self.has_been_tried and not set(MEASURE).isdisjoint(before)
