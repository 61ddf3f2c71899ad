"""Adds the answers of closed periods up, once: whatever is told of them reads the sums."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from complaints_service.survey.skm.models import SurveyAnswer, SurveyCell, SurveyPeriod
from config.entries.survey import ELEMENTS

COLUMNS = ("period_id", "answers", *ELEMENTS)


def sum_up(session: Session, *, period_id: int) -> None:
    """Writes what a period came to that has just been closed; without answers there is nothing to write."""
    _write(session, summed().where(SurveyPeriod.id == period_id))


def sum_up_anew(session: Session) -> None:
    """Writes what every closed period came to, once more."""
    session.execute(delete(SurveyCell).execution_options(synchronize_session=False))
    _write(session, summed())


def summed() -> Select[Any]:
    """Asks for the sums of each closed period's answers, in the order of `COLUMNS`."""
    return (
        select(
            SurveyPeriod.id,
            func.count(SurveyAnswer.key),
            *(func.sum(getattr(SurveyAnswer, code)) for code in ELEMENTS),
        )
        .join(SurveyAnswer, SurveyAnswer.period_id == SurveyPeriod.id)
        .where(SurveyPeriod.closed_at.is_not(None))
        .group_by(SurveyPeriod.id)
    )


def _write(session: Session, sums: Select[Any]) -> None:
    session.execute(insert(SurveyCell).from_select(COLUMNS, sums))
