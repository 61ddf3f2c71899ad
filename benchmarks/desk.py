"""A page of a list, and a report with all its clocks, against a bare handler on the same server and database.

`desk.list_vs_bare_flask`: 50 tickets by the API, one that selects the same rows and answers the same fields
beside it. `tracking.vs_bare_flask`: a citizen's report, every clock with each span and why, beside one that
reads the same rows and answers them as they are. Both run under waitress with 8 threads in a process of their
own; 8 clients keep one connection each. Rounds alternate, and the ratio of each pair is taken.

`python benchmarks/desk.py [--tickets 1000] [--seconds 4] [--rounds 5] [--backend sqlite|postgresql]`
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask, Response, jsonify, request  # noqa: E402
from sqlalchemy import create_engine, select  # noqa: E402

from benchmarks.intake import databases  # noqa: E402
from benchmarks.load import THREADS, Call, answers_per_second, serving  # noqa: E402
from benchmarks.pages import AS_OF, FILE, application, desks, secrets  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.replay.boston311.importing import replay  # noqa: E402
from complaints_service.tickets.ledger.models import Complaint, Message, Ticket, TicketEvent  # noqa: E402

_FIELDS = (
    Ticket.number,
    Complaint.title,
    *(Ticket.state, Ticket.kind, Ticket.category, Ticket.kelurahan, Ticket.unit, Ticket.holder_officer_id),
    *(Ticket.received_at, Ticket.due_at, Ticket.due_clock, Ticket.voices, Ticket.version),
)


def bare_app(url: str) -> Flask:
    """The least that answers the same fields of the same rows, without rights, rules or an engine."""
    engine = db.prepare_engine(create_engine(url, **db.engine_options(url)))
    app = Flask("bare")

    @app.get("/api/v1/tickets")
    def listing() -> Response:
        page = select(*_FIELDS).join(Complaint, Complaint.id == Ticket.id)
        order = Ticket.due_at.is_(None), Ticket.due_at, Ticket.id
        with db.reading(engine) as session:
            rows = session.execute(page.order_by(*order).limit(50)).all()
        return jsonify(tickets=[_told(row._mapping) for row in rows], next=None)

    @app.get("/api/v1/complaints/<number>")
    def tracked(number: str) -> Response:
        _secret = request.headers["Authorization"]
        with db.reading(engine) as session:
            ticket = session.execute(
                select(Ticket.id, Complaint.text, *_FIELDS)
                .join(Complaint, Complaint.id == Ticket.id)
                .where(Ticket.number == number)
            ).one()
            columns = (TicketEvent.seq, TicketEvent.kind, TicketEvent.at, TicketEvent.actor, TicketEvent.data)
            of_it = TicketEvent.ticket_id == ticket.id
            events = session.execute(select(*columns).where(of_it).order_by(TicketEvent.seq)).all()
            said = select(Message.seq, Message.at, Message.act, Message.text)
            messages = session.execute(said.where(Message.ticket_id == ticket.id).order_by(Message.seq)).all()
        return jsonify(
            **_told(ticket._mapping),
            events=[_told(row._mapping) for row in events],
            messages=[_told(row._mapping) for row in messages],
        )

    return app


def _told(row: Any) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def serve(
    kind: str,
    url: str,
    folder: str,
    ready: multiprocessing.synchronize.Event,
    port: Synchronized[int],
) -> None:
    """Runs one of the two apps on the same database until it is killed."""
    import waitress

    app = bare_app(url) if kind == "bare" else application(url, Path(folder))
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=THREADS, ident=None)
    port.value = int(server.effective_port)
    ready.set()
    server.run()


def measure(backend: str, tickets: int, seconds: float, rounds: int) -> list[Result]:
    """Both ratios on one backend, and our own rates."""
    with databases(backend) as (url, _), tempfile.TemporaryDirectory() as folder:
        app = application(url, Path(folder))
        service: Service = app.extensions[KEY]
        replay(
            service.engine,
            service.rulebook,
            service.settings,
            file=FILE,
            as_of=AS_OF,
            limit=tickets,
            say=print,
        )
        manager, tracked = desks(service)[-1], secrets(service)
        service.engine.dispose()
        calls: dict[str, list[Call]] = {
            "desk.list_": [Call("/api/v1/tickets?view=all", {"Cookie": manager})],
            "tracking.": [
                Call(f"/api/v1/complaints/{number}", {"Authorization": f"Tracking {secret}"})
                for number, secret in tracked
            ],
        }
        with serving(serve, "tanggap", url, folder) as ours, serving(serve, "bare", url, folder) as bare:
            found = []
            for name, asked in calls.items():
                for port in (ours, bare):
                    answers_per_second(port, asked, 1.0)  # warm
                rates = [
                    (answers_per_second(ours, asked, seconds), answers_per_second(bare, asked, seconds))
                    for _ in range(rounds)
                ]
                found += _results(name, rates, backend, tickets)
    return found


def _results(name: str, rates: Sequence[tuple[float, float]], backend: str, tickets: int) -> list[Result]:
    suffix = "" if backend == "sqlite" else "_postgresql"
    rate, bare = (statistics.median(each) for each in zip(*rates, strict=True))
    share = statistics.median(ours / theirs for ours, theirs in rates)
    told = f"bare Flask + SQLAlchemy, {bare:.0f}/s, {tickets} tickets, {backend}"
    return [
        Result(f"{name}vs_bare_flask{suffix}", share, "share", told, len(rates)),
        Result(f"{name}answers_per_second{suffix}", rate, "answers/s", "8 clients", len(rates)),
    ]


def main() -> None:
    """Measures and reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--backend", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else ["sqlite", "postgresql"]:
        results += measure(backend, chosen.tickets, chosen.seconds, chosen.rounds)
    report(results)


if __name__ == "__main__":
    main()
