"""Services are found by the beginnings of their words, whatever accents and signs people type."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.catalogue import search as searching
from workbench.models.catalogue.city import City
from workbench.models.catalogue.search import fold, search, search_text, without_markup, words_of
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit

pytestmark = pytest.mark.both_databases


@pytest.fixture
def catalogue(app):
    """A city with three services; gives the city."""
    city = City.found(slug="vila", name="Vila")
    for name, summary in (
        ("Inscrição em cursos", "Cursos de jardinagem e e-mail"),
        ("Poda de árvore", "Peça à Secretaria do Verde; veja gov.br"),
        ("Cadastro de ambulantes", "Inscrever-se na lista"),
    ):
        Service.add(city, name=name, summary=summary, by=None)
    commit()
    return city


def found(words):
    return db.session.scalars(search(select(Service), words).order_by(Service.id)).all()


def names(words):
    return [service.name for service in found(words)]


def test_the_beginning_of_a_word_is_enough(catalogue):
    assert names("inscric") == ["Inscrição em cursos"]
    assert names("inscr") == ["Inscrição em cursos", "Cadastro de ambulantes"]


def test_accents_and_capitals_make_no_difference(catalogue):
    assert names("ÁRVORE") == names("arvore") == names("Arvóre") == ["Poda de árvore"]


def test_every_word_must_be_there(catalogue):
    assert names("cursos jardin") == ["Inscrição em cursos"]
    assert names("cursos árvore") == []


def test_parts_of_compound_words_are_found_on_both_databases(catalogue):
    assert names("mail") == ["Inscrição em cursos"]
    assert names("e-mail") == ["Inscrição em cursos"]
    assert names("gov.br") == names("br") == ["Poda de árvore"]


def test_no_words_narrow_nothing(catalogue):
    assert len(found("")) == len(found("  ")) == len(found("!?")) == 3


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "'",
        '"poda',
        "poda*",
        "poda AND",
        "NOT poda",
        "poda:*",
        "(poda",
        "poda & | !",
        "search_text:poda",
        "'; DROP",
        "\\",
        "NEAR(poda)",
        "\0",
    ],
)
def test_operators_and_quotes_are_only_signs(catalogue, words):
    assert set(names(words)) <= {"Inscrição em cursos", "Poda de árvore", "Cadastro de ambulantes"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=200))
def test_any_text_can_be_searched(catalogue, words):
    db.session.scalar(search(select(func.count(Service.id)), words))


def test_very_long_words_and_texts_are_searched(catalogue):
    assert names("x" * 5000) == []
    assert names("poda " * 5000) == ["Poda de árvore"]


def test_a_changed_service_is_found_by_its_new_words_only(catalogue):
    service = found("poda")[0]
    service.edit({"name": "Corte de galhos"}, by=None)
    commit()
    assert names("poda") == []
    assert names("galh") == ["Corte de galhos"]


def test_a_deleted_service_is_not_found(catalogue):
    db.session.delete(found("poda")[0])
    commit()
    assert names("poda") == []


def test_the_index_can_be_taken_away_and_made_anew(catalogue):
    with db.engine.begin() as connection:
        searching.drop(connection)
        searching.create(connection)
    assert names("poda") == ["Poda de árvore"]


@given(st.text())
def test_folding_twice_is_folding_once(words):
    assert fold(fold(words)) == fold(words)


@given(st.text())
def test_the_words_of_a_text_are_the_words_of_what_is_indexed(words):
    assert set(words_of(search_text([words]))) == set(words_of(words))


def test_folding_takes_accents_and_capitals():
    assert fold("Inscrição ÀÉÎõü Ñ") == "inscricao aeiou n"


def test_markup_and_entities_become_plain_words():
    assert (
        without_markup('<p style="x">Peça&nbsp;já<br>a <b>sua</b></p>\n  vez')
        == "Peça já a sua vez"
    )
    assert without_markup("renda < 3 salários e > 2") == "renda < 3 salários e > 2"
    assert without_markup("P&D") == "P&D"


def test_hostile_markup_is_read_in_a_moment():
    assert without_markup("<!--" * 50_000).startswith("<!--")
    assert without_markup("<a" * 50_000)
