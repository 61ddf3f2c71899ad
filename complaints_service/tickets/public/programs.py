"""Tells other services what becomes of reports anybody may know of, in the transaction of its cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from complaints_service.moment import Moment
from complaints_service.notify.hooks.service import hooks_called
from complaints_service.notify.service import Cause, queue_notice
from complaints_service.tickets.ledger.models import OPEN_STATES, Complaint, Ticket
from complaints_service.tickets.ledger.states import TURNING
from complaints_service.tickets.public.openly import beginning, openly_told
from sla import Event

#: Entries that change what anybody may know of a report.
TOLD = frozenset({*TURNING, "ticket.classified", "ticket.relocated", "ticket.split"})
KIND = "ticket_event"


def tell_programs(moment: Moment, written: Mapping[int, Sequence[Event]]) -> None:
    """Queues a call to each hook for each new entry of an open report; `written`: by ticket, as just written.

    What a replay brings is history, and no news to anybody.
    """
    told = {ticket_id: kept for ticket_id, events in written.items() if (kept := _told(events))}
    if not told or moment.actor.origin == "replay":
        return
    hooks = hooks_called(moment.session)
    if not hooks:
        return
    rows = moment.session.execute(
        select(Ticket.id, Ticket.number, Ticket.state, Ticket.category, Ticket.kelurahan, Ticket.received_at)
        .join(Complaint, Complaint.id == Ticket.id)
        .join(*beginning())
        .where(Ticket.id.in_(told), *openly_told())
    )
    for ticket_id, number, state, category, kelurahan, received_at in rows.all():
        standing = {
            "number": number,
            "state": state,
            "status": "open" if state in OPEN_STATES else "closed",
            "category": category,
            "kelurahan": kelurahan,
            "received_at": received_at.isoformat(),
        }
        for event in told[ticket_id]:
            queue_notice(
                moment.session,
                cause=Cause(number=number, seq=event.seq, kind=KIND),
                recipients=hooks,
                params=_call(event, standing),
                actor=moment.actor,
                now=moment.now,
            )


def _told(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if event.kind in TOLD]


def _call(event: Event, standing: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": event.kind,
        "timestamp": event.recorded_at.isoformat(),
        "data": {**standing, "version": event.seq},
    }
