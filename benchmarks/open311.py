"""The lists of Open311 over HTTP, in an office as large as asked for, each a page of what any client asks.

A year of real requests is replayed, then tickets and their ledgers are copied in the database. A page of a
hundred, the open ones of a service and of two, and all thousand that one answer may hold, in the 90 days
before the newest request. A list that is not as long as it was asked for measures nothing, and ends the run.

`python benchmarks/open311.py [--tickets 100000] [--requests 1000] [--rounds 50] [--backend BACKEND]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from sqlalchemy import func, select  # noqa: E402

from benchmarks.many_tickets import large_office  # noqa: E402
from benchmarks.pages import milliseconds, serving  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.edge.resources import KEY  # noqa: E402
from complaints_service.tickets.ledger.models import Ticket  # noqa: E402

LISTS = {
    "open311.p95_ms": "page_size=100",
    "open311.open_p95_ms": "page_size=100&status=open&service_code=sampah",
    "open311.two_services_p95_ms": "page_size=100&status=open&service_code=sampah,lampu_jalan",
    "open311.thousand_p95_ms": "page_size=1000",
}


def measure(backend: str, tickets: int, requests: int, rounds: int) -> list[Result]:
    """The p95 of each list."""
    with large_office(backend, tickets, requests) as app:
        with db.reading(app.extensions[KEY].engine) as session:
            until = session.scalars(select(func.max(Ticket.received_at))).one()
        since = until - timedelta(days=90)
        span = f"start_date={since:%Y-%m-%dT%H:%M:%SZ}&end_date={until:%Y-%m-%dT%H:%M:%SZ}"
        for query in LISTS.values():
            _full(app, f"/open311/v2/requests.json?{span}&{query}")
        with serving(app) as port:
            times = {
                key: [
                    milliseconds(port, f"/open311/v2/requests.json?{span}&{query}", {}) for _ in range(rounds)
                ]
                for key, query in LISTS.items()
            }
    suffix, against = "" if backend == "sqlite" else "_postgresql", f"{tickets} tickets, {backend}"
    return [
        Result(f"{key}{suffix}", statistics.quantiles(each, n=20)[-1], "ms", against, len(each))
        for key, each in times.items()
    ]


def _full(app: Flask, address: str) -> None:
    found, wanted = len(app.test_client().get(address).get_json()), int(parse_qs(address)["page_size"][0])
    if found != wanted:
        raise RuntimeError(f"{found} of {wanted} requests: {address}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--backend", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else ["sqlite", "postgresql"]:
        results += measure(backend, chosen.tickets, chosen.requests, chosen.rounds)
    report(results)


if __name__ == "__main__":
    main()
