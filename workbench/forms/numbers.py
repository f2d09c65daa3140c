"""Fields for numbers: read as people write them where the reader is, and shown back as they are written there."""

from decimal import Decimal
from typing import Any

from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import DecimalField, IntegerField, widgets
from wtforms.validators import InputRequired, NumberRange, Optional

from workbench.text import formats
from workbench.text.amounts import NoNumber, TwoReadings, plain, read_amount
from workbench.text.typed import typed

REQUIRED = lazy_gettext("Fill this in.")
# What the fields of WTForms would say: forms/sentences.py has our words for it.
NO_WHOLE = "Not a valid integer value."
NO_AMOUNT = "Not a valid decimal value."
# Money and hours are stored with so many decimals.
PLACES = 2


def whole(
    label: Any, *, least: int = 0, most: int = 10**9, required: bool = False, hint: Any = ""
) -> IntegerField:
    """A whole number; empty means "not known", never 0."""
    why = lazy_gettext("Write a number from %(least)s to %(most)s.", least=least, most=most)
    validators = [_given(required), NumberRange(least, most, message=why)]
    return WholeField(label, validators=validators, description=hint)


def amount(
    label: Any, *, most: int = 10**9, hint: Any = "", required: bool = False
) -> DecimalField:
    """Money or hours, with two decimals at most."""
    why = lazy_gettext("Write a number from 0 upwards.")
    validators = [_given(required), NumberRange(Decimal(0), Decimal(most), message=why)]
    return AmountField(label, places=PLACES, validators=validators, description=hint)


def percent(label: Any, *, hint: Any = "", required: bool = False) -> DecimalField:
    """A share, written as of 100 and kept from 0 to 1."""
    why = lazy_gettext("Write a number from %(least)s to %(most)s.", least=0, most=100)
    validators = [_given(required), NumberRange(Decimal(0), Decimal(1), message=why)]
    return PercentField(label, places=PLACES, validators=validators, description=hint)


def _given(required: bool) -> InputRequired | Optional:
    # A number may be 0, which counts as given.
    return InputRequired(message=REQUIRED) if required else Optional()


def _read(field: Any, sent: list[str], *, is_whole: bool) -> Decimal | None:
    """Return the number that was sent, None for nothing; raise ValueError with the sentence that says why not."""
    text, locale = typed(sent[0]) if sent else "", str(get_locale() or "en")
    if not text:
        return None
    try:
        return read_amount(text, locale)
    except NoNumber:
        raise ValueError(field.gettext(NO_WHOLE if is_whole else NO_AMOUNT)) from None
    except TwoReadings as both:
        possible = [each for each in both.readings if not is_whole or each == int(each)]
        if len(possible) == 1:
            return possible[0]
        raise ValueError(two_readings(both, locale, possible)) from None


def two_readings(both: TwoReadings, locale: str, possible: list[Decimal] | None = None) -> str:
    """Return the sentence that asks which of two numbers was meant."""
    one, other = (plain(each, locale, PLACES) for each in possible or both.readings)
    why = gettext("“%(text)s” can be read in two ways. Write %(one)s or %(other)s.")
    return str(why % {"text": both.text, "one": one, "other": other})


class WholeField(IntegerField):
    """A whole number, in a field of text: number boxes follow the language of the browser, not of the page."""

    widget = widgets.TextInput()

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, render_kw={"inputmode": "numeric"}, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        number = _read(self, valuelist, is_whole=True)
        if number is not None:
            if number != int(number):
                raise ValueError(self.gettext(NO_WHOLE))
            self.data = int(number)


class AmountField(DecimalField):
    """An amount, in a field of text."""

    widget = widgets.TextInput()
    data: Decimal | None

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, render_kw={"inputmode": "decimal"}, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        number = _read(self, valuelist, is_whole=False)
        if number is not None and number != round(number, PLACES):
            raise ValueError(gettext("Write two decimals at most."))
        self.data = number

    def _value(self) -> str:
        if self.raw_data or self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return self.written(self.data)

    def written(self, number: Decimal) -> str:
        """Return an amount as this field shows it."""
        return formats.number(number, str(get_locale() or "en"), PLACES)


class PercentField(AmountField):
    """A share from 0 to 1 that people write and read as of 100."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = None if self.data is None else self.data / 100

    def written(self, number: Decimal) -> str:
        return super().written(number * 100)
