"""Bounds for the Markdown library: what would cost too much to read is shown plain, word for word."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

# The library calls itself for each list and quote inside another, and reads the text of both again.
DEEPEST = 12
# After each heading and rule it reads the rest of the block again.
MOST_HEADINGS = 50
# After each mark it writes the whole paragraph anew.
MOST_STEPS = 600
# From a backtick or a star that nobody closed it looks to the end of the paragraph.
MOST_TICKS = 50
MOST_STARS = 200

# What one text may cost in steps of about 15 µs: a mark, a table's cell and an item of a list are one.
BLOCK_STEPS = 2
LINK_STEPS = 3
FREE_STEPS = 500
CHARACTERS_A_STEP = 8
LONGEST = 64 * 1024

_HEADING = re.compile(r"^ {0,3}(?:#|[-=*_][-=*_ ]*$)", re.MULTILINE)
_ITEM = re.compile(r"^ *(?:[-*+]|\d+\.) ", re.MULTILINE)
_MARK = re.compile(r"[\\`&*_\n]")
_LINK = re.compile(r"[\[<]")
# The library strips STX and ETX from what people type, so nobody can type these marks.
_BREAK = f"{STX}br{ETX}"
_AMPERSAND = f"{AMP_SUBSTITUTE}amp;"


def steps_of(text: str) -> int:
    """Return what the marks and links in a paragraph, an item or a cell cost."""
    return len(_MARK.findall(text)) + LINK_STEPS * len(_LINK.findall(text))


def is_within_bounds(text: str) -> bool:
    """Return whether a paragraph's, an item's or a cell's marks are few enough to read quickly."""
    return (
        steps_of(text) <= MOST_STEPS
        and text.count("`") <= MOST_TICKS
        and text.count("*") + text.count("_") <= MOST_STARS
    )


def plain(text: str) -> AtomicString:
    """Return a text that the library shows as it was typed, line by line."""
    return AtomicString(text.replace("&", _AMPERSAND).replace("\n", _BREAK))


class Allowance:
    """The steps that are left for reading a text."""

    def __init__(self, length: int):
        self.left = FREE_STEPS + min(length, LONGEST) // CHARACTERS_A_STEP

    def covers(self, steps: int) -> bool:
        """Spend these steps, if so many are left."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


class PlainBlock(BlockProcessor):
    """Shows plain a block that lies too deep, comes too late, or has too many headings."""

    def __init__(self, parser: BlockParser, allowance: Allowance):
        super().__init__(parser)
        self.allowance = allowance

    def test(self, parent: Element, block: str) -> bool:
        return (
            len(self.parser.state) >= DEEPEST
            or not self.allowance.covers(BLOCK_STEPS + len(_ITEM.findall(block)))
            or len(_HEADING.findall(block)) > MOST_HEADINGS
        )

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0).strip("\n")
        if block.strip():
            SubElement(parent, "p").text = plain(block)


class Table(TableProcessor):
    """A table with room for each cell: the library fills short rows, and leaves out what a header lacks."""

    def __init__(self, parser: BlockParser, allowance: Allowance):
        super().__init__(parser, {"use_align_attribute": False})
        self.allowance = allowance

    def test(self, parent: Element, block: str) -> bool:
        return super().test(parent, block) and self.has_room(block.split("\n"))

    def has_room(self, rows: list[str]) -> bool:
        columns = len(self.separator)
        return self.allowance.covers(columns * len(rows)) and all(
            len(self._split_row(row.strip(" "))) <= columns for row in rows[2:]
        )


class PlainText(Treeprocessor):
    """Hides from the library a paragraph, an item or a cell that has no marks, or too many."""

    def __init__(self, md: Markdown, allowance: Allowance):
        super().__init__(md)
        self.allowance = allowance

    def run(self, root: Element) -> None:
        for element in root.iter():
            element.text = self.kept(element.text)
            element.tail = self.kept(element.tail)

    def kept(self, text: str | None) -> str | None:
        if not text or isinstance(text, AtomicString):
            return text
        steps = steps_of(text)
        if steps and is_within_bounds(text) and self.allowance.covers(steps):
            return text
        return plain(text)


class Breaks(Postprocessor):
    """Writes the line breaks of what is shown plain."""

    def run(self, text: str) -> str:
        return text.replace(_BREAK, "<br>\n")


class Bounded(Extension):
    """Bounds what the library does for one text of this length."""

    def __init__(self, length: int):
        super().__init__()
        self.allowance = Allowance(length)

    def extendMarkdown(self, md: Markdown) -> None:
        md.parser.blockprocessors.register(PlainBlock(md.parser, self.allowance), "plain", 110)
        md.parser.blockprocessors.register(Table(md.parser, self.allowance), "table", 75)
        md.treeprocessors.register(PlainText(md, self.allowance), "plain", 25)
        md.postprocessors.register(Breaks(md), "breaks", 10)
