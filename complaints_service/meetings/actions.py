"""Actions agreed in a meeting or outside one: opened, moved to another day, settled for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, invalid, words
from complaints_service.meetings import queries, rules
from complaints_service.meetings.models import Action, Attendance
from complaints_service.meetings.service import MAX_WORDS, PLANNED_AHEAD, planned_meeting, said_in
from complaints_service.people.models import Officer
from complaints_service.texts import clean, text_problem


@dataclass(frozen=True, kw_only=True)
class NewAction:
    """What one member is to do by a local day; `meeting_id` where it was agreed in one.

    `indicator_code`: the figure of theirs that it is meant for.
    """

    owner_id: int
    words: str
    due_on: date
    meeting_id: int | None = None
    indicator_code: str | None = None


def open_action(
    session: Session, *, new: NewAction, rights: Rights | None, today: date, now: datetime, actor: Actor
) -> int:
    """Keeps what somebody agreed to do; its id. Raises Invalid naming every field.

    In a meeting, which is not over (`meeting_over`), its leader does it for whoever belongs to it; outside
    one a superior does, for somebody below. `rights`: None where the office itself does it, by a command or
    as a part of an act whose right was asked.
    """
    unit_id = _unit_of(session, new, rights)
    fields: dict[str, list[Words]] = {}
    if problem := text_problem(new.words, maximum=MAX_WORDS, empty=words("Tulis apa yang akan dikerjakan.")):
        fields["words"] = [problem]
    if unit_id is None:
        in_meeting = new.meeting_id is not None
        fields["owner_id"] = [
            words("Pilih peserta rapat.") if in_meeting else words("Pilih petugas yang Anda pimpin.")
        ]
    if not today <= new.due_on <= today + PLANNED_AHEAD:
        fields["due_on"] = [words("Pilih hari ini atau sesudahnya, paling jauh setahun lagi.")]
    if fields or unit_id is None:
        raise Invalid(fields)
    action = Action(
        unit_id=unit_id,
        owner_id=new.owner_id,
        meeting_id=new.meeting_id,
        words=clean(new.words),
        due_on=new.due_on,
        first_due_on=new.due_on,
        state="open",
        created_at=now,
        created_by=actor.ref,
        indicator_code=new.indicator_code,
    )
    session.add(action)
    session.flush()
    record(
        session,
        now=now,
        actor=actor,
        kind="action.opened",
        subject=f"action:{action.id}",
        data={"owner": new.owner_id, "due_on": new.due_on.isoformat(), "meeting": new.meeting_id},
    )
    return action.id


def settle_action(
    session: Session,
    *,
    action_id: int,
    state: str,
    outcome: str,
    rights: Rights | None,
    now: datetime,
    actor: Actor,
) -> None:
    """Says that an action is `done`, with what came of it, or `dropped`, with the reason.

    Raises Invalid naming `outcome`, NotFound, or `action_settled` for one that is settled already.
    """
    if state not in ("done", "dropped"):
        raise ValueError(f"no state to settle an action with: {state!r}")
    may = rules.may_settle if state == "done" else rules.may_steer
    action = _open(session, action_id, rights, may)
    empty = words("Tulis hasilnya.") if state == "done" else words("Tulis alasannya.")
    action.outcome = said_in("outcome", outcome, empty)
    action.state, action.settled_at, action.settled_by = state, now, actor.ref
    session.flush()
    data = {"state": state, "outcome": action.outcome}
    record(session, now=now, actor=actor, kind="action.settled", subject=f"action:{action_id}", data=data)


def move_action(
    session: Session,
    *,
    action_id: int,
    due_on: date,
    reason: str,
    rights: Rights | None,
    today: date,
    now: datetime,
    actor: Actor,
) -> None:
    """Gives an open action another day, with the reason; the day first agreed stays beside it.

    Raises Invalid naming `due_on` or `reason`, NotFound, `action_settled`.
    """
    action = _open(session, action_id, rights, rules.may_steer)
    if due_on == action.due_on or not today <= due_on <= today + PLANNED_AHEAD:
        raise invalid("due_on", words("Pilih hari lain: hari ini atau sesudahnya, paling jauh setahun lagi."))
    said, before = said_in("reason", reason, words("Tulis alasannya.")), action.due_on
    action.due_on, action.moved_reason = due_on, said
    session.flush()
    data = {"before": before.isoformat(), "due_on": due_on.isoformat(), "reason": said}
    record(session, now=now, actor=actor, kind="action.moved", subject=f"action:{action_id}", data=data)


def _unit_of(session: Session, new: NewAction, rights: Rights | None) -> int | None:
    """The unit an action belongs to; None where the one who is to do it may not be named here."""
    home = session.scalar(select(Officer.unit_id).where(Officer.id == new.owner_id, Officer.active))
    if new.meeting_id is not None:
        meeting = planned_meeting(session, new.meeting_id, rights=rights, may=rules.may_lead)
        invited = session.get(Attendance, (new.meeting_id, new.owner_id)) is not None
        return meeting.unit_id if home is not None and invited else None
    return home if rights is None or rules.may_agree(rights, new.owner_id) else None


def _open(
    session: Session,
    action_id: int,
    rights: Rights | None,
    may: Callable[[Rights, rules.ActionAccess], bool],
) -> Action:
    action = session.get(Action, action_id, with_for_update=True, populate_existing=True)
    if action is None:
        raise NotFound("action")
    if rights is not None:
        queries.action_for(session, rights, action_id=action_id, may=may)
    if action.state != "open":
        raise DomainError("action_settled", words("Tindakan ini sudah selesai atau dihentikan."))
    return action
