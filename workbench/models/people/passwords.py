"""Passwords: how they are hashed, and how one is compared with its hash."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from workbench.models.base import DomainError
from workbench.text.messages import N_

SHORTEST_PASSWORD = 10

hasher = PasswordHasher()
# How much later than others a hashing thread gets a processor, as `nice` counts it.
PATIENCE = 10


def _step_back() -> None:
    """Let threads that answer people go first; only Linux has a priority for a single thread."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), PATIENCE)


# A hash takes about 64 MiB and 0.2 s: no more than two at once, whatever number of people sign in.
_hashing = ThreadPoolExecutor(2, thread_name_prefix="hashing", initializer=_step_back)


def hashed(password: str) -> str:
    """Return the hash of a new password (0.2 s of work); refuse one that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        why = N_("Choose a password of at least %(length)s characters.")
        raise DomainError(why, length=SHORTEST_PASSWORD)
    return _hashing.submit(hasher.hash, password).result()


def matches(password_hash: str | None, password: str) -> bool:
    """Return whether the password is the hashed one; without a hash it takes as long and is False."""
    try:
        stored = password_hash or _dummy()
        return _hashing.submit(hasher.verify, stored, password).result() and bool(password_hash)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _dummy() -> str:
    return hasher.hash("nobody has this password")
