"""What the facts behind a unit's or a category's figure come to, counted by the database.

Its month cells do not hold it: they know no verdict by each of its outcomes, nor a ticket that counts once
though it is late by several clocks, or in several units. How long each waited they do hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select, union, union_all
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.facts.cells.months import NO_MONTH
from complaints_service.measurement.facts.cells.officers import (
    HANDOVERS,
    INHERITED,
    NOBODY,
    RATINGS,
    REDONE,
    RESOLUTIONS,
    VERDICTS,
    OfficerKey,
)
from complaints_service.measurement.facts.cells.storing import cells_of_months
from complaints_service.measurement.facts.cells.waits import Waits
from complaints_service.measurement.facts.models import (
    ClockFact,
    CustodyFact,
    HandoverFact,
    RatingFact,
    ResolutionFact,
)
from complaints_service.measurement.facts.rows import SurveySums, part_of
from complaints_service.measurement.indicators.indicator import Indicator, Sort
from complaints_service.measurement.indicators.loading import Subject
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.values import efforts_of
from complaints_service.measurement.listing import verdicts_of, ways_behind
from complaints_service.measurement.months import Period
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS
from config.rulebook import Rulebook

#: The sorts whose cases are told by an outcome alone: as cells name them, with its column and the category's.
_TOLD: dict[Sort, tuple[str, Any, Any]] = {
    "resolutions": (RESOLUTIONS, ResolutionFact.outcome, ResolutionFact.category),
    "handovers": (HANDOVERS, HandoverFact.standing, HandoverFact.category),
    "ratings": (RATINGS, RatingFact.score, RatingFact.category),
}


def counted_sums(
    session: Session,
    *,
    indicator: Indicator,
    subject: Subject,
    units: Collection[str] | None,
    period: Period,
    rulebook: Rulebook,
) -> MonthSums:
    """What one indicator of a unit or category is measured on; of other indicators nothing is asked."""
    ways = list(ways_behind(indicator, subject, units, period))
    if indicator.waits:
        late = [way.with_only_columns(ClockFact.ticket_id) for way in ways]
        told = verdicts_of(subject, units, period, OFFICE_CLOCKS)
        dealt_with = [way.with_only_columns(ClockFact.ticket_id) for way in told]
        return MonthSums(
            span=period, late=_tickets(session, late), concerned=_tickets(session, [*late, *dealt_with])
        )
    if indicator.sort == "clocks":
        waits = {}
        if indicator.kind == "duration":
            waits[indicator.clock] = _waits(session, indicator.clock, subject, units, period)
        return MonthSums(span=period, cases=_verdicts(session, ways, period), waits=waits)
    (way,) = ways
    if indicator.sort == "surveys":
        return MonthSums(span=period, surveys=[SurveySums(*row) for row in session.execute(way)])
    if indicator.sort == "custody":
        held = way.where(CustodyFact.unit != "").with_only_columns(
            func.count(CustodyFact.ticket_id.distinct()), func.coalesce(func.sum(CustodyFact.seconds), 0)
        )
        tickets, seconds = session.execute(held).one()
        return MonthSums(span=period, held=tickets, held_seconds=int(seconds))
    sort, outcome, category = _TOLD[indicator.sort]
    counted = way.with_only_columns(outcome, category, func.count()).group_by(outcome, category)
    cases = {
        OfficerKey(NOBODY, period.month, sort, "", str(came_out), code): n
        for came_out, code, n in session.execute(counted)
    }
    return MonthSums(span=period, cases=cases, efforts=efforts_of(rulebook))


def counted_rules(session: Session, *, subject: Subject, period: Period) -> set[tuple[str, str]]:
    """The policies and calendars that a unit's or category's month was judged by."""
    (waiting,) = (one for one in INDICATORS.values() if one.waits)
    ways = (
        *verdicts_of(subject, None, period, OFFICE_CLOCKS),
        *ways_behind(waiting, subject, None, period),
    )
    asked = (way.with_only_columns(ClockFact.policy_version, ClockFact.calendar_version) for way in ways)
    return {(policy, calendar) for policy, calendar in session.execute(union(*asked))}


def _tickets(session: Session, ways: Collection[Any]) -> int:
    """How many tickets any of these finds, each once."""
    found = union_all(*ways).subquery()
    return session.scalar(select(func.count(found.c.ticket_id.distinct()))) or 0


def _verdicts(session: Session, ways: Collection[Any], period: Period) -> Counter[OfficerKey]:
    alike = (
        ClockFact.clock,
        ClockFact.status,
        ClockFact.stopped_at.is_(None).label("open"),
        ClockFact.inherited,
        ClockFact.redone,
    )
    cases: Counter[OfficerKey] = Counter()
    counted = (way.with_only_columns(*alike, func.count()).group_by(*alike) for way in ways)
    for clock, status, open_, inherited, redone, n in session.execute(union_all(*counted)):
        sort = INHERITED if inherited else VERDICTS
        cases[OfficerKey(NOBODY, period.month, sort, clock, part_of(status, open_=bool(open_)))] += n
        if redone and status == "met" and not inherited:
            cases[OfficerKey(NOBODY, period.month, REDONE, clock)] += n
    return cases


def _waits(
    session: Session, clock: str, subject: Subject, units: Collection[str] | None, period: Period
) -> Waits:
    """How long each waited, out of the cells of the month."""
    waits = Waits()
    for key, sums in cells_of_months(session, [period.month, *([NO_MONTH] if period.current else [])]):
        mine = subject.key == (key.unit if subject.kind == "unit" else key.category)
        if key.clock == clock and mine and (units is None or key.unit in units):
            waits.add(sums.waits)
    return waits
