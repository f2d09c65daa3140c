"""Markdown becomes HTML that cannot act, whatever is written in it."""

from __future__ import annotations

import inspect
import re
import sys

import pytest
import tinyhtml5
from bench.texts import SIGNS, texts
from hypothesis import given
from hypothesis import strategies as st

from workbench.text.markdown import prose

HOSTILE = dict(texts(8 * 1024))
# Words between marks of every kind, of which Markdown shows all but the addresses and titles of links.
PIECES = st.lists(
    st.sampled_from(("palavra", "outra", "n\u00e3o"))
    | st.sampled_from(SIGNS)
    | st.sampled_from(
        ("](https://", ' "', "]: ", "--- | ---\n", "\n\n", "\n    ", "&sect", ";", "-->", "/>")
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**forte** e *leve*", "<strong>forte</strong>"),
        ("- um\n- dois", "<li>um</li>"),
        ("# Título", "<h3>Título</h3>"),
        ("um\ndois", "<br>"),
        ("[site](https://vila.example)", 'href="https://vila.example"'),
        ("a | b\n--- | ---\n1 | 2", "<td>1</td>"),
        ("Como é hoje:\nNome\tTempo\nAna | Bia\t3 h", "<th>Nome</th>"),
        ("Nome\tTempo\nAna | Bia\t3 h", "<td>Ana | Bia</td>"),
        ("\u2022\tRG\n\u2022\tCPF", "<br>"),
        ("1.\tRG\n2.\tCPF", "RG"),
        ("Traga:\n\n\tRG\n\tCPF", "<p>RG<br>"),
        ("    quatro espaços", "<p>quatro espaços</p>"),
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


@given(PIECES)
def test_no_word_is_lost(pieces: list[str]) -> None:
    check_words(
        "".join(f"{each}{at}x" if each.isalpha() else each for at, each in enumerate(pieces))
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_no_word_of_a_long_text_is_lost(name: str) -> None:
    check_words(f"antes1x\n\n{HOSTILE[name]}\n\ndepois2x")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("peça <nome completo> aqui", "peça &lt;nome completo&gt; aqui"),
        ("<!-- lembrar disso -->", "&lt;!-- lembrar disso --&gt;"),
        ("[lei]: https://vila.example 'a lei'", "[lei]: https://vila.example 'a lei'"),
        ("![a fila](https://vila.example/a.png)", "![a fila](https://vila.example/a.png)"),
        ("[sic](ver a nota)", "[sic](ver a nota)"),
        ("[site](www.vila.example)", "[site](www.vila.example)"),
        ("A&section;", "A&amp;section;"),
        ("*a **b (c*d", "*a **b (c*d"),
        ("a | b\n--- | ---\n1 | 2 | três", "três"),
        ("#1 prioridade: fila", "<p>#1 prioridade: fila</p>"),
        ("- #2", "<li>#2</li>"),
        ("2020. Ano da pandemia", '<ol start="2020">'),
        ("2020. Ano\n3. Levar o RG", "Ano<br>\n3. Levar o RG</li>"),
        ("1. um\n1. outro", "<li>um<br>\n1. outro</li>"),
        ("1. um\n\n5. cinco", '<ol start="5">'),
        ("1. um\n\n2. dois", "<p>dois</p>"),
        ("99999999999. x", "99999999999. x"),
        ("Ofício\n------", "<p>Ofício</p>"),
    ],
)
def test_what_is_no_markdown_stays_as_it_was_typed(written: str, shown: str) -> None:
    assert shown in prose(written)


@pytest.mark.parametrize(
    "mark", ["[sem fim ", "`sem fim ", "*sem fim ", "_a_ ", "> ", "1. ", "- ", "# a\n", "|\n"]
)
def test_too_many_marks_are_shown_as_typed_line_by_line(mark: str) -> None:
    html = prose(f"**antes**\n\n{mark * 3000}depois\nfim\n\n**forte**")
    assert html.startswith("<p><strong>antes</strong></p>")
    assert "depois<br>\nfim</p>" in html


def test_many_closed_links_are_links() -> None:
    html = prose("- [a lei](https://vila.example/lei_(nova) 'A lei')\n" * 200)
    assert html.count('href="https://vila.example/lei_(nova)" title="A lei"') == 200


def test_lists_in_lists_are_lists_to_a_depth() -> None:
    deep = prose("\n".join("    " * step + "- item" for step in range(30)))
    assert 4 <= deep.count("<ul>") <= 12
    assert deep.count("item") == 30


def test_a_fault_of_the_library_shows_the_text_as_it_was_typed() -> None:
    """A stack that is nearly full is such a fault."""

    def from_below(calls: int) -> str:
        return from_below(calls - 1) if calls else prose("- " * 11 + "**a** <b>\nc & d")

    told = from_below(sys.getrecursionlimit() - len(inspect.stack(0)) - 35)
    assert told == f"<p>{'- ' * 11}**a** &lt;b&gt;<br>\nc &amp; d</p>"


def test_a_text_is_read_once() -> None:
    written = "a fila **demora**"
    assert prose(written) is prose(written)
    assert prose(f"{written}.") != prose(written)


def test_nothing_is_nothing() -> None:
    assert prose(None) == prose("") == ""


def check(html: str) -> None:
    document = tinyhtml5.parse(html, container="div", namespace_html_elements=False)
    allowed = {"href", "title", "rel"}
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]  # drawings and formulas name their namespace
        assert name not in {"script", "style", "img", "iframe", "form", "svg", "math"}
        assert set(element.attrib) <= allowed, element.attrib
        scheme = element.get("href", "").strip().lower().partition(":")[0]
        assert scheme not in {"javascript", "data", "vbscript"}


def check_words(written: str) -> None:
    """Look for each word on the screen, in its order, unless it is the address or the title of a link."""
    document = tinyhtml5.parse(str(prose(written)), container="div", namespace_html_elements=False)
    shown = _words("".join(document.itertext()))
    hidden = _words(" ".join(value for each in document.iter() for value in each.attrib.values()))
    assert shown == [word for word in _words(written) if word in shown or word not in hidden]


def _words(text: str) -> list[str]:
    return re.findall(r"(?:antes|palavra|outra|não|depois)\d+x", text)
