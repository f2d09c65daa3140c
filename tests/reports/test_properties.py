"""What holds for any history: statuses add up, and nothing digitized disappears unless it is set back."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workbench.models.redesign.status import STATUSES
from workbench.reports.programme_report import ServiceCounts
from workbench.reports.timeline import Span, timeline
from workbench.reports.tracks import Change, Track, furthest

START = date(2020, 1, 1)
FORWARD = [slug for slug, status in STATUSES.items() if not status.is_exit]
days = st.integers(0, 400).map(lambda number: START + timedelta(days=number))


def track(number, service, moves):
    ordered = sorted(moves, key=lambda move: move[0])
    changes = tuple(
        Change(number * 100 + place, status, day, "") for place, (day, status) in enumerate(ordered)
    )
    return Track(
        number, service, f"s{number}", None, "", "", "", changes, None, None, ordered[-1][0]
    )


@st.composite
def histories(draw, statuses=tuple(STATUSES), onward=False):
    tracks = []
    for number in range(draw(st.integers(0, 8))):
        moves = draw(st.lists(st.tuples(days, st.sampled_from(statuses)), min_size=1, max_size=6))
        if onward:
            told = sorted((status for _day, status in moves), key=statuses.index)
            moves = list(zip(sorted(day for day, _status in moves), told, strict=True))
        tracks.append(track(number + 1, draw(st.integers(1, 6)), moves))
    return tracks


def counts_on(tracks, day):
    return ServiceCounts.of(furthest(past for each in tracks if (past := each.on(day))))


@given(histories(), days)
def test_statuses_and_groups_add_up_to_the_total(tracks, day):
    counts = counts_on(tracks, day)
    assert sum(counts.by_status.values()) == sum(counts.by_group.values()) == counts.total
    assert counts.total == len({each.service_id for each in tracks if each.on(day)})
    assert counts.digitized_share is None or 0 <= counts.digitized_share <= 1


@given(histories(statuses=tuple(FORWARD), onward=True), days, days)
def test_who_only_moves_on_never_loses_a_digitized_service(tracks, one, other):
    earlier, later = sorted((one, other))
    assert counts_on(tracks, earlier).digitized <= counts_on(tracks, later).digitized
    assert counts_on(tracks, earlier).total <= counts_on(tracks, later).total


@given(histories(), days)
def test_the_staircase_says_on_each_day_what_the_counts_say(tracks, day):
    reached = [point for point in timeline(tracks) if point.day <= day]
    counts = counts_on(tracks, day)
    last = reached[-1] if reached else None
    said = (last.digitized, last.in_development, last.total) if last else (0, 0, 0)
    assert said == (counts.digitized, counts.in_development, counts.total)


@given(days, days, days)
def test_a_day_lies_somewhere_in_the_stretch(one, other, day):
    first, last = sorted((one, other))
    shown = Span(first, last)
    assert 0 <= shown.fraction(day) <= 1
    assert all(first <= month <= last for month in shown.months())
    assert 1 <= len(shown.months()) <= 13
