"""Text files are read as Excel, Numbers and old systems save them, and what was found out is told."""

from __future__ import annotations

import codecs
import json

import pytest

from tests.exchange.saved_files import (
    NAMES,
    ROWS,
    TITLES,
    charter,
    counted,
    lines,
    only,
    told,
    whole,
)
from workbench.exchange.encodings import encoding_of
from workbench.exchange.file_facts import glance
from workbench.exchange.input_file import InputFile, Options
from workbench.exchange.mapping import mapping
from workbench.exchange.service_import import read_files
from workbench.exchange.unreadable import Unreadable


@pytest.mark.parametrize(
    ("contents", "encoding", "delimiter"),
    [
        (whole().encode(), "UTF-8", ";"),
        (codecs.BOM_UTF8 + whole().encode(), "UTF-8", ";"),
        (whole().encode("cp1252"), "Windows-1252", ";"),
        (whole().encode("mac_roman"), "Mac Roman", ";"),
        (whole().encode("cp850"), "MS-DOS (CP850)", ";"),
        (whole("\t").encode("utf-16"), "UTF-16", "\t"),
        (whole("\t").encode("utf-16-le"), "UTF-16", "\t"),
        (codecs.BOM_UTF16_BE + whole("\t").encode("utf-16-be"), "UTF-16", "\t"),
        (whole(end="\r").encode(), "UTF-8", ";"),
        (whole("|").encode(), "UTF-8", "|"),
        (whole("\t").encode(), "UTF-8", "\t"),
        (("sep=;\r\n" + whole()).encode(), "UTF-8", ";"),
        (
            lines([*TITLES, "rua, bairro, CEP, cidade, UF, país, contato"], *ROWS).encode(),
            "UTF-8",
            ";",
        ),
    ],
)
def test_encodings_delimiters_and_line_ends_are_found(written, contents, encoding, delimiter):
    reading = only(written("carta.csv", contents))
    assert [service.values["name"] for service in reading.draft.services] == NAMES
    assert (reading.files[0].encoding, reading.files[0].delimiter) == (encoding, delimiter)
    assert reading.samples()[:2] == NAMES
    assert reading.files[0].header_row == 1


def test_an_encoding_may_be_named_and_a_wrong_one_is_told(written):
    path = written("carta.csv", whole().encode("cp1252"))
    named = read_files([path], charter(), options=Options(encoding="latin-1"))
    assert named.samples()[:2] == NAMES
    with pytest.raises(Unreadable, match=r"carta.csv, record 1 is not in UTF-8|utf-8"):
        read_files([path], charter(), options=Options(encoding="utf-8"))
    for wrong in ("klingon", "rot13", "base64"):
        with pytest.raises(Unreadable, match="There is no encoding"):
            encoding_of(InputFile(path), wrong)


def test_one_broken_letter_does_not_make_another_encoding(written):
    reading = only(written("carta.csv", whole().encode() + b"103;Cal\xe7ada;;;;\r\n"))
    assert reading.files[0].encoding == "UTF-8"
    assert [service.values["name"] for service in reading.draft.services][:2] == NAMES
    assert told(reading)[0][1].startswith("letters look broken: “Cal\ufffdada”")


@pytest.mark.parametrize(
    ("before", "row"),
    [
        ([["CARTA DE SERVIÇOS - 2026"], [], TITLES], 3),
        ([["Serviço", "", "", "Acesso", "", ""], TITLES], 2),
        (
            [
                ["Código", "Nome", "Descrição", "Acesso", "", ""],
                ["", "", "", "Gratuito", "Link", "Secretaria"],
            ],
            2,
        ),
        ([[title.upper() for title in TITLES]], 1),
        ([[f" {title}\u00a0" for title in TITLES]], 1),
        ([[*TITLES[:3], '"Gratuito\n(Sim/Não)"', *TITLES[4:], ""]], 1),
    ],
)
def test_the_row_of_titles_is_found(written, before, row):
    reading = only(written("carta.csv", lines(*before, *ROWS)))
    assert [service.values["is_free"] for service in reading.draft.services] == [False, True]
    assert reading.files[0].header_row == row
    assert reading.faults == 0


def test_what_lacks_and_what_is_there_twice_is_told_at_once(written):
    with pytest.raises(Unreadable, match=r"record 1 lacks the columns: descricao; twice: nome\."):
        only(written("carta.csv", lines(["Código", "Nome", "Nome", *TITLES[3:]], *ROWS)))
    with pytest.raises(Unreadable, match="has none of the columns nome, descricao"):
        only(written("carta.csv", "a;b\n1;2\n"))


def test_edges_of_the_table_are_no_services(written):
    rows = [[*ROWS[0], ""], [" "] * 6, ROWS[1], ["TOTAL:", "2"]]
    reading = only(written("carta.csv", lines([*TITLES, ""], *rows)))
    assert [service.source_id for service in reading.draft.services] == ["101", "102"]
    assert [number for number, sentence in told(reading) if "totals" in sentence] == [5]


@pytest.mark.parametrize(
    ("word", "means"),
    [
        (word, True)
        for word in ("x", "✓", "Sim", "SÍ.", "Verdadero", "Gratuito", "isento", "1", "TRUE")
    ]
    + [(word, False) for word in ("não", "NAO", "no", "Falso", "pago", "0")]
    + [
        (word, None)
        for word in ("n/a", "N/D", "–", "-", "Não se aplica", "no aplica", "talvez", "")
    ],
)
def test_yes_and_no_are_known_as_people_write_them(written, word, means):
    row = [*ROWS[0][:3], word, *ROWS[0][4:]]
    reading = only(written("carta.csv", lines(TITLES, row)))
    assert reading.draft.services[0].values["is_free"] is means
    assert bool(told(reading)) == (means is None and word != "")
    assert reading.faults == (word == "talvez")


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("www.vila.example/agua", "https://www.vila.example/agua"),
        ("vila.example/agua", "https://vila.example/agua"),
        ("HTTP://vila.example", "HTTP://vila.example"),
        ("Clique aqui", ""),
        ("javascript:alert(1)", ""),
        ("ana@vila.example", ""),
        ("https://vila.example/a|b", "https://vila.example/a|b"),
        ("https://vila.example/" + "a" * 1000, ""),
    ],
)
def test_a_link_is_whole_or_left_out(written, link, kept):
    reading = only(written("carta.csv", lines(TITLES, [*ROWS[0][:4], link, "Obras"])))
    assert reading.draft.services[0].values["declared_url"] == kept
    assert reading.faults == (kept == "")


def test_texts_are_cleaned_as_forms_clean_them(written):
    name = "Alvará\u200b de\u00a0obra\u202e | licença"
    text = '"<p>RG</p>\nCPF  e\t<b>prova</b>\n\n\n\nProtocolo <número> &amp; senha"'
    reading = only(written("carta.csv", lines(TITLES, ["\u200b101", name, text, "", "", "Obras"])))
    values = reading.draft.services[0].values
    assert values["name"] == "Alvará de obra | licença"
    assert values["summary"] == "RG\n\nCPF e prova\n\nProtocolo <número> & senha"
    assert reading.draft.services[0].source_id == "101"
    nameless = only(written("a.csv", lines(TITLES, ["1", "\u200b", "", "", "", ""])))
    assert nameless.draft.services == []


@pytest.mark.parametrize("broken", ["AlvarÃ¡", "Inscri\ufffd\ufffdo", "Certid?o de obra"])
def test_broken_letters_are_told(written, broken):
    reading = only(written("carta.csv", lines(TITLES, ["1", broken, *ROWS[0][2:]])))
    assert told(reading)[0][1].startswith(f"letters look broken: “{broken}”")


def test_what_differs_in_capitals_accents_or_a_point_is_one(written):
    rows = [
        ["Água", "Segunda via", "3"],
        ["AGUA", "segunda via.", "4"],
        ["A\u0301gua", "Ligação", "5"],
    ]
    mapping = counted(number="n")
    reading = only(written("p.csv", lines(["tema", "servico", "n"], *rows)), mapping)
    assert [sum(v.requests for v in s.volumes.values()) for s in reading.draft.services] == [7, 5]
    assert (3, "“AGUA|segunda via” is taken for “Água|Segunda via” of record 2.") in [
        (record, sentence.replace("via.”", "via”")) for record, sentence in told(reading)
    ]
    bodies = [[*ROWS[0][:5], "Zeladoria"], [*ROWS[1][:5], "zeladoria."]]
    charters = only(written("c.csv", lines(TITLES, *bodies)))
    assert [body.names for body in charters.draft.organisations.values()] == [["Zeladoria"]]
    assert (3, "“zeladoria.” is taken for “Zeladoria”.") in told(charters)


@pytest.mark.parametrize(
    ("number", "year", "means"),
    [
        ("1.234", "2025", (2025, 1234)),
        ("1,234", "2025.0", (2025, 1234)),
        ("1234,0", "Ano 2025", (2025, 1234)),
        ("1.234,00", "02/01/2025 09:00", (2025, 1234)),
        ("12.345.678", "2025-01-02T09:00:00", (2025, 12345678)),
        ("5", "2/1/25", (2025, 5)),
        ("5", "jan/2025", (2025, 5)),
        ("5", "20250102", (2025, 5)),
        ("5", "2024/2025", (None, 5)),
        ("5", "há tempos", (None, 5)),
        ("n/d", "2025", None),
        ("0,5", "2025", None),
        ("-4", "2025", None),
        ("9" * 30, "2025", None),
    ],
)
def test_numbers_and_years_are_read_as_people_write_them(written, number, year, means):
    row = ["Ruas", "Tapa-buraco", number, year]
    mapping = counted(number="n", year="ano")
    reading = only(written("p.csv", lines(["tema", "servico", "n", "ano"], row)), mapping)
    (service,) = reading.draft.services
    found = [(volume.year, volume.requests) for volume in service.volumes.values()]
    assert found == ([means] if means else [])
    assert bool(told(reading)) == (means is None or means[0] is None)


def test_one_row_a_request_is_counted_by_the_year_of_its_day(written):
    titles = ["Data de abertura", "Canal", "Tema", "Assunto", "Serviço", "Bairro"]
    rows = [
        [f"{year}-01-02 09:00:00", channel, "Rua", "Buraco", "Tapa-buraco", "Sé"]
        for year, channel in (
            (2024, "PORTAL ONLINE"),
            (2025, "PORTAL ONLINE"),
            (2025, ""),
            (2025, ""),
        )
    ]
    reading = read_files([written("156.csv", lines(titles, *rows).encode("latin-1"))])
    assert reading.mapping == mapping("sp156")
    volumes = [(v.year, v.channel, v.requests) for v in reading.draft.services[0].volumes.values()]
    assert volumes == [(2024, "web", 1), (2025, "web", 1), (2025, "", 2)]
    assert told(reading) == []


def test_steps_and_channels_of_a_cell_are_read(written):
    more = charter(steps="etapas", channels="forma")
    titles = [*TITLES, "Etapas", "Forma"]
    rows = [
        [*ROWS[0], '"1. Protocolo; 2) Análise;"', "Presencial ou Online"],
        [*ROWS[1], "", "Telefone / WhatsApp"],
    ]
    reading = only(written("carta.csv", lines(titles, *rows)), more)
    steps = [
        [(step.values["position"], step.values["title"], step.channels) for step in service.steps]
        for service in reading.draft.services
    ]
    assert steps == [
        [(1, "Protocolo", ["in_person", "web"]), (2, "Análise", ["in_person", "web"])],
        [(1, "forma", ["telephone", "WhatsApp"])],
    ]


def test_a_list_of_json_is_a_table(written):
    records = [dict(zip(TITLES, row, strict=True)) for row in ROWS]
    records[0] |= {"Gratuito": False, "Código": 101.0, "Outro": {"a": [1, None]}}
    for whole_file in (records, {"servicos": records, "total": 2}):
        reading = only(written("carta.json", json.dumps(whole_file)))
        assert [service.source_id for service in reading.draft.services] == ["101", "102"]
        assert reading.draft.services[0].values["is_free"] is False
    for wrong in ("{", "[1, 2]", '{"a": 1}', "[" * 100_000):
        with pytest.raises(Unreadable, match=r"wrong\.json (is not well-formed|holds no list)"):
            only(written("wrong.json", wrong))


def test_a_glance_shows_a_file_before_it_has_a_mapping(written):
    path = written("upload-7f", lines(["Carta 2026"], [], TITLES, *ROWS).encode("cp1252"))
    facts = glance(InputFile(path, "carta.csv"))
    assert (facts.file, facts.encoding, facts.header_row) == ("carta.csv", "Windows-1252", 3)
    assert list(facts.titles) == TITLES
    assert [list(row) for row in facts.rows] == ROWS
