"""A unit's matrix of roles and results: who contributes to which result of its head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.planning.models import Plan, PlanResult, PlanVersion
from complaints_service.appraisal.planning.queries import signed_versions
from complaints_service.appraisal.planning.views import PlanView, ResultView
from complaints_service.people.directory import directory
from complaints_service.people.queries import OfficerCard, officer_cards


@dataclass(frozen=True)
class Contribution:
    """A member's result that serves one of the head's."""

    officer_id: int
    result: ResultView


@dataclass(frozen=True)
class MatrixRow:
    """A result of the head with what serves it. `superseded`: of a version that is not the latest."""

    result: ResultView
    contributions: tuple[Contribution, ...]
    superseded: bool = False


@dataclass(frozen=True, kw_only=True)
class RoleMatrix:
    """`head` is None for a unit without one, `plan` while the head's is not signed; `members` are direct."""

    unit: str
    year: int
    head: OfficerCard | None
    plan: PlanView | None
    rows: tuple[MatrixRow, ...]
    members: tuple[OfficerCard, ...]
    without_plan: frozenset[int]


def may_see_matrix(rights: Rights, unit: str) -> bool:
    """Whether a person may see the plans of all who work under a unit's head: who leads it, its auditors."""
    return unit in rights.subordinate_units or rights.granted("auditor", unit)


def matrix_of(session: Session, *, unit: str, year: int, on: date) -> RoleMatrix:
    """The matrix of a unit in a year, of those who work under its head on a local day; signed plans alone.

    A result that serves an earlier version of one of the head's counts for the one with the same words.
    """
    office = directory(session, on=on)
    leaders = [each for each in office.leaders.get(unit, ()) if office.unit_of.get(each) == unit]
    if not leaders:
        return RoleMatrix(
            unit=unit, year=year, head=None, plan=None, rows=(), members=(), without_plan=frozenset()
        )
    head_id = leaders[0]
    under = [officer for officer, above in office.superiors.items() if above and above[0] == head_id]
    cards = officer_cards(session, ids=[head_id, *under])
    members = tuple(card for card in cards.values() if card.id != head_id and card.is_civil_servant)
    plans = signed_versions(session, year=year, officer_ids=list(cards))
    head = plans.get(head_id)
    if head is None:
        missing = frozenset(card.id for card in members if card.id not in plans)
        return RoleMatrix(
            unit=unit,
            year=year,
            head=cards[head_id],
            plan=None,
            rows=(),
            members=members,
            without_plan=missing,
        )
    every = _results_of(session, head.plan_id)
    now = {result.words.casefold(): result.id for result in head.results}
    served: dict[int, list[Contribution]] = {}
    for card in members:
        plan = plans.get(card.id)
        for result in plan.results if plan is not None else ():
            target = result.superior_result_id
            if target is not None and target in every:
                target = now.get(every[target].words.casefold(), target)
                served.setdefault(target, []).append(Contribution(card.id, result))
    rows = [MatrixRow(result, tuple(served.pop(result.id, ()))) for result in head.results]
    rows += [MatrixRow(every[old], tuple(given), superseded=True) for old, given in sorted(served.items())]
    missing = frozenset(card.id for card in members if card.id not in plans)
    return RoleMatrix(
        unit=unit,
        year=year,
        head=cards[head_id],
        plan=head,
        rows=tuple(rows),
        members=members,
        without_plan=missing,
    )


def _results_of(session: Session, plan_id: int) -> dict[int, ResultView]:
    """The results of every signed version of a plan, without their indicators."""
    rows = session.scalars(
        select(PlanResult)
        .join(PlanVersion, PlanVersion.id == PlanResult.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(Plan.id == plan_id, PlanVersion.state == "signed")
    )
    return {
        row.id: ResultView(
            id=row.id,
            ordinal=row.ordinal,
            duty=row.duty,
            words=row.words,
            weight=row.weight,
            superior_result_id=row.superior_result_id,
            goal_id=row.goal_id,
            indicators=(),
        )
        for row in rows
    }
