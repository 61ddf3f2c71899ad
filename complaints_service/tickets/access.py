"""Who somebody is on a ticket: the facts of it that the access table asks for, and the roles they give."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from complaints_service.accounts.access import Rights, TicketAccess, allows, roles_on_ticket
from complaints_service.errors import Actor
from complaints_service.tickets.ledger.contests import held_by, undecided
from complaints_service.tickets.ledger.models import Complaint, Ticket
from sla import Event


def access_of(ticket: Ticket, history: Sequence[Event] = ()) -> TicketAccess:
    """The facts of a ticket that decide who may do what with it; `history` tells who had it, who contests."""
    accused = [ref.split(":") for ref in ticket.accused]
    waiting = undecided(history)
    return TicketAccess(
        unit=ticket.unit,
        holder=ticket.holder_officer_id,
        accused_officers=frozenset(int(name) for kind, name in accused if kind == "person"),
        accused_units=frozenset(name for kind, name in accused if kind == "unit"),
        privacy=ticket.complaint.privacy,
        former=held_by(history),
        concerned=tuple(each.concerned for each in waiting if not each.unled),
        unled=tuple(each.concerned for each in waiting if each.unled),
    )


def reporter_seen_by(roles: Collection[str], complaint: Complaint) -> bool:
    """Whether somebody with these roles may have it opened who complained."""
    return allows(roles, "view_identity", complaint.privacy)


def roles_of(
    ticket: Ticket,
    *,
    actor: Actor,
    rights: Rights | None,
    history: Sequence[Event] = (),
    citizen: str = "citizen",
) -> frozenset[str]:
    """The roles an actor has on a ticket: the citizen's own, a rule's, or those of a signed-in person.

    `citizen`: what its citizen is to it by the link they came by, `citizen` or `reader`.
    """
    if rights is not None:
        return roles_on_ticket(rights, access_of(ticket, history))
    return frozenset({citizen}) if actor.ref == "citizen" else frozenset()
