"""What somebody else named is called only where it is of the open net, under whatever name it hides."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from typing import Any

import pytest

from complaints_service.outside import NotOutside, NotReached, OutsideCall, called, is_open_net, is_outside
from tests.support.listener import listening
from tests.support.patience import PATIENCE_SECONDS

INSIDE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1",
    "::1", "::", "fe80::1", "fe80::1%1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1",
    "2002:7f00:1::", "2002:a00:1::", "2001:0:0a00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_of_a_house_is_of_the_open_net(address: str) -> None:
    assert not is_open_net(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_net_are(address: str) -> None:
    assert is_open_net(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://1.1.1.1/", "ftp://1.1.1.1/", "file:///etc/passwd", "gopher://1.1.1.1/", "//1.1.1.1/", "x", "",
        "https://user@1.1.1.1/", "https://a:b@1.1.1.1/", "https:///x", "https://1.1.1.1:x/", "https://1.1.1.1:99999/",
        "https://1.1.1.1/\r\nHost: x", "https://1.1.1.1/ x", "https://1.1.1.1\\@127.0.0.1/", "https://[::1/",
        "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://localhost/", "https://169.254.169.254/latest",
    ],
)  # fmt: skip
def test_an_address_that_hides_where_it_leads_is_called_by_nobody(url: str) -> None:
    assert not is_outside(url)
    with pytest.raises((NotOutside, NotReached)):
        called(OutsideCall(url=url, seconds=1))


def test_a_name_is_refused_when_any_of_its_addresses_is_within(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_args: Any, **_named: Any) -> list[Any]:
        return [(0, 0, 0, "", (each, 443)) for each in ("1.1.1.1", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(NotOutside):
        called(OutsideCall(url="https://contoh.example/"))


def test_the_call_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere when it is asked a second time is not asked a second time."""
    asked: list[str] = []
    with listening() as server:
        port = int(server.url.rpartition(":")[2])

        def once(name: str, *_args: Any, **_named: Any) -> list[Any]:
            asked.append(name)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        with monkeypatch.context() as patched:
            patched.setattr("complaints_service.outside.socket.getaddrinfo", _first_then(once))
            reply = called(OutsideCall(url=f"http://contoh.example:{port}/a?b=1", here=True))
        assert (reply.status, reply.body) == (200, b"ok")
        assert asked == ["contoh.example"]
        assert server.heard[0].headers["host"] == f"contoh.example:{port}"
        assert server.heard[0].path == "/a?b=1"


def _first_then(first: Any) -> Any:
    """Names go through `first`; addresses, which the socket looks up once more, as ever."""
    known = socket.getaddrinfo

    def look(name: Any, *args: Any, **named: Any) -> Any:
        return known(name, *args, **named) if str(name)[0].isdigit() else first(name, *args, **named)

    return look


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with listening() as server:
        server.answer = lambda _heard: (302, {"Location": f"{server.url}/inside"}, b"")
        assert called(OutsideCall(url=server.url, here=True)).status == 302
        assert len(server.heard) == 1


def test_this_machine_is_called_only_where_that_is_allowed() -> None:
    with listening() as server:
        with pytest.raises(NotOutside):
            called(OutsideCall(url=server.url, plain=True))
        assert server.heard == []
        assert called(OutsideCall(url=server.url, here=True)).status == 200
    assert not is_outside("http://10.0.0.1/", here=True)


def test_an_answer_beyond_its_bounds_is_none() -> None:
    with listening() as server:
        server.answer = lambda _heard: (200, {}, b"x" * 11)
        assert called(OutsideCall(url=server.url, here=True, most=11)).body == b"x" * 11
        with pytest.raises(NotReached):
            called(OutsideCall(url=server.url, here=True, most=10))


def test_an_answer_that_drips_ends_with_its_time() -> None:
    """A socket's own limit begins anew with every byte; the whole call has one that does not."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        dripping = threading.Thread(target=_drip, args=(server,), daemon=True)
        dripping.start()
        began = time.monotonic()
        with pytest.raises(NotReached):
            called(OutsideCall(url=f"http://127.0.0.1:{server.getsockname()[1]}/", here=True, seconds=0.3))
        assert time.monotonic() - began < PATIENCE_SECONDS
        dripping.join(PATIENCE_SECONDS)
        assert not dripping.is_alive()


def _drip(server: socket.socket) -> None:
    line, _ = server.accept()
    with line:
        line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        pace = threading.Event()
        try:
            while not pace.wait(0.02):
                line.sendall(b"x")
        except OSError:
            return
