"""What anybody may ask, over HTTP, in offices of five years: the public page and files, Open311's lists.

Real requests are replayed, then copied with all that hangs on them (`copying/`); the job publishes the
months, and one in a hundred reports is released. Each page and list is asked for in a small office and in a
large one. A list that is not as long as it was asked for measures nothing: in an office of the large size it
ends the run, in a smaller one, where 90 days hold few, it is left out and said.

Told by the clock on the wall and, for busy machines, by the core's time of each answer: of this process,
which asks as well, and of all the database's. `growth` compares offices by the core's.

`python benchmarks/public.py [--backend sqlite|postgresql] [--tickets 10000 1000000] [--rounds 100]
[--reuse DIR]`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from sqlalchemy import Engine, func, insert, literal, select  # noqa: E402

from benchmarks.large.asking import OpenOffice, Question, p95  # noqa: E402
from benchmarks.large.offices import SIZES, Answers, Asking, ask_offices  # noqa: E402
from benchmarks.many_tickets import large_office  # noqa: E402
from benchmarks.pages import AS_OF, serving  # noqa: E402
from benchmarks.results import Result  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.openness.service import publish  # noqa: E402
from complaints_service.tickets.ledger.models import ReleasedReport, Ticket  # noqa: E402

#: The one kind of what is asked, and what is noted of an office.
PUBLIC, PUBLISHING = "public", "publishing"
#: One in so many reports is released.
RELEASED = 100
PAGES = {
    "public": "/terbuka",
    "public.reports": "/terbuka/laporan?q=parit",
    "public.csv": "/terbuka/data.csv",
}
LISTS = {
    "open311": "requests.json?page_size=100",
    "open311.open": "requests.json?page_size=100&status=open&service_code=sampah",
    "open311.two_services": "requests.json?page_size=100&status=open&service_code=sampah,lampu_jalan",
    "open311.xml": "requests.xml?page_size=100",
    "open311.updates": "servicerequestupdates.json?page_size=1000",
    "open311.thousand": "requests.json?page_size=1000",
}


@contextmanager
def office(asking: Asking) -> Iterator[OpenOffice]:
    """The office with its months published; noted are the seconds that took, if it was not done before."""
    with large_office(
        asking.backend, asking.tickets, asking.requests, years=5, kept_in=asking.kept_in
    ) as app:
        service: Service = app.extensions[KEY]
        release(service.engine)
        began = time.perf_counter()
        with db.writing(service.engine) as session:
            months = publish(session, now=AS_OF, rulebook=service.rulebook, licence="CC BY 4.0")
        took = time.perf_counter() - began
        paths = {**PAGES, **{key: _list(service.engine, query) for key, query in LISTS.items()}}
        questions = [
            Question(kind=PUBLIC, name=key, paths=[path], rounds=asking.rounds)
            for key, path in paths.items()
            if is_full(app, path)
        ]
        with serving(app) as port:
            yield OpenOffice(
                label=f"{asking.backend} {asking.tickets}",
                engine=service.engine,
                port=port,
                questions=questions,
                noted={PUBLISHING: took} if months else {},
            )


def release(engine: Engine) -> None:
    """Shows one in a hundred reports, once."""
    with db.writing(engine) as session:
        if session.scalar(select(func.count()).select_from(ReleasedReport)):
            return
        chosen = select(
            Ticket.id,
            Ticket.number,
            func.coalesce(Ticket.closed_at, Ticket.received_at),
            literal("Parit di depan pasar tumpat, air masuk ke jalan."),
            literal("Sudah dikeruk."),
            literal(False),
        ).where(Ticket.id % RELEASED == 0)
        columns = ["ticket_id", "code", "released_at", "text", "answer", "photos"]
        session.connection().execute(insert(ReleasedReport).from_select(columns, chosen))


def _list(engine: Engine, query: str) -> str:
    """The address of a list in the 90 days before the newest request."""
    with db.reading(engine) as session:
        until = session.scalars(select(func.max(Ticket.received_at))).one()
    since = until - timedelta(days=90)
    return f"/open311/v2/{query}&start_date={since:%Y-%m-%dT%H:%M:%SZ}&end_date={until:%Y-%m-%dT%H:%M:%SZ}"


def is_full(app: Flask, path: str) -> bool:
    """Whether an answer is as long as it was asked for."""
    answer = app.test_client().get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    wanted = parse_qs(urlsplit(path).query).get("page_size")
    name = '"service_request_id"' if answer.is_json else "<service_request_id>"
    return wanted is None or answer.get_data(as_text=True).count(name) == int(wanted[0])


def told(backend: str, found: Mapping[int, Answers]) -> list[Result]:
    """The figures of the large office, and how they grew from the small one's."""
    small, large = min(found), max(found)
    if missing := ", ".join(sorted({**PAGES, **LISTS}.keys() - found[large].asked[PUBLIC].keys())):
        if large >= SIZES[backend][-1]:
            raise RuntimeError(f"not as long as asked for: {missing}")
        print(f"{large} {backend}: not measured, 90 days hold fewer than asked for: {missing}")
    suffix = "" if backend == "sqlite" else "_postgresql"
    against = f"under 100 ms; {large} tickets, {backend}"
    results = []
    for key, each in found[large].asked[PUBLIC].items():
        results += [
            Result(f"{key}.p95_ms{suffix}", p95(each.wall), "ms", against, len(each.wall)),
            Result(f"{key}.core_p95_ms{suffix}", p95(each.core), "ms", against, len(each.core)),
        ]
        if small < large and key in found[small].asked[PUBLIC]:
            before = p95(found[small].asked[PUBLIC][key].core)
            grown = f"at most 1.5; {large} to {small} tickets, {before:.1f} ms there"
            results.append(
                Result(f"{key}.growth{suffix}", p95(each.core) / before, "x", grown, len(each.core))
            )
    if (took := found[large].noted.get(PUBLISHING)) is not None:
        results.append(Result(f"public.publish_seconds{suffix}", took, "s", f"{large} tickets, {backend}", 1))
    return results


if __name__ == "__main__":
    ask_offices(__doc__, rounds=100, opened=office, told=told)
