"""The board and its pages, a person's own pages and the office's reports over HTTP, in offices of five years.

Real requests are replayed, then copied with all that hangs on them (`copying/`). Each page is asked for in
a small office and in a large one of as many years; the person is the one with most. Told by the clock on the
wall and by the core's time of each answer; `growth` compares by the core's.

`python benchmarks/boards.py [--backend sqlite|postgresql] [--tickets 10000 200000] [--rounds 40]
[--reuse DIR]`
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402

from benchmarks.large.asking import OpenOffice, Question, p95  # noqa: E402
from benchmarks.large.offices import Answers, Asking, ask_offices  # noqa: E402
from benchmarks.many_tickets import large_office  # noqa: E402
from benchmarks.pages import desks, serving  # noqa: E402
from benchmarks.results import Result  # noqa: E402
from complaints_service import clock, db  # noqa: E402
from complaints_service.accounts.models import Account  # noqa: E402
from complaints_service.accounts.sign_in import start_session  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.tickets.ledger.models import Ticket  # noqa: E402

MONTH = "2025-12"
#: The month that still runs there: what is open counts in it.
RUNS = "2026-01"
#: The pages by their key; the board and reports are opened by who sees the whole office.
BOARD = tuple(f"/papan{page}?period={MONTH}" for page in ("", "/unit", "/kategori", "/kelurahan", "/waktu"))
REPORTS = tuple(
    f"/laporan-kantor/{code}?from={MONTH}&until={MONTH}" for code in ("R1", "R2", "R3", "R4", "R5", "R6")
)


@contextmanager
def office(asking: Asking) -> Iterator[OpenOffice]:
    """The office with the pages of its board, of who holds most, and its reports."""
    with large_office(
        asking.backend, asking.tickets, asking.requests, years=5, kept_in=asking.kept_in
    ) as app:
        service: Service = app.extensions[KEY]
        busiest, person, leader = signed_in(service)
        mine = (
            "/kinerja",
            f"/kinerja?period={MONTH}",
            f"/kinerja/{busiest}/periode?dari=2025-10&sampai={MONTH}",
        )
        opened = tuple(
            f"/kinerja/{busiest}/{code}?period={month}"
            for month in (MONTH, RUNS)
            for code in ("first_response_on_time", "open_and_late", "held", "reopened_share")
        )
        questions = [
            Question(kind=kind, name=path, paths=[path], rounds=asking.rounds, headers={"Cookie": cookie})
            for kind, paths, cookie in (
                ("board", BOARD, leader),
                ("kinerja", mine, person),
                ("evidence", opened, person),
                ("report", REPORTS, leader),
            )
            for path in paths
        ]
        with serving(app) as port:
            label = f"{asking.backend} {asking.tickets}"
            yield OpenOffice(label=label, engine=service.engine, port=port, questions=questions)


def signed_in(service: Service) -> tuple[int, str, str]:
    """Who holds most, a cookie of theirs, and one of a manager of everything."""
    with db.reading(service.engine) as session:
        held = func.count().desc()
        busiest = session.scalars(
            select(Ticket.holder_officer_id)
            .where(Ticket.holder_officer_id.is_not(None))
            .group_by(Ticket.holder_officer_id)
            .order_by(held)
            .limit(1)
        ).one()
        there = session.scalar(select(Account.id).where(Account.login == "bench"))
    assert busiest is not None
    if there is None:
        desks(service)
    cookies = []
    with db.writing(service.engine) as session:
        for login in (f"bench{busiest}", "bench"):
            account = session.scalars(select(Account.id).where(Account.login == login)).one()
            token = start_session(session, account_id=account, user_agent="bench", now=clock.now())
            cookies.append(f"tanggap={token}")
    return busiest, cookies[0], cookies[1]


def told(backend: str, found: Mapping[int, Answers]) -> list[Result]:
    """The figures of the large office, and how they grew from the small one's."""
    small, large = min(found), max(found)
    suffix = "" if backend == "sqlite" else "_postgresql"
    results, ratios = [], []
    for key, pages in found[large].asked.items():
        wall = [each for one in pages.values() for each in one.wall]
        core = [each for one in pages.values() for each in one.core]
        against = f"under 150 ms; {large} tickets, {backend}"
        results += [
            Result(f"{key}.p95_ms{suffix}", p95(wall), "ms", against, len(wall)),
            Result(f"{key}.core_p95_ms{suffix}", p95(core), "ms", against, len(core)),
        ]
        ratios += [
            (statistics.median(one.core) / statistics.median(there.core), path)
            for path, one in pages.items()
            if (there := found[small].asked[key].get(path)) is not None
        ]
    if small < large:
        worst, path = max(ratios)
        grown = f"at most 1.5; {large} to {small} tickets, {backend}, medians of a core; {path}"
        results.append(Result(f"growth.worst_ratio{suffix}", worst, "x", grown, len(ratios)))
    return results


if __name__ == "__main__":
    ask_offices(__doc__, rounds=40, opened=office, told=told)
