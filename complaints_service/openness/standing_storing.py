"""Keeps under which rows each report counts, and reads what was judged by those rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.cells.months import CellKey, Cells, CellSums, verdict_of
from complaints_service.measurement.facts.models import ClockFact, TicketFact
from complaints_service.measurement.facts.rows import ClockRow
from complaints_service.measurement.facts.storing import write_rows
from complaints_service.measurement.indicators.office_now import worked_on
from complaints_service.openness.figures import CLOCKS, REST
from complaints_service.openness.models import ReportStanding
from complaints_service.openness.standing import ReportCame, Rows, standings
from complaints_service.tickets.ledger.models import Ticket

_KELURAHAN = func.coalesce(ReportStanding.kelurahan, REST)
_CATEGORY = func.coalesce(ReportStanding.category, REST)


def keep_standings(session: Session, *, start: datetime, end: datetime, rows: Rows) -> None:
    """Decides for every report of a month, as its facts have it, under which rows it counts."""
    about = (
        TicketFact.ticket_id,
        func.coalesce(TicketFact.kelurahan, ""),
        TicketFact.category,
        TicketFact.kind,
    )
    came = session.execute(
        select(*about)
        .outerjoin(ReportStanding, ReportStanding.ticket_id == TicketFact.ticket_id)
        .where(
            TicketFact.received_at >= start, TicketFact.received_at < end, ReportStanding.ticket_id.is_(None)
        )
        .order_by(TicketFact.ticket_id)
    )
    decided = standings((ReportCame(*row) for row in came), rows)
    kept = [(ticket_id, *standing) for ticket_id, standing in decided]
    write_rows(session, ReportStanding.__table__, ("ticket_id", "kelurahan", "category"), kept)


def judged_cells(session: Session, *, month: str) -> list[tuple[CellKey, CellSums]]:
    """What of the two promises was judged in a month, by the rows that the reports count under."""
    columns = (getattr(ClockFact, name) for name in ClockRow._fields)
    found = session.execute(
        select(_KELURAHAN, _CATEGORY, *columns)
        .outerjoin(ReportStanding, ReportStanding.ticket_id == ClockFact.ticket_id)
        .where(ClockFact.month == month, ClockFact.clock.in_(CLOCKS))
    )
    cells: Cells = {}
    for kelurahan, category, *values in found:
        row = ClockRow(*values)
        key = CellKey(month, "", category, kelurahan, "", row.clock)
        cells.setdefault(key, CellSums()).add(verdict_of(row))
    return list(cells.items())


def open_reports(session: Session) -> Sequence[Any]:
    """What the office works on now: since when, and the rows it counts under."""
    return session.execute(
        select(Ticket.received_at, _KELURAHAN.label("kelurahan"), _CATEGORY.label("category"))
        .outerjoin(ReportStanding, ReportStanding.ticket_id == Ticket.id)
        .where(worked_on())
    ).all()
