"""What a form says of what it cannot read: a sentence of ours with an example, in the reader's language."""

from functools import cache
from typing import Any

from babel.support import Translations
from flask_babel import lazy_gettext
from wtforms.i18n import messages_path

# By what the fields themselves would say.
UNREADABLE = {
    "Not a valid date value.": lazy_gettext("Write a day, for example 2026-03-31."),
    "Not a valid time value.": lazy_gettext("Write a time of day, for example 14:30."),
    "Not a valid datetime value.": lazy_gettext(
        "Write a day and a time, for example 2026-03-31 14:30."
    ),
    "Not a valid integer value.": lazy_gettext("Write a whole number, for example 40."),
    "Not a valid decimal value.": lazy_gettext("Write an amount, for example 10,60."),
    "Not a valid choice.": lazy_gettext("Choose something from the list."),
    "Invalid Choice: could not coerce.": lazy_gettext("Choose something from the list."),
}


class Sentences:
    """Our words where we have any, else those of the fields."""

    def __init__(self, language: str):
        self.theirs = sentences_of_fields(language)

    def gettext(self, message: str) -> str:
        ours = UNREADABLE.get(message)
        return str(self.theirs.gettext(message) if ours is None else ours)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(self.theirs.ngettext(one, many, number))


@cache
def sentences_of_fields(language: str) -> Any:
    """Return what the fields themselves say in a language, read from its file once."""
    return Translations.load(messages_path(), [language], domain="wtforms")
