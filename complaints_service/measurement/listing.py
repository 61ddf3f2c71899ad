"""Where the tickets behind a figure stand in its list: a page is found along an index, however many."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session

from complaints_service.db import among, at_once
from complaints_service.measurement.facts.models import ClockFact, HandoverFact, ResolutionFact
from complaints_service.measurement.facts.rows import status_of
from complaints_service.measurement.indicators.indicator import CountedAs, Indicator
from complaints_service.measurement.indicators.loading import TICKETS, Subject, asking, where_of
from complaints_service.measurement.months import Period
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS

_OUTCOMES = {"resolutions": ResolutionFact.outcome, "handovers": HandoverFact.standing}


class ListedPlace(NamedTuple):
    """A ticket by what it is counted as (`CountedAs.rank`); of one rank in the order they were recorded."""

    rank: int
    ticket_id: int


#: Before every other.
FIRST = ListedPlace(-1, 0)


def places_behind(
    session: Session,
    *,
    indicator: Indicator,
    subject: Subject,
    units: Collection[str] | None,
    period: Period,
    hidden: Collection[int],
    after: ListedPlace,
    limit: int,
) -> list[ListedPlace]:
    """The next places of a figure's list, each ticket of a rank once; `hidden` tickets are left out."""
    if indicator.sort == "surveys":  # nobody's answer is listed
        return []
    ticket = TICKETS[indicator.sort]
    asked, ranks = [], []
    listed = [part for part in indicator.parts if part.listed]
    for rank in sorted({part.rank for part in listed if part.rank >= after.rank}):
        parts = [part for part in listed if part.rank == rank]
        for query in ways_behind(indicator, subject, units, period):
            one = query.with_only_columns(ticket.label("ticket_id")).where(_counted_as(indicator, parts))
            if rank == after.rank:
                one = one.where(ticket > after.ticket_id)
            if hidden:
                one = one.where(~among(session, ticket, hidden))
            asked.append(select(one.distinct().order_by(ticket).limit(limit).subquery().c.ticket_id))
            ranks.append(rank)
    found = {
        ListedPlace(rank, ticket_id)
        for rank, rows in zip(ranks, at_once(session, asked), strict=True)
        for (ticket_id,) in rows
    }
    return sorted(found)[:limit]


def ways_behind(
    indicator: Indicator, subject: Subject, units: Collection[str] | None, period: Period
) -> Iterator[Select[Any]]:
    """What finds the facts of a figure, in parts that exclude each other: each goes along an index."""
    where = where_of(subject, units)
    if indicator.sort != "clocks":
        yield asking(where, period)[indicator.sort]
        return
    if not indicator.waits:
        clocks = (indicator.clock,) if indicator.clock else OFFICE_CLOCKS
        yield from verdicts_of(subject, units, period, clocks)
        return
    late = select(ClockFact).where(
        where[0],
        ClockFact.clock.in_(OFFICE_CLOCKS),
        ClockFact.status == "breached",
        ClockFact.breached_at < period.end,
    )
    yield late.where(ClockFact.stopped_at.is_(None))
    if not period.current:
        yield late.where(ClockFact.stopped_at >= period.end)


def verdicts_of(
    subject: Subject, units: Collection[str] | None, period: Period, clocks: Collection[str]
) -> Iterator[Select[Any]]:
    """What finds the verdicts of a month on some clocks; with one that runs, also what has no month yet."""
    verdicts = select(ClockFact).where(where_of(subject, units)[0], ClockFact.clock.in_(clocks))
    yield verdicts.where(ClockFact.month == period.month)
    if period.current:
        yield verdicts.where(ClockFact.month.is_(None))


def _counted_as(indicator: Indicator, parts: Collection[CountedAs]) -> ColumnElement[bool]:
    """Which facts of a figure count as one of these."""
    if indicator.sort == "clocks" and not indicator.waits:
        return or_(*(_verdict(part.code) for part in parts))
    outcome = _OUTCOMES.get(indicator.sort)
    return true() if outcome is None else outcome.in_([part.code for part in parts])


def _verdict(part: str) -> ColumnElement[bool]:
    """The verdicts that count as this (`ClockRow.part`)."""
    status = ClockFact.status == status_of(part)
    if part == "late_open":
        return and_(status, ClockFact.stopped_at.is_(None))
    if part == "late_finished":
        return and_(status, ClockFact.stopped_at.is_not(None))
    return status
