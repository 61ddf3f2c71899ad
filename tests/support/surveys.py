"""A survey that was asked and closed, with the answers one wants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Engine, insert, select

from complaints_service import db
from complaints_service.people.models import Unit
from complaints_service.survey.skm.models import SurveyAnswer, SurveyPeriod
from complaints_service.survey.skm.summing import sum_up
from config.entries.survey import ELEMENTS


def closed_survey(
    engine: Engine,
    answers: Sequence[Sequence[int]],
    *,
    unit: str = "SARPRAS",
    code: str = "AB12CD",
    until_on: date = date(2026, 11, 20),
    closed_at: datetime,
) -> None:
    """A closed period of a unit whose answers these nine scores each are."""
    with db.writing(engine) as session:
        period = SurveyPeriod(
            code=code,
            unit_id=session.scalars(select(Unit.id).where(Unit.code == unit)).one(),
            service="pengaduan",
            population=max(10, len(answers)),
            opened_on=date(2026, 11, 2),
            until_on=until_on,
            opened_by="person:1",
            closed_at=closed_at,
        )
        session.add(period)
        session.flush()
        rows = [
            {
                "key": f"{code}{number:016d}",
                "period_id": period.id,
                "channel": "paper",
                "answered_on": until_on,
            }
            | dict(zip(ELEMENTS, scores, strict=True))
            for number, scores in enumerate(answers)
        ]
        session.execute(insert(SurveyAnswer), rows)
        sum_up(session, period_id=period.id)
