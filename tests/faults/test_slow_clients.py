"""Clients that send a byte now and then, hundreds of them: everybody else is served as if they were not there."""

from __future__ import annotations

import contextlib
import http.client
import select
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from complaints_service.cli.serving import Patience, make_server
from complaints_service.edge.files.uploads import SENT_BY_ANYONE
from tests.support.lengths import long_form
from tests.support.patience import PATIENCE_SECONDS

SHORT = Patience(head_seconds=1.0, slowest=2_000, idle_seconds=1, connections=600, per_address=0)


@pytest.fixture
def running(request: pytest.FixtureRequest, app: Flask) -> Iterator[int]:
    """The embedded server with the patience the test asks for; its port."""
    server = make_server(app, host="127.0.0.1", port=0, patience=getattr(request, "param", SHORT))
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    yield int(server.effective_port)
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(PATIENCE_SECONDS)


def _run(server: Any) -> None:
    try:
        server.run()
    except OSError:
        return  # its socket was closed: the test is over


def lines(port: int, count: int) -> list[socket.socket]:
    """So many open connections."""
    return [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) for _ in range(count)]


def trickle(held: list[socket.socket], *, every: float, until: float) -> list[float]:
    """A byte on each line now and then; how long an honest question waited meanwhile, each time."""
    waited: list[float] = []
    port = held[0].getpeername()[1]
    while time.monotonic() < until:
        for line in held:
            try:
                line.sendall(b"x")
            except OSError:
                continue
        began = time.monotonic()
        assert asked(port) == 200
        waited.append(time.monotonic() - began)
        select.select([], [], [], every)
    return waited


def asked(port: int) -> int:
    honest = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        honest.request("GET", "/healthz")
        return honest.getresponse().status
    finally:
        honest.close()


def still_open(held: list[socket.socket], seconds: float) -> int:
    """How many the server has not hung up on after so long."""
    until, left = time.monotonic() + seconds, list(held)
    while left and time.monotonic() < until:
        ended, _, _ = select.select(left, [], [], max(0.0, until - time.monotonic()))
        for line in ended:
            try:
                if line.recv(1000):
                    continue
            except OSError:
                pass
            left.remove(line)
    return len(left)


BEGINNINGS = pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HTTP/1.1\r\nX-Slow: ",
        b"POST /lapor HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n",
    ],
    ids=["nothing", "a head", "a body"],
)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("running", [replace(SHORT, idle_seconds=60)], indirect=True)
@BEGINNINGS
def test_who_goes_on_sending_a_byte_now_and_then_is_not_waited_for(running: int, beginning: bytes) -> None:
    """No line of these is ever idle: it is the time a request may take that ends them."""
    held = lines(running, 3)
    try:
        for line in held:
            line.sendall(beginning)
        until = time.monotonic() + PATIENCE_SECONDS
        while still_open(held, 0.2):
            assert time.monotonic() < until, "they are waited for"
            for line in held:
                with contextlib.suppress(OSError):
                    line.sendall(b"x")
    finally:
        for line in held:
            line.close()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@BEGINNINGS
def test_slow_clients_neither_keep_others_waiting_nor_their_lines(running: int, beginning: bytes) -> None:
    began = time.monotonic()
    assert asked(running) == 200
    alone = time.monotonic() - began
    held = lines(running, 240)
    try:
        for line in held:
            line.sendall(beginning)
        waited = trickle(held, every=0.2, until=time.monotonic() + 1.2)
        assert max(waited) < 5 + 20 * alone, "a hundred connections are not all there may be"
        assert still_open(held, PATIENCE_SECONDS) == 0
        assert asked(running) == 200
    finally:
        for line in held:
            line.close()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "running", [replace(SHORT, per_address=20, head_seconds=30, idle_seconds=30)], indirect=True
)
def test_one_address_has_so_many_lines_and_no_more(running: int) -> None:
    held = lines(running, 40)
    try:
        assert 20 - still_open(held, 1) <= 2, "the first ones stay"
        assert still_open(held, 1) <= 21
    finally:
        for line in held:
            line.close()
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:  # until the server has noticed that they are gone
        with contextlib.suppress(OSError, http.client.HTTPException):
            if asked(running) == 200:
                return
    pytest.fail("nobody is served any more")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_slow_honest_upload_is_not_cut_off(running: int) -> None:
    """Ten kilobytes in a little more than three seconds: three times the patience with a head."""
    body = b"x" * 10_000
    with socket.create_connection(("127.0.0.1", running), timeout=PATIENCE_SECONDS) as line:
        head = f"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall(head.encode())
        for start in range(0, len(body), 500):
            line.sendall(body[start : start + 500])
            select.select([], [], [], 0.16)
        assert line.recv(12).startswith(b"HTTP/1.1 ")


@long_form
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("running", [Patience()], indirect=True)
def test_a_hundred_and_twenty_lines_with_a_byte_every_six_seconds(running: int) -> None:
    held = lines(running, 120)
    try:
        waited = trickle(held, every=6, until=time.monotonic() + 66)
        sys.stdout.write(f"\nslowest answer while 120 lines trickled: {max(waited):.3f} s\n")
        assert max(waited) < 5 and still_open(held, 60) == 0
    finally:
        for line in held:
            line.close()


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("how", ["told", "chunked"])
def test_four_gigabytes_end_while_they_come(running: int, how: str) -> None:
    """Refused at once where its head tells, and after what all files may have together where it does not."""
    most, sent = SENT_BY_ANYONE.body, 0
    piece = b"x" * 1_000_000
    with socket.create_connection(("127.0.0.1", running), timeout=PATIENCE_SECONDS) as line:
        length = "Content-Length: 4000000000" if how == "told" else "Transfer-Encoding: chunked"
        line.sendall(f"POST /lapor HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n".encode())
        with contextlib.suppress(OSError):
            while sent < 2 * most and not select.select([line], [], [], 0)[0]:
                line.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if how == "chunked" else piece)
                sent += len(piece)
        with contextlib.suppress(OSError):
            answer = line.recv(200)
            assert b" 413 " in answer.split(b"\r\n")[0]
    assert sent <= (most if how == "chunked" else 0) + 30_000_000, "what lies between us and the service"
    assert asked(running) == 200
