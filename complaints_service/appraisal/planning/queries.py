"""Reading plans: what a version says, and which one judges a month."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
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
from complaints_service.db import at_once, from_row, remembered
from complaints_service.people.models import Officer, Position, Unit

#: The columns of a version by their names in `PlanView`.
_VERSION: Mapping[str, Any] = {
    "version_id": PlanVersion.id,
    "officer_id": Plan.officer_id,
    "year": Plan.year,
    "unit": Unit.code,
    "position": Position.code,
    "position_title": Position.title,
    **{
        name: getattr(PlanVersion, name)
        for name in (
            "plan_id", "number", "state", "effective_from", "rater_id", "basis", "reason", "digest",
            "revision", "officer_signed_at", "rater_signed_at", "signed_at", "created_at", "support",
            "accountability", "consequence",
        )
    },
    "parties": PlanVersion.content["parties"],
}  # fmt: skip

__all__ = [
    "IndicatorView",
    "PlanView",
    "ResultView",
    "plan_version",
    "signed_versions",
    "version_for_month",
    "versions_by_id",
    "versions_of",
    "versions_of_each",
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
    return next(iter(_views(session, PlanVersion.id == version_id)), None)


@remembered
def versions_of(session: Session, *, officer_id: int, year: int) -> Sequence[PlanView]:
    """Every version of an officer's plan of a year, the first one first."""
    plan = select(Plan.id).where(Plan.officer_id == officer_id, Plan.year == year).scalar_subquery()
    return _views(session, PlanVersion.plan_id == plan)


def versions_of_each(
    session: Session, *, officer_ids: Collection[int], years: Collection[int]
) -> dict[tuple[int, int], list[PlanView]]:
    """Every version of the plans of these officers and years, by officer and year, the first ones first."""
    plans = select(Plan.id).where(Plan.officer_id.in_(officer_ids), Plan.year.in_(years))
    found: dict[tuple[int, int], list[PlanView]] = {}
    for view in _views(session, PlanVersion.plan_id.in_(plans)):
        found.setdefault((view.officer_id, view.year), []).append(view)
    return found


def versions_by_id(session: Session, *, version_ids: Collection[int]) -> list[PlanView]:
    """The versions named, whatever their state, ordered by plan and number."""
    return _views(session, PlanVersion.id.in_(version_ids))


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
    return {view.officer_id: view for view in _views(session, PlanVersion.id.in_(latest.values()))}


def _views(session: Session, wanted: ColumnElement[bool]) -> list[PlanView]:
    """Versions with all they say, ordered by plan and number."""
    found, of_results, of_indicators, of_expectations = at_once(session, _asking(wanted))
    indicators: dict[int, list[IndicatorView]] = {}
    for result_id, *row in sorted(of_indicators, key=lambda each: each[2]):
        indicators.setdefault(result_id, []).append(from_row(IndicatorView, row))
    results: dict[int, list[ResultView]] = {}
    for version_id, *row in sorted(of_results, key=lambda each: each[2]):
        result = from_row(ResultView, (*row, tuple(indicators.get(row[0], ()))))
        results.setdefault(version_id, []).append(result)
    expectations: dict[int, dict[str, str]] = {}
    for version_id, code, said in of_expectations:
        expectations.setdefault(version_id, {})[code] = said
    views = [
        PlanView(
            **dict(zip(_VERSION, row, strict=True)),
            results=tuple(results.get(row[0], ())),
            expectations=expectations.get(row[0], {}),
        )
        for row in found
    ]
    return sorted(views, key=lambda view: (view.plan_id, view.number))


def _asking(wanted: ColumnElement[bool]) -> tuple[Any, ...]:
    """Asks for versions, their results, those results' indicators, and what is expected of the values."""
    results = [getattr(PlanResult, name) for name in ResultView.__dataclass_fields__ if name != "indicators"]
    indicators = [getattr(PlanIndicator, name) for name in IndicatorView.__dataclass_fields__]
    expectations = (PlanExpectation.version_id, PlanExpectation.value_code, PlanExpectation.words)
    return (
        select(*_VERSION.values())
        .select_from(PlanVersion)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .join(Unit, Unit.id == PlanVersion.unit_id)
        .join(Position, Position.id == PlanVersion.position_id)
        .where(wanted),
        select(PlanResult.version_id, *results)
        .join(PlanVersion, PlanVersion.id == PlanResult.version_id)
        .where(wanted),
        select(PlanIndicator.result_id, *indicators)
        .join(PlanResult, PlanResult.id == PlanIndicator.result_id)
        .join(PlanVersion, PlanVersion.id == PlanResult.version_id)
        .where(wanted),
        select(*expectations).join(PlanVersion, PlanVersion.id == PlanExpectation.version_id).where(wanted),
    )


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
