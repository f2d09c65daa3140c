"""The benefit of each service as one flat row: its inputs and its result, for files and other programs."""

from __future__ import annotations

from typing import Any

from workbench.models.progress.measurement import GAPS, Measurement
from workbench.models.redesign.status import STATUS_TITLES
from workbench.reports.benefits import (
    BASIS_WORDS,
    TAKE_UP_WORDS,
    ServiceBenefit,
    amounts_dict,
    as_number,
)
from workbench.reports.saving import SIDES, range_dict
from workbench.text import columns
from workbench.text.messages import N_

# The columns of one side, in the order of a row; "before" and "after" stand for the two journeys.
_SIDE_HEADINGS = {
    "citizens": {
        "minutes_before": N_("Citizens: minutes before"),
        "paid_before": N_("Citizens: paid before"),
        "minutes_after": N_("Citizens: minutes after"),
        "paid_after": N_("Citizens: paid after"),
        "hours_before": N_("Citizens: hours a year before"),
        "hours_after": N_("Citizens: hours a year after"),
        "money_before": N_("Citizens: money a year before"),
        "money_after": N_("Citizens: money a year after"),
        "hours_least": N_("Citizens: least hours saved a year"),
        "hours_most": N_("Citizens: most hours saved a year"),
        "money_least": N_("Citizens: least money saved a year"),
        "money_most": N_("Citizens: most money saved a year"),
    },
    "office": {
        "minutes_before": N_("Office: minutes before"),
        "paid_before": N_("Office: paid before"),
        "minutes_after": N_("Office: minutes after"),
        "paid_after": N_("Office: paid after"),
        "hours_before": N_("Office: hours a year before"),
        "hours_after": N_("Office: hours a year after"),
        "money_before": N_("Office: money a year before"),
        "money_after": N_("Office: money a year after"),
        "hours_least": N_("Office: least hours saved a year"),
        "hours_most": N_("Office: most hours saved a year"),
        "money_least": N_("Office: least money saved a year"),
        "money_most": N_("Office: most money saved a year"),
    },
}
TABLE = columns.Table(
    N_("Benefits"),
    columns.whole("redesign_id", N_("Redesign no.")),
    columns.text("service", N_("Service")),
    columns.text("organisation", N_("Organisation")),
    columns.text("status", N_("Status"), STATUS_TITLES),
    columns.day("since", N_("Since")),
    columns.text("basis", N_("Basis"), BASIS_WORDS),
    columns.text("gaps", N_("What is missing"), GAPS),
    columns.whole("requests_a_year", N_("Requests a year")),
    columns.amount("hourly_income", N_("What an hour of citizens is worth")),
    columns.amount("hourly_office_cost", N_("What an hour of the office costs")),
    columns.day("parameters_from", N_("Parameters from")),
    columns.amount("take_up", N_("Take-up, 0 to 1")),
    columns.text("take_up_basis", N_("Basis of the take-up"), TAKE_UP_WORDS),
    columns.day("take_up_on", N_("Take-up of")),
    columns.amount("investment", N_("Investment")),
    columns.amount("payback_months", N_("Paid back in months")),
    *(
        columns.amount(f"{side}_{name}", heading)
        for side, headings in _SIDE_HEADINGS.items()
        for name, heading in headings.items()
    ),
)


def row_of(line: ServiceBenefit) -> dict[str, Any]:
    """Return the inputs and the result as one flat row."""
    taken = line.measurement or Measurement()
    row: dict[str, Any] = {
        "redesign_id": line.track.id,
        "service": line.track.title,
        "organisation": line.track.organisation,
        "status": line.track.status,
        "since": line.track.since,
        "basis": line.basis,
        "gaps": list(line.gaps),
        "requests_a_year": taken.volume,
        "hourly_income": taken.hourly_income,
        "hourly_office_cost": taken.hourly_office_cost,
        "parameters_from": taken.parameters_from,
        "take_up": float(line.take_up.share) if line.take_up else None,
        "take_up_basis": line.take_up.basis if line.take_up else None,
        "take_up_on": line.take_up.stated_on if line.take_up else None,
        "investment": as_number(line.investment),
        "payback_months": line.payback_months,
    }
    for side in SIDES:
        for moment in ("before", "after"):
            one = getattr(taken, f"{side}_{moment}") if line.basis != "none" else {}
            row[f"{side}_minutes_{moment}"] = one.get("minutes")
            row[f"{side}_paid_{moment}"] = one.get("money")
        row.update(amounts_dict(getattr(line, side), f"{side}_"))
        for name, ends in range_dict(line.ranges.get(side)).items():
            row[f"{side}_{name}_least"], row[f"{side}_{name}_most"] = (
                ends["least"],
                ends["most"],
            )
    return row
