"""How often the office opened the citizen's name, when, and what for: by unit, never by person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.people.queries import officer_cards
from complaints_service.tickets.queries import TicketView
from complaints_service.vault.looks import looks_at
from complaints_service.web.shell.names import Names


@dataclass(frozen=True)
class LookedAt:
    """One look as the citizen reads it; `office`: the unit of whoever looked."""

    office: str
    at: datetime
    purpose: str


def looked_at(session: Session, view: TicketView, names: Names) -> list[LookedAt]:
    """The looks at a report's citizen, newest first; none for an anonymous one, of whom nobody knows."""
    if view.complaint.privacy == "anonymous":
        return []
    looks = looks_at(session, number=view.ticket.number)
    if not looks:
        return []
    cards = officer_cards(session, ids={each.officer_id for each in looks if each.officer_id is not None})
    return [
        LookedAt(
            names.unit(cards[each.officer_id].unit) if each.officer_id in cards else _("Kantor"),
            each.at,
            each.purpose,
        )
        for each in looks
    ]
