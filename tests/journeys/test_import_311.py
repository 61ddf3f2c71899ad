"""300 real service requests replayed on both databases: the same facts, confirmed by a plain second count."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from complaints_service import db
from complaints_service.errors import Actor
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.models import ClockFact, CustodyFact, ResolutionFact, TicketFact
from complaints_service.people.models import Officer, Unit
from complaints_service.people.service import seed_units
from complaints_service.people.structure import structure
from complaints_service.replay.boston311.importing import AlreadyImported, Replayed, replay
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent, ToldEscalation
from config.rulebook import Rulebook
from config.settings import Settings, load_settings
from tests.journeys.plain_count import WIB, PlainCounter
from tests.support.databases import IDENTITY_KEY, Databases, make_engine

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "tests" / "data" / "boston311_first_300.csv"
CALENDAR = ROOT / "config" / "marelan" / "calendar.toml"
AS_OF = datetime(2026, 2, 1, tzinfo=WIB).astimezone(UTC)
FACTS = (TicketFact, ClockFact, CustodyFact, ResolutionFact)

#: Working days of the rulebook's rows that the file's categories meet; the others take the general row's.
FIRST_RESPONSE = {"sampah": 2, "lampu_jalan": 2, "pohon_tumbang": 1, "drainase_banjir": 2}
RESOLUTION = {"sampah": 5, "lampu_jalan": 10, "pohon_tumbang": 5, "perilaku_petugas": 60}


@dataclass(frozen=True)
class Imported:
    """A database after the import, and what the import said."""

    engine: Engine
    settings: Settings
    done: Replayed
    said: list[str]


@pytest.fixture(scope="module")
def both(
    databases: Databases, rulebook: Rulebook, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Imported]]:
    """The import on SQLite and on PostgreSQL."""
    made = {}
    for backend in ("sqlite", "postgresql"):
        url = databases.fresh(backend)
        settings = settings_on(url, tmp_path_factory.mktemp("settings"))
        engine = make_engine(url)
        seed(engine, rulebook)
        said: list[str] = []
        done = replay(engine, rulebook, settings, file=FILE, as_of=AS_OF, say=said.append)
        made[backend] = Imported(engine, settings, done, said)
    yield made
    for each in made.values():
        each.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def imported(request: pytest.FixtureRequest, both: dict[str, Imported]) -> Imported:
    return both[request.param]


def settings_on(url: str, folder: Path) -> Settings:
    environ = {
        "TANGGAP_DATABASE_URL": url,
        "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
        "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
    }
    return load_settings(environ, folder)


def seed(engine: Engine, rulebook: Rulebook) -> None:
    units, positions = structure(rulebook)
    with db.writing(engine) as session:
        seed_units(
            session,
            units=units,
            positions=positions,
            now=datetime(2025, 1, 1, tzinfo=UTC),
            actor=Actor("setup", "cli"),
        )


def everything(engine: Engine, table: Any) -> list[tuple[Any, ...]]:
    """All rows of a table in the order of its key."""
    columns = table.__table__.columns
    with db.reading(engine) as session:
        rows = session.execute(select(*columns).order_by(*table.__table__.primary_key.columns))
        return [tuple(row) for row in rows]


def test_every_row_becomes_a_ticket_and_the_open_ones_stay_unresolved(imported: Imported) -> None:
    assert (imported.done.imported, imported.done.refused, imported.done.unresolved) == (300, 0, 39)
    with db.reading(imported.engine) as session:
        states = dict(session.execute(select(Ticket.state, func.count()).group_by(Ticket.state)).all())
    # Nobody objects in this history, so a rule closes what was resolved ten working days before the end.
    assert states == {"open": 39, "closed": 261}


def test_each_department_is_a_unit_with_one_officer_marked_as_imported(imported: Imported) -> None:
    with db.reading(imported.engine) as session:
        rows = session.execute(
            select(Unit.code, Unit.name, Officer.name)
            .join(Officer, Officer.unit_id == Unit.id)
            .order_by(Unit.code)
        ).all()
        rules = set(
            session.scalars(
                select(TicketEvent.data["rule"].as_string()).where(TicketEvent.kind == "ticket.routed")
            )
        )
    assert [row.code for row in rows] == [
        "BOS-BTDT",
        "BOS-BWSC",
        "BOS-INFO",
        "BOS-ISD",
        "BOS-PARK",
        "BOS-PWDX",
    ]
    assert all("(impor)" in name for row in rows for name in row[1:])
    assert rules == {"import"}


def test_what_happened_keeps_its_own_instants_ten_years_later(imported: Imported) -> None:
    with db.reading(imported.engine) as session:
        ticket_id = session.scalar(select(Complaint.id).where(Complaint.text.contains("case 101001240938.")))
        events = session.execute(
            select(TicketEvent.kind, TicketEvent.at, TicketEvent.recorded_at)
            .where(TicketEvent.ticket_id == ticket_id)
            .order_by(TicketEvent.seq)
        ).all()
        channel = session.scalar(select(Complaint.channel).where(Complaint.id == ticket_id))
    # 01/02/2015 08:03:30 AM, a Friday, closed at 08:06:29.
    opened, closed = datetime(2025, 1, 3, 8, 3, 30, tzinfo=WIB), datetime(2025, 1, 3, 8, 6, 29, tzinfo=WIB)
    assert opened.strftime("%a") == "Fri"
    assert [row.kind for row in events] == [
        "ticket.received",
        "ticket.routed",
        "message.sent",
        "message.delivered",
        "ticket.resolved",
        "ticket.closed",
    ]
    assert [row.at for row in events[:5]] == [opened, opened, closed, closed, closed]
    assert all(row.recorded_at == row.at for row in events[:5])
    assert events[5].at == datetime(2025, 1, 17, 17, 0, tzinfo=WIB)
    assert channel == "staff"


def test_warnings_breaches_and_rungs_are_told_once_in_the_ledger_and_in_the_claims(
    imported: Imported,
) -> None:
    kinds = ("clock.warned", "clock.breached", "escalation.sent")
    with db.reading(imported.engine) as session:
        rows = session.execute(
            select(TicketEvent.ticket_id, TicketEvent.kind, TicketEvent.data).where(
                TicketEvent.kind.in_(kinds)
            )
        ).all()
        claims = session.scalar(select(func.count()).select_from(ToldEscalation))
    # A rung is known by the start of its clock, a warning and a breach by the due they speak of.
    told = [
        (row.ticket_id, row.data["clock"], row.data["level"], row.data.get("to"), row.data.get("started_at"))
        if row.kind == "escalation.sent"
        else (row.ticket_id, row.data["clock"], row.data["level"], None, row.data["due_at"])
        for row in rows
    ]
    assert {row.kind for row in rows} == set(kinds)
    assert len(set(told)) == len(told) == claims


def test_both_databases_hold_the_same_ledgers_and_facts(both: dict[str, Imported]) -> None:
    one, other = both["sqlite"].engine, both["postgresql"].engine
    for table in (Ticket, TicketEvent, *FACTS):
        assert everything(one, table) == everything(other, table), table.__tablename__
    assert both["sqlite"].said == both["postgresql"].said


def test_verify_finds_nothing(imported: Imported, rulebook: Rulebook) -> None:
    with db.reading(imported.engine) as session:
        assert [str(finding) for finding in verify(session, rulebook=rulebook, now=AS_OF)] == []


def test_a_second_import_is_refused_and_changes_nothing(imported: Imported, rulebook: Rulebook) -> None:
    with pytest.raises(AlreadyImported):
        replay(imported.engine, rulebook, imported.settings, file=FILE, as_of=AS_OF, say=imported.said.append)
    with db.reading(imported.engine) as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 300


@pytest.fixture(scope="module")
def counter() -> PlainCounter:
    return PlainCounter(CALENDAR, first=date(2025, 1, 1), last=date(2026, 6, 1))


def test_a_plain_count_second_by_second_confirms_the_facts_of_200_tickets(
    imported: Imported, counter: PlainCounter
) -> None:
    with db.reading(imported.engine) as session:
        tickets = session.execute(
            select(
                Ticket.id,
                Ticket.category,
                Ticket.received_at,
                TicketFact.last_resolved_at,
                TicketFact.final_closed_at,
                TicketFact.total_seconds,
                Officer.id.label("officer"),
            )
            .join(TicketFact, TicketFact.ticket_id == Ticket.id)
            .join(
                Officer, Officer.unit_id == select(Unit.id).where(Unit.code == Ticket.unit).scalar_subquery()
            )
            .order_by(Ticket.id)
        ).all()
        clocks = {(row.ticket_id, row.clock): row for row in session.scalars(select(ClockFact))}
        held: dict[tuple[int, str], int] = {}
        for row in session.scalars(select(CustodyFact)):
            held[row.ticket_id, row.holder] = held.get((row.ticket_id, row.holder), 0) + row.seconds
        session.expunge_all()
    for ticket in random.Random(311).sample(tickets, 200):
        received, resolved = ticket.received_at, ticket.last_resolved_at
        closed = None
        if resolved is not None:
            closed = counter.close_of_working_day(resolved, 10)
        assert ticket.final_closed_at == (closed if closed is not None and closed <= AS_OF else None)
        until = min(closed or AS_OF, AS_OF)
        mine = counter.count(received, resolved or AS_OF)
        assert held.get((ticket.id, f"person:{ticket.officer}"), 0) == mine
        assert held.get((ticket.id, "nobody"), 0) == (counter.count(resolved, until) if resolved else 0)
        assert ticket.total_seconds == counter.count(received, until)
        assert clocks[ticket.id, "verification"].used_seconds == 0
        promises = {
            "first_response": FIRST_RESPONSE.get(ticket.category, 5),
            "resolution": RESOLUTION.get(ticket.category, 14),
        }
        for clock, working_days in promises.items():
            fact = clocks[ticket.id, clock]
            due = counter.close_of_working_day(received, working_days)
            late = (resolved or AS_OF) > due
            assert fact.due_at == due
            assert fact.stopped_at == resolved
            assert fact.used_seconds == mine
            assert fact.breached_at == (due if late else None)
            if resolved is not None:
                assert fact.status == ("breached" if late else "met")
            assert fact.owner_officer_id == (ticket.officer if mine or resolved else None)
        answer = clocks[ticket.id, "legal_answer"]
        midnight = datetime.combine(
            received.astimezone(WIB).date() + timedelta(days=15), datetime.min.time(), WIB
        )
        assert answer.due_at == midnight
        assert answer.used_seconds == int(((resolved or AS_OF) - received).total_seconds())
