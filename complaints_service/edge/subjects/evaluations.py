"""Evaluations, what follows from them, how the office did, feedback: who reads, who takes which step."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating import parties, starting
from complaints_service.appraisal.evaluating.achieving import may_set
from complaints_service.appraisal.evaluating.following import FollowUpView, recommendation_to_decide
from complaints_service.appraisal.evaluating.parties import AskedOpinion, OpenedEvaluation
from complaints_service.appraisal.feedback import nearness
from complaints_service.appraisal.feedback.nearness import Nearness
from complaints_service.appraisal.feedback.service import own_feedback
from complaints_service.edge.guard import Right
from complaints_service.edge.resources import service
from complaints_service.errors import NotFound
from complaints_service.people.queries import OfficerCard


def _evaluation(role: str | None = None) -> Callable[..., OpenedEvaluation]:
    def load(session: Session, rights: Rights, *, evaluation_id: int) -> OpenedEvaluation:
        return parties.open_evaluation(session, rights, evaluation_id=evaluation_id, role=role)

    return load


def _asked(session: Session, rights: Rights, *, evaluation_id: int) -> AskedOpinion:
    return parties.asked_opinion(session, rights, evaluation_id=evaluation_id)


def _to_begin(session: Session, rights: Rights, *, officer_id: int) -> OfficerCard:
    today = service().rulebook.local_date(clock.now())
    return starting.may_begin(session, rights, officer_id=officer_id, today=today)


def _recommendation(session: Session, rights: Rights, *, follow_up_id: int) -> FollowUpView:
    return recommendation_to_decide(session, rights, follow_up_id=follow_up_id)


def _achievement(session: Session, rights: Rights) -> None:
    if not may_set(session, rights=rights):
        raise NotFound


def _near(session: Session, rights: Rights, *, officer_id: int) -> Nearness:
    return nearness.nearness(session, rights, officer_id=officer_id)


def _near_enough(session: Session, rights: Rights, *, officer_id: int) -> Nearness:
    found = _near(session, rights, officer_id=officer_id)
    if found.relation is None:
        raise NotFound("person")
    return found


def _own(session: Session, rights: Rights, *, officer_id: int, feedback_id: int) -> Nearness:
    own_feedback(session, rights, officer_id=officer_id, feedback_id=feedback_id)
    return _near(session, rights, officer_id=officer_id)


VIEW_EVALUATION = Right(
    code="view_evaluation",
    who="a draft: who rates; later: who rates, who decides, and whoever may see the person",
    load=_evaluation(),
)
BEGIN_EVALUATION = Right(
    code="begin_evaluation",
    who="who stands above the person, and who signed their plan; of a period, who rates it",
    load=_to_begin,
)
RATE_EVALUATION = Right(code="rate_evaluation", who="who rates", load=_evaluation("rater"))
ANSWER_EVALUATION = Right(code="answer_evaluation", who="the person", load=_evaluation("officer"))
DECIDE_OBJECTION = Right(
    code="decide_objection",
    who="who stands above the rater; where nobody does, an auditor of the whole office",
    load=_evaluation("decider"),
)
GIVE_OPINION = Right(code="give_opinion", who="superiors of a part of the period", load=_asked)
DECIDE_RECOMMENDATION = Right(
    code="decide_recommendation", who="the superior whom the recommendation names", load=_recommendation
)
SET_ACHIEVEMENT = Right(
    code="set_achievement", who="the head of the office, managers of the whole office", load=_achievement
)
VIEW_FEEDBACK = Right(
    code="view_feedback",
    who="whoever may see the person; whoever is near enough, what they said themselves",
    load=_near,
)
GIVE_FEEDBACK = Right(
    code="give_feedback",
    who="colleagues of the unit, superiors and those below, never oneself",
    load=_near_enough,
)
TAKE_FEEDBACK_BACK = Right(code="take_feedback_back", who="who gave it", load=_own)
