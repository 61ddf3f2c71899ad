"""The board, its pages and a person's own page over HTTP, in an office that grows older.

A year of real requests is replayed and copied up to ten thousand tickets; what is beyond them lies in the
years before, is over, and has its facts and cells there. SQLite.

`python benchmarks/boards.py [--tickets 10000 200000] [--requests 1000] [--rounds 60]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, delete, func, select, text  # noqa: E402

from benchmarks.many_tickets import FACTS, large_office  # noqa: E402
from benchmarks.pages import desks, milliseconds, serving  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.measurement.facts.cell_storing import all_cells, change_cells  # noqa: E402
from complaints_service.measurement.facts.cells import NO_MONTH, Cells, CellSums  # noqa: E402
from complaints_service.measurement.facts.models import MonthCell, TicketFact  # noqa: E402
from complaints_service.tickets.ledger.models import Ticket  # noqa: E402

#: How many tickets a year brings.
YEARLY = 10_000
#: The pages by their key; the first is opened by who sees the whole office, the last by the busiest officer.
BOARD = ("/papan", "/papan/unit", "/papan/kategori?jam=first_response", "/papan/kelurahan", "/papan/waktu")
MINE = ("/kinerja",)


def measure(tickets: int, requests: int, rounds: int) -> dict[str, tuple[float, int]]:
    """The p95 in milliseconds of each key, with how many answers it was taken of."""
    with large_office("sqlite", tickets, requests, measured=False) as app:
        service: Service = app.extensions[KEY]
        grow(service.engine, tickets, requests)
        cookies = desks(service)
        taken: dict[str, list[float]] = {}
        with serving(app) as port:
            for key, paths, cookie in (("board", BOARD, cookies[-1]), ("kinerja", MINE, cookies[0])):
                milliseconds(port, paths[0], {"Cookie": cookie})  # the first compiles
                for path in paths:
                    times = [milliseconds(port, path, {"Cookie": cookie}) for _ in range(rounds)]
                    print(f"{tickets} {path} {statistics.quantiles(times, n=20)[-1]:.1f} ms")
                    taken.setdefault(key, []).extend(times)
    return {key: (statistics.quantiles(times, n=20)[-1], len(times)) for key, times in taken.items()}


def grow(engine: Engine, tickets: int, requests: int) -> None:
    """Facts and cells for every copy; what is beyond a year's tickets lies in earlier years, and is over."""
    with db.writing(engine) as session:
        have = session.scalar(select(func.count()).select_from(TicketFact)) or 0
        first, last = session.execute(
            select(func.min(TicketFact.ticket_id), func.max(TicketFact.ticket_id))
        ).one()
        copies = tickets // requests
        for copy in range(1, copies):
            for table in FACTS:
                session.execute(text(_copied(table, last, copy * (last - first + 1), copy * have // YEARLY)))
        session.execute(
            text("UPDATE ticket SET state = 'closed', turn = 'nobody' WHERE id >= :of"),
            {"of": first + YEARLY // requests * (last - first + 1)},
        )
        cells = all_cells(session)
        grown: Cells = {}
        session.execute(delete(MonthCell))
        for copy in range(copies):
            years = copy * have // YEARLY
            for key, sums in cells.items():
                if years and key.month == NO_MONTH:
                    continue
                old = key._replace(month=_earlier(key.month, years))
                more = CellSums(**{**vars(sums), "waits": sums.waits.copy()})
                if years:
                    more.open_late = more.still_open = 0
                grown.setdefault(old, CellSums()).add(more)
        change_cells(session, {}, grown)
        total = session.scalar(select(func.count()).select_from(Ticket))
        print(f"{total} tickets, {len(grown)} cells")


def _copied(table: Any, last: int, by: int, years: int) -> str:
    """The statement that copies a table of facts under other ids, so many years before."""
    values = []
    for column in table.__table__.columns:
        name = column.name
        if name == "ticket_id":
            values.append(f"ticket_id + {by}")
        elif years and (name.endswith("_at") or name in ("month", "last_resolved_month")):
            kept = f"coalesce({name}, breached_at)" if name == "stopped_at" else name
            values.append(f"(CAST(substr({kept}, 1, 4) AS INTEGER) - {years}) || substr({kept}, 5)")
        elif years and name == "settled":
            values.append("1")
        else:
            values.append(name)
    names = ", ".join(column.name for column in table.__table__.columns)
    running = " AND month IS NOT NULL" if years and table.__tablename__ == "clock_fact" else ""
    return (
        f"INSERT INTO {table.__tablename__} ({names}) SELECT {', '.join(values)} "
        f"FROM {table.__tablename__} WHERE ticket_id <= {last}{running}"
    )


def _earlier(month: str, years: int) -> str:
    return month if month == NO_MONTH else f"{int(month[:4]) - years:04d}{month[4:]}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, nargs="+", default=[10_000, 200_000])
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=60)
    chosen = parser.parse_args()
    found = {tickets: measure(tickets, chosen.requests, chosen.rounds) for tickets in chosen.tickets}
    smallest, largest = min(found), max(found)
    results = []
    for key, (p95, runs) in found[largest].items():
        results.append(Result(f"{key}.p95_ms", p95, "ms", f"{largest} tickets, sqlite", runs))
        ratio = p95 / found[smallest][key][0]
        results.append(Result(f"{key}.growth", ratio, "x", f"{largest} to {smallest} tickets, sqlite", runs))
    report(results)


if __name__ == "__main__":
    main()
