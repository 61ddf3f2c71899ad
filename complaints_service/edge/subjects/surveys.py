"""Periods of the public survey: who reads, runs and types into one, by its unit."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from complaints_service.accounts.access import OFFICE_RIGHTS, Rights, may_in_office
from complaints_service.edge.guard import Right, office_right
from complaints_service.errors import NotFound
from complaints_service.survey.skm.queries import PeriodView, period


def _of(right: str) -> Callable[..., PeriodView]:
    def load(session: Session, rights: Rights, *, period_id: int, **_places: object) -> PeriodView:
        found = period(session, period_id=period_id)
        if found is None or not may_in_office(rights, right, found.unit):
            raise NotFound
        return found

    return load


def _right(code: str, does: str) -> Right:
    roles = ", ".join(sorted(OFFICE_RIGHTS[code]))
    return Right(code=f"{code}_period", who=f"{roles}, {does} of units within their grants", load=_of(code))


VIEW_SURVEYS, RUN_SURVEYS = office_right("view_survey"), office_right("run_survey")
VIEW_SURVEY = _right("view_survey", "the surveys")
RUN_SURVEY = _right("run_survey", "the surveys")
ENTER_SURVEY = _right("enter_survey", "the surveys")
