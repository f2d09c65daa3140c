"""What people type is kept as they see it: nothing unseen counts as a text, and nothing turns the words around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.text.typed import typed


@pytest.mark.parametrize(
    "unseen",
    ["", " \t\n", "\u200b\u200d", "\u202e", "\ufeff", "\x01\x1b", "\u3164", "\u2800 \u00ad"],
)
def test_signs_that_nobody_sees_are_no_text(unseen: str) -> None:
    assert typed(unseen) == ""


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Uma fila  ", "Uma fila"),
        ("um\r\ndois\tfim", "um\ndois\tfim"),
        ("nota\u202efdp.exe", "notafdp.exe"),
        ("\u2066um\u2069 \x00dois", "um dois"),
        ("\ufeffSão Paulo", "São Paulo"),
        ("👩\u200d💻 ❤\ufe0f", "👩\u200d💻 ❤\ufe0f"),
        ("فارسی می\u200cخواهم", "فارسی می\u200cخواهم"),
        ("!", "!"),
    ],
)
def test_what_people_see_stays(sent: str, kept: str) -> None:
    assert typed(sent) == kept


@given(st.text())
def test_what_was_kept_once_is_kept_as_it_is(text: str) -> None:
    assert typed(typed(text)) == typed(text)
