"""Texts that no spreadsheet takes for a formula, at whichever sign it parts the cells, and back again."""

import re

# A spreadsheet takes a text that begins like this for a formula; an apostrophe keeps it a text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# The other signs at which a file of cells between commas may be parted: ours stand within quotes there.
OTHER_MARKS = ";\t\r\n"
_SIGN = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_AT_START = rf"(?=[\"' \u00a0]*[{_SIGN}\t\r])"
_AFTER_MARK = rf"(?=[\"' \u00a0]*[{_SIGN}])"
_LIVE = re.compile(rf"\A{_AT_START}|(?<=[{OTHER_MARKS}]){_AFTER_MARK}")
_LIVE_AT_COMMAS_TOO = re.compile(rf"\A{_AT_START}|(?<=[{OTHER_MARKS},]){_AFTER_MARK}")
_TAMED = re.compile(rf"\A'{_AT_START}|(?<=[{OTHER_MARKS}])'{_AFTER_MARK}")
_TAMED_AT_COMMAS_TOO = re.compile(rf"\A'{_AT_START}|(?<=[{OTHER_MARKS},])'{_AFTER_MARK}")


def tamed(text: str, at_commas: bool = False) -> str:
    """Return the text with an apostrophe wherever a cell would begin that is a formula."""
    return (_LIVE_AT_COMMAS_TOO if at_commas else _LIVE).sub("'", text)


def untamed(text: str, at_commas: bool = False) -> str:
    """Return the text that ``tamed`` was given, or that another program tamed at its start."""
    return (_TAMED_AT_COMMAS_TOO if at_commas else _TAMED).sub("", text)
