"""Prose: Markdown made HTML, then cleaned of everything that could act."""

import logging
import sys
from hashlib import blake2b
from threading import Lock

import nh3
from cachetools import LRUCache, cached
from markdown import Markdown
from markupsafe import Markup, escape

from workbench.text.bounded import Bounded
from workbench.text.kept_words import KeptWords

_TAGS = {
    *("p", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr"),
    *("h3", "h4", "h5", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# A person's "# Title" stands below the page's own headings.
_LOWER = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h5", "h6": "h5"}
# A few thousand texts of an ordinary length.
MOST_KEPT_BYTES = 8 * 1024 * 1024

log = logging.getLogger(__name__)


def prose(text: str | None) -> Markup:
    """Return the Markdown text as HTML that holds no script, style, id, form or foreign attribute."""
    return _kept(text) if text else Markup("")


def html_of(text: str) -> Markup:
    """Return the HTML of a text, made anew."""
    cleaned = nh3.clean(
        _lowered(_read(text)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(cleaned)  # noqa: S704 - nh3 has just cleaned it


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=32).digest()


_kept = cached(LRUCache(MOST_KEPT_BYTES, getsizeof=sys.getsizeof), key=_digest, lock=Lock())(
    html_of
)


def _read(text: str) -> str:
    extensions = ["nl2br", "sane_lists", "tables", KeptWords(), Bounded(len(text))]
    try:
        return Markdown(extensions=extensions, output_format="html").convert(text)
    except Exception as fault:  # of the library, which must not close a page for good
        log.error("A text of %s characters is shown as typed: %r", len(text), fault)
        return f"<p>{escape(text)}</p>".replace("\n", "<br>\n")


def _lowered(html: str) -> str:
    for level in sorted(_LOWER, reverse=True):
        html = html.replace(f"<{level}>", f"<{_LOWER[level]}>").replace(
            f"</{level}>", f"</{_LOWER[level]}>"
        )
    return html
