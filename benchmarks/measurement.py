"""How many tickets a second get all their facts, read from the ledger and written back, on one core.

Ledgers of four fates (answered and accepted; asked and answered; handed over, disputed and resolved again;
still open) are spread over a year, each at its own pace, then everything is rebuilt. 100,000 tickets in 90 s
would need 1,111 a second. Told by the clock on the wall and, for busy machines, by seconds of a core (of this
process and of the database's).

`python benchmarks/measurement.py [--tickets 5000] [--runs 3] [--backend sqlite|postgresql]`
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, create_engine, func, insert, select, text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.errors import Actor  # noqa: E402
from complaints_service.measurement.facts.models import (  # noqa: E402
    ClockFact,
    CustodyFact,
    HandoverFact,
    ResolutionFact,
    TicketFact,
)
from complaints_service.measurement.facts.service import rebuild  # noqa: E402
from complaints_service.people.facts import OfficerFacts  # noqa: E402
from complaints_service.people.service import hire_officer, seed_units  # noqa: E402
from complaints_service.people.structure import structure  # noqa: E402
from complaints_service.tickets.ledger import append as ledger  # noqa: E402
from complaints_service.tickets.ledger.deadlines import judge_once  # noqa: E402
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent  # noqa: E402
from complaints_service.tickets.ledger.state import fold  # noqa: E402
from config.loading import load_rulebook  # noqa: E402
from config.rulebook import Rulebook  # noqa: E402
from migrations import upgrade  # noqa: E402
from sla import Event  # noqa: E402

START = datetime(2025, 1, 2, 1, 0, tzinfo=UTC)
END = datetime(2026, 2, 1, tzinfo=UTC)
RECEIVED = {"kind": "complaint", "category": "drainase_banjir", "priority": "normal", "unit": "SARPRAS"}

#: (hours after receiving, kind, by, data); `me` and `other` are two officers.
FATES: tuple[tuple[tuple[float, str, str, dict[str, object]], ...], ...] = (
    (
        (3, "message.sent", "me", {"act": "answer", "message": 3}),
        (3, "message.delivered", "me", {"message": 3, "route": "page"}),
        (70, "message.sent", "me", {"act": "answer", "message": 5}),
        (70, "ticket.resolved", "me", {"message": 5}),
        (75, "ticket.closed", "citizen", {"reason": "accepted"}),
    ),
    (
        (5, "message.sent", "me", {"act": "question", "message": 3}),
        (5, "message.delivered", "me", {"message": 3, "route": "page"}),
        (30, "message.sent", "citizen", {"act": "message", "message": 5}),
        (50, "message.sent", "me", {"act": "answer", "message": 6}),
        (50, "ticket.resolved", "me", {"message": 6}),
    ),
    (
        (24, "ticket.handed_over", "me", {"unit": "TRANTIB", "holder": "other", "reason": "-"}),
        (90, "message.sent", "other", {"act": "answer", "message": 4}),
        (90, "ticket.resolved", "other", {"message": 4}),
        (99, "ticket.disputed", "citizen", {}),
        (150, "ticket.resolved", "other", {}),
        (400, "ticket.closed", "rule", {"reason": "no_objection"}),
    ),
    ((120, "ticket.noted", "me", {"act": "note", "message": 3}),),
)


def _hired(session: Session, rulebook: Rulebook, actor: Actor) -> dict[str, int]:
    """Units, and an officer in each of two."""
    units, positions = structure(rulebook)
    seed_units(session, units=units, positions=positions, now=START, actor=actor)
    return {
        who: hire_officer(
            session,
            now=START,
            actor=actor,
            facts=OfficerFacts(
                name=f"{who} Contoh",
                employment="pns",
                position=position,
                code=who,
                works_from=date(2025, 1, 1),
            ),
        ).id
        for who, position in (("me", "pelaksana_sarpras"), ("other", "pelaksana_trantib"))
    }


def _history(number: int, received: datetime, pace: float, names: Mapping[str, str]) -> list[Event]:
    """What became of a ticket before the end; `pace`: how fast it went."""
    routed = {"unit": "SARPRAS", "holder": names["me"], "rule": "4"}
    history = [
        Event(1, "ticket.received", received, received, "citizen", RECEIVED),
        Event(2, "ticket.routed", received, received, "rule", routed),
    ]
    for hours, kind, by, data in FATES[number % len(FATES)]:
        at = received + timedelta(seconds=int(hours * pace * 3600))
        if at < END:
            told = {key: names.get(str(value), value) for key, value in data.items()}
            history.append(Event(len(history) + 1, kind, at, at, names.get(by, by), told))
    return history


def write_tickets(engine: Engine, rulebook: Rulebook, count: int) -> None:
    """An office of two officers and its tickets, with whole ledgers."""
    chance = random.Random(1)
    actor = Actor("setup", "cli")
    with db.writing(engine) as session:
        officers = _hired(session, rulebook, actor)
        names = {who: f"person:{officer}" for who, officer in officers.items()}
        complaints, tickets, events = [], [], []
        for number in range(1, count + 1):
            received = START + timedelta(seconds=chance.randrange(380 * 86400))
            history = _history(number, received, chance.uniform(0.8, 1.5), names)
            policy = rulebook.policy_at(received).version
            complaints.append(
                {
                    "id": number,
                    "number": f"B{number}",
                    "secret_digest": f"{number}",
                    "secret_generation": 1,
                    "text": "-",
                    "title": "-",
                    "language": "id",
                    "channel": "web",
                    "privacy": "open",
                    "received_at": received,
                }
            )
            tickets.append(
                {
                    "id": number,
                    "number": f"B{number}",
                    "received_at": received,
                    "policy_version": policy,
                    "accused": [],
                    **ledger.row_of(
                        fold(history),
                        history,
                        rulebook=rulebook,
                        policy_version=policy,
                        now=END,
                        judged=judge_once(history, rulebook=rulebook, policy_version=policy, as_of=END),
                    ),
                }
            )
            events += [ledger.event_row(number, event, "replay") for event in history]
        for table, rows in ((Complaint, complaints), (Ticket, tickets), (TicketEvent, events)):
            session.execute(insert(table), rows)


def measure(backend: str, count: int, runs: int) -> list[Result]:
    """Rebuilds everything `runs` times; the median of tickets a second."""
    rulebook = load_rulebook(ROOT / "config" / "marelan")
    folder = tempfile.TemporaryDirectory()
    if backend == "postgresql":
        from tests.support.databases import start_postgresql

        url = start_postgresql()
    else:
        url = f"sqlite:///{folder.name}/bench.db"
    engine = db.prepare_engine(create_engine(url, **db.engine_options(url)))
    upgrade(engine)
    write_tickets(engine, rulebook, count)
    speeds, busy = [], []
    for _ in range(runs):
        before = time.perf_counter()
        with db.writing(engine) as session:
            server = server_process(session)
            used = time.process_time() + used_by(server)
            rebuild(session, now=END, rulebook=rulebook)
            busy.append(count / (time.process_time() + used_by(server) - used))
        speeds.append(count / (time.perf_counter() - before))
    with db.reading(engine) as session:
        rows = sum(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (TicketFact, ClockFact, CustodyFact, ResolutionFact, HandoverFact)
        )
    engine.dispose()
    folder.cleanup()
    against = f"1,111 needed; {count} tickets, {rows} rows, {backend}"
    return [
        Result("measurement.facts_per_second", statistics.median(speeds), "tickets/s", against, runs),
        Result("measurement.facts_per_cpu_second", statistics.median(busy), "tickets/s", against, runs),
    ]


def server_process(session: Session) -> int | None:
    """The database's process that works for this session, where it is one of its own and can be watched."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    pid = session.scalar(text("SELECT pg_backend_pid()")) if on_postgresql else None
    return pid if pid is not None and Path(f"/proc/{pid}/stat").exists() else None


def used_by(pid: int | None) -> float:
    """Seconds of a core a process has used."""
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measures and reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--backend", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args()
    report(measure(chosen.backend, chosen.tickets, chosen.runs))


if __name__ == "__main__":
    main()
