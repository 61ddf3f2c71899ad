"""The public page and the released reports over HTTP, in an office as large as asked for.

A year of real requests is replayed, then tickets and their facts are copied in the database, the cells of
months grow by the same, the months are published, and one in a hundred reports is released.

`python benchmarks/public.py [--tickets 100000] [--requests 1000] [--rounds 100] [--backend BACKEND]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, delete, func, insert, literal, select  # noqa: E402

from benchmarks.many_tickets import large_office  # noqa: E402
from benchmarks.pages import AS_OF, milliseconds, serving  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.measurement.facts.cell_storing import all_cells, change_cells  # noqa: E402
from complaints_service.measurement.facts.cells import CellSums  # noqa: E402
from complaints_service.measurement.facts.models import MonthCell  # noqa: E402
from complaints_service.openness.service import publish  # noqa: E402
from complaints_service.tickets.ledger.models import ReleasedReport, Ticket  # noqa: E402

#: One in so many reports is released.
RELEASED = 100
PLACES = {"public.p95_ms": "/terbuka", "public.reports_p95_ms": "/terbuka/laporan?q=parit"}


def measure(backend: str, tickets: int, requests: int, rounds: int) -> list[Result]:
    """The p95 of both pages, and how long publishing all months took."""
    with large_office(backend, tickets, requests) as app:
        service: Service = app.extensions[KEY]
        grow(service.engine, tickets, requests)
        began = time.perf_counter()
        with db.writing(service.engine) as session:
            months = publish(session, now=AS_OF, rulebook=service.rulebook, licence="CC BY 4.0")
        took = time.perf_counter() - began
        with serving(app) as port:
            times = {
                key: [milliseconds(port, path, {}) for _ in range(rounds)] for key, path in PLACES.items()
            }
    suffix = "" if backend == "sqlite" else "_postgresql"
    against = f"{tickets} tickets, {len(months)} months, {backend}"
    return [
        *(
            Result(f"{key}{suffix}", statistics.quantiles(each, n=20)[-1], "ms", against, len(each))
            for key, each in times.items()
        ),
        Result(f"public.publish_seconds{suffix}", took, "s", against, 1),
    ]


def grow(engine: Engine, tickets: int, requests: int) -> None:
    """The cells as they are with so many copies of every ticket, and released reports among them."""
    with db.writing(engine) as session:
        cells, copies = all_cells(session), tickets // requests
        session.execute(delete(MonthCell))
        for sums in cells.values():
            sums.add(CellSums(**{**vars(sums), "waits": sums.waits.copy()}), copies - 1)
        change_cells(session, {}, cells)
        chosen = select(
            Ticket.id,
            Ticket.number,
            func.coalesce(Ticket.closed_at, Ticket.received_at),
            literal("Parit di depan pasar tumpat, air masuk ke jalan."),
            literal("Sudah dikeruk."),
            literal(False),
        ).where(Ticket.id % RELEASED == 0)
        columns = ["ticket_id", "code", "released_at", "text", "answer", "photos"]
        session.connection().execute(insert(ReleasedReport.__table__).from_select(columns, chosen))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--backend", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else ["sqlite", "postgresql"]:
        results += measure(backend, chosen.tickets, chosen.requests, chosen.rounds)
    report(results)


if __name__ == "__main__":
    main()
