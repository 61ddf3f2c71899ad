"""How long a search takes among many tickets: words, rare and common ones, ends of numbers, whole numbers.

Asked as a manager who sees everything, and as an officer who sees a unit's. A year of real requests is copied
until there are as many tickets as asked for (many_tickets.py). `search.p95_ms` is over all of them.

`python benchmarks/search.py [--tickets 100000] [--requests 1000] [--backend sqlite|postgresql]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import select  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from benchmarks.many_tickets import large_office  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.accounts.access import Grant, Rights  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.tickets.ledger.models import Complaint, Ticket  # noqa: E402
from complaints_service.tickets.search.matching import read_typed  # noqa: E402
from complaints_service.tickets.search.queries import search  # noqa: E402


def queries(session: Session) -> list[str]:
    """The commonest words and some of every rarity, pairs of them, ends of numbers, whole numbers."""
    counted = Counter(
        word
        for text in session.scalars(select(Complaint.text).order_by(Complaint.id).limit(2000))
        for word in text.lower().split()
        if word.isalpha() and len(word) > 2
    )
    words = [word for word, _count in counted.most_common()]
    chosen = words[:15] + words[15 :: max(1, len(words) // 40)]
    pairs = [f"{one} {other}" for one, other in pairwise(chosen)]
    numbers = session.scalars(select(Ticket.number).order_by(Ticket.id).limit(20)).all()
    return [*chosen, *pairs, *(one[-4:] for one in numbers), *numbers, "takadakatasepertiini"]


def readers(session: Session) -> list[Rights]:
    """Somebody who sees all, and somebody who sees what lies in one unit."""
    unit = session.scalars(select(Ticket.unit).order_by(Ticket.id.desc()).limit(1)).one()
    manager = Rights(account_id=1, grants=(Grant("manager"),))
    return [manager, Rights(account_id=2, officer_id=1, unit_code=unit)]


def measure(backend: str, tickets: int, requests: int, kept_in: Path | None) -> list[Result]:
    """The p95 and the worst on one backend."""
    years = 1 if kept_in is None else 5  # what others keep is of five years
    with large_office(backend, tickets, requests, years=years, kept_in=kept_in) as app:
        service: Service = app.extensions[KEY]
        times, worst = [], ("", 0.0)
        with db.reading(service.engine) as session:
            asked, who = queries(session), readers(session)
        for typed in asked:
            for rights in who:
                with db.reading(service.engine) as session:
                    began = time.perf_counter()
                    search(session, rights=rights, meant=read_typed(typed))
                    took = (time.perf_counter() - began) * 1000
                times.append(took)
                worst = max(worst, (typed, took), key=lambda one: one[1])
    suffix = "" if backend == "sqlite" else "_postgresql"
    told = f"{tickets} tickets, {backend}, worst {worst[1]:.0f} ms for {worst[0]!r}"
    return [
        Result(f"search.p95_ms{suffix}", statistics.quantiles(times, n=20)[-1], "ms", told, len(times)),
        Result(f"search.median_ms{suffix}", statistics.median(times), "ms", told, len(times)),
    ]


def main() -> None:
    """Measures and reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--backend", choices=["sqlite", "postgresql"])
    parser.add_argument("--reuse", type=Path, help="where `public.py` made an office of five years")
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else ["sqlite", "postgresql"]:
        results += measure(backend, chosen.tickets, chosen.requests, chosen.reuse)
    report(results)


if __name__ == "__main__":
    main()
