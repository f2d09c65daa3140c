"""What a sentence of a problem still hides: a person whom nobody can name, or a solution that has no problem yet.

The words are data, one file for each language; ``static/js/guide/rule.js`` asks the same of them while somebody types.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

# Between the word of wanting and the solution stand an article, an adjective.
MOST_BETWEEN = 2


@dataclass(frozen=True)
class Guidance:
    """The words of the sentence that name nobody, and those that are a solution; "" for none."""

    nobody: str = ""
    solution: str = ""


@dataclass(frozen=True)
class Word:
    """One word, without capitals and accents, and where it stands in the sentence."""

    text: str
    begin: int
    end: int


@cache
def vocabulary(language: str) -> dict[str, list[list[str]]]:
    """Return the lists of a language, each phrase as its plain words; English ones for a language without a file."""
    told = json.loads(guide_file(language))
    return {name: [_phrase(each) for each in phrases] for name, phrases in told.items()}


@cache
def guide_file(language: str) -> str:
    """Return the lists of a language as the browser reads them: JSON, each name with its phrases."""
    folder = files("workbench.text") / "guide"
    file = folder / f"{language}.json"
    told = (file if file.is_file() else folder / "en.json").read_text("utf-8")
    return json.dumps(json.loads(told), ensure_ascii=False, separators=(",", ":"))


def _phrase(told: str) -> list[str]:
    first = ["^"] if told.startswith("^") else []
    return [*first, *(word.text for word in words_of(told))]


def words_of(sentence: str) -> list[Word]:
    """Return the words of a sentence; what is neither letter nor digit stands between them."""
    plain = [_plain(sign) for sign in normalize("NFC", sentence)]
    found, begin = [], 0
    for end in range(len(plain) + 1):
        if end == len(plain) or not plain[end].isalnum():
            if end > begin:
                found.append(Word("".join(plain[begin:end]), begin, end))
            begin = end + 1
    return found


def _plain(sign: str) -> str:
    return normalize("NFD", sign)[0].lower()[:1]


def guidance(sentence: str, language: str) -> Guidance:
    """Return what the sentence should be asked about."""
    known, words = vocabulary(language), words_of(sentence)
    said = normalize("NFC", sentence)
    nobody = _nobody(said, words, known)
    return Guidance(_quoted(said, words, nobody), _quoted(said, words, _solution(words, known)))


def names_nobody(who: str, language: str) -> bool:
    """Return whether these words, said of a group of people, are such that nobody can name one of them."""
    words = words_of(who)
    return bool(words) and _longest(words, 0, vocabulary(language)["nobody"]) == len(words)


def _quoted(said: str, words: Sequence[Word], span: tuple[int, int] | None) -> str:
    return said[words[span[0]].begin : words[span[1] - 1].end] if span else ""


def _nobody(said: str, words: Sequence[Word], known: dict[str, Any]) -> tuple[int, int] | None:
    """Return the first words (from, to) of whom the sentence speaks though nobody can name them.

    They begin it or one of its clauses, and no word behind them says after all who they are.
    """
    for at in range(len(words)):
        end = _longest(words, at, known["nobody"])
        is_named = end > at and _longest(words, end, known["named_by"]) > end
        if end > at and not is_named and _opens(said, words, at, known["openers"]):
            return at, end
    return None


def _opens(said: str, words: Sequence[Word], at: int, openers: list[list[str]]) -> bool:
    """Return whether a clause begins here: with the sentence, behind a comma or a word such as "when"."""
    if at == 0 or said[words[at - 1].end : words[at].begin].strip():
        return True
    return [words[at - 1].text] in openers


def _solution(words: Sequence[Word], known: dict[str, Any]) -> tuple[int, int] | None:
    """Return the first solution (from, to) that somebody wants: what is there already may well be the problem."""
    for at in range(len(words)):
        behind = _longest(words, at, known["wanting"])
        for begin in range(behind, behind + MOST_BETWEEN + 1) if behind > at else ():
            end = _longest(words, begin, known["solutions"])
            if end > begin:
                return begin, end
            if _longest(words, begin, known["breaks"]) > begin:
                break
    return None


def _longest(words: Sequence[Word], at: int, phrases: list[list[str]]) -> int:
    """Return where the longest of the phrases ends that begins here; ``at`` when none does."""
    return max((_end(words, at, phrase) for phrase in phrases), default=at)


def _end(words: Sequence[Word], at: int, phrase: list[str]) -> int:
    wanted = phrase
    if phrase[0] == "^":
        if at:
            return at
        wanted = phrase[1:]
    here = [word.text for word in words[at : at + len(wanted)]]
    return at + len(wanted) if here == wanted else at
