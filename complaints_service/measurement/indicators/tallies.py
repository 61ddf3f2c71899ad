"""Everybody's cases in some months, added up by the database: what the office's rates are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import String, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.models import ClockFact, ResolutionFact, TicketFact
from complaints_service.measurement.indicators.indicator import WEIGHED, Alike, Sort
from complaints_service.measurement.indicators.loading import rated
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.mix import Cell, Tally
from complaints_service.measurement.months import month_after, month_start
from complaints_service.survey.models import Rating
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS
from config.rulebook import Rulebook

_NO_WORD = cast(null(), String)


def tallies(
    session: Session, *, months: Sequence[str], rulebook: Rulebook
) -> Mapping[str, Mapping[int, Mapping[Cell, Tally]]]:
    """The cases of every share that has a mix, by indicator, officer and cell, in these months together.

    Only what counts for a person: what lay in a queue says nothing of what a colleague would have done.
    """
    found: dict[str, dict[int, dict[Cell, Tally]]] = {}
    counted = _alike(session, months, rulebook)
    for indicator in INDICATORS.values():
        if indicator.worth is None:
            continue
        for officer, case, n in counted[indicator.sort]:
            worth = indicator.worth(case)
            if worth is not None:
                cells = found.setdefault(indicator.code, {}).setdefault(officer, {})
                cells[case.cell] = cells.get(case.cell, Tally(0, 0)).plus(Tally(n * worth, n))
    return found


def _alike(
    session: Session, months: Sequence[str], rulebook: Rulebook
) -> Mapping[Sort, Sequence[tuple[int, Alike, int]]]:
    """Everybody's cases in these months by sort, counted where alike: officer, case, how many.

    The three sorts are asked for in one statement, so each has all the columns, and the outcomes are texts.
    """
    asked = {
        "clocks": _verdicts(months),
        "resolutions": _resolutions(months),
        "ratings": _scores(months, rulebook),
    }
    together = union_all(*(query.add_columns(literal(sort)) for sort, query in asked.items()))
    found: dict[Sort, list[tuple[int, Alike, int]]] = {sort: [] for sort in WEIGHED}
    for officer, outcome, category, kelurahan, clock, n, sort in session.execute(together):
        told = int(outcome) if sort == "ratings" else outcome
        found[sort].append((officer, Alike(told, (category, kelurahan), clock), n))
    return found


def _verdicts(months: Sequence[str]) -> Any:
    owner = ClockFact.owner_officer_id
    columns = (owner, ClockFact.status, ClockFact.category, ClockFact.kelurahan, ClockFact.clock)
    return (
        select(*columns, func.count())
        .where(
            ClockFact.month.in_(months),
            ClockFact.clock.in_(OFFICE_CLOCKS),
            ClockFact.inherited.is_(False),
            owner.is_not(None),
        )
        .group_by(*columns)
    )


def _resolutions(months: Sequence[str]) -> Any:
    columns = (ResolutionFact.officer_id, ResolutionFact.outcome, ResolutionFact.category)
    return (
        select(*columns, _NO_WORD, _NO_WORD, func.count())
        .where(ResolutionFact.month.in_(months), ResolutionFact.officer_id.is_not(None))
        .group_by(*columns)
    )


def _scores(months: Sequence[str], rulebook: Rulebook) -> Any:
    calendar = rulebook.calendar(rulebook.office.calendar)
    start, end = month_start(min(months), calendar), month_start(month_after(max(months)), calendar)
    columns = (
        ResolutionFact.officer_id,
        cast(Rating.score, String),
        TicketFact.category,
        TicketFact.kelurahan,
    )
    return (
        rated(*columns, _NO_WORD, func.count())
        .where(Rating.rated_at >= start, Rating.rated_at < end, ResolutionFact.officer_id.is_not(None))
        .group_by(*columns)
    )
