"""A mapping says which column goes where: two are built in, and people write their own."""

import pytest
from sqlalchemy import select

from workbench.exchange.mapping import built_in, mapping, recognised
from workbench.exchange.service_import import import_services
from workbench.exchange.unreadable import Unreadable
from workbench.extensions import db
from workbench.models.catalogue.service import Service

pytestmark = pytest.mark.both_databases

OWN = """
source = "carta"
delimiter = ";"
[services]
id = ["codigo"]
[services.fields]
name = "nome"
keywords = ["area", "palavras"]
is_free = "gratis"
[services.organisation]
name = "secretaria"
kind = "secretariat"
[services.requests]
number = "pedidos"
channel = "canal"
year = "ano"
[channels]
"Balcão" = "in_person"
"""


def test_the_built_in_mappings_are_read():
    assert built_in() == ["govbr", "sp156"]
    assert [mapping(name).source for name in built_in()] == ["govbr", "sp156"]


def test_known_headers_choose_a_mapping():
    columns = ["dbId", *mapping("govbr").services.known_by]
    assert recognised([columns]).source == "govbr"
    assert recognised([mapping("govbr").steps.known_by]).source == "govbr"
    assert recognised([["Canal", "Tema ", "Assunto", "Serviço", "quantidade"]]).source == "sp156"
    assert recognised([["a", "b"]]) is None


def test_five_cells_that_end_in_a_number_are_requests_by_channel():
    assert recognised([[" ", "Animais", "Cães", "Vacinar", "1.200"]]).source == "sp156"
    assert recognised([[" ", "Animais", "Cães", "Vacinar", "doze"]]) is None


def test_a_mapping_of_ones_own_is_used(town, written):
    own = written("carta.toml", OWN)
    file = written(
        "carta.csv",
        "codigo;nome;area;palavras;gratis;secretaria;pedidos;canal;ano\n"
        "7;Poda;Verde;árvore|corte;sim;Meio Ambiente;1200;balcão;2025\n"
        "8;Feira;;;;;;;\n",
    )
    outcome = import_services([file], town, mapping_name=str(own))
    poda, feira = db.session.scalars(select(Service).order_by(Service.id))
    assert (poda.source, poda.source_id, poda.keywords) == ("carta", "7", "Verde, árvore, corte")
    assert (poda.is_free, feira.is_free) == (True, None)
    assert poda.organisation.name == "Meio Ambiente"
    assert [(v.year, v.channel, v.requests) for v in poda.volumes] == [(2025, "in_person", 1200)]
    assert poda.yearly_requests == 1200
    assert {odd.record for odd in outcome.oddities} == {3}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("source = ", "The mapping own.toml cannot be read"),
        ("[services]\n", "The mapping own.toml does not say source."),
        ('source = "x"\n', "The mapping own.toml does not say services."),
        ('source = "x"\n[services]\nid = "a"\n', "does not say fields.name."),
        (
            'source = "x"\n[services]\nid = "a"\n[services.fields]\nname = "b"\ncolour = "c"\n',
            "there is no field colour",
        ),
        (
            'source = "x"\n[services]\n[services.fields]\nname = "b"\n',
            "The mapping own.toml does not say id.",
        ),
    ],
)
def test_what_is_wrong_in_a_mapping_is_said(written, text, sentence):
    with pytest.raises(Unreadable) as refused:
        mapping(str(written("own.toml", text)))
    assert sentence in str(refused.value)


def test_a_mapping_that_is_not_there_names_those_that_are():
    with pytest.raises(Unreadable, match="govbr, sp156"):
        mapping("nobody")


def test_an_unknown_channel_is_kept_and_reported(town, small):
    outcome = import_services(small(channels="presencial|pombo"), town)
    assert [odd.facts["word"] for odd in outcome.oddities if "word" in odd.facts] == ["pombo"]
    poda = db.session.scalars(select(Service).where(Service.source_id == "poda")).one()
    assert poda.steps[0].channels == ["in_person", "pombo"]


def test_a_text_too_long_for_its_field_is_cut_and_reported(town, small):
    outcome = import_services(small(name="x" * 500), town)
    cut = [odd for odd in outcome.oddities if odd.facts.get("most") == 400]
    assert [(odd.file, odd.record) for odd in cut] == [("servicos.csv", 2)]
