"""What an officer's chat is told of a ticket whose button was pressed: what may be done, who could get it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.edge.resources import Service
from complaints_service.notify.officers.chat import link_of_chat
from complaints_service.notify.route import Route
from complaints_service.people.queries import officers_of_unit, unit_name
from complaints_service.people.reach import reach_of
from complaints_service.people.rights import rights_of
from complaints_service.tickets.acts.registry import allowed_acts
from complaints_service.tickets.queries import ticket_in_reach

#: The verb of such a button: `desk:resolve:MRL-2611-7K4QH`.
VERB = "desk"
#: So many to whom a ticket can be given stand in a chat; for all others there is the desk.
MOST_RECEIVERS, LONGEST_REFERENCE = 8, 20


def at_desk(
    session: Session, route: Route, chat: str, *, number: str, now: datetime, service: Service
) -> dict[str, Any] | None:
    """None where the chat is no officer's, or the ticket is not theirs to see."""
    rulebook = service.rulebook
    link = link_of_chat(session, route=route.code, chat=chat)
    rights = rights_of(session, account_id=link.account_id, on=rulebook.local_date(now)) if link else None
    seen = ticket_in_reach(session, number=number, rights=rights) if rights else None
    if seen is None:
        return None
    ticket = seen.ticket
    reachable = reach_of(session).officers
    cards = [
        (f"person:{card.id}", card.name)
        for card in officers_of_unit(session, code=ticket.unit)
        if card.id in reachable and card.id != ticket.holder_officer_id
    ]
    offered = [(f"unit:{ticket.unit}", unit_name(session, code=ticket.unit)), *cards]
    return {
        "acts": allowed_acts(ticket, roles=seen.roles),
        "proof": rulebook.category(ticket.category).proof == "required",
        "receivers": [
            {"to": to, "name": name}
            for to, name in offered
            if to not in ticket.accused and len(to) <= LONGEST_REFERENCE
        ][:MOST_RECEIVERS],
    }
