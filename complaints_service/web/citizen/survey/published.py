"""What the published surveys came to, by service and unit, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.measurement.survey_figures import interval_of
from complaints_service.meetings.queries import ActionView, actions_by_id
from complaints_service.people.queries import unit_names
from complaints_service.survey.skm.index import SurveyResult, pooled, rounded
from complaints_service.survey.skm.queries import (
    PeriodView,
    answers_by_period,
    follow_ups,
    periods,
    results_of,
)
from complaints_service.survey.skm.sample import missing, sample_size
from complaints_service.web.citizen.survey.page import service_name
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import name_of
from config.versions import in_force


@dataclass(frozen=True)
class ElementRow:
    """One element: its name, its mean 1..4 and the same times 25, its class."""

    name: str
    mean: Decimal
    converted: Decimal
    grade: str


@dataclass(frozen=True, kw_only=True)
class MendingRow:
    """One of the weakest elements, and what is done about it, if that was agreed on."""

    code: str
    name: str
    words: str
    due_on: date | None
    state: str


@dataclass(frozen=True, kw_only=True)
class SurveyFigures:
    """A result as it is told: index, class, interval, elements."""

    ikm: Decimal
    grade: str
    grade_name: str
    low: Decimal
    high: Decimal
    answers: int
    elements: Sequence[ElementRow]


@dataclass(frozen=True, kw_only=True)
class SurveyRow:
    """A period with what it came to; `figures` None below the floor and while it runs."""

    id: int
    unit: str
    service: str
    opened_on: date
    until_on: date
    answers: int
    sample: int
    missing: int
    figures: SurveyFigures | None
    weakest: Sequence[MendingRow]


def results_page() -> str:
    """The page for everybody."""
    with reading() as session:
        shown = periods(session, published=True)
        rows = rows_of(session, shown)
        years = _by_year(session, shown)
    return page("citizen/hasil_survei.html", rows=rows, years=years, trends=_trends(rows))


def rows_of(session: Session, shown: Sequence[PeriodView]) -> list[SurveyRow]:
    """Periods as they are told, in their order."""
    names, ids = unit_names(session), [each.id for each in shown]
    counts = answers_by_period(session, ids=ids)
    results = results_of(session, shown=shown, rulebook=service().rulebook)
    planned = follow_ups(session, ids=ids)
    actions = actions_by_id(session, ids=planned.values())
    mended = {place: actions[each] for place, each in planned.items() if each in actions}
    return [
        SurveyRow(
            id=one.id,
            unit=names.get(one.unit, one.unit),
            service=service_name(one.service),
            opened_on=one.opened_on,
            until_on=one.until_on,
            answers=counts[one.id],
            sample=sample_size(one.population),
            missing=missing(one.population, counts[one.id]),
            figures=_figures_of(results[one.id], one.until_on),
            weakest=_weakest(results[one.id], one, mended),
        )
        for one in shown
    ]


def _figures_of(result: SurveyResult | None, on: date) -> SurveyFigures | None:
    """A result as it is told on a day."""
    if result is None:
        return None
    names, (low, high) = _element_names(on), interval_of(result)
    return SurveyFigures(
        ikm=result.ikm,
        grade=result.grade.code,
        grade_name=result.grade.names.read(language()),
        low=low,
        high=high,
        answers=result.answers,
        elements=[
            ElementRow(names.get(one.code, one.code), rounded(one.mean), one.converted, one.grade.code)
            for one in result.elements
        ],
    )


def _element_names(on: date) -> dict[str, str]:
    return {one.code: one.names.read(language()) for one in in_force(service().rulebook.survey_elements, on)}


def _weakest(
    result: SurveyResult | None, of: PeriodView, mended: Mapping[tuple[int, str], ActionView]
) -> list[MendingRow]:
    names, rows = _element_names(of.until_on), []
    for one in result.weakest if result is not None else ():
        action = mended.get((of.id, one.code))
        rows.append(
            MendingRow(
                code=one.code,
                name=names.get(one.code, one.code),
                words=action.words if action else "",
                due_on=action.due_on if action else None,
                state=name_of("action_state", action.state) if action else _("Belum ada tindak lanjut"),
            )
        )
    return rows


def _by_year(session: Session, shown: Sequence[PeriodView]) -> list[tuple[str, int, SurveyFigures]]:
    """What each unit came to in a year, the answers of all its services together, where it has several."""
    results = results_of(session, shown=shown, rulebook=service().rulebook)
    names, grouped = unit_names(session), dict[tuple[int, str], list[PeriodView]]()
    for one in shown:
        grouped.setdefault((one.until_on.year, one.unit), []).append(one)
    found = []
    for (year, unit), theirs in sorted(grouped.items(), reverse=True):
        on = max(one.until_on for one in theirs)
        classes = in_force(service().rulebook.survey_classes, on)
        several = [result for one in theirs if (result := results[one.id]) is not None]
        told = _figures_of(pooled(several, classes=classes), on)
        if told is not None and len({one.service for one in theirs}) > 1:
            found.append((names.get(unit, unit), year, told))
    return found


def _trends(rows: Sequence[SurveyRow]) -> list[tuple[str, list[SurveyRow]]]:
    """The periods of each service of a unit from the oldest on, where there are several."""
    grouped: dict[str, list[SurveyRow]] = {}
    for one in reversed(rows):
        if one.figures is not None:
            grouped.setdefault(f"{one.service}, {one.unit}", []).append(one)
    return [(name, theirs) for name, theirs in grouped.items() if len(theirs) > 1]
