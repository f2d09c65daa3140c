"""Markdown becomes HTML that cannot act, whatever is written in it."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.text.markdown import prose


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**forte** e *leve*", "<strong>forte</strong>"),
        ("- um\n- dois", "<li>um</li>"),
        ("# Título", "<h3>Título</h3>"),
        ("um\ndois", "<br>"),
        ("[site](https://vila.example)", 'href="https://vila.example"'),
        ("a | b\n--- | ---\n1 | 2", "<td>1</td>"),
    ],
)
def test_what_people_write_is_shown(written: str, shown: str) -> None:
    assert shown in prose(written)


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://spy.example/dot.png)",
        '<a href="https://x.example" onclick="x()" style="color:red" id="main">x</a>',
        "<iframe src=//x.example></iframe>",
        "<form action=/sign-out method=post><button>x</button></form>",
        "<style>*{display:none}</style>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><style><img src onerror=alert(1)>",
        "<base href=//x.example>",
        "<meta http-equiv=refresh content=0>",
    ],
)
def test_nothing_written_can_act(written: str) -> None:
    check(str(prose(written)))


@given(st.text(alphabet="<>/=\"'&;:#()[]!*_`|- \nabscriptonjvgmhef", max_size=120))
def test_no_text_can_act(written: str) -> None:
    check(str(prose(written)))


def test_nothing_is_nothing() -> None:
    assert prose(None) == prose("") == ""


def check(html: str) -> None:
    document = html5lib.parseFragment(html, namespaceHTMLElements=False)
    allowed = {"href", "title", "rel"}
    for element in document.iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag not in {"script", "style", "img", "iframe", "form", "svg", "math"}
        assert set(element.attrib) <= allowed, element.attrib
        scheme = element.get("href", "").strip().lower().partition(":")[0]
        assert scheme not in {"javascript", "data", "vbscript"}
