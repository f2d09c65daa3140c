"""Cleans the text of a cell as a form cleans what is typed, and tells letters that were broken on the way."""

import html
import re
from functools import lru_cache

from workbench.text.typed import typed

# The elements of HTML that files carry; any other word in angle brackets is somebody's text.
BLOCKS = "p|div|li|ul|ol|h[1-6]|table|tr|br|hr|section|article|blockquote|tbody|thead"
INLINE = "a|b|i|u|s|em|strong|span|font|small|big|sub|sup|td|th|img|o:p|label|center|pre|code|iframe|style|script"
BLOCK = re.compile(rf"</?(?:{BLOCKS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
MARKUP = re.compile(rf"<!--[^<>]*>|</?(?:{INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
SPACES = re.compile(r"[^\S\n]+")
LINE_ENDS = re.compile(r" ?\n ?")
MANY_LINES = re.compile(r"\n{3,}")
# UTF-8 that was read as Windows-1252 ("Ã¡"), and "?" where a letter was ("Certid?o").
READ_WRONG = re.compile(r"[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
LOST = re.compile(r"(?<![^\s(“])[^\W\d_]*[a-zà-ÿ]\?+[a-zà-ÿ]+(?=[\s,.;:)]|$)")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def lines(cell: str) -> str:
    """Return the text of a cell with its lines, without markup."""
    text = typed(without_markup(cell))
    if "\n" not in text:
        return " ".join(text.split())
    return MANY_LINES.sub("\n\n", LINE_ENDS.sub("\n", SPACES.sub(" ", text)))


def line(cell: str) -> str:
    """Return the text of a cell as one line, without markup."""
    return " ".join(typed(without_markup(cell)).split())


@lru_cache(maxsize=20_000)
def plain(cell: str) -> str:
    """Return what names something, such as an id: one line without signs that nobody sees."""
    if not cell.isascii():
        cell = UNSEEN.sub("", cell)
    return " ".join(typed(cell).split())


def without_markup(cell: str) -> str:
    if "&" in cell:
        cell = html.unescape(cell)
    if "<" in cell:
        cell = MARKUP.sub("", BLOCK.sub("\n", cell))
    return cell


def is_broken(text: str) -> bool:
    """Return whether letters were lost or doubled before the file came here."""
    if "\ufffd" in text or ("?" in text and LOST.search(text)):
        return True
    return ("Ã" in text or "Â" in text) and bool(READ_WRONG.search(text))
