"""Fifty people write while the server is restarted twenty times, as at a new release: nothing is lost, everybody goes on."""

from __future__ import annotations

import random
import statistics

import pytest
from live.lookers import LOOKERS, check_the_lookers, look_on
from live.place import WRITERS, Place
from live.served import run

pytestmark = pytest.mark.proof_long
RESTARTS = 20


def test_a_restart_in_the_middle_of_work_loses_nothing(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    random.seed(15)
    with place.served():
        lookers, crew = run(look_on(place, 0, RESTARTS, WRITERS), seconds=None)
    check_the_lookers(place, lookers, crew)
    assert sum(looker.opened for looker in lookers) >= LOOKERS + RESTARTS
    edits, retries = sum(each.answered for each in crew), sum(each.retries for each in crew)
    opened, anew = sum(each.opened for each in lookers), sum(each.anew for each in lookers)
    middle, longest = statistics.median(place.outages), max(place.outages)
    with capsys.disabled():
        print(
            f"\n{RESTARTS} restarts under {WRITERS} writers on {place.engine.name}: of {edits} answered edits "
            f"lost 0, tried again {retries} times; from the signal until somebody was answered again "
            f"{middle:.1f} s, at most {longest:.1f} s; {opened} streams opened, {anew} read the page anew"
        )
