"""Limits at the doors: where a try comes from, how wrong codes are counted, and how a guessing address is slowed down."""

import hmac
import threading
import time
from ipaddress import IPv6Address, ip_address, ip_network

from flask import abort, current_app, request

from workbench.database import may_write
from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.people.attempt import Attempt

PACE_SECONDS = 2.0
_waiting = threading.BoundedSemaphore(2)


def asking_network() -> str:
    """Return where a try comes from, hashed with the secret: whoever reads the rows cannot guess addresses from it."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, asking_address().encode(), "sha256").hexdigest()


def asking_address() -> str:
    """Return the address that asks; of an IPv6 address its /64, which is one line or one office."""
    try:
        address = ip_address((request.remote_addr or "").partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ip_network((address, 64), strict=False))
    return str(address)


def count_wrong_code(door: str, most: int) -> bool:
    """Count a code that opens nothing, also where somebody only looked; return whether there were too many before."""
    network = asking_network()
    is_blocked = Attempt.is_blocked(door, network, most=most)
    db.session.rollback()
    may_write.set(True)
    Attempt.failed(door, network)
    commit()
    return is_blocked


def wait_in_line() -> None:
    """Delay a try, two at once, outside any transaction; a third gets 429."""
    if not _waiting.acquire(blocking=False):
        abort(429)
    try:
        db.session.rollback()
        time.sleep(PACE_SECONDS)
    finally:
        _waiting.release()
