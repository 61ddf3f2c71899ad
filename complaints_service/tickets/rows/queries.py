"""Reads what rows tell of tickets, as it is at an instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.rows.keeping import name_of
from complaints_service.tickets.rows.models import TicketListed
from complaints_service.tickets.rows.standing import (
    Standing,
    aged,
    ages_by,
    entries_told,
    from_json,
    standing_of,
)
from config.rulebook import Rulebook
from sla import Event

_Told = tuple[Standing, Sequence[Event]]


def told_rows(
    session: Session, tickets: Sequence[Ticket], *, now: datetime, rulebook: Rulebook
) -> Mapping[int, _Told]:
    """How each ticket stands at `now`, and the entries its words rest on, by the ticket's id.

    Where nothing is stored yet, or under a calendar that holds no more, or a decree may still move its time,
    it is read from the ledger.
    """
    if not tickets:
        return {}
    calendars = {name_of(one): one for one in map(rulebook.calendar, rulebook.calendars)}
    by_id = {ticket.id: ticket for ticket in tickets}
    told: dict[int, _Told] = {}
    stored = select(
        TicketListed.ticket_id,
        TicketListed.calendar,
        TicketListed.as_of,
        TicketListed.clocks,
        TicketListed.entries,
    ).where(TicketListed.ticket_id.in_(by_id))
    for ticket_id, name, as_of, clocks, entries in session.execute(stored):
        calendar = calendars.get(name)
        if calendar is None:
            continue
        standing, events = from_json(as_of, clocks, entries)
        if ages_by(calendar, by_id[ticket_id].received_at, standing):
            told[ticket_id] = aged(standing, calendar, now), events
    if unread := [one for one in by_id if one not in told]:
        for ticket_id, events in ledger.events_of(session, unread).items():
            version = by_id[ticket_id].policy_version
            found = deadlines.judge(events, rulebook=rulebook, policy_version=version, as_of=now)
            told[ticket_id] = standing_of(found), entries_told(events)
    return told
