"""What may be said of a service after its launch: a figure, and what a visit half a year later found."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.validators import ValidationError

from workbench.forms.days import day
from workbench.forms.fields import RecordForm, choice, line, offered, paragraph
from workbench.forms.numbers import amount, percent, whole
from workbench.models.work.figure import BASES, SHARES, mean_of
from workbench.models.work.follow_up import OUTCOMES
from workbench.text.messages import N_

# Nobody foresees or aims at what was paid; only a take-up is foreseen, because the benefit asks for it.
KNOWN_OR_AIMED = {slug: BASES[slug] for slug in ("measured", "target")}
NEEDED = _l("Say the figure.")


class FigureForm(RecordForm):
    """One figure of a day, and where it comes from."""

    basis = choice(_l("What it is"), KNOWN_OR_AIMED)
    value = amount(_l("Figure"), most=10**11, required=True)
    stated_on = day(_l("Of the day"), required=True)
    n = whole(_l("On how many"), least=1, hint=_l("Requests or people that were counted."))
    method = line(
        _l("How, and why"),
        most=500,
        hint=_l("How it was measured; of a forecast, why it is to be expected."),
    )
    stated_by = line(_l("Who says so"), most=200)
    source = line(_l("Where it is written"), most=500)


class ShareForm(FigureForm):
    """A share of requests."""

    value = percent(_l("Of every 100"), required=True)


class TakeUpForm(ShareForm):
    """The share that takes the new way; it can be foreseen before it is counted."""

    basis = choice(_l("What it is"), BASES)


class InvestmentForm(FigureForm):
    """What was paid, once."""

    basis = None
    n = None
    value = amount(_l("Amount"), most=10**11, required=True)
    method = line(_l("For what"), most=500)


class SatisfactionForm(FigureForm):
    """A mean mark, or how many gave each mark, from which the mean is made."""

    value = amount(
        _l("Mean mark, 1 to 5"), most=5, hint=_l("Leave it empty if you write the counts below.")
    )
    level_1 = whole(_l("Gave 1"))
    level_2 = whole(_l("Gave 2"))
    level_3 = whole(_l("Gave 3"))
    level_4 = whole(_l("Gave 4"))
    level_5 = whole(_l("Gave 5"))

    def process(self, *arguments: Any, **options: Any) -> None:
        figure = options.get("obj") or (arguments[1] if len(arguments) > 1 else None)
        counts = {f"level_{mark}": count for mark, count in enumerate(levels_of(figure), start=1)}
        super().process(*arguments, **{**counts, **options})

    @property
    def counts(self) -> list[Any]:
        return [self.level_1, self.level_2, self.level_3, self.level_4, self.level_5]

    def validate_value(self, field: Any) -> None:
        if field.data is None and not any(count.data for count in self.counts):
            raise ValidationError(NEEDED)

    def values(self) -> dict[str, Any]:
        told = {name: value for name, value in super().values().items() if "level_" not in name}
        levels = [count.data or 0 for count in self.counts]
        if mean := mean_of(levels):
            return {**told, "value": mean, "n": sum(levels), "levels": levels}
        return {**told, "levels": []}


def levels_of(figure: Any) -> list[int]:
    return list(getattr(figure, "levels", None) or [])


FORMS: dict[str, type[FigureForm]] = {
    **dict.fromkeys(SHARES, ShareForm),
    "take_up": TakeUpForm,
    "satisfaction": SatisfactionForm,
    "cost": FigureForm,
    "investment": InvestmentForm,
}


class FigureListForm(RecordForm):
    """A file of figures."""

    text = paragraph(
        _l("The list"),
        most=40_000,
        hint=_l(
            "With a first line of titles: figure, day, value, on how many, how it was measured, source."
            " You can paste from a spreadsheet."
        ),
    )
    file = FileField(_l("Or a file, CSV or XLSX"))

    def contents(self) -> tuple[bytes, str]:
        """Return what was sent and what to call it: the file, where there is one, before the text."""
        if self.file.data:
            return self.file.data.read(), self.file.data.filename or ""
        return (self.text.data or "").encode(), gettext("The list")


VISITS = {6: N_("6 months after the launch"), 12: N_("12 months after the launch")}


class FollowUpForm(RecordForm):
    """What a visit found."""

    months = SelectField(
        _l("After how long"),
        coerce=int,
        choices=offered((n, _l(said)) for n, said in VISITS.items()),
    )
    held_on = day(_l("On"), required=True)
    outcome = choice(_l("What was found"), OUTCOMES)
    text = paragraph(_l("In words"), most=4000)
