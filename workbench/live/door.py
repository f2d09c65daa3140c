"""The door of the streams: how many may be open, in all and of one person, with those who still ask to come in."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from workbench.live.subscribers import Subscriber, Subscribers
from workbench.text.messages import N_

# A person has some windows open on some computers; a guest has one browser.
MOST_OF_PERSON, MOST_OF_GUEST = 20, 6
# Most admissions at once: after a restart everybody reconnects in the same moment.
MOST_AT_THE_DOOR = 4
FULL = (
    503,
    N_("Too many people are looking on just now. This page tries again by itself in a moment."),
)
TOO_MANY = (
    429,
    N_("You have too many pages open. Close some of them: this one then goes on by itself."),
)

Refusal = tuple[int, str]


class Door:
    """Counts who asks to come in, by sign-in, and says who may not."""

    def __init__(self, subscribers: Subscribers, most_readers: int):
        self.subscribers, self.most_readers = subscribers, most_readers
        self.turn = asyncio.Semaphore(MOST_AT_THE_DOOR)
        self._asking: Counter[str] = Counter()

    def refusal(self, sign_in: str) -> Refusal | None:
        """Return why nobody may ask now, or not in this browser; None when they may."""
        if len(self.subscribers) + self._asking.total() >= self.most_readers:
            return FULL
        return TOO_MANY if self._asking[sign_in] >= MOST_OF_PERSON else None

    def refusal_of(self, reader: Subscriber) -> Refusal | None:
        """Return why a reader whose rights are known may not come in; None when they may."""
        most = MOST_OF_GUEST if reader.is_guest else MOST_OF_PERSON
        return TOO_MANY if len(self.subscribers.of_person(reader.person_id)) >= most else None

    @contextmanager
    def asking(self, sign_in: str) -> Iterator[None]:
        """Count somebody until they have come in or are turned away."""
        self._asking[sign_in] += 1
        try:
            yield
        finally:
            self._asking[sign_in] -= 1
            if not self._asking[sign_in]:
                del self._asking[sign_in]
