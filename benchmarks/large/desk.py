"""What an officer opens all day, over HTTP, in offices of five years: lists, search, one ticket's page.

The first page of each view of the desk, as who holds most and as a manager of everything; the searches of
`search.py` by the box of `/cari`; the pages of tickets spread over the years, and of the longest ledgers.
Real requests are replayed, then copied with all that hangs on them (`copying/`). Each is asked for in a small
office and in a large one.

Told by the clock on the wall and, for busy machines, by the core's time of each answer: of this process,
which asks as well, and of all the database's. `growth` compares medians of a core. Keys tell the larger
office: `desk.p95_ms_200k` (the slowest view), `search.` and `ticket.` alike; of PostgreSQL
`desk.p95_ms_1m_postgresql`.

`python benchmarks/large/desk.py [--backend sqlite|postgresql] [--tickets 10000 1000000] [--rounds 60]
[--reuse DIR]`
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from benchmarks.boards import signed_in  # noqa: E402
from benchmarks.large.asking import OpenOffice, Question, p95  # noqa: E402
from benchmarks.large.offices import Answers, Asking, ask_offices  # noqa: E402
from benchmarks.many_tickets import large_office  # noqa: E402
from benchmarks.pages import serving  # noqa: E402
from benchmarks.results import Result  # noqa: E402
from benchmarks.search import queries  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.tickets.ledger.models import Ticket, TicketEvent  # noqa: E402
from complaints_service.tickets.listed import LED, VIEWS  # noqa: E402

#: How many tickets' pages are opened, and how many of the longest there are.
OPENED, LONGEST = 60, 10
#: What is asked for, by the beginning of its keys.
KINDS = ("desk", "search", "ticket")


@contextmanager
def office(asking: Asking) -> Iterator[OpenOffice]:
    """The office with its views, searches and tickets as who holds most and a manager ask for them."""
    with large_office(
        asking.backend, asking.tickets, asking.requests, years=5, kept_in=asking.kept_in
    ) as app:
        service: Service = app.extensions[KEY]
        _busiest, officer, manager = signed_in(service)
        people = {"officer": {"Cookie": officer}, "manager": {"Cookie": manager}}
        with db.reading(service.engine) as session:
            searches = [f"/cari?q={quote(typed)}" for typed in queries(session)]
            pages = {
                name: [f"/meja/{number}" for number in numbers] for name, numbers in opened(session).items()
            }

        def question(kind: str, name: str, paths: Sequence[str], rounds: int, who: str) -> Question:
            return Question(kind=kind, name=name, paths=paths, rounds=rounds, headers=people[who])

        asked = [
            *(
                question("desk", f"{view} of {who}", [f"/meja?view={view}"], asking.rounds, who)
                for view in (*VIEWS, LED)
                for who in people
            ),
            question("desk", "all by the API", ["/api/v1/tickets?view=all"], asking.rounds, "manager"),
            *(question("search", who, searches, 1, who) for who in people),
            *(question("ticket", name, paths, 2, "manager") for name, paths in pages.items()),
        ]
        with serving(app) as port:
            label = f"{asking.backend} {asking.tickets}"
            yield OpenOffice(label=label, engine=service.engine, port=port, questions=asked)


def opened(session: Session) -> dict[str, list[str]]:
    """Numbers of tickets: spread over all there are, and those of the newest with the longest ledgers."""
    last = session.scalars(select(func.max(Ticket.id))).one()
    spread = select(Ticket.number).where(Ticket.id % max(1, last // OPENED) == 0).order_by(Ticket.id)
    newest = TicketEvent.ticket_id > last - 10_000
    long = select(TicketEvent.ticket_id).where(newest).group_by(TicketEvent.ticket_id)
    longest = long.order_by(func.count().desc(), TicketEvent.ticket_id).limit(LONGEST)
    return {
        "spread": list(session.scalars(spread)),
        "the longest": list(session.scalars(select(Ticket.number).where(Ticket.id.in_(longest)))),
    }


def told(backend: str, found: Mapping[int, Answers]) -> list[Result]:
    """The figures of the larger office, each of what took longest there, and how they grew."""
    small, large = min(found), max(found)
    backed = "" if backend == "sqlite" else "_postgresql"
    label = f"{large // 1_000_000}m" if large >= 1_000_000 else f"{large // 1_000}k"
    results = []
    for kind in KINDS:
        by_wall = max(found[large].asked[kind].items(), key=lambda one: p95(one[1].wall))
        by_core = max(found[large].asked[kind].items(), key=lambda one: p95(one[1].core))
        for key, (name, each), times in (
            (f"{kind}.p95_ms", by_wall, by_wall[1].wall),
            (f"{kind}.core_p95_ms", by_core, by_core[1].core),
        ):
            against = f"under 100 ms; {large} tickets, {backend}, {name}"
            results.append(Result(f"{key}_{label}{backed}", p95(times), "ms", against, len(each.wall)))
        if small < large:
            ratio, name = max(
                (statistics.median(each.core) / statistics.median(found[small].asked[kind][name].core), name)
                for name, each in found[large].asked[kind].items()
            )
            grown = f"at most 1.5; {large} to {small} tickets, {backend}, medians of a core, {name}"
            results.append(
                Result(f"{kind}.growth{backed}", ratio, "x", grown, len(found[large].asked[kind][name].core))
            )
    return results


if __name__ == "__main__":
    ask_offices(__doc__, rounds=60, opened=office, told=told)
