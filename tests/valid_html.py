"""Whether a page is valid HTML by the letter of the standard; of pages that differ in words alone one is read."""

from __future__ import annotations

import re
from hashlib import sha256

from tinyhtml5 import inputstream
from tinyhtml5.parser import HTMLParser

# The parser takes the way in which SVG and void elements may end for a fault.
HARMLESS = frozenset({"non-void-element-with-trailing-solidus"})
# What no fault can hang on, and what stands for it in the skeleton of a page.
LEFT_OUT = (
    (re.compile(r"&(?:amp|lt|gt|#34|#39);"), "x"),  # escaped characters
    (re.compile(r""">\s*[^\s<>&"'][^<>&"']*<"""), ">x<"),  # the words between two tags
    (re.compile(r'="[^"<>&]*"'), '=""'),  # the values of attributes
)
# Characters that no page may hold.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_valid: set[bytes] = set()


class Compiled(dict[tuple[str, bool], re.Pattern[str]]):
    """Expressions for runs of characters, each compiled once; the parser itself (2.1) looks them up by a wrong key."""

    def __missing__(self, key: tuple[str, bool]) -> re.Pattern[str]:
        characters, is_of_them = key
        listed = "".join(rf"\x{ord(each):02x}" for each in characters)
        self[key] = re.compile(f"[{'' if is_of_them else '^'}{listed}]+")
        return self[key]


inputstream.characters_until_regex = Compiled()


def faults(page: str) -> list[str]:
    """Return what is wrong with a page, and after which words."""
    alike = sha256(skeleton(page).encode("utf-8", "surrogatepass")).digest()
    if alike in _valid:
        return []
    found = read_strictly(page)
    if not found:
        _valid.add(alike)
    return found


def skeleton(page: str) -> str:
    """Return what pages with the same faults have in common."""
    if FORBIDDEN.search(page):
        return page
    for pattern, instead in LEFT_OUT:
        page = pattern.sub(instead, page)
    return page


def read_strictly(page: str) -> list[str]:
    parser = HTMLParser()
    parser.parse(page)
    lines = page.splitlines()
    return [
        f"{name} after {lines[line - 1][:column][-80:]!r}"
        for (line, column), name, _ in parser.errors
        if name not in HARMLESS
    ]
