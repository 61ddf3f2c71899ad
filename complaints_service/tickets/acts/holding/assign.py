"""Whoever leads gives a ticket to somebody."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.holding.moving import move
from complaints_service.tickets.acts.receiving import giving
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class Assign(Request):
    """Who gets it, and why."""

    to: str = fields.receiver(needed=True)
    reason: str = fields.reason(needed=True)


def _events(asked: Assign, around: Surroundings) -> list[NewEvent]:
    holder, unit = around.to_holder or "", around.to_unit or ""
    return move("ticket.assigned", asked.reason, around, holder=holder, unit=unit)


ACT = Act(
    code="assign",
    request=Assign,
    right="assign",
    states=LIVE,
    to="open",
    agency="without",
    surround=giving,
    events=_events,
    writes=("ticket.assigned", "ticket.routed"),
    place=60,
    address="assign",
    gives=True,
)
