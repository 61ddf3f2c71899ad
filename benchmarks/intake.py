"""How many complaints a second are accepted, against a bare handler on the same server and database.

Both run under waitress with 8 threads, in a process of their own, with the same engine settings and the
same write lock; 8 clients keep one connection each. A complaint counts when its 201 has come back, so it
is on the disk. Rounds of the two alternate, and the ratio of each pair is taken: the machine is noisy.

`python benchmarks/intake.py [--seconds 6] [--rounds 5] [--backend sqlite|postgresql]`
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402

from benchmarks.bare import bare_app  # noqa: E402
from benchmarks.load import THREADS, Call, answers_per_second, serving  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service.edge.resources import Service  # noqa: E402

COMPLAINT: dict[str, Any] = {
    "text": "Parit di depan Gang Contoh tumpat sejak pekan lalu. Kalau hujan air naik ke teras.",
    "category": "drainase_banjir",
    "privacy": "open",
    "location": {"lat": 3.7128, "lng": 98.6513, "address": "Gang Contoh, Pasar 3"},
    "reporter": {"name": "Sari (contoh)", "phone": "080000000001"},
}
# Whoever leaves an e-mail address gets a subscription and a first notice too: two rows more.
WITH_EMAIL = {**COMPLAINT, "reporter": {**COMPLAINT["reporter"], "email": "sari@contoh.example"}}
BODY = json.dumps(COMPLAINT).encode()
EMAIL_BODY = json.dumps(WITH_EMAIL).encode()


def serve(kind: str, url: str, ready: multiprocessing.synchronize.Event, port: Synchronized[int]) -> None:
    """Runs one of the two apps until it is killed."""
    import waitress

    app = _ours(url) if kind == "tanggap" else bare_app(url)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=THREADS, ident=None)
    port.value = int(server.effective_port)
    ready.set()
    server.run()


def _ours(url: str) -> Flask:
    from complaints_service import clock
    from complaints_service.app import create_app
    from complaints_service.cli.setup import prepare
    from complaints_service.edge.resources import KEY
    from config.settings import load_settings, prepare_folders

    root = Path(tempfile.mkdtemp())
    environ = {
        "TANGGAP_DATABASE_URL": url,
        "TANGGAP_RATE_LIMITS": "0",
        "TANGGAP_RULEBOOK": str(ROOT / "config/marelan"),
    }
    prepare_folders(environ, root)
    app = create_app(load_settings(environ, root))
    service = app.extensions[KEY]
    prepare(service, now=clock.now())
    _hire(service)
    return app


def _hire(service: Service) -> None:
    """People who can open what comes in: nothing is taken that nobody could see."""
    from tests.support.world import open_office

    open_office(service.engine, service.rulebook)


def accepted_per_second(port: int, seconds: float, body: bytes = BODY) -> float:
    """Complaints accepted by all clients together, a second."""
    headers = {"Content-Type": "application/json", "Connection": "keep-alive"}
    call = Call("/api/v1/complaints", headers, "POST", body)
    return answers_per_second(port, [call], seconds, good=201)


def measure(backend: str, seconds: float, rounds: int) -> list[Result]:
    """The ratios on one backend, without and with an e-mail address, and our own rate."""
    with (
        databases(backend) as (ours, bare),
        serving(serve, "tanggap", ours) as our_port,
        serving(serve, "bare", bare) as bare_port,
    ):
        for port in (our_port, bare_port):
            accepted_per_second(port, 1.0)  # warm
        rates = [
            (
                accepted_per_second(our_port, seconds),
                accepted_per_second(bare_port, seconds),
                accepted_per_second(our_port, seconds, EMAIL_BODY),
            )
            for _ in range(rounds)
        ]
    against = f"bare Flask + SQLAlchemy, {statistics.median(bare for _, bare, _ in rates):.0f}/s, {backend}"
    suffix = "" if backend == "sqlite" else "_postgresql"
    plain = statistics.median(ours / bare for ours, bare, _ in rates)
    mailed = statistics.median(ours / bare for _, bare, ours in rates)
    found = [
        Result(f"intake.vs_bare_flask{suffix}", plain, "share", against, rounds),
        Result(f"intake.with_email_vs_bare_flask{suffix}", mailed, "share", against, rounds),
    ]
    if backend == "sqlite":
        rate = statistics.median(ours for ours, _, _ in rates)
        found.append(
            Result("intake.per_second", rate, "complaints/s", "committed to disk, 8 clients", rounds)
        )
    return found


@contextmanager
def databases(backend: str) -> Iterator[tuple[str, str]]:
    """Two empty databases, one for each app."""
    from tests.support.databases import Databases

    with tempfile.TemporaryDirectory() as folder:
        made = Databases(Path(folder), durable=True)
        try:
            yield made.empty(backend), made.empty(backend)
        finally:
            made.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--backend", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else ["sqlite", "postgresql"]:
        results += measure(backend, chosen.seconds, chosen.rounds)
    report(results)


if __name__ == "__main__":
    main()
