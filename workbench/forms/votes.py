"""What a facilitator says of a vote: the budget, and votes that were given on paper."""

from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from workbench.forms.fields import RecordForm, line
from workbench.forms.numbers import whole
from workbench.models.room.vote import MOST_DOTS, Vote

DOTS = "dots-"


class BudgetForm(RecordForm):
    """How many votes each person has."""

    budget = whole(
        _l("Votes for each person"),
        least=1,
        most=MOST_DOTS,
        required=True,
        hint=_l("A smaller number takes nothing back: votes that people gave already stay."),
    )
    limit = whole(_l("At most for one option"), least=1, most=MOST_DOTS, required=True)


class PaperForm(RecordForm):
    """Whose paper it is, and its dots: one field an item, also for one that is gone since it was shown."""

    name = line(_l("Name of the voter"), most=120, required=True)
    is_another = BooleanField(_l("This is another person of the same name"))

    def __init__(self, vote: Vote, **options: Any):
        super().__init__(**options)
        there = {item.id: item.title for item in vote.items}
        sent = request.form if self.is_submitted() and options.get("formdata", True) else {}
        typed = [name.removeprefix(DOTS) for name in sent if name.startswith(DOTS)]
        gone = [each for each in typed if each not in there and sent[DOTS + each].strip()]
        for item_id in (*there, *gone):
            title = there.get(item_id) or vote.title_of(item_id[:16].replace("\x00", "")).title
            field = whole(title or gettext("Something else"), most=vote.limit)
            options = {"name": DOTS + item_id, "translations": self.meta.get_translations(self)}
            bound = self._fields[DOTS + item_id] = self.meta.bind_field(self, field, options)
            if item_id in gone:
                bound.validators = [self.refuse_what_is_gone]
            bound.process(sent or None)

    @staticmethod
    def refuse_what_is_gone(_form: Any, field: Any) -> None:
        if field.data != 0:
            why = gettext("This is not on the board any more: empty the field to leave it out.")
            raise ValidationError(why)

    @property
    def dot_fields(self) -> list[Any]:
        return [field for field in self if field.name.startswith(DOTS)]

    @property
    def dots(self) -> dict[str, int]:
        """What the paper gives to each item that was filled in."""
        return {
            field.name.removeprefix(DOTS): field.data for field in self.dot_fields if field.data
        }
