"""A person takes a ticket from the unit's queue."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.holding.moving import move
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class Take(Request):
    """Nothing need be said."""


def _events(_asked: Take, around: Surroundings) -> list[NewEvent]:
    unit = around.own_unit or around.state.unit
    return move("ticket.taken", None, around, holder=around.actor, unit=unit)


ACT = Act(
    code="take",
    request=Take,
    right="take",
    states=LIVE,
    to="open",
    agency="without",
    events=_events,
    writes=("ticket.taken", "ticket.routed"),
    place=50,
    address="take",
    gives=True,
    note="a waiting ticket stays waiting",
)
