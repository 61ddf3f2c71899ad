"""What is read out of the cells of the office's members: an officer's months, and everybody's cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from complaints_service.db import at_once
from complaints_service.measurement.facts.cells.models import OfficerCell
from complaints_service.measurement.facts.cells.month_sums import MonthSums, sums_of_month
from complaints_service.measurement.facts.cells.months import NO_MONTH
from complaints_service.measurement.facts.cells.officers import LATE, RATINGS, RESOLUTIONS, VERDICTS
from complaints_service.measurement.facts.cells.storing import OFFICERS
from complaints_service.measurement.facts.rows import SurveySums, status_of
from complaints_service.measurement.indicators.indicator import WEIGHED, Alike, Sort
from complaints_service.measurement.indicators.loading import tagged
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.mix import Cell, Tally
from complaints_service.measurement.indicators.surveyed import closed, of_members
from complaints_service.measurement.indicators.values import efforts_of
from complaints_service.measurement.months import Period
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
    asking = [query for months in windows for query in _asking(months)]
    rows = at_once(session, asking)
    return [_added_up(rows[at : at + len(WEIGHED)]) for at in range(0, len(rows), len(WEIGHED))]


def _added_up(rows: Sequence[Sequence[tuple[Any, ...]]]) -> Mapping[str, Mapping[int, Mapping[Cell, Tally]]]:
    counted: dict[Sort, list[tuple[int, Alike, int]]] = {
        sort: [
            (officer, Alike(_status(outcome), (category, kelurahan or None), clock or None), n)
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


def _status(outcome: str | int) -> str | int:
    return status_of(outcome) if isinstance(outcome, str) else outcome


def sums_of_months(
    session: Session, *, officer_id: int, spans: Sequence[Period], rulebook: Rulebook
) -> list[MonthSums]:
    """An officer's months out of cells: what the facts of each would come to, however many there are."""
    months = {span.month for span in spans} | {NO_MONTH for span in spans if span.current}
    late = and_(OfficerCell.sort == LATE, OfficerCell.month <= max(months, default=""))
    cells = OFFICERS.reading().where(
        OfficerCell.officer_id == officer_id, or_(OfficerCell.month.in_(months), late)
    )
    surveys = [closed(of_members([officer_id]), span) for span in spans]
    kept, answered = at_once(session, [cells, tagged(surveys)])
    told = [OFFICERS.told(row) for row in kept]
    efforts = efforts_of(rulebook)
    return [
        sums_of_month(
            told,
            span,
            surveys=[SurveySums(*row) for *row, of in answered if of == at],
            efforts=efforts,
        )
        for at, span in enumerate(spans)
    ]


def _asking(months: Sequence[str]) -> list[Any]:
    """Asks for everybody's cases in these months, counted where alike, by the sorts of `WEIGHED`.

    Each row: officer, outcome, category, kelurahan, clock, how many.
    """
    kept = (
        OfficerCell.officer_id,
        OfficerCell.outcome,
        OfficerCell.category,
        OfficerCell.kelurahan,
        OfficerCell.clock,
    )
    return [
        select(*kept, func.sum(OfficerCell.n))
        .where(OfficerCell.sort == sort, OfficerCell.month.in_(months))
        .group_by(*kept)
        for sort in (VERDICTS, RESOLUTIONS, RATINGS)
    ]
