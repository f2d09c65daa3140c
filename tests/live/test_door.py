"""The door of the streams: how many may be open of one person and in all, with those who still ask."""

from __future__ import annotations

from contextlib import ExitStack

from live.test_subscribers import reader_of

from workbench.live.door import FULL, MOST_OF_GUEST, MOST_OF_PERSON, TOO_MANY, Door
from workbench.live.subscribers import Subscribers


def test_a_person_and_a_guest_have_so_many_and_others_have_theirs() -> None:
    for is_guest, most in ((False, MOST_OF_PERSON), (True, MOST_OF_GUEST)):
        subscribers = Subscribers()
        door = Door(subscribers, most_readers=100)
        own = [reader_of(f"{number}", is_guest=is_guest) for number in range(most + 1)]
        for reader in own[:most]:
            assert door.refusal_of(reader) is None
            subscribers.add(reader)
        assert door.refusal_of(own[most]) == TOO_MANY
        assert door.refusal_of(reader_of("other", is_guest=is_guest, person=2)) is None
        subscribers.remove(own[0])
        assert door.refusal_of(own[most]) is None


def test_who_asks_counts_as_who_is_in() -> None:
    subscribers = Subscribers()
    door = Door(subscribers, most_readers=MOST_OF_PERSON + 2)
    with ExitStack() as asking:
        for _ in range(MOST_OF_PERSON):
            assert door.refusal("one browser") is None
            asking.enter_context(door.asking("one browser"))
        assert door.refusal("one browser") == TOO_MANY
        assert door.refusal("another") is None
        subscribers.add(reader_of("a"))
        subscribers.add(reader_of("b"))
        assert door.refusal("another") == FULL
    assert door.refusal("one browser") is None
