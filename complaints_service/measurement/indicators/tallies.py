"""Everybody's cases in some months, added up by the database: what the office's rates are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import String, func, null, select
from sqlalchemy.orm import Session

from complaints_service.db import at_once
from complaints_service.measurement.facts.models import ClockFact, ResolutionFact, TicketFact
from complaints_service.measurement.indicators.indicator import WEIGHED, Alike, Sort
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
    return tallies_of_each(session, windows=[months], rulebook=rulebook)[0]


def tallies_of_each(
    session: Session, *, windows: Sequence[Sequence[str]], rulebook: Rulebook
) -> list[Mapping[str, Mapping[int, Mapping[Cell, Tally]]]]:
    """The same for several stretches of months at once."""
    asking = [query for months in windows for query in _asking(months, rulebook)]
    rows = at_once(session, asking)
    return [_added_up(rows[at : at + len(WEIGHED)]) for at in range(0, len(rows), len(WEIGHED))]


def _added_up(rows: Sequence[Sequence[tuple[Any, ...]]]) -> Mapping[str, Mapping[int, Mapping[Cell, Tally]]]:
    counted: dict[Sort, list[tuple[int, Alike, int]]] = {
        sort: [
            (officer, Alike(outcome, (category, kelurahan), clock), n)
            for officer, outcome, category, kelurahan, clock, n in found
        ]
        for sort, found in zip(WEIGHED, rows, strict=True)
    }
    added: dict[str, dict[int, dict[Cell, Tally]]] = {}
    for indicator in INDICATORS.values():
        if indicator.worth is None or indicator.sort not in WEIGHED:
            continue
        for officer, case, n in counted[indicator.sort]:
            worth = indicator.worth(case)
            if worth is not None:
                cells = added.setdefault(indicator.code, {}).setdefault(officer, {})
                cells[case.cell] = cells.get(case.cell, Tally(0, 0)).plus(Tally(n * worth, n))
    return added


def _asking(months: Sequence[str], rulebook: Rulebook) -> tuple[Any, ...]:
    """Asks for everybody's cases in these months, counted where alike, by the sorts of `WEIGHED`.

    Each row: officer, outcome, category, kelurahan, clock, how many.
    """
    calendar = rulebook.calendar(rulebook.office.calendar)
    start, end = month_start(min(months), calendar), month_start(month_after(max(months)), calendar)
    owner, solver, no_word = ClockFact.owner_officer_id, ResolutionFact.officer_id, null().cast(String)
    verdict = (owner, ClockFact.status, ClockFact.category, ClockFact.kelurahan, ClockFact.clock)
    solved = (solver, ResolutionFact.outcome, ResolutionFact.category)
    scored = (solver, Rating.score, TicketFact.category, TicketFact.kelurahan)
    return (
        select(*verdict, func.count())
        .where(
            ClockFact.month.in_(months),
            ClockFact.clock.in_(OFFICE_CLOCKS),
            ClockFact.inherited.is_(False),
            owner.is_not(None),
        )
        .group_by(*verdict),
        select(*solved, no_word.label("kelurahan"), no_word.label("clock"), func.count())
        .where(ResolutionFact.month.in_(months), solver.is_not(None))
        .group_by(*solved),
        rated(*scored, no_word.label("clock"), func.count())
        .where(Rating.rated_at >= start, Rating.rated_at < end, solver.is_not(None))
        .group_by(*scored),
    )
