"""Which indicators a person is told of: a unit's only where the plan in force names it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.material import version_in_force
from complaints_service.appraisal.planning.spreading import target_of
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.values import IndicatorValue


def planned_of(session: Session, officer_id: int, month: str) -> Mapping[str, float | None]:
    """The measured indicators of the plan in force in its order, each with its target in that month."""
    plan = version_in_force(session, officer_id=officer_id, month=month)
    if plan is None:
        return {}
    told: dict[str, float | None] = {}
    for result in plan.results:
        for each in result.indicators:
            if each.indicator_code is not None and each.indicator_code in INDICATORS:
                told.setdefault(each.indicator_code, target_of(each, (month,)))
    return told


def told_of_person(values: Iterable[IndicatorValue], planned: Container[str]) -> list[IndicatorValue]:
    """What a person's figures tell: all of their own, and a unit's that their plan names."""
    return [one for one in values if one.code in planned or not one.indicator.units]
