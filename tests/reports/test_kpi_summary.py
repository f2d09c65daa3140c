"""The four figures over all services: weighed where requests are known, a median otherwise, and never more than was measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from workbench.models.progress.measurement import Measurement
from workbench.reports.kpi_summary import summaries
from workbench.reports.outcomes import Account, Known
from workbench.reports.proof import NO_PROOF
from workbench.reports.tracks import Change, Track

DAY = date(2026, 11, 30)


def service(number: int, volume: int | None, *, launched: bool = True) -> Track:
    words = dict.fromkeys(("title", "organisation", "team_name", "facilitator"), "")
    proof = replace(NO_PROOF, launched_on=DAY) if launched else None
    measured = {"measurement": Measurement(volume=volume), "organisation_id": None, "proof": proof}
    change = Change(1, "digitized", DAY, "")
    return Track(id=number, service_id=number, changes=(change,), day=DAY, **words, **measured)


def said(measure: str, value: str, basis: str = "measured") -> Known:
    return Known(0, measure, basis, DAY, Decimal(value), 10, [], "", "", "")


def test_the_figures_over_all_services():
    accounts = {
        1: Account((said("take_up", "0.2"), said("take_up", "0.5"), said("cost", "8"))),
        2: Account((said("take_up", "0.9"), said("take_up", "0.8", "target"), said("cost", "2"))),
        3: Account((said("cost", "3"), said("cost", "2", "target"))),
        4: Account((said("take_up", "1"),)),
    }
    tracks = [service(1, 300), service(2, 100), service(3, None), service(4, 9, launched=False)]
    take_up, completion, _satisfaction, cost = summaries(tracks, accounts)
    assert (take_up.value, take_up.manner) == (Decimal("0.6"), "requests")
    assert (take_up.services, take_up.launched, take_up.aimed, take_up.reached) == (2, 3, 1, 1)
    assert (completion.value, completion.manner, completion.services) == (None, None, 0)
    assert (cost.value, cost.manner, cost.services) == (Decimal(3), "median", 3)
    assert (cost.aimed, cost.reached) == (1, 0)
    assert summaries([], {})[0].value is None
