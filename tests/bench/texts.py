"""Texts of any length, ordinary and hostile: what a person may store, and the Markdown library fears."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

WORDS = ("a", "fila", "demora", "três", "horas", "e", "a", "pessoa", "volta", "com", "os", "papéis")
# Each of these, again and again, once took the library seconds, or its whole stack, or shows its worst.
SIGNS = (
    *("[", "![", "](", "[a](", '[a]("b) ', "[a](<", "[a][", "[[a]", "[a]: b\n", "[a](/b)"),
    *("<", "<a ", "<a>", "</", "<!--", "<?", "<![CDATA[", "<a@b>", "<a://b>", "&", "&a;", "&#1;"),
    *(
        "`",
        "` ",
        "`a``b",
        "\\``",
        "\\",
        "\\*",
        "*",
        "* ",
        "*a",
        "*a ",
        "*a* ",
        "**a ",
        "***a** b* ",
    ),
    *("_", "_a_ ", "*_", "*_a", "*a **b ", "#", "#\n", "# a\n", "a\n-\n", "a\n=\n", "---\n"),
    *("1. ", "- ", "+ ", "1. > ", "> - ", "> ", ">", "> a\n\n", "- a\n", "- a\n\n", "1. a\n\n"),
    *("- [\n", "- # a\n", "- a\n1. b\n", "- a\n    - b\n", "a\n", "a\n\n", "    a\nb\n", "😀\n"),
    *("|", "|\n", "a|b\n", "\t", " ", "\n", "```\n", "~", "(", '"', "\0", "\x02", "\u2028"),
)
ALPHABETS = {"signs": "[]()!<>*_`#-+|\\&~=:\"'. \n1a", "emphasis": "*_ a", "blocks": "->#1.|= \na"}


def texts(length: int) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each kind."""
    chance = random.Random(1)
    for name, piece in _ordinary(chance).items():
        yield name, _filled(piece, length)
    yield "table", _filled(lambda: "| a fila | três horas | 12 | senhas |\n", length, _HEADER)
    yield "table of numbers", _filled(lambda: "|1|2|3|4|\n", length, _HEADER)
    yield "wide table", _filled(lambda: "|\n", length, _wide(length // 8))
    yield "nested list", "".join(_steps(length, lambda step: "    " * (step % 8) + "- a fila\n"))
    yield "ever deeper list", "".join(_steps(length, lambda step: "    " * step + "- a\n"))
    yield "ever more backticks", "".join(_steps(length, lambda step: "`" * step + " "))
    yield "brackets in brackets", "[" * (length // 2) + "]" * (length // 2)
    yield "emphasis in emphasis", "*a " * (length // 6) + " b*" * (length // 6)
    yield "mixed", _filled(lambda: chance.choice(SIGNS), length)
    for sign in SIGNS:
        yield f"{sign!r} × n", _filled(lambda sign=sign: sign, length)
        paragraph = sign * 99 + "\n\n"
        yield f"{sign!r} × 99", _filled(lambda paragraph=paragraph: paragraph, length)
    for name, alphabet in ALPHABETS.items():
        yield f"random {name}", "".join(chance.choices(alphabet, k=length))


_HEADER = "|a|b|c|d|\n|-|-|-|-|\n"


def _wide(columns: int) -> str:
    return "a|" * columns + "\n" + "-|" * columns + "\n"


def _ordinary(chance: random.Random) -> dict[str, Callable[[], str]]:
    def said(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count))

    return {
        "prose": lambda: f"{said(40)}, **{said(2)}** e [{said(2)}](https://vila.example/a).\n\n",
        "one paragraph": lambda: said(12) + "\n",
        "one line": lambda: said(12) + " ",
        "list": lambda: f"- **{said(1)}**: {said(8)}\n",
        "loose list": lambda: f"1. {said(8)}\n\n",
        "quotes": lambda: f"> {said(10)}\n",
        "headings": lambda: f"# {said(4)}\n\n{said(20)}\n\n",
        "code": lambda: f"    {said(8)}\n",
    }


def _filled(piece: Callable[[], str], length: int, head: str = "") -> str:
    pieces = [head]
    total = len(head)
    while total < length:
        pieces.append(piece())
        total += len(pieces[-1])
    return "".join(pieces)[:length]


def _steps(length: int, line: Callable[[int], str]) -> Iterator[str]:
    """Yield ever new lines until they are so long together."""
    total = step = 0
    while total < length:
        written = line(step)
        yield written
        total += len(written)
        step += 1
