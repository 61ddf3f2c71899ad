"""An upgrade under load: one web process after the other is renewed, and every request is answered, and soon."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from config.rulebook import Rulebook
from tests.faults.crew import Nursery
from tests.faults.two_of_each import REPORT, Processes, running
from tests.support.databases import Databases, make_engine
from tests.support.s3_server import fresh_bucket
from tests.support.world import Office, open_office

CLIENTS, PAUSE_SECONDS = 2, 0.03
#: The longest that anybody may wait.
MOST_SECONDS = 5.0

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("backend", ["postgresql"])]


@dataclass
class Told:
    """What clients were told, how long each waited, and what went wrong."""

    numbers: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    passed_on: int = 0


class Slow:
    """A client in the middle of a request when its process is asked to end."""

    def __init__(self, port: int) -> None:
        self._port, self._body = port, json.dumps(REPORT).encode()
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS * 2)
        self._line.putrequest("POST", "/api/v1/complaints")
        self._line.putheader("Content-Type", "application/json")
        self._line.putheader("Content-Length", str(len(self._body)))
        self._line.endheaders(self._body[:10])

    def send_the_rest(self) -> str:
        """Once nobody else is let in any more; the number of the report."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self._port)).close()
            except ConnectionRefusedError:
                break
            threading.Event().wait(0.005)
        try:
            self._line.send(self._body[10:])
            return _number_in(self._line)
        finally:
            self._line.close()


@pytest.fixture
def two(
    nursery: Nursery, durable: Databases, backend: str, tmp_path: Path, rulebook: Rulebook
) -> Iterator[tuple[Office, Processes]]:
    url = durable.fresh(backend)
    office = open_office(make_engine(url), rulebook)
    environ = {"TANGGAP_MEDIA_URL": fresh_bucket(), "TANGGAP_RATE_LIMITS": "0"}
    with running(nursery, url, tmp_path, webs=2, workers=0, environ=environ) as processes:
        yield office, processes
    office.engine.dispose()
    durable.drop(url)


def test_no_request_is_cut_off_and_none_waits_long(two: tuple[Office, Processes]) -> None:
    office, processes = two
    told, over = Told(), threading.Event()
    with ThreadPoolExecutor(CLIENTS + 1) as clients:
        asking = [clients.submit(_ask_on, processes.ports, told, over, which) for which in range(CLIENTS)]
        try:
            _wait_for(told, 10)
            with office.engine.begin() as connection:
                # What the next version brings, beside the one that runs.
                connection.execute(text("ALTER TABLE complaint ADD COLUMN of_the_next_version text"))
                connection.execute(text("CREATE TABLE of_the_next_version (id integer PRIMARY KEY)"))
            for which, port in enumerate(processes.ports):
                slow = Slow(port)
                sending = clients.submit(slow.send_the_rest)
                processes.renew(which)
                told.numbers.append(sending.result())
                _wait_for(told, len(told.numbers) + 10)
        finally:
            over.set()
        for each in asking:
            each.result()
    assert not told.wrong, told.wrong
    assert told.passed_on, "nobody noticed the upgrade: then this shows nothing"
    assert max(told.seconds) < MOST_SECONDS
    with office.engine.connect() as connection:
        kept = list(connection.scalars(text("SELECT number FROM complaint ORDER BY number")))
    assert kept == sorted(told.numbers), "each acknowledged report is there, and no other"


def _ask_on(ports: tuple[int, ...], told: Told, over: threading.Event, turn: int) -> None:
    """Hands in reports as through a balancer: who is refused at one door goes to the next."""
    while not over.wait(PAUSE_SECONDS):
        turn += 1
        began, key = time.monotonic(), uuid.uuid4().hex
        try:
            told.numbers.append(_handed_in(ports, turn, key, told))
        except (OSError, http.client.HTTPException, AssertionError) as error:
            told.wrong.append(repr(error))
        told.seconds.append(time.monotonic() - began)


def _handed_in(ports: tuple[int, ...], turn: int, key: str, told: Told) -> str:
    head = {"Content-Type": "application/json", "Idempotency-Key": key}
    for port in (ports[turn % 2], ports[(turn + 1) % 2]):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS * 2)
        try:
            line.request("POST", "/api/v1/complaints", json.dumps(REPORT), head)
            return _number_in(line)
        except (ConnectionRefusedError, ConnectionResetError):
            # The kernel resets whoever comes in the instant in which a door is closed; with one key it is one report.
            told.passed_on += 1
            line.close()
    raise AssertionError("both doors were closed")


def _number_in(line: http.client.HTTPConnection) -> str:
    answer = line.getresponse()
    body = answer.read()
    line.close()
    assert answer.status == 201, (answer.status, body[:300])
    return str(json.loads(body)["number"])


def _wait_for(told: Told, count: int) -> None:
    until = time.monotonic() + 60
    while len(told.numbers) < count and not told.wrong:
        assert time.monotonic() < until, told
        threading.Event().wait(0.05)
