"""Reads of trainings, needs and hours, as plain values. For whom: `accounts.access.may_see_person`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from complaints_service.development.models import Training, TrainingNeed, TrainingRecord
from complaints_service.development.rules import LessonHours, limits_of
from complaints_service.people.models import Officer
from config.rulebook import Rulebook

__all__ = [
    "LessonHours", "NeedView", "RecordView", "TrainingView", "catalogue", "hours_of_year", "need", "needs_of",
    "record_of", "records_of",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TrainingView:
    """One entry of the catalogue."""

    id: int
    code: str
    title: str
    provider: str
    lesson_hours: int
    indicator_code: str | None
    value_code: str | None


@dataclass(frozen=True, kw_only=True)
class NeedView:
    """A need with what was decided; `training` is the catalogue's title, where one was chosen."""

    id: int
    officer_id: int
    training_id: int | None
    training: str | None
    words: str
    reason: str
    indicator_code: str | None
    gap: float | None
    month: str | None
    state: str
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: int | None
    decision: str | None


@dataclass(frozen=True, kw_only=True)
class RecordView:
    """A training done; its hours count once `confirmed_at` stands.

    `indicator_code`: the figure it is meant for, by its need or else by the catalogue.
    """

    id: int
    officer_id: int
    training_id: int | None
    need_id: int | None
    title: str
    lesson_hours: int
    first_on: date
    last_on: date
    certificate: str | None
    recorded_by: str
    confirmed_at: datetime | None
    confirmed_by: int | None
    indicator_code: str | None


def catalogue(session: Session) -> Sequence[TrainingView]:
    """What one can choose now, by title."""
    rows = session.scalars(select(Training).where(Training.active).order_by(Training.title, Training.id))
    return [
        TrainingView(
            id=each.id,
            code=each.code,
            title=each.title,
            provider=each.provider,
            lesson_hours=each.lesson_hours,
            indicator_code=each.indicator_code,
            value_code=each.value_code,
        )
        for each in rows
    ]


def needs_of(session: Session, *, officer_id: int) -> Sequence[NeedView]:
    """An officer's needs, the newest first."""
    return _needs(session, TrainingNeed.officer_id == officer_id)


def need(session: Session, *, need_id: int) -> NeedView | None:
    """One need; None where there is none."""
    return next(iter(_needs(session, TrainingNeed.id == need_id)), None)


def records_of(session: Session, *, officer_id: int, year: int | None = None) -> Sequence[RecordView]:
    """What an officer has done, the latest first; of one year, or all."""
    query = _select_records().where(TrainingRecord.officer_id == officer_id)
    if year is not None:
        query = query.where(TrainingRecord.last_on.between(date(year, 1, 1), date(year, 12, 31)))
    rows = session.execute(query.order_by(TrainingRecord.last_on.desc(), TrainingRecord.id.desc()))
    return [_record(each, code) for each, code in rows]


def record_of(session: Session, *, record_id: int) -> RecordView | None:
    """One training done; None where there is none."""
    found = session.execute(_select_records().where(TrainingRecord.id == record_id)).one_or_none()
    return _record(*found) if found is not None else None


def hours_of_year(session: Session, *, officer_id: int, year: int, rulebook: Rulebook) -> LessonHours:
    """The confirmed lesson hours of a local year, by the last day of each training, with what binds them.

    `waiting`: what nobody has confirmed yet. PNS have a floor, PPPK a ceiling, others neither.
    """
    employment = session.scalar(select(Officer.employment).where(Officer.id == officer_id)) or ""
    inside = (
        TrainingRecord.officer_id == officer_id,
        TrainingRecord.last_on.between(date(year, 1, 1), date(year, 12, 31)),
    )
    confirmed = TrainingRecord.confirmed_at.is_not(None)
    sums = {
        bool(sure): int(hours)
        for sure, hours in session.execute(
            select(confirmed, func.sum(TrainingRecord.lesson_hours)).where(*inside).group_by(confirmed)
        )
    }
    floor, ceiling = limits_of(employment, year, rulebook)
    return LessonHours(sums.get(True, 0), floor, ceiling, sums.get(False, 0))


def _needs(session: Session, wanted: object) -> list[NeedView]:
    rows = session.execute(
        select(TrainingNeed, Training.title)
        .outerjoin(Training, Training.id == TrainingNeed.training_id)
        .where(wanted)  # type: ignore[arg-type]
        .order_by(TrainingNeed.proposed_at.desc(), TrainingNeed.id.desc())
    )
    return [
        NeedView(
            id=each.id,
            officer_id=each.officer_id,
            training_id=each.training_id,
            training=title,
            words=each.words,
            reason=each.reason,
            indicator_code=each.indicator_code,
            gap=each.gap,
            month=each.month,
            state=each.state,
            proposed_at=each.proposed_at,
            proposed_by=each.proposed_by,
            decided_at=each.decided_at,
            decided_by=each.decided_by,
            decision=each.decision,
        )
        for each, title in rows
    ]


def _select_records() -> Select[*tuple[Any, ...]]:
    return (
        select(TrainingRecord, func.coalesce(TrainingNeed.indicator_code, Training.indicator_code))
        .outerjoin(TrainingNeed, TrainingNeed.id == TrainingRecord.need_id)
        .outerjoin(Training, Training.id == TrainingRecord.training_id)
    )


def _record(row: TrainingRecord, indicator_code: str | None) -> RecordView:
    return RecordView(
        id=row.id,
        officer_id=row.officer_id,
        training_id=row.training_id,
        need_id=row.need_id,
        title=row.title,
        lesson_hours=row.lesson_hours,
        first_on=row.first_on,
        last_on=row.last_on,
        certificate=row.certificate,
        recorded_by=row.recorded_by,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        indicator_code=indicator_code,
    )
