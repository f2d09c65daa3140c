"""A look at a public address on request: what it answers, in five seconds at most, from no address but a public one."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from workbench.models.base import DomainError
from workbench.text.messages import N_
from workbench.version import __version__

SECONDS = 5
MOST_BYTES = 64 * 1024
PORTS = {"http": 80, "https": 443}
# Addresses of IPv6 that stand for one of IPv4: who asks for them wants what the check of IPv4 refuses.
STANDING_FOR_IPV4 = [
    ip_network(each)
    for each in (
        *("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"),
        *("2001::/32", "2002::/16"),
    )
]
NOT_PUBLIC = N_("Only public addresses on the internet are looked at, and this is none of them.")
NOT_WEB = N_("Only addresses that begin with http:// or https:// are looked at.")

Address = tuple[str, int]
# (host, port) → the addresses to connect to; raises DomainError for a host that is not public.
Resolver = Callable[[str, int], list[Address]]
_looks = ThreadPoolExecutor(max_workers=4, thread_name_prefix="look")


@dataclass(frozen=True)
class Look:
    """What came back: the status of the answer, or why there was none ("timeout", "insecure", "unreachable")."""

    status: int | None = None
    problem: str = ""

    @property
    def is_reachable(self) -> bool:
        return self.status is not None and self.status < 400


def is_public(text: str) -> bool:
    """Return whether an address is one of the public internet, and nothing else in disguise."""
    try:
        address = ip_address(text)
    except ValueError:  # with a zone, or no address at all
        return False
    if isinstance(address, IPv6Address) and any(address in net for net in STANDING_FOR_IPV4):
        return False
    return _is_global(address)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    old = isinstance(address, IPv6Address) and address.is_site_local
    special = (old, address.is_multicast, address.is_reserved, address.is_unspecified)
    return address.is_global and not any(special)


def resolved(host: str, port: int) -> list[Address]:
    """Return the addresses of a host; raise DomainError when one of them is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return checked((str(where[0]), port) for *_, where in found)


def checked(addresses: Iterable[Address]) -> list[Address]:
    """Return the addresses, all of them public; raise DomainError otherwise, and for none."""
    found = list(addresses)
    if not found or not all(is_public(address) for address, _port in found):
        raise DomainError(NOT_PUBLIC)
    return found


def parts_of(url: str) -> SplitResult:
    """Return the parts of an address that may be looked at; raise DomainError for any other."""
    try:
        parts = urlsplit(url)
        is_plain = parts.port in (None, PORTS.get(parts.scheme))
    except ValueError:
        raise DomainError(NOT_WEB) from None
    if parts.scheme not in PORTS:
        raise DomainError(NOT_WEB)
    if not parts.hostname or not is_plain or "@" in parts.netloc:
        raise DomainError(NOT_PUBLIC)
    return parts


def look_at(url: str, resolve: Resolver = resolved) -> Look:
    """Ask for an address once and return what came back; redirects are answers, and are not followed.

    The host is resolved once, and the address that was checked is the one that is connected to.
    Raise DomainError for an address that is not public.
    """
    parts = parts_of(url)
    try:
        return _looks.submit(_ask, parts, resolve).result(timeout=SECONDS)
    except (TooLate, TimeoutError):
        return Look(problem="timeout")
    except ssl.SSLError:
        return Look(problem="insecure")
    except (OSError, http.client.HTTPException, UnicodeError):
        return Look(problem="unreachable")


def _ask(parts: SplitResult, resolve: Resolver) -> Look:
    host, port = parts.hostname or "", PORTS[parts.scheme]
    connection = Pinned(host, resolve(host.encode("idna").decode(), port)[0], parts.scheme)
    # A server that sends a byte now and then keeps no thread longer than this.
    end = threading.Timer(SECONDS, connection.cut)
    end.daemon = True
    end.start()
    try:
        return connection.look(parts)
    finally:
        end.cancel()
        connection.close()


class Pinned(http.client.HTTPConnection):
    """A connection to one address that was checked, whatever the name of its host resolves to by now."""

    def __init__(self, host: str, address: Address, scheme: str):
        super().__init__(host.encode("idna").decode(), PORTS[scheme], timeout=SECONDS)
        self.address, self.is_secure = address, scheme == "https"
        # The answer takes the socket over: what is cut is this one.
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self.wire = socket.create_connection(self.address, timeout=SECONDS)
        if self.is_secure:
            context = ssl.create_default_context()
            secure = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = self.wire = secure
            secure.do_handshake()

    def look(self, parts: SplitResult) -> Look:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        headers = {"User-Agent": f"workbench/{__version__}", "Accept": "*/*", "Connection": "close"}
        self.request("GET", path, headers=headers)
        answer = self.getresponse()
        answer.read(MOST_BYTES)
        return Look(status=answer.status)

    def cut(self) -> None:
        if self.wire:
            with suppress(OSError):  # it has ended by itself
                self.wire.shutdown(socket.SHUT_RDWR)
