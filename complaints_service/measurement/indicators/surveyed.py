"""Reads what closed surveys came to, in sums alone, as facts of their units."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, or_, select
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.rows import SurveySums
from complaints_service.measurement.months import Period
from complaints_service.people.models import Posting, Unit
from complaints_service.survey.skm.index import FLOOR
from complaints_service.survey.skm.models import SurveyCell, SurveyPeriod
from config.entries.survey import ELEMENTS


def closed(where: ColumnElement[bool], period: Period) -> Any:
    """Asks for the surveys that were closed in a month, each by its unit; none below the floor."""
    total = sum((getattr(SurveyCell, code) for code in ELEMENTS), start=literal(0))
    return (
        select(SurveyPeriod.code, Unit.code.label("unit"), literal(period.month), SurveyCell.answers, total)
        .select_from(SurveyPeriod)
        .join(Unit, Unit.id == SurveyPeriod.unit_id)
        .join(SurveyCell, SurveyCell.period_id == SurveyPeriod.id)
        .where(where, SurveyPeriod.closed_at >= period.start, SurveyPeriod.closed_at < period.end)
        .where(SurveyCell.answers >= FLOOR)
    )


def of_members(officers: Collection[int]) -> ColumnElement[bool]:
    """That one of these stood in the survey's unit, in a post of their own, on its last day."""
    return exists().where(
        Posting.officer_id.in_(officers),
        Posting.kind == "own",
        Posting.unit_id == SurveyPeriod.unit_id,
        Posting.from_on <= SurveyPeriod.until_on,
        or_(Posting.until_on.is_(None), Posting.until_on > SurveyPeriod.until_on),
    )


def closed_surveys(session: Session, *, units: Collection[str], period: Period) -> list[SurveySums]:
    """The surveys of these units that were closed in a month, without any other fact."""
    return [SurveySums(*row) for row in session.execute(closed(Unit.code.in_(units), period))]
