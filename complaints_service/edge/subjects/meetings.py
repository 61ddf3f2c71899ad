"""Meetings and agreed actions: who may see and change one, and who may call or agree at all."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import Right
from complaints_service.errors import NotFound
from complaints_service.meetings import queries, rules
from complaints_service.meetings.queries import ActionView, MeetingView


def _planner(_session: Session, rights: Rights, **_places: object) -> int:
    if rights.officer_id is None or not rules.may_plan_any(rights):
        raise NotFound
    return rights.officer_id


def _agreeing(_session: Session, rights: Rights, **_places: object) -> None:
    if not rights.subordinate_officers:
        raise NotFound


def _meeting(may: Callable[[Rights, rules.MeetingAccess], bool]) -> Callable[..., MeetingView]:
    def load(session: Session, rights: Rights, *, meeting_id: int) -> MeetingView:
        return queries.meeting_for(session, rights, meeting_id=meeting_id, may=may)

    return load


def _action(may: Callable[[Rights, rules.ActionAccess], bool]) -> Callable[..., ActionView]:
    def load(session: Session, rights: Rights, *, action_id: int) -> ActionView:
        return queries.action_for(session, rights, action_id=action_id, may=may)

    return load


PLAN_MEETING = Right(
    code="plan_meeting",
    who="superiors: of the units they lead, and with anybody below them",
    load=_planner,
)
VIEW_MEETING = Right(
    code="view_meeting",
    who="of a unit: its members, who leads it, auditors; of two: both, who stands above both, auditors",
    load=_meeting(rules.may_see),
)
ADD_POINT = Right(
    code="add_point",
    who="whom the meeting is for, and who leads it",
    load=_meeting(rules.may_add),
)
LEAD_MEETING = Right(
    code="lead_meeting",
    who="the chair, who stands above the chair, who leads the unit",
    load=_meeting(rules.may_lead),
)
AGREE_ON_ACTION = Right(code="agree_on_action", who="superiors, with anybody below them", load=_agreeing)
VIEW_ACTION = Right(
    code="view_action",
    who="the owner, who stands above them, auditors; where the unit's meeting agreed on it, the unit",
    load=_action(rules.may_see_action),
)
SETTLE_ACTION = Right(
    code="settle_action",
    who="the owner, who stands above them; where the unit's meeting agreed on it, who leads the unit",
    load=_action(rules.may_settle),
)
STEER_ACTION = Right(
    code="steer_action",
    who="who stands above the owner; where the unit's meeting agreed on it, who leads the unit",
    load=_action(rules.may_steer),
)
