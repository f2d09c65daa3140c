"""The lead's figures, counted by hand for several days, and the dictionary that other programs read."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.reports.counting import statements
from tests.reports.world import begin, frozen, tell
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.programme.objective import Objective
from workbench.models.programme.programme import Programme
from workbench.reports.objectives import Target
from workbench.reports.programme_report import day_from, report
from workbench.reports.rows import FIGURES, figure_rows
from workbench.web.formats import json_value

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def world(app):
    return tell()


def on(world, day):
    return report(world.programme, date.fromisoformat(day))


def test_a_lead_reads_how_many_services_became_digital(world):
    counts = report(world.programme).counts
    assert (counts.total, counts.digitized, counts.in_development) == (5, 2, 1)
    assert counts.digitized_share == 0.4
    assert counts.by_status["monitored"] == counts.by_status["digitized"] == 1
    assert counts.by_group == {
        "analog": 1,
        "in_redesign": 0,
        "in_development": 1,
        "digitized": 2,
        "other": 1,
    }


@pytest.mark.parametrize(
    ("day", "total", "digitized", "in_development", "share"),
    [
        ("2020-05-09", 0, 0, 0, None),
        ("2020-05-10", 2, 0, 0, 0.0),
        ("2020-06-30", 4, 0, 0, 0.0),
        ("2020-07-01", 4, 0, 1, 0.0),
        ("2020-09-30", 4, 0, 2, 0.0),
        ("2020-10-01", 4, 2, 1, 0.5),
        ("2021-01-15", 4, 3, 0, 0.75),
        ("2021-02-28", 5, 3, 0, 0.6),
        ("2021-03-01", 5, 2, 1, 0.4),
    ],
)
def test_an_earlier_day_has_its_own_figures(world, day, total, digitized, in_development, share):
    counts = on(world, day).counts
    assert (counts.total, counts.digitized, counts.in_development) == (
        total,
        digitized,
        in_development,
    )
    assert counts.digitized_share == share
    assert sum(counts.by_status.values()) == total


def test_a_service_that_was_stopped_stays_in_the_total(world):
    before, after = on(world, "2020-11-30").counts, on(world, "2020-12-01").counts
    assert before.total == after.total == 4
    assert after.by_status["stopped"] == 1
    assert before.digitized_share == after.digitized_share


def test_the_present_status_of_a_redesign_is_never_read(world):
    """The status on the row is a copy for lists; only the dated changes speak for a day."""
    for redesign in world.redesigns.values():
        redesign.status = "stopped"
    db.session.flush()
    assert report(world.programme).counts.digitized == 2


def test_a_service_redesigned_twice_counts_once_and_where_it_is_furthest(world):
    again = begin(
        world.programme,
        world.redesigns["d"].service,
        date(2021, 4, 1),
        ("chosen", "2021-04-10", {}),
    )
    first = begin(world.programme, world.redesigns["a"].service, date(2021, 4, 1))
    found = on(world, "2021-05-01")
    assert found.counts.total == 5
    assert found.counts.digitized == 2
    ids = {track.id for track in found.services}
    assert again.id in ids, "the stopped one was taken up anew"
    assert first.id not in ids, "a new candidate does not undo what is digitized"


def test_enrolments_are_more_than_people_and_staff_is_not_counted(world):
    found = report(world.programme)
    assert found.participation.enrolments == 7
    assert found.participation.people == 6
    assert len(found.participation.organisations) == 3


def test_what_nobody_stated_is_null_and_never_zero(world):
    one, two, three = report(world.programme).participation.phases
    assert (one.workshops, one.officials, one.organisations) == (2, 3, 2)
    assert (two.workshops, two.officials, two.organisations) == (None, 4, 3)
    assert (three.workshops, three.officials, three.organisations) == (None, None, None)


def test_seats_and_workshops_count_from_their_day(world):
    found = on(world, "2020-05-31")
    assert found.participation.enrolments == 3
    assert [phase.workshops for phase in found.participation.phases] == [1, None, None]
    assert [phase.officials for phase in found.participation.phases] == [3, 0, None]
    assert on(world, "2020-04-30").participation.enrolments == 0


def test_a_seat_that_ended_stays_counted(world):
    seat = world.programme.phases[0].enrolments[0]
    seat.end(date(2020, 6, 1), by=world.people[0])
    db.session.flush()
    assert on(world, "2021-01-01").participation.enrolments == 7


def test_claims_stand_beside_the_computed_figure_of_the_day_and_of_their_own(world):
    claims = report(world.programme).claims
    told = [(c.figure, c.computed, c.computed_then, c.agrees) for c in claims]
    assert told == [(6, 7, 7, True), (3, 2, 2, False), (2, 2, 3, True), (12, None, None, None)]


def test_a_claim_of_a_later_day_is_not_told_yet(world):
    assert [claim.figure for claim in on(world, "2021-02-15").claims] == [2, 12]


def test_levels_are_counted_before_and_on_the_day(world):
    counts = {count.level: count for count in report(world.programme).ladder("chile").counts}
    assert (counts["1"].before, counts["1"].now) == (4, 2)
    assert (counts["4"].before, counts["4"].now) == (0, 2)
    assert (counts[""].before, counts[""].now) == (1, 1), "the candidate's steps have no level"


def test_the_staircase_has_a_step_for_each_day_that_changed_a_number(world):
    points = [
        (p.day.isoformat(), p.digitized, p.in_development, p.total)
        for p in report(world.programme).over_time
    ]
    assert points == [
        ("2020-05-10", 0, 0, 2),
        ("2020-06-01", 0, 0, 4),
        ("2020-07-01", 0, 1, 4),
        ("2020-08-01", 0, 2, 4),
        ("2020-10-01", 2, 1, 4),
        ("2021-01-15", 3, 0, 4),
        ("2021-02-01", 3, 0, 5),
        ("2021-03-01", 2, 1, 5),
    ]


def test_the_staircase_ends_where_the_counts_are_on_any_day(world):
    for day in ("2020-05-20", "2020-08-15", "2020-12-31", "2021-02-01", "2021-12-31"):
        found = on(world, day)
        last = found.over_time[-1]
        assert (last.digitized, last.total) == (found.counts.digitized, found.counts.total)


def test_what_stands_still_is_told_longest_first(world):
    assert [line.track.title for line in on(world, "2021-03-10").stuck] == ["e"]
    found = report(world.programme)
    assert [line.track.title for line in found.stuck] == ["e", "c"]
    assert found.stuck[0].missing is not None, "today the next missing rule is known"
    assert on(world, "2021-03-20").stuck[0].missing is None, "what was missing then is not"


def test_figures_by_organisation_add_up(world):
    found = report(world.programme)
    assert sum(len(each.services) for each in found.secretariats) == found.counts.total
    assert sum(len(each.seats) for each in found.secretariats) == found.participation.enrolments
    rows = {each.name: each.as_row() for each in found.secretariats}
    assert rows["Cultura"]["digitized"] == 1
    assert rows["Cultura"]["in_development"] == 1


def test_other_programs_find_the_keys_in_their_order(world):
    told = json.loads(json.dumps(report(world.programme).as_dict(), default=json_value))
    assert list(told)[:8] == [
        "programme",
        "as_of",
        "services",
        "officials",
        "organisations",
        "phases",
        "benefits",
        "claims",
    ]
    assert told["programme"] == {"slug": "feito", "title": "Feito", "city": "São Lourenço"}
    assert list(told["services"])[:5] == [
        "total",
        "digitized",
        "in_development",
        "by_status",
        "digitized_share",
    ]
    assert told["officials"] == {"enrolments": 7, "people": 6}
    assert told["organisations"] == 3
    assert list(told["phases"][0])[:4] == ["title", "workshops", "officials", "organisations"]
    assert list(told["benefits"])[:10] == [
        "hours_before",
        "hours_after",
        "money_before",
        "money_after",
        "currency",
        "per",
        "citizens",
        "office",
        "services_measured",
        "services_unmeasured",
    ]
    assert list(told["claims"][0])[:5] == ["figure", "qualifier", "stated_by", "as_of", "computed"]
    assert told["claims"][0]["figure"] == 6


def test_the_spreadsheet_holds_every_figure_once(world):
    rows = figure_rows(report(world.programme).as_dict())
    assert all(tuple(row) == FIGURES.names for row in rows)
    found = {(row["section"], row["item"], row["figure"]): row["value"] for row in rows}
    assert len(found) == len(rows)
    assert found["services", "", "digitized"] == 2
    assert found["phases", "Dois", "workshops"] is None


@pytest.mark.parametrize("text", ["31/12/2020", "yesterday", "2020-13-01", "2020-02-30"])
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(DomainError, match="is not a date"):
        day_from(text)


def test_a_day_that_has_not_come_is_refused(world):
    with pytest.raises(DomainError, match="has not come yet"):
        report(world.programme, world.city.today() + timedelta(days=1))


def test_the_report_costs_the_same_statements_at_two_sizes(world):
    sizes = []
    for more in (0, 25):
        for number in range(more):
            service = Service.add(world.city, name=f"s{number}", by=None)
            db.session.flush()
            begin(world.programme, service, date(2021, 5, 1), ("digitized", "2021-05-02", frozen()))
        commit()
        programme_id = world.programme.id
        db.session.remove()
        programme = db.session.get(Programme, programme_id)
        with statements() as sent:
            report(programme).as_dict()
        sizes.append(len(sent))
        world.programme, world.city = programme, programme.city
    assert sizes[0] == sizes[1]
    assert sizes[0] <= 20, sizes


def test_an_objective_is_reached_by_the_likely_value_and_says_when_the_least_is_not():
    objective = Objective(id=1, title="Horas", indicator="hours", target=Decimal(500), unit="h")
    found = Target.of(objective, {"hours": 549}, {"hours": (402, 671)})
    assert (found.reached, found.least_reaches, found.is_range) == (True, False, True)
    assert (found.place(671), found.place(500)) == (100, 74.5)
    single = Target.of(objective, {"hours": 10}, {})
    assert (single.reached, single.least, single.most, single.missing) == (False, 10, 10, 490)
    unknown = Target.of(objective, {"hours": None}, {})
    assert (unknown.reached, unknown.as_dict()["actual"]) == (None, None)
    objective.target = None
    assert Target.of(objective, {"hours": 549}, {}).reached is None
