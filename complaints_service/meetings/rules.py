"""Who belongs to a meeting, who leads it, who may see it, and what may become of an action. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from complaints_service.accounts.access import Rights


@dataclass(frozen=True)
class NewItem:
    """One point for an agenda; `data` is plain JSON, by kind:

    late, at_risk: clock, due_at; time_lost: month, holder, seconds, share; contest: count; indicator: code,
    whose (unit:<code> or person:<id>), month, value, target, n; action: words, due_on, owner; thanks: score;
    own: words, by. The last of a kind may say how many `more` there are.
    """

    kind: str
    reference: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What stays itself when the agenda is drawn up anew."""
        return self.kind, self.reference


@dataclass(frozen=True)
class MeetingAccess:
    """The facts of a meeting that decide who may do what with it; `members` are the officers it is for."""

    kind: str
    unit: str
    chair_id: int
    members: frozenset[int]


@dataclass(frozen=True)
class ActionAccess:
    """The facts of an action that decide; `shared`: agreed in a unit's meeting, so the unit knows it."""

    owner_id: int
    unit: str
    shared: bool


def may_plan(rights: Rights, unit: str) -> bool:
    """Whoever leads a unit plans its regular meetings."""
    return unit in rights.subordinate_units


def may_plan_dialogue(rights: Rights, officer_id: int) -> bool:
    """A superior, at any height, plans a dialogue with somebody below."""
    return officer_id in rights.subordinate_officers


def may_plan_any(rights: Rights) -> bool:
    """Whether there is anybody or any unit at all whose meeting this person could plan."""
    return rights.officer_id is not None and bool(rights.subordinate_units or rights.subordinate_officers)


def may_agree(rights: Rights, officer_id: int) -> bool:
    """Agreeing on an action outside a meeting is for a superior and somebody below."""
    return officer_id in rights.subordinate_officers


def may_see(rights: Rights, meeting: MeetingAccess) -> bool:
    """A unit's meeting: the unit, its leaders, auditors. A dialogue: the two, their superiors, auditors."""
    if rights.officer_id is not None and rights.officer_id in meeting.members:
        return True
    if rights.granted("auditor", meeting.unit):
        return True
    if meeting.kind == "regular":
        return meeting.unit == rights.unit_code or meeting.unit in rights.subordinate_units
    return bool(meeting.members) and meeting.members <= rights.subordinate_officers


def may_lead(rights: Rights, meeting: MeetingAccess) -> bool:
    """Agenda, minutes, attendance, cancelling: the chair, the chair's superiors, and who leads the unit."""
    if rights.officer_id is None:
        return False
    if rights.officer_id == meeting.chair_id or meeting.chair_id in rights.subordinate_officers:
        return True
    return meeting.kind == "regular" and meeting.unit in rights.subordinate_units


def may_add(rights: Rights, meeting: MeetingAccess) -> bool:
    """Whoever belongs to a meeting puts a point of their own on its agenda, and so does who leads it."""
    return rights.officer_id in meeting.members or may_lead(rights, meeting)


def may_see_action(rights: Rights, action: ActionAccess) -> bool:
    """The owner, who leads the owner or the unit, auditors; and the unit what its meeting agreed."""
    if action.shared and action.unit == rights.unit_code:
        return True
    return may_settle(rights, action) or may_steer(rights, action) or rights.granted("auditor", action.unit)


def may_settle(rights: Rights, action: ActionAccess) -> bool:
    """The owner says that it is done; who leads may say it too."""
    return rights.officer_id == action.owner_id or may_steer(rights, action)


def may_steer(rights: Rights, action: ActionAccess) -> bool:
    """Dropping an action or moving its day is for who leads the owner, or the unit where all know it."""
    if action.owner_id in rights.subordinate_officers:
        return True
    return action.unit in rights.subordinate_units and (action.shared or action.owner_id == rights.officer_id)
