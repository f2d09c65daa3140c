"""What may be said of a block: what people do, for how long, where, and what they may do there."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, SelectField
from wtforms.validators import Optional, ValidationError

from workbench.forms.fields import RecordForm, choice, line, paragraph, public_id, worded
from workbench.forms.hours import require_existing
from workbench.forms.numbers import whole
from workbench.forms.workshops import within_reach
from workbench.models.room.block import BOARDS, GOALS, KINDS, STEPS, operations_of, step_of


class BlockForm(RecordForm):
    """One stretch of the agenda."""

    id = public_id()
    kind = choice(_l("What people do"), KINDS)
    title = line(_l("Name of the block"), most=200, required=True)
    minutes = whole(_l("Minutes"), least=0, most=600, required=True)
    purpose = paragraph(_l("Purpose"), most=2000, hint=_l("What is different when it is over."))
    method = paragraph(_l("How it goes"), most=5000)
    prompt = line(
        _l("Question that people answer"), most=300, hint=_l("It stands above the board.")
    )
    board = choice(_l("Where"), BOARDS)
    goal_kind = choice(_l("What should come out of it"), GOALS)
    goal = whole(_l("How many"), least=1, most=10000)
    step = SelectField(_l("What participants may do there"), choices=worded(STEPS))
    is_hidden = BooleanField(
        _l("Hidden: nobody reads the notes of others before they are revealed")
    )
    is_anonymous = BooleanField(
        _l("Anonymous: nobody ever learns who wrote what, and this cannot be taken back")
    )
    vote_budget = whole(
        _l("Votes each person has"),
        least=1,
        most=100,
        hint=_l("Empty: proposed from the number of groups when the vote begins."),
    )
    vote_limit = whole(_l("Most votes for one item"), least=1, most=100)
    opens_at = DateTimeLocalField(
        _l("Homework opens"), validators=[Optional()], format=["%Y-%m-%dT%H:%M"]
    )
    closes_at = DateTimeLocalField(
        _l("Homework closes"), validators=[Optional()], format=["%Y-%m-%dT%H:%M"]
    )

    def __init__(self, *arguments: Any, zone: ZoneInfo, **options: Any):
        super().__init__(*arguments, **options)
        self.zone = zone
        block = options.get("obj")
        if block is not None and not self.is_submitted():
            self.step.data = step_of(block.may)
            self.opens_at.data, self.closes_at.data = map(
                self.by_clock, (block.opens_at, block.closes_at)
            )

    def by_clock(self, moment: datetime | None) -> datetime | None:
        """Return the moment as the workshop's own clock shows it; forms know no zones."""
        return moment.astimezone(self.zone).replace(tzinfo=None) if moment else None

    def moment(self, shown: datetime | None) -> datetime | None:
        return shown.replace(tzinfo=self.zone).astimezone(UTC) if shown else None

    def values(self) -> dict[str, Any]:
        values = super().values()
        step = values.pop("step")
        values["may"] = operations_of(step)
        values["vote_limit"] = values["vote_limit"] or 1
        for name in ("opens_at", "closes_at"):
            values[name] = self.moment(self[name].data) if self.kind.data == "homework" else None
        if not values["goal_kind"]:
            values["goal"] = None
        return values

    def validate_minutes(self, field: Any) -> None:
        if field.data == 0 and self.kind.data != "homework":
            raise ValidationError(
                _l("A block lasts a minute at least; only homework has no clock.")
            )

    def validate_opens_at(self, field: Any) -> None:
        within_reach(self, field)
        if field.data:
            require_existing(field.data, self.zone)

    def validate_closes_at(self, field: Any) -> None:
        self.validate_opens_at(field)
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_l("The end comes before the beginning."))
