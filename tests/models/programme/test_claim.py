"""A claim is kept as it was stated, and compared with what the records give."""

from __future__ import annotations

from decimal import Decimal

import pytest
from people import City4

from workbench.models.base import DomainError
from workbench.models.programme.claim import QUALIFIERS, Claim

pytestmark = pytest.mark.both_databases

SAID = {"unit": "services", "stated_by": "Prefeitura", "measure": "services_digitized"}


@pytest.mark.parametrize(
    ("qualifier", "agrees", "disagrees"),
    [
        ("=", [45], [44, 46]),
        (">", [46, 100], [45, 44]),
        (">=", [45, 46], [44]),
        ("<", [44, 0], [45, 46]),
        ("<=", [45, 0], [46]),
        ("~", [41, 45, 49], [40, 50]),
    ],
)
def test_what_a_qualifier_means(qualifier: str, agrees: list[int], disagrees: list[int]) -> None:
    claim = Claim(figure=Decimal(45), qualifier=qualifier, **SAID)
    assert all(claim.agrees_with(value) is True for value in agrees)
    assert all(claim.agrees_with(value) is False for value in disagrees)


def test_a_range_holds_both_its_ends() -> None:
    claim = Claim(figure=Decimal(40), figure_to=Decimal(45), qualifier="between", **SAID)
    assert [claim.agrees_with(value) for value in (39, 40, 45, 46)] == [False, True, True, False]


def test_there_may_be_nothing_to_compare() -> None:
    assert Claim(figure=Decimal(1), qualifier="=", **SAID).agrees_with(None) is None
    context = Claim(figure=Decimal(1), qualifier="=", **{**SAID, "measure": ""})
    assert context.agrees_with(1) is None


def test_every_qualifier_can_be_compared() -> None:
    for qualifier in QUALIFIERS:
        claim = Claim(figure=Decimal(1), figure_to=Decimal(2), qualifier=qualifier, **SAID)
        assert claim.agrees_with(1) in (True, False)


def test_a_range_needs_both_ends(city: City4) -> None:
    values = {"figure": 40, "qualifier": "between", **SAID}
    with pytest.raises(DomainError, match="both ends"):
        Claim.state(city.programme, by=city.davi, **values)
    claim = Claim.state(city.programme, by=city.davi, figure_to=45, **values)
    with pytest.raises(DomainError, match="both ends"):
        claim.edit({"qualifier": "between", "figure_to": None}, by=city.davi)
