"""Addresses in running words become links; nothing else of a note is markup."""

import pytest

from workbench.text.links import linked

REL = 'rel="noopener noreferrer nofollow ugc"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("RG < CPF & mãe", "RG &lt; CPF &amp; mãe"),
        (
            "(www.vila.example/a).",
            f'(<a href="https://www.vila.example/a" data-typed="www.vila.example/a" {REL}>vila.example/a</a>).',
        ),
        (
            "Veja http://vila.example/" + "a" * 40 + "!",
            f'Veja <a href="http://vila.example/{"a" * 40}" data-typed="http://vila.example/{"a" * 40}" {REL}>'
            f"vila.example/{'a' * 18}…</a>!",
        ),
        ("javascript:alert(1) ftp://vila.example", "javascript:alert(1) ftp://vila.example"),
        (
            'http://x.example" onclick="y',
            f'<a href="http://x.example" data-typed="http://x.example" {REL}>x.example</a>&#34; onclick=&#34;y',
        ),
    ],
)
def test_links(text, shown):
    assert linked(text) == shown
