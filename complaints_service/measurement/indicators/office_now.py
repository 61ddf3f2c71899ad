"""How the office stands: how old its open tickets are, and where a month's working time went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.models import CustodyFact
from complaints_service.tickets.ledger.models import WORKING_STATES, Ticket
from complaints_service.tickets.ledger.turns import OFFICE
from config.rulebook import Rulebook
from sla import known

#: Upper ends of the ages open tickets are told in, in whole working days; None: older than all.
AGES: tuple[int | None, ...] = (1, 3, 5, 10, None)


@dataclass(frozen=True)
class Aged:
    """Open tickets whose age in working days is from `first` to `last` (None: or more)."""

    first: int
    last: int | None
    tickets: int


@dataclass(frozen=True)
class HeldTime:
    """Working seconds of one sort of holder; `unit` is empty where no part of the office held.

    `holder`: person, queue, citizen, agency or nobody.
    """

    holder: str
    unit: str
    seconds: int


def open_by_age(
    session: Session, *, units: Collection[str], now: datetime, rulebook: Rulebook
) -> Sequence[Aged]:
    """The tickets these units still work on, by the working days since they were received."""
    received = session.scalars(select(Ticket.received_at).where(worked_on(), Ticket.unit.in_(units)))
    return by_age(received, now=now, rulebook=rulebook)


def count_open(session: Session, *, units: Collection[str]) -> int:
    """How many tickets these units still work on."""
    return session.scalar(select(func.count(Ticket.id)).where(worked_on(), Ticket.unit.in_(units))) or 0


def worked_on() -> ColumnElement[bool]:
    """Whether the office still works on a ticket, also while it waits for an answer."""
    return or_(Ticket.state.in_(WORKING_STATES), Ticket.turn == OFFICE)


def by_age(received: Iterable[datetime], *, now: datetime, rulebook: Rulebook) -> Sequence[Aged]:
    """How many came how many working days ago."""
    calendar = rulebook.calendar(rulebook.office.calendar)
    counted: Counter[int | None] = Counter()
    for at in received:
        seconds = known.elapsed(calendar, at, max(at, now))
        # Beyond the calendar nobody knows which days the office works.
        days = 0 if seconds is None else seconds // calendar.nominal_day_seconds
        counted[next((last for last in AGES if last is None or days <= last), None)] += 1
    starts = (0, *(last + 1 for last in AGES if last is not None))
    return [Aged(first, last, counted[last]) for first, last in zip(starts, AGES, strict=True)]


def held_in_month(session: Session, *, units: Collection[str], month: str) -> Sequence[HeldTime]:
    """Where the working time of a month went, in these units and on their tickets with others."""
    sort = case(
        (CustodyFact.holder.like("person:%"), "person"),
        (CustodyFact.holder.like("unit:%"), "queue"),
        (CustodyFact.holder.like("agency:%"), "agency"),
        else_=CustodyFact.holder,
    )
    theirs = select(Ticket.id).where(Ticket.unit.in_(units))
    inside = or_(CustodyFact.unit.in_(units), and_(CustodyFact.unit == "", CustodyFact.ticket_id.in_(theirs)))
    rows = session.execute(
        select(sort.label("sort"), CustodyFact.unit, func.sum(CustodyFact.seconds))
        .where(inside, CustodyFact.month == month)
        .group_by(sort, CustodyFact.unit)
        .order_by(sort, CustodyFact.unit)
    )
    return [HeldTime(holder, unit, int(seconds)) for holder, unit, seconds in rows]
