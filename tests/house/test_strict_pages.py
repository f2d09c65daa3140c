"""Templates and static files keep the strict content policy: nothing inline, nothing from elsewhere."""

import re

import pytest

from tests.house.tree import STATIC, files, named, templates

JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
INLINE_STYLE = re.compile(r"<style\b|(?<![\w-])style\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc\s*=)(?![^>]*type\s*=\s*[\"']application/(?:ld\+)?json)[^>]*>"
    r"|(?<![\w-])on[a-z]+\s*=\s*[\"']|javascript:|hx-on\b",
    re.IGNORECASE,
)
# What makes a browser fetch: everything that takes an address except a link that a person follows.
FETCHED = re.compile(
    r"<(?:script|img|link|iframe|source|video|audio|object|embed|use|image|form|track)\b[^>]*"
    r"\b(?:src|href|srcset|data|poster|action|xlink:href)\s*=\s*[\"']?\s*(?:https?:)?//[^\s\"'>]+",
    re.IGNORECASE,
)
FETCHED_BY_CSS = re.compile(r"(?:url\(|@import)\s*[\"']?\s*(?:https?:)?//[^\s\"')]+", re.IGNORECASE)
FETCHED_BY_JS = re.compile(
    r"(?:fetch|import|EventSource|WebSocket|Worker|sendBeacon|open)\s*\(\s*[\"'`](?:https?|wss?):"
    r"|from\s+[\"'](?:https?:)?//|sourceMappingURL=(?:https?:)?//",
)
NEWER_THAN_OUR_BROWSERS = re.compile(r":has\(|color-mix\(")


def found(pattern, path):
    text = JINJA_COMMENT.sub(
        lambda comment: "\n" * comment[0].count("\n"), path.read_text(encoding="utf-8")
    )
    return [
        f"{named(path)}:{text.count(chr(10), 0, match.start()) + 1}: {match[0][:80]}"
        for match in pattern.finditer(text)
    ]


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_holds_no_inline_style_or_script(path):
    assert found(INLINE_STYLE, path) + found(INLINE_SCRIPT, path) == []


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_fetches_nothing_from_elsewhere(path):
    assert found(FETCHED, path) + found(FETCHED_BY_CSS, path) == []


@pytest.mark.parametrize("path", files(STATIC, ".css", ".svg", ".js"), ids=named)
def test_a_static_file_fetches_nothing_from_elsewhere(path):
    pattern = FETCHED_BY_JS if path.suffix == ".js" else FETCHED_BY_CSS
    assert found(pattern, path) + (found(FETCHED, path) if path.suffix == ".svg" else []) == []


@pytest.mark.parametrize("path", files(STATIC / "css", ".css"), ids=named)
def test_a_stylesheet_is_read_by_the_browsers_of_old_laptops(path):
    assert found(NEWER_THAN_OUR_BROWSERS, path) == []


def test_what_is_vendored_comes_with_its_licence():
    for folder in {path.parent for path in files(STATIC / "js" / "vendor", ".js")} | {
        path.parent for path in files(STATIC / "fonts", ".woff2")
    }:
        assert list(folder.glob("LICENSE*")), f"{named(folder)} holds no licence"


def test_the_patterns_see_what_they_are_there_for(tmp_path):
    bad = {
        INLINE_STYLE: ['<p style="--n:3">', "<style>", "<p class=a style = 'x'>"],
        INLINE_SCRIPT: ["<script>", '<a onclick="x()">', '<a href="javascript:x">', "<b hx-on:x>"],
        FETCHED: ['<img src="https://a/b.png">', "<script src='//a/b.js'>"],
        FETCHED_BY_CSS: ["url(https://a)", '@import "//a"'],
        FETCHED_BY_JS: ['fetch("https://a")', "import x from 'https://a'"],
    }
    good = {
        INLINE_STYLE: ['<p data-style="a">', '<link rel="stylesheet">'],
        INLINE_SCRIPT: ['<script type="module" src="/a.js">', '<p data-on="x">', "{# <script> #}"],
        FETCHED: ['<a href="https://a">', '<img src="/a.png">'],
    }
    page = tmp_path / "page.html"
    for pattern, texts in bad.items():
        for text in texts:
            page.write_text(text)
            assert [text for match in pattern.finditer(text)], text
    for pattern, texts in good.items():
        for text in texts:
            assert not list(pattern.finditer(JINJA_COMMENT.sub("", text))), text


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text()))
    asking = [*templates(), *files(STATIC / "js", ".js")]
    asked = {
        name: named(path)
        for path in asking
        for name in re.findall(r'icon(?:\(|=)"([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert {name: path for name, path in asked.items() if name not in drawn} == {}
