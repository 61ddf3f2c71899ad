"""Leave in the ledgers: approved and cancelled leave changes whose time it is, so each ticket is told of it.

The time is the unit's queue's on those local days, whenever it was approved (sla.md, sentence 52); who stands
in for somebody gets the time only by a hand-over (53).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.errors import NotFound, invalid, words
from complaints_service.moment import Moment
from complaints_service.people import leave as people_leave
from complaints_service.people.leave import NewLeave, may_approve
from complaints_service.people.models import Leave
from complaints_service.people.queries import (
    LeaveDays,
    absent_on,
    leave_from,
    officer_card,
    superiors_of,
)
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from complaints_service.tickets.ledger.states import FINAL
from sla import Calendar, Event, known
from sla.events import instant_of


def approve(moment: Moment, *, new: NewLeave, rights: Rights | None) -> Leave:
    """Approves a member's leave and enters it in the ledger of every ticket whose custody it changes.

    Entered late (`is_late`) it waits for somebody above (`decide`), and no ledger knows of it before.
    `rights`: None where the office itself enters it, by a command. Raises Invalid for somebody whom this
    person does not lead, and what `people.leave.approve_leave` raises.
    """
    card = officer_card(moment.session, officer_id=new.officer_id)
    if rights is not None and (card is None or not may_approve(rights, card)):
        raise invalid("officer_id", words("Pilih petugas yang Anda pimpin."))
    late = is_late(moment, new.first_on)
    leave = people_leave.approve_leave(
        moment.session,
        new=new,
        now=moment.now,
        actor=moment.actor,
        late=late,
        waiting=late and rights is not None,
    )
    if not leave.waiting:
        _enter_everywhere(moment, leave)
    return leave


def is_late(moment: Moment, first_on: date) -> bool:
    """Whether leave that began on a day is entered more working days later than the office allows."""
    today = moment.rulebook.local_date(moment.now)
    calendar = moment.rulebook.calendar(moment.rulebook.office.calendar)
    most = moment.rulebook.limit("late_leave_days", today)
    day, passed = first_on, 0
    while day < today and passed <= most:
        day = date.fromordinal(day.toordinal() + 1)
        # Of a day the calendar does not know nobody can say that it was free: the second decider is asked.
        passed += known.works_on(calendar, day) is not False
    return passed > most


def may_decide(session: Session, rights: Rights, leave: Leave, *, on: date) -> bool:
    """Whether a person gives the second decision about late leave: above its member and whoever entered it.

    Where nobody here stands above whoever entered it, an auditor of the whole office does.
    """
    kind, _sep, key = leave.approved_by.partition(":")
    enterer = int(key) if kind == "person" else None
    if rights.officer_id is not None and rights.officer_id in (leave.officer_id, enterer):
        return False
    if enterer is not None and not superiors_of(session, officer_id=enterer, on=on):
        return any(grant.role == "auditor" and grant.units is None for grant in rights.grants)
    below = rights.subordinate_officers
    return leave.officer_id in below and (enterer is None or enterer in below)


def leave_to_confirm(session: Session, rights: Rights, *, leave_id: int, on: date) -> Leave:
    """Late leave that waits for this person's decision. Raises NotFound."""
    leave = session.get(Leave, leave_id)
    if leave is None or not leave.waiting or leave.cancelled_at is not None:
        raise NotFound("leave")
    if not may_decide(session, rights, leave, on=on):
        raise NotFound("leave")
    return leave


def decide(moment: Moment, *, leave_id: int, granted: bool, rights: Rights) -> Leave:
    """The second decision about late leave: granted, it enters the ledgers and says there that it was late.

    Raises NotFound for whoever may not.
    """
    moment.session.get(Leave, leave_id, with_for_update=True, populate_existing=True)
    on = moment.rulebook.local_date(moment.now)
    leave = leave_to_confirm(moment.session, rights, leave_id=leave_id, on=on)
    people_leave.decide_late(moment.session, leave=leave, granted=granted, now=moment.now, actor=moment.actor)
    if granted:
        _enter_everywhere(moment, leave)
    return leave


def _enter_everywhere(moment: Moment, leave: Leave) -> None:
    """Enters leave in the ledger of every ticket whose custody it changes."""
    begin, end = _days(leave, moment.rulebook.calendar(moment.rulebook.office.calendar))
    mine: ColumnElement[bool] = Ticket.holder_officer_id == leave.officer_id
    if begin <= moment.now:  # it began already: also what they had then and have not any more
        named = cast(TicketEvent.data, String).like(f'%"person:{leave.officer_id}"%')
        mine = or_(mine, Ticket.id.in_(select(TicketEvent.ticket_id).where(named)))
    going_on = or_(Ticket.state.not_in(FINAL), Ticket.closed_at >= begin)
    ids = moment.session.scalars(select(Ticket.id).where(mine, going_on, Ticket.received_at < end))
    _enter(
        moment,
        ids,
        leave,
        "leave.approved",
    )


def leave_to_decide(session: Session, rights: Rights, *, leave_id: int) -> Leave:
    """Leave that is in force and that this person may cancel. Raises NotFound."""
    leave = session.get(Leave, leave_id)
    card = officer_card(session, officer_id=leave.officer_id) if leave is not None else None
    if leave is None or leave.cancelled_at is not None or card is None or not may_approve(rights, card):
        raise NotFound("leave")
    return leave


def cancel(moment: Moment, *, leave_id: int, rights: Rights | None) -> Leave:
    """Cancels approved leave in every ledger that knows of it; `rights` as in `approve`. Raises NotFound."""
    if rights is not None:
        leave_to_decide(moment.session, rights, leave_id=leave_id)
    leave = people_leave.cancel_leave(moment.session, leave_id=leave_id, now=moment.now, actor=moment.actor)
    entered = moment.session.execute(
        select(TicketEvent.ticket_id, TicketEvent.data)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(
            TicketEvent.kind == "leave.approved",
            or_(Ticket.closed_at.is_(None), Ticket.closed_at >= leave.approved_at),
        )
    )
    ids = {row.ticket_id for row in entered if row.data.get("leave") == leave.id}
    _enter(
        moment,
        ids,
        leave,
        "leave.cancelled",
    )
    return leave


def note_leave(moment: Moment, *, ticket: Ticket, history: Sequence[Event]) -> list[Event]:
    """Enters the leave of whoever has a locked ticket now, as far as its ledger does not know of it yet."""
    on = moment.rulebook.local_date(moment.now)
    new = missing_leave(moment.session, history=history, officer_id=ticket.holder_officer_id, on=on)
    if not new or ticket.state in FINAL:
        return []
    [written] = ledger.append(
        moment,
        [LedgerChange(ticket, new, history)],
    )
    return written


def missing_leave(
    session: Session, *, history: Iterable[Event], officer_id: int | None, on: date
) -> list[NewEvent]:
    """The leave of an officer, from a local day on, that a ledger does not know of."""
    if officer_id is None:
        return []
    known = {event.data.get("leave") for event in history if event.kind == "leave.approved"}
    days = leave_from(session, officer_id=officer_id, on=on).get(officer_id, ())
    return [leave_entry(officer_id, leave) for leave in days if leave.id not in known]


def substitute_of(session: Session, *, officer_id: int, on: date) -> int | None:
    """Who stands in for somebody on leave: the substitute, or where that one is away too, theirs, and so on.

    None for somebody who is not away, and for a chain that ends nowhere. It says who is offered the ticket,
    not whose time it is (sla.md, sentence 53).
    """
    away = absent_on(session, on=on)
    if officer_id not in away:
        return None
    seen = {officer_id}
    found = away[officer_id]
    while found is not None and found in away:
        if found in seen:
            return None
        seen.add(found)
        found = away[found]
    return found


def _enter(moment: Moment, ids: Iterable[int], leave: Leave, kind: str) -> None:
    wanted = sorted(set(ids))
    if not wanted:
        return
    tickets = moment.session.scalars(
        select(Ticket).where(Ticket.id.in_(wanted)).order_by(Ticket.id).with_for_update(of=Ticket)
    ).all()
    histories = ledger.events_of(moment.session, wanted)
    entry = leave_entry(leave.officer_id, leave, kind)
    changes = [LedgerChange(ticket, [entry], histories[ticket.id]) for ticket in tickets]
    ledger.append(
        moment,
        changes,
    )


def leave_entry(officer_id: int, leave: LeaveDays | Leave, kind: str = "leave.approved") -> NewEvent:
    """The ledger's entry of a member's leave."""
    data: dict[str, object] = {
        "person": f"person:{officer_id}",
        "first_on": leave.first_on.isoformat(),
        "last_on": leave.last_on.isoformat(),
        "leave": leave.id,
    }
    if isinstance(leave, Leave) and leave.late:
        data["late"] = True
    return NewEvent(kind=kind, data=data)


def _days(leave: Leave, calendar: Calendar) -> tuple[datetime, datetime]:
    """From 00:00 of the first local day to 24:00 of the last."""
    after = date.fromordinal(leave.last_on.toordinal() + 1)
    return instant_of(calendar.midnight(leave.first_on)), instant_of(calendar.midnight(after))
