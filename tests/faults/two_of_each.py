"""One office on as many web processes and workers as are asked for, with one PostgreSQL and one bucket."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from tests.faults.crew import ROOT, Nursery
from tests.support.databases import IDENTITY_KEY
from tests.support.patience import PATIENCE_SECONDS

REPORT = {
    "text": "Parit tumpat.", "kelurahan": "12.71.12.1002", "privacy": "open", "about_office": "no",
    "category": "drainase_banjir",
}  # fmt: skip


@dataclass
class Answer:
    """What a web process said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Its page."""
        return self.body.decode(errors="replace")


@dataclass
class Browser:
    """Keeps its cookies whichever process answers, as behind a balancer."""

    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, port: int, path: str, *, body: bytes | None = None, kind: str = "", **headers: str
    ) -> Answer:
        """Asks one process."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        if kind:
            sent["Content-Type"] = kind
        line.request("GET" if body is None else "POST", path, body, sent)
        got = line.getresponse()
        answer = Answer(got.status, dict(got.getheaders()), got.read())
        for name, value in got.getheaders():
            if name.lower() == "set-cookie":
                key, _is, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        line.close()
        return answer

    def send(self, port: int, path: str, *, body: Mapping[str, Any]) -> Answer:
        """Sends JSON to one process."""
        return self.ask(port, path, body=json.dumps(body).encode(), kind="application/json")


class Processes:
    """Web processes and workers that run, each with what it was started by."""

    def __init__(self, nursery: Nursery, orders: list[dict[str, Any]], folder: Path) -> None:
        self._nursery, self._orders, self._folder = nursery, orders, folder
        self._pids = [nursery.ask(order) for order in orders]
        for port in self.ports:
            _wait_for(port, folder)

    @property
    def ports(self) -> tuple[int, ...]:
        """Where the web processes listen."""
        return tuple(int(each["environ"]["PORT"]) for each in self._orders if each["role"] == "web")

    @property
    def webs(self) -> tuple[int, ...]:
        """The numbers of the web processes."""
        return tuple(self._pids[: len(self.ports)])

    @property
    def workers(self) -> tuple[int, ...]:
        """The numbers of the workers."""
        return tuple(self._pids[len(self.ports) :])

    def renew(self, which: int) -> None:
        """Has a web process end, as an upgrade does, and starts another in its place."""
        self._nursery.ask({"do": "end", "pid": self._pids[which]})
        self._pids[which] = self._nursery.ask(self._orders[which])
        _wait_for(self.ports[which], self._folder)

    def close(self) -> None:
        """Ends all of them."""
        for pid in self._pids:
            self._nursery.ask({"do": "kill", "pid": pid})


@contextmanager
def running(
    nursery: Nursery, url: str, folder: Path, *, webs: int, workers: int, environ: Mapping[str, str]
) -> Iterator[Processes]:
    """The office on these processes, until the block ends; each has a folder of its own, as on its own machine."""
    ports, orders = tuple(_free_port() for _ in range(webs)), []
    for number in range(webs + workers):
        own = folder / f"machine{number}"
        (own / "armed").mkdir(parents=True)
        (own / "clock").write_text("0")
        role = "web" if number < webs else "worker"
        told = {
            "TANGGAP_DATABASE_URL": url,
            "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
            "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
            "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
            "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
            "HOST": "127.0.0.1",
            "PORT": str(ports[min(number, webs - 1)]),
            "PATH": "/usr/bin:/bin",
            **environ,
        }
        order = {
            "do": "start", "environ": told, "folder": str(own), "armed": str(own / "armed"),
            "clock": str(own / "clock"), "bug": None, "role": role, "log": str(own / "log"), "arguments": [],
        }  # fmt: skip
        orders.append(order)
    made = Processes(nursery, orders, folder)
    try:
        yield made
    finally:
        made.close()


def _wait_for(port: int, folder: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS).close()
        except OSError:
            said = "\n".join(log.read_text()[-1500:] for log in folder.glob("machine*/log"))
            assert time.monotonic() < until, said
            Event().wait(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
