"""A page that is not valid HTML is found, whichever pages were read before it."""

from __future__ import annotations

import pytest
from valid_html import faults, read_strictly, skeleton

PAGE = '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>{}</body></html>'
VALID = (
    "<p>fine &amp; well</p>",
    "<br/><input type='text' required>",
    '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    "<ul><li>one<li>two</ul>",
    '<a href="/x?a=1&amp;b=2"><div>y</div></a>',
)
BROKEN = {
    "an element that is not closed": "<div><p>x",
    "a span that is not closed": "<div><span></div>",
    "bold that is not closed": "<p><b>x</p>",
    "an end that nothing began": "<p>x</p></div>",
    "a paragraph that a list has ended": "<p><ul><li>x</li></ul></p>",
    "ends in the wrong order": "<p><b><i>x</b></i></p>",
    "another heading's end": "<h1>x</h2>",
    "a section ended twice": "<section></section></section>",
    "an attribute twice": '<p id="a" id="b">x</p>',
    "no space between attributes": '<p title="a"class="b">x</p>',
    "a quote inside an unquoted value": '<p title=a"b>x</p>',
    "a quote that is not closed": '<p title="x>y</p>',
    "a quote in a name": '<p ti"tle="x">x</p>',
    "an attribute of an end": '<p>x</p title="a">',
    "a form in a form": "<form><form></form></form>",
    "a link in a link": '<a href="x"><a href="y">z</a></a>',
    "a button in a button": "<button><button>x</button></button>",
    "a row without a table": "<tr><td>x</td></tr>",
    "a cell without a row": "<table><td>x</td></table>",
    "a form between table and row": "<table><form><tr><td>x</td></tr></form></table>",
    "a heading in a heading": "<h1><h2>x</h2></h1>",
    "an element that ends itself": "<div/>x",
    "a drawing's part that is not closed": "<svg><g></svg>",
    "a paragraph in a drawing": "<svg><p>x</p></svg>",
    "a field that is not closed": "<textarea>x",
    "a script that is not closed": "<script>x",
    "a name that is no character": "<p>&nosuch; x</p>",
    "a character without its end": "<p>&copy x</p>",
    "an address with a bare &": '<a href="?a=1&copy=2">x</a>',
    "a bare <": "<p>a < b</p>",
    "a character that no page may hold": "<p>\x01</p>",
    "a number that is no character": "<p>&#0;</p>",
    "a comment that ends askew": "<!-- a --!><p>x</p>",
    "a second body": '<body class="x"><p>x</p>',
    "words after the body": "</body><p>x</p>",
    "a second doctype": "<!DOCTYPE html>",
}


@pytest.mark.parametrize("body", VALID)
def test_a_valid_page_has_no_fault(body: str) -> None:
    assert faults(PAGE.format(body)) == []


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_broken_page_has_one(body: str) -> None:
    assert faults(PAGE.format(body))
    assert faults(PAGE.format(body)), "it is not taken for valid the second time"
    assert read_strictly(skeleton(PAGE.format(body))), "the skeleton is as broken as the page"


def test_pages_that_differ_in_words_and_values_alone_are_alike() -> None:
    one, other = (
        PAGE.format(f'<form action="/{who}"><p>{who} &#39;s &amp; <b>more</b></p></form>')
        for who in ("ana", "bruno")
    )
    assert skeleton(one) == skeleton(other)
    assert skeleton(one) != skeleton(PAGE.format("<p>ana</p>"))
