"""What is asked after a launch, and when: figures at three days, visits at two."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from workbench.models.work.figure import KPIS, mean_of
from workbench.models.work.monitoring import due, months_after, point_of

LAUNCH = date(2026, 3, 1)


def day(number: int) -> date:
    return LAUNCH + timedelta(days=number)


def asked(measured: dict[str, int], today: int, visits: tuple[int, ...] = ()) -> list[tuple]:
    found = due(LAUNCH, [(name, day(on)) for name, on in measured.items()], visits, day(today))
    return [(one.what, one.point, one.is_overdue, len(one.missing)) for one in found]


def test_figures_are_due_on_their_day_and_overdue_a_month_later():
    assert asked({}, 29) == []
    assert asked({}, 30) == [("figures", 30, False, 4)]
    assert asked({"take_up": 31, "cost": 40}, 61) == [("figures", 30, True, 2)]
    assert asked(dict.fromkeys(KPIS, 31), 89) == []
    assert asked(dict.fromkeys(KPIS, 31), 90) == [("figures", 90, False, 4)]
    assert due(None, [], [], day(400)) == []


def test_visits_are_due_half_a_year_and_a_year_later():
    all_there = dict.fromkeys(KPIS, 181)
    assert asked(all_there, 184) == [("follow_up", 6, False, 0)]
    assert asked(all_there, 365, visits=(6,)) == [("follow_up", 12, False, 0)]
    assert [each[:3] for each in asked(all_there, 400)] == [
        ("follow_up", 6, True),
        ("follow_up", 12, True),
    ]


@pytest.mark.parametrize(
    ("number", "point"), [(0, None), (1, 30), (59, 30), (60, 90), (134, 90), (135, 180), (900, 180)]
)
def test_a_figure_belongs_to_the_nearest_day(number, point):
    assert point_of(LAUNCH, day(number)) == point


def test_months_end_where_there_is_no_such_day():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 6, 30), 6) == date(2026, 12, 30)
    assert months_after(date(2027, 12, 31), 12) == date(2028, 12, 31)


def test_the_mean_of_nobody_is_not_nought():
    assert mean_of([0, 0, 0, 0, 0]) is None
    assert mean_of([1, 0, 0, 0, 3]) == Decimal(4)
