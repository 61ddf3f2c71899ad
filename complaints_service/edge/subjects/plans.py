"""Plans, the office's goals and a unit's matrix: who reads, who takes part in the dialogue, who sets."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.appraisal.planning import goals, matrix, opening
from complaints_service.appraisal.planning.goals import GoalNode
from complaints_service.appraisal.planning.opening import PlanYear
from complaints_service.appraisal.planning.rules import MOST_RESULTS
from complaints_service.edge.guard import Right, office_right
from complaints_service.edge.input.period import asked_year
from complaints_service.edge.resources import service
from complaints_service.errors import NotFound
from complaints_service.people.queries import unit_names


def year_asked_for() -> int:
    """The year in the address or the form, of a program `year`, or this one."""
    this_year = service().rulebook.local_date(clock.now()).year
    typed = request.values.get("tahun") or request.args.get("year")
    return asked_year(typed, this_year=this_year)


def _year(open_: Callable[..., PlanYear]) -> Callable[..., PlanYear]:
    def load(session: Session, rights: Rights, *, officer_id: int) -> PlanYear:
        return open_(session, rights, officer_id=officer_id, year=year_asked_for())

    return load


def _version(session: Session, rights: Rights, *, officer_id: int, version_id: int) -> PlanYear:
    return opening.open_version(session, rights, officer_id=officer_id, version_id=version_id)


def _version_of_the_two(session: Session, rights: Rights, *, officer_id: int, version_id: int) -> PlanYear:
    opened = _version(session, rights, officer_id=officer_id, version_id=version_id)
    if not opened.takes_part:
        raise NotFound("plan")
    return opened


def _draft(session: Session, rights: Rights, *, officer_id: int, version_id: int) -> PlanYear:
    opened = _version_of_the_two(session, rights, officer_id=officer_id, version_id=version_id)
    if opened.wanted is None or opened.wanted.state != "draft":
        raise NotFound("plan")
    return opened


def _result(session: Session, rights: Rights, *, officer_id: int, ordinal: int) -> PlanYear:
    opened = _year(opening.open_dialogue)(session, rights, officer_id=officer_id)
    draft = opened.draft
    if draft is None or not 1 <= ordinal <= min(len(draft.results) + 1, MOST_RESULTS):
        raise NotFound("plan")
    return opened


def _goal(session: Session, rights: Rights, *, goal_id: int) -> GoalNode:
    goals.require_setter(rights)
    found = goals.goal_by_id(session, goal_id=goal_id)
    if found is None:
        raise NotFound("goal")
    return found


def _unit(session: Session, rights: Rights, *, unit: str) -> str:
    names = unit_names(session)
    if unit not in names or not matrix.may_see_matrix(rights, unit):
        raise NotFound
    return names[unit]


_PERSON = "the person, who stands above them at any height, auditors of the unit"
_TWO = "the person and who rates them: the nearest superior"

VIEW_PLANS = Right(code="view_plans", who=_PERSON, load=_year(opening.open_year))
VIEW_PLAN = Right(code="view_plan", who=_PERSON, load=_version)
WRITE_PLANS = Right(code="write_plans", who=_TWO, load=_year(opening.open_dialogue))
WRITE_RESULT = Right(code="write_result", who=_TWO, load=_result)
WRITE_PLAN = Right(code="write_plan", who=_TWO, load=_version_of_the_two)
DROP_PLAN = Right(code="drop_plan", who=_TWO, load=_draft)
SET_GOALS = office_right("set_goals")
CHANGE_GOAL = Right(code="change_goal", who=SET_GOALS.who, load=_goal)
VIEW_MATRIX = Right(code="view_matrix", who="who leads the unit, its auditors", load=_unit)
