"""One month of the whole office as anybody may know it: how many reports came, how many of them are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
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


def kelurahan_told(session: Session, *, period: Period) -> dict[str, MonthTold]:
    """The same by kelurahan, without those of which nothing is told.

    Where few are withheld the smallest others are too, until what the whole leaves for them together is of no
    few: a reader who subtracts learns of no small one. Reports of no kelurahan count among the withheld.
    """
    rows = session.execute(
        select(Ticket.kelurahan, func.count(), func.count().filter(_done()))
        .where(Ticket.received_at >= period.start, Ticket.received_at < period.end)
        .group_by(Ticket.kelurahan)
    ).all()
    sizes = {kelurahan or "": received for kelurahan, received, _finished in rows}
    withheld = protected(sizes)
    return {
        kelurahan: MonthTold(period.month, received, done)
        for kelurahan, received, done in rows
        if kelurahan is not None and kelurahan not in withheld
    }


def protected(sizes: Mapping[str, int]) -> frozenset[str]:
    """Which cells of a table with a known sum are told of none; `""` never is."""
    withheld = {name for name, size in sizes.items() if name == "" or size < LEAST}
    small = any(sizes[name] < LEAST for name in withheld)
    for name in sorted(sizes.keys() - withheld, key=lambda name: (sizes[name], name)):
        if not small or (len(withheld) > 1 and sum(sizes[each] for each in withheld) >= LEAST):
            break
        withheld.add(name)
    return frozenset(withheld)


def _done() -> ColumnElement[bool]:
    return Ticket.state.not_in(OPEN_STATES) | (Ticket.state == "resolved")


def month_told(session: Session, *, period: Period) -> MonthTold | None:
    """A month's figure, in which hidden reports count too; None where so few came that nothing is told."""
    received, done = session.execute(
        select(func.count(), func.count().filter(_done()))
        .select_from(Ticket)
        .where(Ticket.received_at >= period.start, Ticket.received_at < period.end)
    ).one()
    return MonthTold(period.month, received, done) if received >= LEAST else None
