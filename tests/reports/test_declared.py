"""What a status declared under earlier rules lacks by today's stands in the report, in the order of the work."""

from __future__ import annotations

from datetime import date

from workbench.reports.declared import declared_without
from workbench.reports.stuck import Missing
from workbench.reports.tracks import Change, Track

DAY = date(2026, 11, 30)


def track(**values):
    change = Change(1, "tested", DAY, "", **values)
    words = dict.fromkeys(("title", "organisation", "team_name", "facilitator"), "")
    none = dict.fromkeys(("organisation_id", "measurement", "proof"))
    return Track(id=7, service_id=1, changes=(change,), day=DAY, **words, **none)


def test_a_status_of_earlier_rules_names_what_it_lacks_by_todays():
    kept = {"rule": "least_problems", "stage": "problems", "reason": "Pressa.", "on": "2026-01-01"}
    unmet = {7: [Missing(rule, {}, "") for rule in ("owner", "tests_held", "problems_written")]}
    for values, known, rules in (
        ({"is_earlier": True}, unmet, ["problems_written", "tests_held"]),
        ({"is_earlier": True}, {}, []),
        ({"is_earlier": True, "lacks": (kept,)}, unmet, ["least_problems", "problems_written"]),
        ({"lacks": (kept,)}, unmet, ["least_problems"]),
    ):
        [row] = declared_without([track(**values)], known)
        assert row["rules"][:2] == rules, values
