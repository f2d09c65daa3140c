"""Hours on a clock: those that summer time leaves out, and those that pass midnight."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from workbench.text.formats import hours_between, zone_city
from workbench.text.hours import ends_next_day, lasts, shown_instead


def test_an_hour_that_clocks_leave_out_is_told_with_what_they_show() -> None:
    santiago, havana = ZoneInfo("America/Santiago"), ZoneInfo("America/Havana")
    assert shown_instead(datetime(2027, 9, 5, 0, 30), santiago) == datetime(2027, 9, 5, 1, 30)
    assert shown_instead(datetime(2027, 3, 14, 0, 15), havana) == datetime(2027, 3, 14, 1, 15)
    for there in (
        datetime(2027, 9, 5, 2),
        datetime(2027, 4, 3, 23, 30),
        datetime(2027, 9, 4, 0, 30),
    ):
        assert shown_instead(there, santiago) is None


def test_hours_may_pass_midnight() -> None:
    assert not ends_next_day(time(14), time(17))
    assert ends_next_day(time(22), time(0))
    assert lasts(time(22), time(0, 30)) == timedelta(hours=2, minutes=30)
    assert lasts(time(14), time(13)) == timedelta(hours=23)


def test_hours_and_cities_are_written_as_people_of_the_language_write_them() -> None:
    assert hours_between(time(14), time(17), "pt_BR") == "14:00–17:00"
    assert hours_between(time(14), None, "pt_BR") == "14:00"
    assert hours_between(None, None, "pt_BR") == ""
    assert zone_city("America/Manaus", "es_MX") == "Manaos"
    assert zone_city("America/Argentina/Buenos_Aires", "pt_BR") == "Buenos Aires"
