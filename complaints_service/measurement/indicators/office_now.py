"""How the office stands: how old its open tickets are, and where a month's working time went."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, literal, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.cells.models import CustodyCell, ElsewhereCell
from complaints_service.tickets.ledger.models import WORKING_STATES, Ticket
from complaints_service.tickets.ledger.turns import OFFICE
from config.rulebook import Rulebook
from sla import known
from sla.events import EPOCH

#: Upper ends of the ages open tickets are told in, in whole working days; None: older than all.
AGES: tuple[int | None, ...] = (1, 3, 5, 10, None)

_DAY = 24 * 60 * 60


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
    open_ones = select(Ticket.received_at, literal(1).label("many")).where(
        worked_on(), Ticket.unit.in_(units)
    )
    total = count_open(session, units=units)
    return count_by_age(session, open_ones, total=total, now=now, rulebook=rulebook)


def count_open(session: Session, *, units: Collection[str]) -> int:
    """How many tickets these units still work on."""
    return session.scalar(select(func.count()).where(worked_on(), Ticket.unit.in_(units))) or 0


def worked_on() -> ColumnElement[bool]:
    """Whether the office still works on a ticket, also while it waits for an answer."""
    # Written out, as the index is: SQLite cannot know what a parameter will be.
    states: list[ColumnElement[str]] = [literal_column(repr(state)) for state in WORKING_STATES]
    return or_(Ticket.state.in_(states), Ticket.turn == literal_column(repr(OFFICE)))


def by_age(received: Iterable[datetime], *, now: datetime, rulebook: Rulebook) -> Sequence[Aged]:
    """How many came how many working days ago."""
    edges = _edges(now, rulebook)
    # The edges go back in time; what came at one is still of the younger age.
    counted = Counter(sum(at < edge for edge in edges) for at in received)
    return _aged([counted[place] for place in range(len(AGES))])


def count_by_age(
    session: Session,
    received: Select[datetime, int],
    *,
    total: int,
    now: datetime,
    rulebook: Rulebook,
) -> Sequence[Aged]:
    """The same of what a question finds, `total` in all, counted by the database: when how many came.

    Only the young ones are looked up, which are as many as came of late; all others are older.
    """
    at, _many = received.selected_columns
    edges = _edges(now, rulebook)
    young = received.where(at >= edges[-1]).subquery()
    came, many = young.columns
    # The edges go back in time; what came at one is still of the younger age.
    age = case(*((came >= edge, place) for place, edge in enumerate(edges)))
    counts = [0] * len(AGES)
    for place, count in session.execute(select(age.label("age"), func.sum(many)).group_by("age")):
        counts[place] = int(count)
    counts[-1] = total - sum(counts)
    return _aged(counts)


def _aged(counts: Sequence[int]) -> Sequence[Aged]:
    starts = (0, *(last + 1 for last in AGES if last is not None))
    return [Aged(first, last, count) for first, last, count in zip(starts, AGES, counts, strict=True)]


def _edges(now: datetime, rulebook: Rulebook) -> list[datetime]:
    """For each age that ends, the earliest instant that is no older; the latest edge first.

    Beyond the calendar nobody knows which days the office works: what came before it began is older than all,
    and once it has run out nothing has an age.
    """
    calendar = rulebook.calendar(rulebook.office.calendar)

    def older(back: int, last: int) -> bool:
        seconds = known.elapsed(calendar, now - timedelta(seconds=back), now)
        return seconds is None or seconds // calendar.nominal_day_seconds > last

    edges, back = [], 0
    for last in (last for last in AGES if last is not None):
        if known.elapsed(calendar, now, now) is None:
            edges.append(EPOCH)
            continue
        step = _DAY
        while not older(back + step, last):
            back, step = back + step, 2 * step
        back += bisect_left(range(step), True, key=lambda more: older(back + more, last)) - 1
        edges.append(now - timedelta(seconds=back))
    return edges


def held_in_month(session: Session, *, units: Collection[str], month: str) -> Sequence[HeldTime]:
    """Where the working time of a month went, in these units and on their tickets with others."""
    held: Counter[tuple[str, str]] = Counter()
    cells = (
        select(CustodyCell.holder, CustodyCell.unit, func.sum(CustodyCell.seconds))
        .where(CustodyCell.month == month, CustodyCell.unit.in_(units), CustodyCell.unit != "")
        .group_by(CustodyCell.holder, CustodyCell.unit)
    )
    elsewhere = (
        select(ElsewhereCell.holder, literal(""), func.sum(ElsewhereCell.seconds))
        .where(ElsewhereCell.month == month, ElsewhereCell.unit.in_(units))
        .group_by(ElsewhereCell.holder)
    )
    for holder, unit, seconds in session.execute(union_all(cells, elsewhere)):
        held[holder, unit] += int(seconds)
    return [HeldTime(holder, unit, seconds) for (holder, unit), seconds in sorted(held.items())]
