"""The guide of a problem's sentence: whom nobody can name is stopped, a wished solution is asked about, good sentences pass."""

import pytest
from guided_sentences import GOOD, NAMELESS, SOLUTIONS

from workbench.text.sentence_guide import Guidance, guidance, names_nobody, vocabulary

LANGUAGES = ("pt_BR", "es", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_twenty_good_sentences_pass_and_the_others_are_quoted_as_written(language: str) -> None:
    assert len(GOOD[language]) == 20
    asked = {each: guidance(each, language) for each in GOOD[language]}
    assert {each: told for each, told in asked.items() if told != Guidance()} == {}
    for sentence, words in NAMELESS[language].items():
        assert guidance(sentence, language).nobody == words, sentence
    for sentence, words in SOLUTIONS[language].items():
        assert guidance(sentence, language).solution == words, sentence


def test_a_group_that_is_named_after_all_may_have_a_problem() -> None:
    assert names_nobody("o usuário", "pt_BR") and names_nobody("Cidadãos", "pt_BR")
    assert not names_nobody("usuários do CRAS Norte", "pt_BR")
    assert not names_nobody("", "pt_BR")


def test_every_language_has_its_words_and_another_one_is_asked_in_english() -> None:
    for language in LANGUAGES:
        known = vocabulary(language)
        assert len(known["nobody"]) >= 40 and len(known["solutions"]) >= 40
    assert vocabulary("eo") == vocabulary("en")
