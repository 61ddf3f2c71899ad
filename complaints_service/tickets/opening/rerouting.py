"""Where the rules would send a ticket whose place or category was mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints_service.moment import Moment
from complaints_service.people.roster import directory_on
from complaints_service.places.place import Place
from complaints_service.routing.rules import RoutingDecision
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.state import TicketState
from complaints_service.tickets.opening.continuing import By
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.opening.service import decide_for
from complaints_service.tickets.where import place_now
from sla import Event


@dataclass(frozen=True, kw_only=True)
class Rerouted:
    """The place as it is now, the one before it, and what the rules make of the change.

    `decision` is None where the ticket stays with whoever has it. `named`: whom the words name here, without
    those whom somebody looked at and freed.
    """

    place: Place
    before: Place
    decision: RoutingDecision | None
    named: tuple[str, ...]


@dataclass(frozen=True)
class Mended:
    """What of a ticket is read otherwise than until now; None stays."""

    place: Place | None = None
    category: str | None = None
    kind: str | None = None


def reroute(
    session: Session, *, ticket: Ticket, state: TicketState, history: Sequence[Event], mended: Mended, by: By
) -> Rerouted:
    """What the rules say of a ticket as it is mended that they did not say of it before.

    A ticket that people gave to somebody stays there unless the change makes the difference: both readings
    are decided, and it moves only where they lead to different units. Whom it names is kept from it in any
    case.
    """
    before = place_now(ticket, history)
    place = mended.place or before
    here = foresee(
        session,
        ticket,
        state,
        Mended(place, mended.category or ticket.category, mended.kind or ticket.kind),
        by,
    )
    there = foresee(session, ticket, state, Mended(before, ticket.category, ticket.kind), by)
    named = {*here.inputs["accused"], *here.inputs["mentioned"]}
    ways_part = (here.unit, here.queued) != (there.unit, there.queued)
    waits = state.state == "new" and not here.queued
    lies_there = here.holder == state.holder or (here.officer_id is None and here.unit == state.unit)
    moves = (ways_part or waits) and not lies_there
    return Rerouted(
        place=place,
        before=before,
        decision=here if moves else None,
        named=tuple(sorted(named - state.sorted_out)),
    )


def moving(rerouted: Rerouted, state: TicketState) -> list[NewEvent]:
    """The entry that moves it; none where it stays.

    From the triage queue this is the routing itself; later it is a move like any other, by a rule.
    """
    decision = rerouted.decision
    if decision is None:
        return []
    first = "ticket.queued" if decision.queued else "ticket.routed"
    kind = first if state.state == "new" else "ticket.handed_over"
    # Whom somebody looked at and freed is not kept from it by being weighed again.
    inputs = {**decision.inputs, "accused": list(rerouted.named), "mentioned": []}
    return [NewEvent(kind=kind, data={**decision.as_json(), "inputs": inputs}, actor="rule")]


def foresee(session: Session, ticket: Ticket, state: TicketState, read: Mended, by: By) -> RoutingDecision:
    """Where the rules would send a ticket that is read so; nothing is written."""
    said = ticket.complaint
    directory = directory_on(session, on=by.rulebook.local_date(by.now))
    draft = Draft(
        text=said.text,
        category=read.category or ticket.category,
        kind=read.kind or ticket.kind,
        priority=ticket.priority,
        privacy=said.privacy,
        channel=said.channel,
        about=state.accused,
        about_office=state.about_office,
        place=read.place or Place(),
    )
    # By the rules it was received under, as its promises are.
    then = Moment(session=session, now=ticket.received_at, actor=by.actor, rulebook=by.rulebook)
    return decide_for(then, draft, directory)
