"""What the citizen did not accept: said first to whoever works on the ticket, in the citizen's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.rows.standing import standing_refusal
from sla import Event


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


def what_was_refused(event: Event) -> str:
    """What the citizen refused."""
    if event.kind == "ticket.disputed":
        return _("Warga menolak penyelesaian")
    return _("Warga minta dibuka lagi")
