"""The demo office's goals and plans: agreed from the top down as the demo begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.content import draft_of
from complaints_service.appraisal.planning.drafting import templates_for
from complaints_service.appraisal.planning.goals import GoalFacts, add_goal
from complaints_service.appraisal.planning.kinds import GOAL_LEVELS
from complaints_service.appraisal.planning.queries import plan_version
from complaints_service.appraisal.planning.service import NewVersion, edit_plan, sign_plan, start_plan
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.errors import Actor
from complaints_service.moment import Moment
from complaints_service.people.queries import OfficerCard, officer_cards, superiors_of
from complaints_service.replay.clockwork import ORIGIN
from complaints_service.replay.demo.staff import Staff
from config.rulebook import Rulebook

#: Whose plans still wait: for the superior's signature, and for both.
HALF_SIGNED = ("pelaksana_sarpras", 1)
UNSIGNED = ("seklur_tjn", 0)
_SPAN_YEARS = 4


def set_goals(
    session: Session, *, goals: Sequence[Mapping[str, str]], year: int, now: datetime, actor: Actor
) -> list[int]:
    """Writes the goals down, each under the last of the level before; the ids of the programmes."""
    last: dict[str, int] = {}
    programmes: list[int] = []
    for goal in goals:
        level = GOAL_LEVELS.index(goal["level"])
        of_a_year = goal["level"] == "unit_work"
        facts = GoalFacts(
            level=goal["level"],
            words=goal["words"],
            measure=goal.get("measure", ""),
            unit=goal.get("unit"),
            first_year=year,
            last_year=year if of_a_year else year + _SPAN_YEARS,
            parent_id=last[GOAL_LEVELS[level - 1]] if level else None,
        )
        last[goal["level"]] = add_goal(session, facts=facts, rights=None, now=now, actor=actor)
        if goal["level"] == "programme":
            programmes.append(last["programme"])
    return programmes


def agree_on_plans(
    session: Session, *, staff: Staff, programmes: Sequence[int], rulebook: Rulebook, now: datetime
) -> dict[int, PlanView]:
    """Every civil servant's plan of the year, superiors first; by officer, signed or not."""
    cards = [card for card in officer_cards(session).values() if card.is_civil_servant]
    today = rulebook.local_date(now)
    above = {card.id: superiors_of(session, officer_id=card.id, on=today) for card in cards}
    plans: dict[int, PlanView] = {}
    year = today.year
    for card in sorted(cards, key=lambda card: (len(above[card.id]), card.id)):
        rater = next(iter(above[card.id]), None)
        served = plans.get(rater) if rater is not None else None
        plan = _draft(session, card, served, programmes, date(year, 1, 1), rulebook, now)
        signers = [card.id] if rater is None else [card.id, rater]
        for signer in signers[: _signatures(staff, card.id)]:
            plan = sign_plan(
                Moment(
                    session=session,
                    now=now + timedelta(minutes=20),
                    actor=Actor.officer(signer, ORIGIN),
                    rulebook=rulebook,
                ),
                version_id=plan.version_id,
                revision=plan.revision,
            )
        plans[card.id] = plan
    return plans


def _draft(
    session: Session,
    card: OfficerCard,
    served: PlanView | None,
    programmes: Sequence[int],
    first_on: date,
    rulebook: Rulebook,
    now: datetime,
) -> PlanView:
    template = templates_for(rulebook, position=card.position, on=first_on)[0]
    actor = Actor.officer(card.id, ORIGIN)
    new = NewVersion(
        officer_id=card.id, year=first_on.year, basis=f"template:{template.code}", effective_from=first_on
    )
    version_id = start_plan(
        Moment(session=session, now=now, actor=actor, rulebook=rulebook),
        new=new,
    )
    plan = plan_version(session, version_id=version_id)
    assert plan is not None
    draft = draft_of(plan)

    def serving(index: int) -> dict[str, Any]:
        if served is not None and served.state == "signed":
            return {"superior_result_id": served.results[index % len(served.results)].id}
        return {"goal_id": programmes[index % len(programmes)]} if served is None else {}

    results = tuple(replace(each, **serving(index)) for index, each in enumerate(draft.results))
    return edit_plan(
        Moment(session=session, now=now + timedelta(minutes=10), actor=actor, rulebook=rulebook),
        version_id=version_id,
        draft=replace(draft, results=results),
        revision=plan.revision,
    )


def _signatures(staff: Staff, officer_id: int) -> int:
    for (post, seat), how_many in ((HALF_SIGNED, 1), (UNSIGNED, 0)):
        if staff.seats[post][seat] == officer_id:
            return how_many
    return 2
