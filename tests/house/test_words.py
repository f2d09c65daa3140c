"""One word for one idea: no message uses a word that the glossary refuses, in any of the three languages."""

import pytest

from tests.house.test_catalogues import catalogue, ids_of, texts_of
from workbench.text.glossary import Idea, ideas


def refused(language):
    """Yield a sentence for every message that uses a refused word: which, and what to write in its place."""
    for message in catalogue("es" if language == "en" else language):
        texts = ids_of(message) if language == "en" else texts_of(message)
        for idea in ideas():
            if message.id and not set(ids_of(message)) & set(idea.exceptions):
                for text in texts:
                    for right in idea.refused_in(text, language):
                        yield f"{language}: in “{text}” (id “{ids_of(message)[0]}”) write: {right}"


@pytest.mark.parametrize("language", ["en", "pt_BR", "es"])
def test_no_message_uses_a_word_that_the_glossary_refuses(language):
    assert list(refused(language)) == []


def test_a_refused_word_is_answered_with_the_right_one_and_a_filled_in_name_is_not_read():
    idea = Idea("stage", "estação", "estación", never={"en": [[r"\bstations?\b", "stage"]]})
    assert idea.refused_in("The next station", "en") == ["stage"]
    assert idea.refused_in("The next station", "es") == idea.refused_in("%(station)s", "en") == []


def test_every_idea_that_is_explained_is_explained_in_three_languages():
    assert [
        idea.en for idea in ideas() if idea.means and set(idea.means) != {"en", "pt_BR", "es"}
    ] == []
