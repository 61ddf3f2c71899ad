"""Stores what rows tell of tickets that were there before, and again where that holds no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from complaints_service.moment import Moment
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import events_of
from complaints_service.tickets.ledger.models import OPEN_STATES, Ticket
from complaints_service.tickets.rows.keeping import keep_told, name_of, told_of
from complaints_service.tickets.rows.models import TicketListed
from complaints_service.tickets.rows.standing import settled_at
from config.rulebook import Rulebook
from sla.events import instant_of


def keep_missing(moment: Moment, *, limit: int, after: int = 0) -> Sequence[int]:
    """Stores what is not stored of up to `limit` tickets above an id, or holds no more; their ids, in order.

    It holds no more under an older calendar, nor where a decree whose day is past was made after the ticket
    came and the ticket was last judged before that day was over.
    """
    rulebook = moment.rulebook
    names = [name_of(rulebook.calendar(code)) for code in rulebook.calendars]
    there = exists().where(TicketListed.ticket_id == Ticket.id)
    stale = or_(TicketListed.calendar.not_in(names), *_unsettled(rulebook, moment.now))
    missing = moment.session.execute(
        select(Ticket.id, Ticket.policy_version)
        .where(Ticket.id > after, or_(~there, there.where(stale)))
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
    return [ticket_id for ticket_id, _ in missing]


def _unsettled(rulebook: Rulebook, now: datetime) -> list[ColumnElement[bool]]:
    """Open tickets judged last before a decree was settled that was made after they came; said in SQL."""
    decrees = {
        (instant_of(one.decreed), instant_of(settled_at(one)))
        for code in rulebook.calendars
        for one in rulebook.calendar(code).decrees
    }
    return [
        and_(Ticket.state.in_(OPEN_STATES), Ticket.received_at < decreed, TicketListed.as_of < settled)
        for decreed, settled in sorted(decrees)
        if settled <= now
    ]
