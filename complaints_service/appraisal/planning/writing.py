"""The rows of a version: written as a whole, found to be changed, and what is said about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.models import (
    Plan,
    PlanExpectation,
    PlanIndicator,
    PlanRemark,
    PlanResult,
    PlanVersion,
)
from complaints_service.appraisal.planning.rules import PlanDraft


def plan_of_year(session: Session, officer_id: int, year: int) -> int:
    """The id of a person's plan of a year, locked; made where there is none."""
    of_year = select(Plan).where(Plan.officer_id == officer_id, Plan.year == year)
    plan = session.scalar(of_year.with_for_update())
    if plan is None:
        plan = Plan(officer_id=officer_id, year=year)
        session.add(plan)
        session.flush()
    return plan.id


def write_content(session: Session, version: PlanVersion, draft: PlanDraft) -> None:
    """Puts a draft into a version in place of what it said."""
    _clear(session, version.id)
    version.effective_from = draft.effective_from
    version.support = draft.support
    version.accountability = draft.accountability
    version.consequence = draft.consequence
    for ordinal, result in enumerate(draft.results, 1):
        row = PlanResult(
            version_id=version.id,
            ordinal=ordinal,
            duty=result.duty,
            words=result.words,
            weight=result.weight,
            superior_result_id=result.superior_result_id,
            goal_id=result.goal_id,
        )
        session.add(row)
        session.flush()
        session.add_all(
            PlanIndicator(
                result_id=row.id,
                ordinal=number,
                aspect=indicator.aspect,
                words=indicator.words,
                source=indicator.source,
                indicator_code=indicator.indicator_code,
                target_value=indicator.target_value,
                target_unit=indicator.target_unit,
                target_words=indicator.target_words,
                better=indicator.better,
                spread=indicator.spread,
                period_targets=None if indicator.spread is None else list(indicator.period_targets or ()),
            )
            for number, indicator in enumerate(result.indicators, 1)
        )
    session.add_all(
        PlanExpectation(version_id=version.id, value_code=code, words=said)
        for code, said in draft.expectations.items()
    )
    session.flush()


def say_about(
    session: Session,
    version_id: int,
    *,
    officer_id: int,
    kind: str,
    said: str,
    now: datetime,
    ordinal: int | None = None,
) -> None:
    """Adds a line to the dialogue; of a signature `said` is the digest, of one undone whose it was."""
    session.add(
        PlanRemark(
            version_id=version_id, ordinal=ordinal, officer_id=officer_id, kind=kind, words=said, said_at=now
        )
    )
    session.flush()


def _clear(session: Session, version_id: int) -> None:
    results = select(PlanResult.id).where(PlanResult.version_id == version_id)
    session.execute(delete(PlanIndicator).where(PlanIndicator.result_id.in_(results)))
    session.execute(delete(PlanResult).where(PlanResult.version_id == version_id))
    session.execute(delete(PlanExpectation).where(PlanExpectation.version_id == version_id))
