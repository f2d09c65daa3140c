"""Markdown in which no word is lost: what the library would swallow stays as it was typed."""

import re
from html.entities import html5
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import ENTITY_RE, DelimiterProcessor, InlineProcessor
from markdown.util import AMP_SUBSTITUTE

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


def _letters(text: str) -> str:
    return text.replace("*", "").replace("_", "")


class KeptWords(Extension):
    """Drops or replaces the patterns that lose words."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.parser.blockprocessors.deregister("reference")
        for name in _SWALLOWED:
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(Link(Link.PATTERN, md), "link", 160)
        md.inlinePatterns.register(Entity(ENTITY_RE, md), "entity", 80)
        md.inlinePatterns.register(Emphasis("*", "strong,em", md), "em_strong", 60)
        md.delimiters.add("_", "strong,em", smart=True)
