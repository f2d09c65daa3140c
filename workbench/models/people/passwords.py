"""Passwords: how they are hashed, and how one is compared with its hash."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from workbench.models.base import DomainError
from workbench.text.messages import N_

SHORTEST_PASSWORD = 10

# A hash takes about 64 MiB and 0.2 s: no more than two at once, whatever number of people sign in.
hasher = PasswordHasher()
_hashing = threading.BoundedSemaphore(2)


def hashed(password: str) -> str:
    """Return the hash of a new password (0.2 s of work); refuse one that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        why = N_("Choose a password of at least %(length)s characters.")
        raise DomainError(why, length=SHORTEST_PASSWORD)
    with _hashing:
        return hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Return whether the password is the hashed one; without a hash it takes as long and is False."""
    with _hashing:
        try:
            return hasher.verify(password_hash or _dummy(), password) and bool(password_hash)
        except (VerifyMismatchError, InvalidHashError):
            return False


@cache
def _dummy() -> str:
    return hasher.hash("nobody has this password")
