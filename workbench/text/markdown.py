"""Prose: Markdown made HTML, then cleaned of everything that could act."""

from __future__ import annotations

import nh3
from markdown import Markdown
from markupsafe import Markup

_TAGS = {
    *("p", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr"),
    *("h3", "h4", "h5", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# A person's "# Title" stands below the page's own headings.
_LOWER = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h5", "h6": "h5"}


def prose(text: str | None) -> Markup:
    """Return the Markdown text as HTML that holds no script, style, id, form or foreign attribute."""
    if not text:
        return Markup("")
    html = Markdown(extensions=["nl2br", "sane_lists", "tables"], output_format="html").convert(
        text
    )
    for level in sorted(_LOWER, reverse=True):
        html = html.replace(f"<{level}>", f"<{_LOWER[level]}>").replace(
            f"</{level}>", f"</{_LOWER[level]}>"
        )
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(cleaned)  # noqa: S704 - nh3 has just cleaned it
