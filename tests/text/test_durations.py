"""Times and waits, read as people write them."""

from decimal import Decimal

import pytest

from workbench.text.amounts import NoNumber, TwoReadings
from workbench.text.durations import read_days, read_minutes

TIMES = {
    "90": 90,
    "90 min": 90,
    "40min": 40,
    "1.200": 1200,
    "2h": 120,
    "1h20": 80,
    "1h20m": 80,
    "1:20": 80,
    "1,5 h": 90,
    "1 hora e 20 minutos": 80,
    "meia hora": 30,
    "uma hora e meia": 90,
    "media hora": 30,
    "half an hour": 30,
    "1 h 20 min": 80,
}
WAITS = {
    "3": "3",
    "21 dias": "21",
    "1,5 dias": "1.5",
    "2 semanas": "14",
    "1 mês": "30",
    "um mês e meio": "45",
    "2 meses": "60",
    "12 h": "0.5",
    "2 weeks": "14",
    "3 semanas": "21",
}


def test_times_and_waits_are_read_as_written() -> None:
    assert {text: read_minutes(text, "pt_BR") for text in TIMES} == TIMES
    assert {text: read_days(text, "pt_BR") for text in WAITS} == {
        text: Decimal(days) for text, days in WAITS.items()
    }


@pytest.mark.parametrize("text", ["", "x", "-5", "1 dia", "2 a 3 h", "10 min e 5", "1,5"])
def test_what_is_no_time_is_not_guessed(text: str) -> None:
    with pytest.raises(NoNumber):
        read_minutes(text, "pt_BR")


@pytest.mark.parametrize("text", ["", "logo", "10 dias úteis", "5 h", "2 a 3 dias", "2 semanas 3"])
def test_what_is_no_wait_is_not_guessed(text: str) -> None:
    with pytest.raises(NoNumber):
        read_days(text, "pt_BR")


def test_two_readings_are_asked_back() -> None:
    with pytest.raises(TwoReadings):
        read_days("1,500", "pt_BR")
