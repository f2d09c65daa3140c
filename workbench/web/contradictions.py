"""Contradictions in the reader's language: what each side says, with days and numbers as they write them."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from workbench.reports.contradiction import Sentence, Word
from workbench.text import formats
from workbench.web.filters import language


def worded(sentence: Sentence) -> str:
    """Return a sentence in the reader's language, with days and numbers as they write them."""
    facts = {name: _written(fact) for name, fact in sentence.facts.items()}
    return gettext(sentence.message) % facts if facts else gettext(sentence.message)


def _written(fact: Any) -> Any:
    if isinstance(fact, Word):
        return gettext(str(fact)) if fact else ""
    if isinstance(fact, date):
        return formats.short_day(fact, language())
    return formats.number(fact, language(), 2) if isinstance(fact, int | Decimal) else fact
