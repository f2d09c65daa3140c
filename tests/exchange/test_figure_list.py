"""A list of figures as people have it: their own titles, days, percents and decimals; what cannot be read is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from workbench.exchange.figure_list import as_text, read_figures
from workbench.exchange.unreadable import Unreadable

LIST = """Indicador;Data;Valor;Sobre quantos;Como foi medido;Fonte
Adesão;31/05/2026;58,3%;2.240;Contagem;Protocolo
Satisfação;31/05/2026;4,2;412;Pesquisa;Painel
Custo por transação;31/05/2026;R$ 1.028,50;90;Planilha;Custos
Adesão;31/02/2026;58;muitos;;
Sorrisos;31/05/2026;;;;
"""


def test_a_list_is_read_as_it_is_written_and_read_again_the_same():
    for text in (LIST, as_text(read_figures(LIST.encode(), "l", "pt_BR"))):
        found = read_figures(text.encode(), "lista", "pt_BR")
        good = [line for line in found if not line.faults]
        read = [(line.values["measure"], line.values["value"], line.values["n"]) for line in good]
        assert read == [
            ("take_up", Decimal("0.583"), 2240),
            ("satisfaction", Decimal("4.2"), 412),
            ("cost", Decimal("1028.50"), 90),
        ]
        assert {line.values["stated_on"] for line in good} == {date(2026, 5, 31)}
        assert [len(line.faults) for line in found] == [0, 0, 0, 3, 2]


def test_our_own_file_is_read():
    own = b"service,kpi,on,value,unit,n,method,source,target\nPoda,take_up,2026-05-31,0.58,share,9,m,s,\n"
    (line,) = read_figures(own, "figures.csv", "en")
    assert (line.faults, line.values["value"]) == ([], Decimal("0.58"))


@pytest.mark.parametrize("contents", [b"", b"a;b\n1;2\n"])
def test_what_is_no_list_is_refused(contents):
    with pytest.raises(Unreadable):
        read_figures(contents, "x", "en")
