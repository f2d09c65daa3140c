"""Sign-ins: how long they last, for whom, and what the server's clock does to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from people import City4
from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.people.sign_in import SignIn, fingerprint

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAY = 24 * HOUR


@pytest.fixture
def clock(city: City4) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def is_open(token: str) -> bool:
    db.session.expire_all()
    return SignIn.of(token) is not None


def see(token: str) -> None:
    SignIn.see(db.session.connection(), [fingerprint(token)])


@pytest.mark.parametrize(
    ("is_shared", "is_guest", "last", "over"),
    [
        (False, False, 12 * HOUR - MINUTE, 12 * HOUR + MINUTE),
        (True, False, HOUR - MINUTE, HOUR + MINUTE),
        (False, True, 30 * DAY - MINUTE, 30 * DAY + MINUTE),
        (True, True, HOUR - MINUTE, HOUR + MINUTE),
    ],
)
def test_it_ends_when_nobody_was_seen(
    city: City4,
    clock: time_machine.Traveller,
    is_shared: bool,
    is_guest: bool,
    last: timedelta,
    over: timedelta,
) -> None:
    city.bruno.is_guest = is_guest
    token = SignIn.open(city.bruno, is_shared_computer=is_shared)
    commit()
    clock.move_to(MORNING + last)
    assert is_open(token)
    clock.move_to(MORNING + over)
    assert not is_open(token)
    # The next who signs in clears what is over away.
    SignIn.open(city.ana)
    commit()
    ended = select(func.count()).where(SignIn.token_hash == fingerprint(token))
    assert db.session.scalar(ended) == 0


@pytest.mark.parametrize(("is_shared", "pace"), [(False, 11 * HOUR), (True, 55 * MINUTE)])
def test_it_goes_on_while_somebody_is_seen_and_for_30_days_in_all(
    city: City4, clock: time_machine.Traveller, is_shared: bool, pace: timedelta
) -> None:
    token = SignIn.open(city.bruno, is_shared_computer=is_shared)
    commit()
    moment = MORNING
    while moment + pace < MORNING + 30 * DAY:
        moment += pace
        clock.move_to(moment)
        assert is_open(token)
        see(token)
    clock.move_to(MORNING + 30 * DAY)
    assert not is_open(token)


def test_it_is_written_once_in_five_minutes(city: City4, clock: time_machine.Traveller) -> None:
    token = SignIn.open(city.bruno)
    commit()
    written = []
    for minute in range(12):
        clock.move_to(MORNING + minute * MINUTE)
        see(token)
        db.session.expire_all()
        written.append(SignIn.of(token).seen_at)
    # At 6 and at 12 minutes, when more than five have passed.
    assert len(set(written)) == 2


@pytest.mark.parametrize("back", [5 * MINUTE / 60, 2 * HOUR, 400 * DAY])
def test_a_clock_that_is_set_back_ends_none(
    city: City4, clock: time_machine.Traveller, back: timedelta
) -> None:
    token = SignIn.open(city.bruno)
    commit()
    clock.move_to(MORNING - back)
    see(token)
    assert is_open(token)


def test_ending_one_leaves_the_others(city: City4) -> None:
    here, there, somebody = [SignIn.open(person) for person in (city.bruno, city.bruno, city.carla)]
    commit()
    SignIn.end(here)
    assert [is_open(each) for each in (here, there, somebody)] == [False, True, True]
    SignIn.end_all([db.session.get_one(Person, city.bruno.id)])
    assert [is_open(each) for each in (here, there, somebody)] == [False, False, True]


def test_the_token_is_not_stored(city: City4) -> None:
    token = SignIn.open(city.bruno)
    commit()
    assert len(token) >= 43  # 256 bits
    assert token not in repr(db.session.execute(select(SignIn.__table__)).all())
