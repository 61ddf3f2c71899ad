"""Reading plans: what a version says, and which one judges a month."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.models import (
    Goal,
    Plan,
    PlanExpectation,
    PlanIndicator,
    PlanRemark,
    PlanResult,
    PlanVersion,
)
from complaints_service.appraisal.planning.rules import version_of_month
from complaints_service.appraisal.planning.views import IndicatorView, PlanView, ResultView
from complaints_service.people.models import Officer, Position, Unit

__all__ = [
    "IndicatorView",
    "PlanView",
    "ResultView",
    "plan_version",
    "signed_versions",
    "version_for_month",
    "versions_by_id",
    "versions_of",
    "years_of",
    "dialogue_of",
    "served_names",
]


def version_for_month(session: Session, *, officer_id: int, month: str) -> PlanView | None:
    """The signed version that judges an officer's local month such as `2026-09`; None where none does."""
    signed = [
        view
        for view in versions_of(session, officer_id=officer_id, year=int(month[:4]))
        if view.state == "signed"
    ]
    return version_of_month(signed, month)


def plan_version(session: Session, *, version_id: int) -> PlanView | None:
    """One version, whatever its state."""
    return next(iter(_views(session, version_ids=[version_id])), None)


def versions_of(session: Session, *, officer_id: int, year: int) -> list[PlanView]:
    """Every version of an officer's plan of a year, the first one first."""
    ids = session.scalars(
        select(PlanVersion.id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(Plan.officer_id == officer_id, Plan.year == year)
    ).all()
    return _views(session, version_ids=ids)


def versions_by_id(session: Session, *, version_ids: Collection[int]) -> list[PlanView]:
    """The versions named, whatever their state, ordered by plan and number."""
    return _views(session, version_ids=version_ids)


def years_of(session: Session, *, officer_id: int) -> list[int]:
    """The years an officer has a plan of, the latest first."""
    years = select(Plan.year).where(Plan.officer_id == officer_id).order_by(Plan.year.desc())
    return list(session.scalars(years))


def signed_versions(session: Session, *, year: int, officer_ids: Collection[int]) -> dict[int, PlanView]:
    """The latest signed version of a year by officer; who has none is left out."""
    rows = session.execute(
        select(PlanVersion.id, Plan.officer_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(Plan.year == year, Plan.officer_id.in_(officer_ids), PlanVersion.state == "signed")
        .order_by(PlanVersion.effective_from, PlanVersion.number)
    )
    latest = {officer_id: version_id for version_id, officer_id in rows}
    return {view.officer_id: view for view in _views(session, version_ids=list(latest.values()))}


def _views(session: Session, *, version_ids: Collection[int]) -> list[PlanView]:
    """Versions with all they say, in three further queries; ordered by plan and number."""
    if not version_ids:
        return []
    results = _results(session, version_ids)
    expectations = _expectations(session, version_ids)
    found = session.execute(
        select(PlanVersion, Plan.officer_id, Plan.year, Unit.code, Position.code, Position.title)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .join(Unit, Unit.id == PlanVersion.unit_id)
        .join(Position, Position.id == PlanVersion.position_id)
        .where(PlanVersion.id.in_(version_ids))
        .order_by(PlanVersion.plan_id, PlanVersion.number)
    )
    return [
        PlanView(
            version_id=version.id,
            plan_id=version.plan_id,
            officer_id=officer_id,
            year=year,
            number=version.number,
            state=version.state,
            effective_from=version.effective_from,
            rater_id=version.rater_id,
            unit=unit,
            position=position,
            position_title=title,
            basis=version.basis,
            reason=version.reason,
            digest=version.digest,
            revision=version.revision,
            officer_signed_at=version.officer_signed_at,
            rater_signed_at=version.rater_signed_at,
            signed_at=version.signed_at,
            created_at=version.created_at,
            results=tuple(results.get(version.id, ())),
            expectations=expectations.get(version.id, {}),
            support=version.support,
            accountability=version.accountability,
            consequence=version.consequence,
        )
        for version, officer_id, year, unit, position, title in found
    ]


def _results(session: Session, version_ids: Collection[int]) -> dict[int, list[ResultView]]:
    """The results of versions with their indicators, by version, in their order."""
    indicators = _indicators(session, version_ids)
    results: dict[int, list[ResultView]] = {}
    for result in session.scalars(
        select(PlanResult)
        .where(PlanResult.version_id.in_(version_ids))
        .order_by(PlanResult.ordinal)
        .execution_options(populate_existing=True)
    ):
        results.setdefault(result.version_id, []).append(
            ResultView(
                id=result.id,
                ordinal=result.ordinal,
                duty=result.duty,
                words=result.words,
                weight=result.weight,
                superior_result_id=result.superior_result_id,
                goal_id=result.goal_id,
                indicators=tuple(indicators.get(result.id, ())),
            )
        )
    return results


def _indicators(session: Session, version_ids: Collection[int]) -> dict[int, list[IndicatorView]]:
    """The indicators of versions, by result, in their order."""
    indicators: dict[int, list[IndicatorView]] = {}
    for row in session.scalars(
        select(PlanIndicator)
        .join(PlanResult, PlanResult.id == PlanIndicator.result_id)
        .where(PlanResult.version_id.in_(version_ids))
        .order_by(PlanIndicator.ordinal)
        .execution_options(populate_existing=True)
    ):
        indicators.setdefault(row.result_id, []).append(
            IndicatorView(
                id=row.id,
                ordinal=row.ordinal,
                aspect=row.aspect,
                words=row.words,
                source=row.source,
                indicator_code=row.indicator_code,
                target_value=row.target_value,
                target_unit=row.target_unit,
                target_words=row.target_words,
                better=row.better,
            )
        )
    return indicators


def _expectations(session: Session, version_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """What versions expect of the core values, by version and value."""
    expectations: dict[int, dict[str, str]] = {}
    for version_id, code, said in session.execute(
        select(PlanExpectation.version_id, PlanExpectation.value_code, PlanExpectation.words).where(
            PlanExpectation.version_id.in_(version_ids)
        )
    ):
        expectations.setdefault(version_id, {})[code] = said
    return expectations


def dialogue_of(session: Session, *, version_id: int) -> list[PlanRemark]:
    """What was said and done about a version, the first first."""
    said = select(PlanRemark).where(PlanRemark.version_id == version_id)
    return list(session.scalars(said.order_by(PlanRemark.said_at, PlanRemark.id)))


def served_names(
    session: Session, *, results: Collection[int], goals: Collection[int]
) -> tuple[dict[int, tuple[str, str]], dict[int, str]]:
    """What is served: by result its words and whose they are, by goal its words."""
    rows = session.execute(
        select(PlanResult.id, PlanResult.words, Officer.name)
        .join(PlanVersion, PlanVersion.id == PlanResult.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .join(Officer, Officer.id == Plan.officer_id)
        .where(PlanResult.id.in_(results))
    )
    named = select(Goal.id, Goal.words).where(Goal.id.in_(goals))
    return {row[0]: (row[1], row[2]) for row in rows}, {row[0]: row[1] for row in session.execute(named)}
