"""Everybody's cases in some months, added up by the database: what the office's rates are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.models import ClockFact, ResolutionFact, TicketFact
from complaints_service.measurement.indicators.indicator import Alike, Sort
from complaints_service.measurement.indicators.loading import rated
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.mix import Cell, Tally
from complaints_service.measurement.months import month_after, month_start
from complaints_service.survey.models import Rating
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS
from config.rulebook import Rulebook


def tallies(
    session: Session, *, months: Sequence[str], rulebook: Rulebook
) -> Mapping[str, Mapping[int, Mapping[Cell, Tally]]]:
    """The cases of every share that has a mix, by indicator, officer and cell, in these months together.

    Only what counts for a person: what lay in a queue says nothing of what a colleague would have done.
    """
    found: dict[str, dict[int, dict[Cell, Tally]]] = {}
    counted: dict[Sort, list[tuple[int, Alike, int]]] = {}
    for indicator in INDICATORS.values():
        if indicator.worth is None:
            continue
        if indicator.sort not in counted:
            counted[indicator.sort] = _alike(session, indicator.sort, months, rulebook)
        for officer, case, n in counted[indicator.sort]:
            worth = indicator.worth(case)
            if worth is not None:
                cells = found.setdefault(indicator.code, {}).setdefault(officer, {})
                cells[case.cell] = cells.get(case.cell, Tally(0, 0)).plus(Tally(n * worth, n))
    return found


def _alike(
    session: Session, sort: Sort, months: Sequence[str], rulebook: Rulebook
) -> list[tuple[int, Alike, int]]:
    """Everybody's cases of one sort in these months, counted where alike: officer, case, how many."""
    if sort == "clocks":
        verdicts = (
            ClockFact.owner_officer_id,
            ClockFact.status,
            ClockFact.category,
            ClockFact.kelurahan,
            ClockFact.clock,
        )
        found = session.execute(
            select(*verdicts, func.count())
            .where(
                ClockFact.month.in_(months),
                ClockFact.clock.in_(OFFICE_CLOCKS),
                ClockFact.inherited.is_(False),
                ClockFact.owner_officer_id.is_not(None),
            )
            .group_by(*verdicts)
        )
        return [
            (owner, Alike(status, (category, kelurahan), clock), n)
            for owner, status, category, kelurahan, clock, n in found
            if owner is not None
        ]
    if sort == "resolutions":
        outcomes = (ResolutionFact.officer_id, ResolutionFact.outcome, ResolutionFact.category)
        done = session.execute(
            select(*outcomes, func.count())
            .where(ResolutionFact.month.in_(months), ResolutionFact.officer_id.is_not(None))
            .group_by(*outcomes)
        )
        return [
            (officer, Alike(outcome, (category, None)), n)
            for officer, outcome, category, n in done
            if officer is not None
        ]
    if sort == "ratings":
        calendar = rulebook.calendar(rulebook.office.calendar)
        start, end = month_start(min(months), calendar), month_start(month_after(max(months)), calendar)
        scored = (ResolutionFact.officer_id, Rating.score, TicketFact.category, TicketFact.kelurahan)
        query = rated(*scored, func.count()).where(
            Rating.rated_at >= start, Rating.rated_at < end, ResolutionFact.officer_id.is_not(None)
        )
        return [
            (officer, Alike(score, (category, kelurahan)), n)
            for officer, score, category, kelurahan, n in session.execute(query.group_by(*scored))
        ]
    raise ValueError(f"{sort} have no outcome")
