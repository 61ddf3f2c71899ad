"""Periods of the survey and what was answered in them, in sums alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from complaints_service.people.models import Unit
from complaints_service.survey.skm.index import FLOOR, SurveyResult, result_of
from complaints_service.survey.skm.kinds import CHANNELS, PROFILE
from complaints_service.survey.skm.models import (
    SurveyAnswer,
    SurveyCell,
    SurveyFollowUp,
    SurveyPass,
    SurveyPeriod,
)
from complaints_service.survey.skm.passes import pass_digest
from config.entries.survey import ELEMENTS
from config.rulebook import Rulebook
from config.versions import in_force

_COLUMNS = (
    SurveyPeriod.id, SurveyPeriod.code, Unit.code.label("unit"), SurveyPeriod.service,
    SurveyPeriod.population, SurveyPeriod.opened_on, SurveyPeriod.until_on, SurveyPeriod.closed_at,
    SurveyPeriod.digest, SurveyPeriod.published_at,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PeriodView:
    """A period as it stands; `unit` is the unit's code."""

    id: int
    code: str
    unit: str
    service: str
    population: int
    opened_on: date
    until_on: date
    closed_at: datetime | None
    digest: str | None
    published_at: datetime | None

    def takes_answers(self, on: date) -> bool:
        """Whether the public may answer on a local day."""
        return self.closed_at is None and self.opened_on <= on <= self.until_on


@dataclass(frozen=True)
class Breakdown:
    """How many answers came each way, and how those who said something of themselves are spread."""

    channels: Mapping[str, int]
    profile: Mapping[str, Mapping[str, int]]


def period_by_code(session: Session, *, code: str) -> PeriodView | None:
    """The period whose poster has this code."""
    row = session.execute(_periods().where(SurveyPeriod.code == code.upper())).first()
    return None if row is None else _view(row)


def period(session: Session, *, period_id: int) -> PeriodView | None:
    """One period."""
    row = session.execute(_periods().where(SurveyPeriod.id == period_id)).first()
    return None if row is None else _view(row)


def periods(
    session: Session, *, units: Collection[str] | None = None, published: bool = False
) -> Sequence[PeriodView]:
    """All periods, the latest first; of some units, or the published ones alone."""
    query = _periods().order_by(SurveyPeriod.opened_on.desc(), SurveyPeriod.id.desc())
    if units is not None:
        query = query.where(Unit.code.in_(units))
    if published:
        query = query.where(SurveyPeriod.published_at.is_not(None))
    return [_view(row) for row in session.execute(query)]


def open_for_report(session: Session, *, services: Collection[str], unit: str, on: date) -> PeriodView | None:
    """The period that asks after a report a unit closed, on a local day: the unit's own, else another's."""
    running = (
        SurveyPeriod.service.in_(services),
        SurveyPeriod.closed_at.is_(None),
        SurveyPeriod.opened_on <= on,
        SurveyPeriod.until_on >= on,
    )
    own_first = case((Unit.code == unit, 0), else_=1)
    query = (
        _periods().where(*running).order_by(own_first, SurveyPeriod.opened_on.desc(), SurveyPeriod.id.desc())
    )
    row = session.execute(query.limit(1)).first()
    return None if row is None else _view(row)


def answers_by_period(session: Session, *, ids: Collection[int]) -> dict[int, int]:
    """How many whole answers each of these periods has."""
    rows = session.execute(
        select(SurveyAnswer.period_id, func.count())
        .where(SurveyAnswer.period_id.in_(ids))
        .group_by(SurveyAnswer.period_id)
    )
    counted = {period_id: int(count) for period_id, count in rows}
    return {each: counted.get(each, 0) for each in ids}


def results_of(
    session: Session, *, shown: Sequence[PeriodView], rulebook: Rulebook
) -> dict[int, SurveyResult | None]:
    """What these periods came to, by the classes of their last day; None while one runs and below the floor.

    While answers come in nobody sees a figure: two looks around one answer would tell that answer.
    """
    closed = {one.id: one for one in shown if one.closed_at is not None}
    sums = [getattr(SurveyCell, code) for code in ELEMENTS]
    counted = select(SurveyCell.period_id, SurveyCell.answers, *sums).where(SurveyCell.period_id.in_(closed))
    found: dict[int, SurveyResult | None] = dict.fromkeys(one.id for one in shown)
    for period_id, answers, *totals in session.execute(counted):
        added = dict(zip(ELEMENTS, totals, strict=True))
        classes = in_force(rulebook.survey_classes, closed[period_id].until_on)
        found[period_id] = result_of(added, answers=answers, classes=classes)
    return found


def result_of_period(session: Session, *, of: PeriodView, rulebook: Rulebook) -> SurveyResult | None:
    """What one period came to; None as `results_of` says."""
    return results_of(session, shown=[of], rulebook=rulebook)[of.id]


def channels_of(session: Session, *, period_id: int) -> dict[str, int]:
    """How many answers came each way."""
    return _spread(session, period_id, "channel", CHANNELS)


def breakdown(session: Session, *, of: PeriodView) -> Breakdown:
    """How a period's answers came and who gave them, fact by fact, without groups under the floor."""
    profile: dict[str, dict[str, int]] = {}
    if of.closed_at is not None:
        for column, codes in PROFILE.items():
            spread = _spread(session, of.id, column, codes)
            profile[column] = {code: count for code, count in spread.items() if count >= FLOOR}
    return Breakdown(channels_of(session, period_id=of.id), profile)


def comments_of(session: Session, *, of: PeriodView) -> Sequence[str]:
    """What was written besides, once a period is closed; by the alphabet, as an order would tell who came."""
    if of.closed_at is None:
        return []
    query = select(SurveyAnswer.comment).where(
        SurveyAnswer.period_id == of.id, SurveyAnswer.comment.is_not(None)
    )
    return sorted((said for said in session.scalars(query) if said), key=str.casefold)


def follow_ups(session: Session, *, ids: Collection[int]) -> dict[tuple[int, str], int]:
    """The agreed action for each element of these periods that has one, by period and element."""
    query = select(SurveyFollowUp.period_id, SurveyFollowUp.element, SurveyFollowUp.action_id)
    rows = session.execute(query.where(SurveyFollowUp.period_id.in_(ids)))
    return {(row.period_id, row.element): row.action_id for row in rows}


def planned_actions(session: Session) -> frozenset[int]:
    """The agreed actions that mend an element of some survey."""
    return frozenset(session.scalars(select(SurveyFollowUp.action_id)))


def pass_used(session: Session, *, period_id: int, given: str) -> bool:
    """Whether a pass has let its answer in."""
    return session.get(SurveyPass, (period_id, pass_digest(given))) is not None


def _periods() -> Any:
    return select(*_COLUMNS).join(Unit, Unit.id == SurveyPeriod.unit_id)


def _view(row: Row[Any]) -> PeriodView:
    return PeriodView(**row._asdict())


def _spread(session: Session, period_id: int, column: str, codes: Sequence[str]) -> dict[str, int]:
    told = getattr(SurveyAnswer, column)
    query = select(told, func.count()).where(SurveyAnswer.period_id == period_id).group_by(told)
    counted = {code: int(count) for code, count in session.execute(query)}
    return {code: counted[code] for code in codes if code in counted}
