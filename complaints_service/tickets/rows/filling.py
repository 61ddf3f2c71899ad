"""Stores what rows tell of tickets that were there before, and again when the calendar is another one."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from complaints_service.moment import Moment
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import events_of
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.rows.keeping import keep_told, name_of, told_of
from complaints_service.tickets.rows.models import TicketListed


def keep_missing(moment: Moment, *, limit: int) -> int:
    """Stores what is not stored of up to `limit` tickets, or under an older calendar; how many it was."""
    rulebook = moment.rulebook
    names = [name_of(rulebook.calendar(code)) for code in rulebook.calendars]
    there = exists().where(TicketListed.ticket_id == Ticket.id)
    stale = exists().where(TicketListed.ticket_id == Ticket.id, TicketListed.calendar.not_in(names))
    missing = moment.session.execute(
        select(Ticket.id, Ticket.policy_version)
        .where(or_(~there, stale))
        .order_by(Ticket.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Ticket)
    ).all()
    ledgers = events_of(moment.session, [ticket_id for ticket_id, _ in missing])
    told = []
    for ticket_id, version in missing:
        events = ledgers[ticket_id]
        found = deadlines.judge(events, rulebook=rulebook, policy_version=version, as_of=moment.now)
        told.append(told_of(ticket_id, events, found, rulebook=rulebook, policy_version=version))
    keep_told(moment.session, told)
    return len(missing)
