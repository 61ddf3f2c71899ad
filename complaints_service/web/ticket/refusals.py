"""What the citizen did not accept: said first to whoever works on the ticket, in the citizen's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.queries import TicketView
from sla import Event

#: After one of these the refusal is answered: it was resolved anew, or ended another way.
_ANSWERS = frozenset(
    {"ticket.resolved", "ticket.rejected", "ticket.cancelled", "ticket.merged", "ticket.closed"}
)


@dataclass(frozen=True, kw_only=True)
class RefusedByCitizen:
    """What was refused, in a sentence, and the citizen's words."""

    words: str
    said: str
    at: datetime


def refused_by_citizen(view: TicketView) -> RefusedByCitizen | None:
    """The refusal that stands on a ticket that is worked on; None where nothing was refused since."""
    event = standing_refusal(view.events)
    if event is None or view.ticket.state not in LIVE:
        return None
    said = next((one.text for one in view.messages if one.seq == event.seq), "")
    return RefusedByCitizen(words=what_was_refused(event), said=said, at=event.at)


def standing_refusal(events: Sequence[Event]) -> Event | None:
    """The citizen's last refusal of what the office did, unless it was answered by another ending."""
    for event in reversed(events):
        if event.kind in _ANSWERS:
            return None
        if event.kind == "ticket.disputed" or (
            event.kind == "ticket.reopened" and event.data.get("act") == "reopening"
        ):
            return event
    return None


def what_was_refused(event: Event) -> str:
    """What the citizen refused."""
    if event.kind == "ticket.disputed":
        return _("Warga menolak penyelesaian")
    return _("Warga minta dibuka lagi")
