"""Reads of meetings and actions, as plain values, for whoever may see them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from complaints_service.accounts.access import Rights
from complaints_service.errors import NotFound
from complaints_service.meetings import rules
from complaints_service.meetings.models import Action, AgendaItem, Attendance, Meeting
from complaints_service.people.models import Unit

#: How many meetings a list shows.
LISTED = 60


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """One point of an agenda; `data` as in `rules.NewItem`."""

    id: int
    kind: str
    reference: str
    data: Mapping[str, Any]
    note: str | None


@dataclass(frozen=True, kw_only=True)
class MeetingView:
    """A meeting with all it holds. `present[officer]`: None until it was written down."""

    id: int
    kind: str
    unit: str
    starts_at: datetime
    place: str | None
    chair_id: int
    state: str
    revision: int
    agenda_as_of: datetime | None
    minutes: str | None
    held_at: datetime | None
    reason: str | None
    created_by: str
    items: tuple[ItemView, ...]
    present: Mapping[int, bool | None]

    @property
    def access(self) -> rules.MeetingAccess:
        """What decides who may do what with it."""
        return rules.MeetingAccess(self.kind, self.unit, self.chair_id, frozenset(self.present))

    @property
    def other_id(self) -> int | None:
        """Whom a dialogue's chair speaks with; None for a unit's meeting."""
        others = [each for each in self.present if each != self.chair_id]
        return others[0] if self.kind == "dialogue" and others else None


@dataclass(frozen=True, kw_only=True)
class ActionView:
    """One agreed action. `shared`: agreed in a unit's meeting, so the whole unit knows it."""

    id: int
    unit: str
    owner_id: int
    words: str
    due_on: date
    first_due_on: date
    moved_reason: str | None
    state: str
    created_at: datetime
    created_by: str
    settled_at: datetime | None
    settled_by: str | None
    outcome: str | None
    meeting_id: int | None
    shared: bool
    indicator_code: str | None

    @property
    def access(self) -> rules.ActionAccess:
        """What decides who may do what with it."""
        return rules.ActionAccess(self.owner_id, self.unit, self.shared)


def meeting(session: Session, *, meeting_id: int) -> MeetingView | None:
    """One meeting; None where there is none."""
    found = _views(session, select(Meeting, Unit.code).join(Unit).where(Meeting.id == meeting_id))
    return found[0] if found else None


def meeting_for(
    session: Session,
    rights: Rights,
    *,
    meeting_id: int,
    may: Callable[[Rights, rules.MeetingAccess], bool] = rules.may_see,
) -> MeetingView:
    """A meeting for whoever `may` do something with it. Raises NotFound."""
    found = meeting(session, meeting_id=meeting_id)
    if found is None or not may(rights, found.access):
        raise NotFound("meeting")
    return found


def meetings_of(session: Session, *, rights: Rights) -> Sequence[MeetingView]:
    """The meetings a person may see, the latest first: of their units, and the dialogues they belong to."""
    query = select(Meeting, Unit.code).join(Unit).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return _views(session, query.where(_seen_by(rights)).limit(LISTED))


def _seen_by(rights: Rights) -> ColumnElement[bool]:
    """`rules.may_see` for the database, so that a list is full before it ends."""
    mine = select(Attendance.meeting_id).where(Attendance.officer_id == (rights.officer_id or 0))
    everybody = select(Attendance.meeting_id)
    others = everybody.where(Attendance.officer_id.not_in(rights.subordinate_officers))
    units = {*rights.subordinate_units, *([rights.unit_code] if rights.unit_code else [])}
    return or_(
        Meeting.id.in_(mine),
        _granted(rights, "auditor", Unit.code),
        and_(Meeting.kind == "regular", Unit.code.in_(units)),
        and_(Meeting.kind != "regular", Meeting.id.in_(everybody), Meeting.id.not_in(others)),
    )


def _granted(rights: Rights, role: str, unit: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether a granted role reaches a unit."""
    grants = [grant for grant in rights.grants if grant.role == role]
    if any(grant.units is None for grant in grants):
        return true()
    return unit.in_(frozenset[str]().union(*(grant.units or () for grant in grants)))


def meeting_before(session: Session, *, meeting: MeetingView) -> datetime | None:
    """When the one before, of the same unit or the same two, was held; None for the first."""
    query = (
        select(Meeting, Unit.code)
        .join(Unit)
        .where(
            Meeting.kind == meeting.kind,
            Unit.code == meeting.unit,
            Meeting.state == "held",
            Meeting.starts_at < meeting.starts_at,
        )
    )
    for each in _views(session, query.order_by(Meeting.starts_at.desc()).limit(LISTED)):
        if meeting.kind == "regular" or set(each.present) == set(meeting.present):
            return each.starts_at
    return None


def action(session: Session, *, action_id: int) -> ActionView | None:
    """One action; None where there is none."""
    found = _actions(session, _select_actions().where(Action.id == action_id))
    return found[0] if found else None


def action_for(
    session: Session,
    rights: Rights,
    *,
    action_id: int,
    may: Callable[[Rights, rules.ActionAccess], bool] = rules.may_see_action,
) -> ActionView:
    """An action for whoever `may` do something with it. Raises NotFound."""
    found = action(session, action_id=action_id)
    if found is None or not may(rights, found.access):
        raise NotFound("action")
    return found


def open_actions(
    session: Session, *, owner_ids: Collection[int] | None = None, units: Collection[str] | None = None
) -> Sequence[ActionView]:
    """The open actions of these owners and of these units, those due first leading; None asks for no limit.

    Given both, what belongs to either. Whose may be shown to whom says `rules.may_see_action`.
    """
    query = _select_actions().where(Action.state == "open")
    asked = [
        *([Action.owner_id.in_(owner_ids)] if owner_ids is not None else []),
        *([Unit.code.in_(units)] if units is not None else []),
    ]
    if asked:
        query = query.where(or_(*asked))
    return _actions(session, query.order_by(Action.due_on, Action.id))


def settled_around(session: Session, *, rights: Rights, limit: int = LISTED) -> Sequence[ActionView]:
    """What was done or dropped by this person, by those they lead and in their units, the latest first."""
    owners = {*rights.subordinate_officers, *([rights.officer_id] if rights.officer_id else [])}
    units = {*rights.subordinate_units, *([rights.unit_code] if rights.unit_code else [])}
    told = or_(Meeting.kind == "regular", _granted(rights, "auditor", Unit.code))
    around = or_(Action.owner_id.in_(owners), and_(Unit.code.in_(units), told))
    query = _select_actions().where(Action.state != "open", around)
    return _actions(session, query.order_by(Action.settled_at.desc(), Action.id.desc()).limit(limit))


def done_actions(session: Session, *, owner_id: int) -> Sequence[ActionView]:
    """What somebody did for a figure of theirs, the latest first."""
    meant = (Action.owner_id == owner_id, Action.state == "done", Action.indicator_code.is_not(None))
    return _actions(session, _select_actions().where(*meant).order_by(Action.settled_at.desc(), Action.id))


def actions_of_meeting(session: Session, *, meeting_id: int) -> Sequence[ActionView]:
    """What was agreed in a meeting, in the order it was written down."""
    return _actions(session, _select_actions().where(Action.meeting_id == meeting_id).order_by(Action.id))


def actions_by_id(session: Session, *, ids: Collection[int]) -> Mapping[int, ActionView]:
    """These actions by id."""
    return {each.id: each for each in _actions(session, _select_actions().where(Action.id.in_(ids)))}


def counting_actions(owner: int | InstrumentedAttribute[int]) -> Select[int]:
    """Asks how many actions of an officer are open."""
    return select(func.count()).select_from(Action).where(Action.owner_id == owner, Action.state == "open")


def late_actions(owner: int | InstrumentedAttribute[int], today: date) -> Select[int]:
    """Asks how many of them are past their day."""
    return counting_actions(owner).where(Action.due_on < today)


def _select_actions() -> Select[*tuple[Any, ...]]:
    shared = func.coalesce(Meeting.kind == "regular", false())
    return (
        select(Action, Unit.code, shared)
        .join(Unit, Unit.id == Action.unit_id)
        .outerjoin(Meeting, Meeting.id == Action.meeting_id)
    )


def _actions(session: Session, query: Select[*tuple[Any, ...]]) -> list[ActionView]:
    return [
        ActionView(
            id=each.id,
            unit=unit,
            owner_id=each.owner_id,
            words=each.words,
            due_on=each.due_on,
            first_due_on=each.first_due_on,
            moved_reason=each.moved_reason,
            state=each.state,
            created_at=each.created_at,
            created_by=each.created_by,
            settled_at=each.settled_at,
            settled_by=each.settled_by,
            outcome=each.outcome,
            meeting_id=each.meeting_id,
            shared=bool(shared),
            indicator_code=each.indicator_code,
        )
        for each, unit, shared in session.execute(query)
    ]


def _views(session: Session, query: Select[*tuple[Any, ...]]) -> list[MeetingView]:
    rows = session.execute(query).all()
    ids = [row[0].id for row in rows]
    items: dict[int, list[ItemView]] = {}
    for item in session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id.in_(ids)).order_by(AgendaItem.ordinal)
    ):
        items.setdefault(item.meeting_id, []).append(
            ItemView(id=item.id, kind=item.kind, reference=item.reference, data=item.data, note=item.note)
        )
    present: dict[int, dict[int, bool | None]] = {}
    for each in session.scalars(
        select(Attendance).where(Attendance.meeting_id.in_(ids)).order_by(Attendance.officer_id)
    ):
        present.setdefault(each.meeting_id, {})[each.officer_id] = each.present
    return [
        MeetingView(
            id=each.id,
            kind=each.kind,
            unit=unit,
            starts_at=each.starts_at,
            place=each.place,
            chair_id=each.chair_id,
            state=each.state,
            revision=each.revision,
            agenda_as_of=each.agenda_as_of,
            minutes=each.minutes,
            held_at=each.held_at,
            reason=each.reason,
            created_by=each.created_by,
            items=tuple(items.get(each.id, ())),
            present=present.get(each.id, {}),
        )
        for each, unit in rows
    ]
