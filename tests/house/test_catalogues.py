"""Every sentence is there in every language, with the same places to fill in."""

import re
import subprocess
import sys
from functools import cache

import pytest
from babel.messages.pofile import read_po

from tests.house.tree import PACKAGE, ROOT

LANGUAGES = ("pt_BR", "es")
PLACES = re.compile(r"(?<!%)%(?:\(\w+\))?(?:\.\d+)?[sdifr]|\{\w*\}")
MARKUP = re.compile(r"</?([a-z]+)\b")


def ids_of(message):
    """Return the message id and, when it has one, its plural, as a tuple."""
    return message.id if isinstance(message.id, list | tuple) else (message.id,)


def texts_of(message):
    """Return the translations of a message as a tuple."""
    return message.string if isinstance(message.string, list | tuple) else (message.string,)


def key(message):
    return (message.context, *ids_of(message))


@cache
def catalogue(language):
    with (PACKAGE / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The messages that stand in Python, templates and scripts today."""
    path = tmp_path_factory.mktemp("messages") / "messages.pot"
    python = f"PYBABEL={sys.executable} -m babel.messages.frontend"
    subprocess.run(["make", "extract", f"POT={path}", python], cwd=ROOT, check=True)
    with path.open("rb") as file:
        return read_po(file)


def test_messages_are_collected_from_all_three_kinds_of_file(collected):
    assert len([message for message in collected if message.id]) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language, collected):
    translated = {
        key(message)
        for message in catalogue(language)
        if message.id and all(texts_of(message)) and not message.fuzzy
    }
    assert [
        key(message) for message in collected if message.id and key(message) not in translated
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess_or_left_over(language, collected):
    wanted = {key(message) for message in collected}
    ours = [message for message in catalogue(language) if message.id]
    assert [message.id for message in ours if message.fuzzy] == []
    assert [message.id for message in ours if key(message) not in wanted] == []
    assert len(catalogue(language).obsolete) == 0


def same_places(message, number, text):
    """Tell whether a translation fills in what the message gives; "one note" may leave its number out."""
    given, used = (set(PLACES.findall(of)) for of in (ids_of(message)[-1], text))
    optional = {"%(num)s", "%(num)d"} if len(ids_of(message)) > 1 and number == 0 else set()
    return used <= given and given - used <= optional


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_the_same_places(language):
    wrong = [
        (message.id, text)
        for message in catalogue(language)
        if message.id
        for number, text in enumerate(texts_of(message))
        if not same_places(message, number, text)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_markup(language):
    wrong = [
        (message.id, text)
        for message in catalogue(language)
        if message.id
        for text in texts_of(message)
        if sorted(MARKUP.findall(text)) != sorted(MARKUP.findall(ids_of(message)[-1]))
    ]
    assert wrong == []
