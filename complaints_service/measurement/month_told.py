"""One month of the whole office as anybody may know it: how many reports came, how many of them are done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.measurement.months import Period
from complaints_service.tickets.ledger.models import OPEN_STATES, Ticket

#: Of fewer reports nothing is told: among so few, a figure speaks of somebody.
LEAST = 5


@dataclass(frozen=True)
class MonthTold:
    """How many reports of a month came, and how many of those the office is done with by now."""

    month: str
    received: int
    done: int


def month_told(session: Session, *, period: Period) -> MonthTold | None:
    """A month's figure, in which hidden reports count too; None where so few came that nothing is told."""
    is_done = Ticket.state.not_in(OPEN_STATES) | (Ticket.state == "resolved")
    received, done = session.execute(
        select(func.count(), func.count().filter(is_done))
        .select_from(Ticket)
        .where(Ticket.received_at >= period.start, Ticket.received_at < period.end)
    ).one()
    return MonthTold(period.month, received, done) if received >= LEAST else None
