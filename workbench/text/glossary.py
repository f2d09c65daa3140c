"""The glossary: one word for one idea in every language, and the words that no message may use for it."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "translations" / "glossary.toml"
_FILLED_IN = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True)
class Idea:
    """An idea with its word in each language; ``never`` holds (what is refused, what to write) by language."""

    en: str
    pt_BR: str  # noqa: N815 - the language's own name
    es: str
    means: dict[str, str] = field(default_factory=dict)
    never: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    # Ids of messages that may use a refused word.
    exceptions: tuple[str, ...] = ()

    def word(self, language: str) -> str:
        return str(getattr(self, language))

    def refused_in(self, text: str, language: str) -> list[str]:
        """Return what to write in place of each refused word that the text of a message uses."""
        bare = _FILLED_IN.sub("", text)
        return [right for wrong, right in self.never.get(language, ()) if re.search(wrong, bare)]


@cache
def ideas() -> tuple[Idea, ...]:
    """Return the whole glossary, in the order of its file."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["idea"]
    return tuple(Idea(exceptions=tuple(each.pop("except", ())), **each) for each in told)
