"""Calls to servers that somebody else named: never one of this house, however its name is written.

Each of a name's addresses must be one of the open net; the call goes to an address that was looked at, so
that a name cannot lead elsewhere a moment later. Redirects are not followed: where to go on is another name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, urlsplit

_PORTS = {"https": 443, "http": 80}
#: Addresses in here are IPv4 ones in another dress, which a translator of this house's net may undo.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotOutside(Exception):
    """The address is none that may be called: of this house, of no net, or written in a way that hides it."""


class NotReached(Exception):
    """The server did not answer as it should; it may another time."""


@dataclass(frozen=True, kw_only=True)
class OutsideCall:
    """What is asked of a server. `most`: bytes of its answer; `seconds`: for all of it.

    `plain`: http will do. `here`: this machine may be called, for tests and for programs beside the service.
    `house`: the office's own settings lead there, so it may lie anywhere in this house, by http too.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    most: int = 10_000
    seconds: float = 10
    plain: bool = False
    here: bool = False
    house: bool = False


@dataclass(frozen=True)
class OutsideReply:
    """What the server answered."""

    status: int
    body: bytes


class _Pinned(HTTPConnection):
    """A connection to an address that was looked at, under the name it was asked for by."""

    def __init__(self, name: str, port: int, *, to: Address, secure: bool, seconds: float) -> None:
        super().__init__(name, port, timeout=seconds)
        self._to, self._secure = to, secure

    def connect(self) -> None:
        sock = socket.create_connection((str(self._to), self.port), timeout=self.timeout)
        self.sock = sock
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)


def called(call: OutsideCall) -> OutsideReply:
    """Makes a call and returns the answer, whatever its status. Raises NotOutside, NotReached."""
    parts, name, port = _read(call)
    failed = "no address"
    for address in checked_addresses(name, port, here=call.here, house=call.house):
        made = _Pinned(name, port, to=address, secure=parts.scheme == "https", seconds=call.seconds)
        try:
            with _ended_after(call.seconds, made) as ended:
                reply = _exchange(made, call, parts)
            if ended.is_set():
                raise NotReached("it took too long")
            return reply
        except ConnectionRefusedError as error:
            failed = str(error)  # nothing was sent: the next address may do
        except (OSError, HTTPException, ValueError) as error:
            raise NotReached(type(error).__name__) from error
        finally:
            made.close()
    raise NotReached(failed)


def _exchange(made: HTTPConnection, call: OutsideCall, parts: SplitResult) -> OutsideReply:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Accept-Encoding": "identity", "Connection": "close", **call.headers}
    made.request(call.method, path, body=call.body, headers=headers)
    answered = made.getresponse()
    body = answered.read(call.most + 1)
    if len(body) > call.most:
        raise NotReached("the answer is too large")
    if answered.length:
        raise NotReached("the answer ended early")
    return OutsideReply(answered.status, body)


def is_outside(url: str, *, plain: bool = False, here: bool = False) -> bool:
    """Whether an address may be called, as far as one sees now."""
    try:
        _parts, name, port = _read(OutsideCall(url=url, plain=plain, here=here))
        return bool(checked_addresses(name, port, here=here))
    except (NotOutside, NotReached):
        return False


def _read(call: OutsideCall) -> tuple[SplitResult, str, int]:
    """An address in its parts, its name and its port. Raises NotOutside."""
    try:
        parts = urlsplit(call.url)
        name, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        name.encode("idna")
        call.url.encode("ascii")
    except ValueError:
        raise NotOutside("unreadable") from None
    schemes = ("https", "http") if call.plain or call.here or call.house else ("https",)
    strange = any(not "!" <= letter <= "~" for letter in call.url) or "\\" in call.url
    if parts.scheme not in schemes or not name or strange or parts.username is not None:
        raise NotOutside("unreadable")
    return parts, name, port


def checked_addresses(name: str, port: int, *, here: bool, house: bool = False) -> Sequence[Address]:
    """Where a name leads. Raises NotOutside when any of it is within, NotReached for a name nobody knows."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached("unknown name") from error
    addresses = list(dict.fromkeys(ipaddress.ip_address(each[4][0]) for each in found))
    if not all(house or is_open_net(address) or (here and address.is_loopback) for address in addresses):
        raise NotOutside("of this house")
    return addresses


def is_open_net(address: Address) -> bool:
    """Whether an address is one of the open net, also below what wraps it."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        within = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _TRANSLATED:
            within.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if not all(is_open_net(each) for each in within if each is not None):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not address.is_multicast


@contextmanager
def _ended_after(seconds: float, made: HTTPConnection) -> Iterator[threading.Event]:
    """Ends a conversation that drips on, and says that it did: a socket's own limit begins anew with each
    byte, and what was cut off reads like what had ended."""
    ended = threading.Event()

    def end() -> None:
        ended.set()
        if made.sock is not None:
            try:
                made.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield ended
    finally:
        timer.cancel()
