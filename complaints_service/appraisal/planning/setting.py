"""The surroundings of a plan as they are now: the post, the superior, and what may be served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.models import Goal, Plan, PlanResult, PlanVersion
from complaints_service.appraisal.planning.rules import Setting
from complaints_service.appraisal.planning.spreading import MONTHS
from complaints_service.errors import NotFound
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.people.models import Officer, Unit
from complaints_service.people.postings import place_on
from complaints_service.people.queries import load_lines, superiors_of
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where an officer stands now. `superiors`: all above, the nearest first; `headed`: units one leads.

    `is_top`: no post of this office is above this one, not even a vacant one.
    """

    unit_id: int
    position_id: int
    superiors: tuple[int, ...]
    headed: frozenset[str]
    is_top: bool
    works_from: date

    @property
    def rater_id(self) -> int | None:
        """The superior who agrees to the plan; None at the top, and where every post above is vacant."""
        return self.superiors[0] if self.superiors else None


def placement_of(session: Session, *, officer_id: int, on: date | None) -> Placement:
    """Where an officer who is there stands on a local day (None: today, as `people.postings` knows it)."""
    place = place_on(session, officer_id=officer_id, on=on)
    works_from = session.scalar(select(Officer.works_from).where(Officer.id == officer_id))
    if place is None or works_from is None:
        raise NotFound
    position_id = place.position_id
    lines = load_lines(session)
    return Placement(
        unit_id=place.unit_id,
        position_id=position_id,
        superiors=tuple(superiors_of(session, officer_id=officer_id, on=on)),
        headed=lines.headed_by(position_id),
        is_top=lines.superior_of(position_id) is None,
        works_from=works_from,
    )


def load_setting(
    session: Session,
    *,
    plan_id: int,
    year: int,
    placement: Placement,
    rulebook: Rulebook,
    now: datetime,
) -> Setting:
    """What a draft of a plan is checked against now."""
    rows = session.execute(
        select(
            PlanResult.id,
            PlanResult.superior_result_id,
            PlanVersion.plan_id,
            Plan.officer_id,
        )
        .join(PlanVersion, PlanVersion.id == PlanResult.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(Plan.year == year, PlanVersion.state == "signed")
    ).all()
    superiors = set(placement.superiors)
    above = [row for row in rows if row.officer_id in superiors]
    goals = servable_goals(session, year=year, headed=placement.headed)
    today = rulebook.local_date(now)
    after = session.scalars(
        select(PlanVersion.effective_from)
        .where(PlanVersion.plan_id == plan_id, PlanVersion.state == "signed")
        .order_by(PlanVersion.effective_from.desc())
    ).first()
    return Setting(
        year=year,
        plan_id=plan_id,
        periods=periods_in(rulebook, year),
        values={value.code for value in rulebook.behaviour_values},
        registry=INDICATORS,
        superior_results={row.id for row in above},
        goals={goal.id for goal in goals},
        must_serve_superior=any(row.officer_id == placement.rater_id for row in above),
        must_serve_goal=placement.is_top and bool(goals),
        after=after,
        first_open=today.replace(day=1),
        plans_of={row.id: row.plan_id for row in rows},
        serves={row.id: row.superior_result_id for row in rows},
    )


def periods_in(rulebook: Rulebook, year: int) -> int:
    """Into how many periods a year is parted, by the rule of its first day."""
    return MONTHS // rulebook.evaluation.terms_on(date(year, 1, 1)).period_months


def servable_goals(session: Session, *, year: int, headed: frozenset[str]) -> list[Goal]:
    """The goals of a year that who leads these units may serve: the office's, and the work of these units.

    Whoever leads no unit serves a superior's results alone.
    """
    if not headed:
        return []
    goals = session.scalars(
        select(Goal)
        .where(Goal.first_year <= year, Goal.last_year >= year, Goal.retired_at.is_(None))
        .order_by(Goal.id)
    ).all()
    codes = _unit_codes(session)
    return [goal for goal in goals if goal.unit_id is None or codes.get(goal.unit_id) in headed]


def _unit_codes(session: Session) -> dict[int, str]:
    return {row.id: row.code for row in session.execute(select(Unit.id, Unit.code))}
