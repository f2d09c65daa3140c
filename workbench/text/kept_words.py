"""Markdown in which no word is lost: what the library would swallow stays as it was typed."""

import re
from html.entities import html5
from itertools import groupby
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneOListProcessor
from markdown.inlinepatterns import ENTITY_RE, DelimiterProcessor, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AMP_SUBSTITUTE, STX

# HTML is taken out when the page is cleaned, and so are pictures; a reference that nobody uses is not shown.
_SWALLOWED = (
    *("html", "reference", "short_reference"),
    *("image_link", "image_reference", "short_image_ref"),
)
_Found = tuple[Element | str | None, int | None, int | None]


class Link(InlineProcessor):
    """A link to an address that can be followed; its pattern never backtracks."""

    PATTERN = r"""(?x) (?<!!)
        \[ (?P<text> [^\[\]]*+ (?: \[ [^\[\]]*+ \] [^\[\]]*+ )*+ ) \]
        \( \s*+ (?: < (?P<marked> SCHEME [^<>]*+ ) >
                  | (?P<bare> SCHEME [^\s()<>]*+ (?: \( [^\s()<>]*+ \) [^\s()<>]*+ )*+ ) )
        (?: \s++ (?: "(?P<double>[^"]*+)" | '(?P<single>[^']*+)' ) )?+ \s*+ \)
    """.replace("SCHEME", r"(?i:https?:|mailto:|tel:|/|\#)")

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]
        link = Element("a", href=self.unescape(m["marked"] or m["bare"]).strip())
        link.text = m["text"]
        if title := m["double"] or m["single"]:
            link.set("title", re.sub(r"\s", " ", self.unescape(title.strip())))
        return link, m.start(), m.end()


class Entity(InlineProcessor):
    """A character by its name in HTML, or a word between "&" and ";" that names none."""

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]
        name = m[0][1:]
        if name[0] == "#" or name in html5:
            return self.md.htmlStash.store(m[0]), m.start(), m.end()
        return f"{AMP_SUBSTITUTE}amp;{name}", m.start(), m.end()


class Emphasis(DelimiterProcessor):
    """Emphasis without the library's fault of taking a letter for a star, as in ``*a **b *c``."""

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]
        element, start, end = super().handleMatch(m, data)
        if element is not None and _letters("".join(element.itertext())) != _letters(
            data[start:end]
        ):
            self.reset()
            return None, start, end
        return element, start, end


class Heading(HashHeaderProcessor):
    """A heading with a space after its signs: "#1" is none."""

    RE = re.compile(
        r"(?:^|\n)(?P<level>#{1,6})(?P<header>[ \t](?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)"
    )


class NumberedList(SaneOListProcessor):
    """A list that counts on as its writer did: a number that does not follow the one before it begins no item."""

    NUMBER = re.compile(r" {0,3}(\d+)\. ")
    LONGEST = 9

    def test(self, parent: Element, block: str) -> bool:
        found = self.NUMBER.match(block)
        return found is not None and len(found[1]) <= self.LONGEST

    def run(self, parent: Element, blocks: list[str]) -> None:
        before = self.lastChild(parent)
        first = int(self.NUMBER.match(blocks[0])[1])  # type: ignore[index]
        goes_on = before is not None and first == int(before.get("start", 1)) + len(before)
        self.SIBLING_TAGS = ["ol"] if goes_on else []
        super().run(parent, blocks)

    def get_items(self, block: str) -> list[str]:
        lines, number = block.split("\n"), 0
        for at, line in enumerate(lines):
            if found := self.NUMBER.match(line):
                next_one = int(found[1][: self.LONGEST + 1])
                if at and next_one != number + 1:
                    lines[at] = f"{STX}{line}"
                else:
                    number = next_one
        items: list[str] = super().get_items("\n".join(lines))
        return [item.replace(f"\n{STX}", "\n") for item in items]


class PastedTable(Preprocessor):
    """Lines whose cells stand between tabs, as a spreadsheet gives them, are a table."""

    BULLET = re.compile(r"\W*\t|\W*\w{1,3}[.)]\s*\t")

    def run(self, lines: list[str]) -> list[str]:
        return [
            line for tabs, run in groupby(lines, self._tabs) for line in self._told(tabs, [*run])
        ]

    def _tabs(self, line: str) -> int:
        return 0 if self.BULLET.match(line) else line.strip().count("\t")

    def _told(self, tabs: int, lines: list[str]) -> list[str]:
        if not tabs or len(lines) == 1:
            return lines
        head, *rows = (" | ".join(line.strip().replace("|", "\\|").split("\t")) for line in lines)
        return ["", f"| {head} |", "|" + " --- |" * (tabs + 1), *(f"| {row} |" for row in rows), ""]


def _letters(text: str) -> str:
    return text.replace("*", "").replace("_", "")


class KeptWords(Extension):
    """Drops or replaces the patterns that lose words."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        # Before tabs become spaces.
        md.preprocessors.register(PastedTable(md), "pasted_table", 40)
        # Words that somebody moved to the right are no program.
        md.parser.blockprocessors.deregister("code")
        md.parser.blockprocessors.register(Heading(md.parser), "hashheader", 70)
        md.parser.blockprocessors.register(NumberedList(md.parser), "olist", 40)
        md.parser.blockprocessors.deregister("reference")
        # Dashes below a line would make it a heading.
        md.parser.blockprocessors.deregister("setextheader")
        for name in _SWALLOWED:
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(Link(Link.PATTERN, md), "link", 160)
        md.inlinePatterns.register(Entity(ENTITY_RE, md), "entity", 80)
        md.inlinePatterns.register(Emphasis("*", "strong,em", md), "em_strong", 60)
        md.delimiters.add("_", "strong,em", smart=True)
