"""A person's names and e-mail in texts and in the log's facts: where they stand, and the word that takes their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from markupsafe import escape
from sqlalchemy import ColumnElement, String, cast, or_, true

_LETTERS = re.compile("[A-Za-z0-9@.]{3,}")


class Mentions:
    """Finds words in texts, whatever their case, and puts another one in their place."""

    def __init__(self, words: Iterable[str], replacement: str):
        self.words = sorted({_composed(word.strip()) for word in words if word.strip()}, key=len)
        self.replacement = replacement
        # The longest first: of a name within a name nothing is left over.
        longest = reversed(self.words)
        found = [re.escape(each) for word in longest for each in (word, str(escape(word)))]
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)

    def __bool__(self) -> bool:
        return bool(self.words)

    def may_be_in(self, column: Any) -> ColumnElement[bool]:
        """Return the condition that a column may hold one: it has the longest plain run of letters of a word.

        JSON and HTML write accents in ways of their own, so only what is the same in all of them is asked for.
        """
        runs = [_LETTERS.findall(word) for word in self.words]
        if not all(runs):
            return true()
        text = cast(column, String)
        return or_(*(text.ilike(f"%{max(found, key=len)}%") for found in runs))

    def without(self, value: Any) -> Any:
        """Return a text, or all of what JSON holds, with the replacement where the words stood."""
        if isinstance(value, str):
            replaced, count = self._pattern.subn(lambda _: self.replacement, _composed(value))
            return replaced if count else value
        if isinstance(value, dict):
            return {name: self.without(each) for name, each in value.items()}
        return [self.without(each) for each in value] if isinstance(value, list) else value

    def without_whole(self, value: Any) -> Any:
        """Return facts with the replacement where one is nothing but one of the words."""
        if isinstance(value, dict):
            return {name: self.without_whole(each) for name, each in value.items()}
        is_one = isinstance(value, str) and self._pattern.fullmatch(_composed(value.strip()))
        return self.replacement if is_one else value


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
