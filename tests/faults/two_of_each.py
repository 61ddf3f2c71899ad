"""One office on as many web processes and workers as are asked for, with one PostgreSQL and one bucket."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from tests.faults.crew import ROOT, Crew, Nursery
from tests.support.databases import IDENTITY_KEY
from tests.support.patience import PATIENCE_SECONDS
from tests.support.ports import free_port

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
    """Web processes and workers that run, each a crew of one in a folder of its own, as on its own machine."""

    def __init__(self, webs: Sequence[tuple[Crew, int]], workers: Sequence[Crew]) -> None:
        self._webs = webs
        for crew, _port in webs:
            crew.start("web")
        for crew in workers:
            crew.start("worker")
        for crew, port in webs:
            _wait_for(port, crew)

    @property
    def ports(self) -> tuple[int, ...]:
        """Where the web processes listen."""
        return tuple(port for _crew, port in self._webs)

    def renew(self, which: int) -> None:
        """Has a web process end, as an upgrade does, and starts another in its place."""
        crew, port = self._webs[which]
        crew.end("web")
        crew.start("web")
        _wait_for(port, crew)


@contextmanager
def running(
    nursery: Nursery, url: str, folder: Path, *, webs: int, workers: int, environ: Mapping[str, str]
) -> Iterator[Processes]:
    """The office on these processes, until the block ends."""
    told = {
        "TANGGAP_DATABASE_URL": url,
        "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
        "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
        "HOST": "127.0.0.1",
        "PATH": "/usr/bin:/bin",
        **environ,
    }
    with ExitStack() as ends:

        def crew(name: str, port: int) -> Crew:
            own = {**told, "PORT": str(port)}
            return ends.enter_context(Crew(nursery, folder / name, own, shift_seconds=0))

        ports = [free_port() for _ in range(webs)]
        serving = [(crew(f"web{number}", port), port) for number, port in enumerate(ports)]
        yield Processes(serving, [crew(f"worker{number}", ports[-1]) for number in range(workers)])


def _wait_for(port: int, crew: Crew) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS).close()
        except OSError:
            assert time.monotonic() < until, crew.log("web")
            Event().wait(0.05)
        else:
            return
