"""The tickets of an ordered report, some thousands at once: facts, no name and no word of a citizen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.db import among
from complaints_service.measurement.facts.models import ClockFact, TicketFact
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.measures import unit_of_first
from complaints_service.openness.figures import CLOCKS
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketAccused

AT_ONCE = 2000


class KeptClock(NamedTuple):
    """How one promise of a ticket stands: its verdict, when it was due and kept, and its working time."""

    status: str
    due_at: datetime | None
    stopped_at: datetime | None
    seconds: int | None


class TicketLine(NamedTuple):
    """A ticket as a row: codes and instants; `clocks` in the order of `CLOCKS`, None where there is none."""

    number: str
    received_at: datetime
    channel: str
    kind: str
    category: str
    kelurahan: str
    unit: str
    state: str
    closed_at: datetime | None
    clocks: tuple[KeptClock | None, ...]


def lines_of(session: Session, *, basis: Basis, rights: Rights) -> Iterator[Sequence[TicketLine]]:
    """The tickets received in the report's months, in their order; none that accuses its reader."""
    start, end = basis.span(basis.asked.months)
    mine = [f"person:{rights.officer_id}", f"unit:{rights.unit_code}"]
    accusing = select(TicketAccused.ticket_id).where(TicketAccused.reference.in_(mine))
    last = 0
    while True:
        found = session.execute(
            select(
                TicketFact.ticket_id, Ticket.number, TicketFact.received_at, Complaint.channel,
                TicketFact.kind, TicketFact.category, TicketFact.kelurahan, Ticket.state,
                TicketFact.final_closed_at,
            )
            .join(Ticket, Ticket.id == TicketFact.ticket_id)
            .join(Complaint, Complaint.id == Ticket.id)
            .where(
                TicketFact.ticket_id > last,
                TicketFact.received_at >= start,
                TicketFact.received_at < end,
                TicketFact.ticket_id.not_in(accusing),
            )
            .order_by(TicketFact.ticket_id)
            .limit(AT_ONCE)
        ).all()  # fmt: skip
        if not found:
            return
        last = found[-1].ticket_id
        units, clocks = _clocks(session, [row.ticket_id for row in found])
        lines = [
            TicketLine(
                *row[1:5], row.category, row.kelurahan or "", units.get(row.ticket_id, ""), row.state,
                row.final_closed_at,
                tuple(clocks.get((row.ticket_id, clock)) for clock in CLOCKS),
            )
            for row in found
        ]  # fmt: skip
        yield [each for each in lines if _asked_for(each, basis)]


def _asked_for(line: TicketLine, basis: Basis) -> bool:
    if not basis.whole and line.unit not in basis.units:
        return False
    return all(getattr(line, way) == code for way, code in basis.where.items())


def _clocks(session: Session, ids: Sequence[int]) -> tuple[dict[int, str], dict[tuple[int, str], KeptClock]]:
    """Of these tickets, the unit each counts for, and how its promises stand, the last life of each.

    It counts for the unit that owes its resolution; as long as none does for the one whose clock began first,
    and that is the desk.
    """
    rows = session.execute(
        select(
            ClockFact.ticket_id, ClockFact.clock, ClockFact.round, ClockFact.owner_unit, ClockFact.status,
            ClockFact.due_at, ClockFact.stopped_at, ClockFact.used_seconds,
        )
        .where(among(session, ClockFact.ticket_id, ids), ClockFact.clock.in_({*OFFICE_CLOCKS, *CLOCKS}))
        .order_by(ClockFact.ticket_id, ClockFact.clock, ClockFact.round)
    ).all()  # fmt: skip
    clocks = {(row.ticket_id, row.clock): KeptClock(*row[4:]) for row in rows if row.clock in CLOCKS}
    owing = {row.ticket_id: row.owner_unit for row in rows if row.clock == "resolution" and row.owner_unit}
    return unit_of_first(rows) | owing, clocks
