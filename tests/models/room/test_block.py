"""Blocks begin, stop, go on and end by one clock; the agenda re-times itself, and promises made to writers are kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from people import City4

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.programme import workshop as workshops
from workbench.models.programme.workshop import Workshop
from workbench.models.room import agenda, clock, joining
from workbench.models.room.agenda import READY, copy_agenda, lay, next_block, timetable
from workbench.models.room.block import DEEDS, GOALS, KINDS, Block
from workbench.models.room.tick import DoneTick
from workbench.models.room.vote import Vote
from workbench.models.work.note import Note

pytestmark = pytest.mark.both_databases

NOON = datetime.fromisoformat("2026-03-04T15:00:00+00:00")


class Watch:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, minutes: float) -> None:
        self.moment += timedelta(minutes=minutes)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    for module in (agenda, clock, joining, workshops):
        monkeypatch.setattr(module, "now", watch)
    return watch


@pytest.fixture
def workshop(city: City4) -> Workshop:
    """A workshop at noon in São Paulo, which is 15:00 UTC, with three blocks and homework."""
    workshop = city.programme.phases[0].plan(
        title="Oficina 1",
        by=city.davi,
        held_on=date(2026, 3, 4),
        starts_at=time(12, 0),
        time_zone="America/Sao_Paulo",
    )
    for title, minutes in (("um", 10), ("dois", 20), ("três", 30)):
        values = {"title": title, "minutes": minutes, "kind": "write", "board": "room"}
        Block.add(workshop, values, by=city.ana)
    Block.add(workshop, {"title": "em casa", "kind": "homework", "minutes": 0}, by=city.ana)
    db.session.flush()
    return workshop


def blocks(workshop: Workshop) -> list[Block]:
    return list(workshop.blocks)


def minutes_left(block: Block) -> float:
    return block.seconds_left / 60


def test_the_clock_runs_stops_goes_on_and_is_given_more(city, workshop, watch):
    one = blocks(workshop)[0]
    one.start(by=city.ana)
    watch.passes(4)
    assert (minutes_left(one), one.share) == (6, 40)
    one.pause(by=city.ana)
    watch.passes(100)
    assert (minutes_left(one), one.ends_at) == (6, None)
    one.resume(by=city.ana)
    assert one.ends_at == watch() + timedelta(minutes=6)
    assert one.extend(2, by=city.ana, seen=0)
    assert not one.extend(2, by=city.davi, seen=0)
    assert minutes_left(one) == 8
    watch.passes(9)
    assert (minutes_left(one), one.share) == (-1, 100)
    one.end(by=city.ana)
    watch.passes(3)
    assert (one.state, minutes_left(one)) == ("done", -1)


def test_a_block_that_begins_ends_the_one_before_and_opens_the_room(city, workshop, watch):
    one, two, *_ = blocks(workshop)
    one.start(by=city.ana)
    assert workshop.is_open
    watch.passes(5)
    two.start(by=city.ana)
    assert (one.state, two.state, workshop.block) == ("done", "running", two)
    one.reopen(by=city.ana)
    assert (one.state, two.state) == ("running", "done")
    assert minutes_left(one) == 5


def test_what_was_skipped_can_be_planned_again(city, workshop):
    one = blocks(workshop)[0]
    one.skip(by=city.ana)
    one.skip(by=city.ana)
    assert one.state == "skipped"
    one.reopen(by=city.ana)
    assert one.state == "planned"
    one.start(by=city.ana)
    with pytest.raises(DomainError):
        one.skip(by=city.ana)


def test_only_a_running_block_is_paused_or_extended(city, workshop):
    one = blocks(workshop)[0]
    with pytest.raises(DomainError):
        one.pause(by=city.ana)
    with pytest.raises(DomainError):
        one.extend(2, by=city.ana)


def test_homework_opens_and_closes_beside_what_runs(city, workshop, watch):
    one, *_, homework = blocks(workshop)
    one.start(by=city.ana)
    assert (homework.stand, homework.is_writable) == ("planned", False)
    homework.start(by=city.ana)
    assert (homework.stand, one.state) == ("running", "running")
    homework.end(by=city.ana)
    watch.passes(1)
    assert (homework.stand, homework.is_writable) == ("done", False)
    homework.reopen(by=city.ana)
    assert homework.is_writable
    homework.closes_at = watch() + timedelta(minutes=5)
    watch.passes(6)
    assert homework.stand == "done"


def test_homework_that_is_skipped_closes_its_door(city, workshop, watch):
    *_, homework = blocks(workshop)
    homework.opens_at = watch() + timedelta(hours=1)
    homework.skip(by=city.ana)
    assert joining.opens_at(workshop) is None
    watch.passes(90)
    assert (homework.stand, homework.is_writable) == ("skipped", False)
    assert not joining.admits(workshop)


def test_a_block_that_runs_does_not_become_homework(city, workshop):
    one = blocks(workshop)[0]
    one.start(by=city.ana)
    with pytest.raises(DomainError):
        one.edit({"kind": "homework"}, by=city.ana)
    one.edit({"kind": "group"}, by=city.ana)
    assert (one.kind, one.state) == ("group", "running")


def test_nobody_is_done_with_what_does_not_run(city, workshop):
    one = blocks(workshop)[0]
    with pytest.raises(DomainError):
        DoneTick.give(one, by=city.bruno)
    one.start(by=city.ana)
    DoneTick.give(one, by=city.bruno)
    one.end(by=city.ana)
    with pytest.raises(DomainError):
        DoneTick.give(one, by=city.ana)


def test_a_workshop_whose_room_is_open_did_happen(city, workshop):
    workshop.open_room(by=city.ana)
    with pytest.raises(DomainError):
        workshop.edit({"state": "not_held", "state_reason": "chuva"}, by=city.ana)
    assert workshop.state == "planned"


def test_planned_hours_follow_from_the_beginning_and_the_minutes(workshop):
    table = timetable(workshop, NOON - timedelta(days=1))
    hours = [slot.planned_from for slot in table.slots]
    assert hours[:3] == [NOON, NOON + timedelta(minutes=10), NOON + timedelta(minutes=30)]
    assert hours[3] is None
    assert (table.minutes, table.planned_end) == (60, NOON + timedelta(minutes=60))
    assert table.behind == 0


def test_the_agenda_re_times_itself(city, workshop, watch):
    one, two, three, _homework = blocks(workshop)
    watch.passes(5)
    one.start(by=city.ana)
    assert timetable(workshop, watch()).behind == 5
    one.extend(2, by=city.ana)
    assert timetable(workshop, watch()).behind == 7
    watch.passes(15)
    late = timetable(workshop, watch())
    assert late.behind == 10
    assert late.slots[1].starts_at == watch()
    two.skip(by=city.ana)
    ahead = timetable(workshop, watch())
    assert (ahead.behind, ahead.slots[1].starts_at) == (-10, None)
    assert next_block(workshop) is three


def test_a_rehearsal_days_before_is_no_delay(city, workshop, watch):
    watch.passes(-3 * 24 * 60)
    blocks(workshop)[0].start(by=city.ana)
    assert timetable(workshop, watch()).behind is None


def test_a_workshop_without_a_day_has_no_hours(city):
    workshop = city.programme.phases[0].plan(title="sem data", by=city.davi)
    lay(workshop, READY["problems"], by=city.ana)
    db.session.flush()
    table = timetable(workshop)
    assert {slot.planned_from for slot in table.slots} == {None}
    assert (table.behind, table.minutes) == (None, 115)


def test_blocks_change_places_without_becoming_another_version(city, workshop):
    one, two, three, homework = blocks(workshop)
    commit()
    version = two.version
    one.move(1, by=city.ana)
    commit()
    assert blocks(workshop) == [two, one, three, homework]
    db.session.expire_all()
    assert [block.title for block in workshop.blocks] == ["dois", "um", "três", "em casa"]
    assert two.version == version
    two.move(-1, by=city.ana)
    assert blocks(workshop)[0] is two


def test_a_copy_takes_the_plan_and_nothing_of_what_happened(city, workshop, watch):
    one = blocks(workshop)[0]
    one.edit({"is_hidden": True, "may": ["add"], "goal_kind": "notes", "goal": 9}, by=city.ana)
    one.start(by=city.ana)
    one.extend(5, by=city.ana)
    copy = one.copy_into(workshop, by=city.ana)
    db.session.flush()
    assert (copy.state, copy.extra_minutes, copy.started_at) == ("planned", 0, None)
    assert (copy.is_hidden, copy.may, copy.goal, copy.position) == (True, ["add"], 9, 5)
    other = city.programme.phases[0].plan(title="Oficina 2", by=city.davi)
    copy_agenda(workshop, other, by=city.ana)
    db.session.flush()
    assert [block.title for block in other.blocks] == ["um", "dois", "três", "em casa", "um"]


def test_what_people_wrote_under_a_promise_stays_under_it(city, workshop):
    one = blocks(workshop)[0]
    one.edit({"is_hidden": True, "is_anonymous": False}, by=city.ana)
    one.start(by=city.ana)
    db.session.flush()
    note = Note.write(workshop, {"text": "em segredo", "block": one}, by=city.bruno)
    db.session.flush()
    assert note.is_hidden
    one.edit({"is_anonymous": True}, by=city.ana)
    assert note.is_anonymous
    with pytest.raises(DomainError, match="without their names"):
        one.edit({"is_anonymous": False}, by=city.ana)
    with pytest.raises(DomainError, match="reveal"):
        one.edit({"is_hidden": False}, by=city.ana)
    one.edit({"title": "outro nome", "is_anonymous": True, "is_hidden": True}, by=city.ana)
    assert one.title == "outro nome"


def test_a_block_is_removed_as_long_as_nobody_wrote_in_it(city, workshop):
    one, two, *_ = blocks(workshop)
    one.start(by=city.ana)
    db.session.flush()
    with pytest.raises(DomainError, match="runs"):
        one.remove(by=city.ana)
    note = Note.write(workshop, {"text": "algo", "block": one}, by=city.bruno)
    db.session.flush()
    one.end(by=city.ana)
    note.discard(by=city.bruno)
    with pytest.raises(DomainError, match="wrote"):
        one.remove(by=city.ana)
    two.remove(by=city.ana)
    db.session.flush()
    assert [block.title for block in workshop.blocks] == ["um", "três", "em casa"]


def test_ready_agendas_hold_only_what_blocks_can_hold(city):
    for ready in READY.values():
        for block in ready.blocks:
            assert block["kind"] in KINDS
            assert block.get("goal_kind", "") in GOALS
            assert set(block.get("may", DEEDS)) <= set(DEEDS)


def test_what_was_said_ends_with_the_block_it_was_said_in(city, workshop):
    one, two, *_ = blocks(workshop)
    one.start(by=city.ana)
    workshop.say("Faltam dois minutos", by=city.ana)
    workshop.summon("/workshops/1/room", by=city.ana)
    two.start(by=city.ana)
    assert (workshop.message, workshop.summoned_to) == ("", "")


def test_names_that_were_read_are_not_promised_away(city, workshop):
    one = blocks(workshop)[0]
    one.start(by=city.ana)
    db.session.flush()
    Note.write(workshop, {"text": "com nome", "block": one}, by=city.bruno)
    db.session.flush()
    with pytest.raises(DomainError, match="writers"):
        one.edit({"is_anonymous": True}, by=city.ana)


def test_a_vote_stays_a_vote_on_its_board_once_somebody_voted(city, workshop):
    one = blocks(workshop)[0]
    one.edit({"kind": "vote", "board": "team"}, by=city.ana)
    one.edit({"board": "room"}, by=city.ana)
    one.start(by=city.ana)
    note = Note.write(workshop, {"text": "fila"}, by=city.bruno)
    db.session.flush()
    Vote(one, workshop).give(note.id, 1, by=city.bruno)
    db.session.flush()
    for change in ({"kind": "discuss"}, {"board": "team"}, {"kind": "write", "board": "none"}):
        with pytest.raises(DomainError, match="wrote or voted"):
            one.edit(change, by=city.ana)
    one.edit({"title": "Escolher de novo"}, by=city.ana)
    assert (one.kind, one.board, one.title) == ("vote", "room", "Escolher de novo")
