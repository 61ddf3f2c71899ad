"""A citizen lets a report be used for nothing but handling it: shown and opened to nobody else."""

from __future__ import annotations

from complaints_service.moment import Moment
from complaints_service.tickets.acts.saying.release import released
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.models import ReleasedReport, Ticket


def restrict(moment: Moment, *, ticket: Ticket, reason: str) -> None:
    """Restricts a report from now on; what was shown to everybody of it is gone at once."""
    ticket.complaint.restricted_at = moment.now
    take_from_public(moment, ticket=ticket, reason=reason)


def unrestrict(moment: Moment, *, ticket: Ticket) -> None:
    """Lifts the restriction; what was shown before is not shown again by itself."""
    ticket.complaint.restricted_at = None
    moment.session.flush()


def take_from_public(moment: Moment, *, ticket: Ticket, reason: str) -> None:
    """Takes what is shown to everybody of a report away again; nothing where nothing is."""
    session = moment.session
    history = ledger.events_of(session, [ticket.id])[ticket.id]
    shown = session.get(ReleasedReport, ticket.id)
    if shown is not None and shown.withdrawn_at is None:
        shown.withdrawn_at, shown.text, shown.answer = moment.now, "", ""
    session.flush()
    if released(history):
        entry = NewEvent(kind="report.unreleased", data={"reason": reason})
        ledger.append(moment, [LedgerChange(ticket, [entry], history)])
