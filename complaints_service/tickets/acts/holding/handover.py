"""The holder of a ticket gives it to another one."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.holding.moving import move
from complaints_service.tickets.acts.receiving import giving
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class HandOver(Request):
    """Who gets it, and why."""

    to: str = fields.receiver(needed=True)
    reason: str = fields.reason(needed=True)


def _events(asked: HandOver, around: Surroundings) -> list[NewEvent]:
    holder, unit = around.to_holder or "", around.to_unit or ""
    return move("ticket.handed_over", asked.reason, around, holder=holder, unit=unit)


ACT = Act(
    code="handover",
    request=HandOver,
    right="hand_over",
    states=LIVE,
    to="open",
    agency="without",
    surround=giving,
    events=_events,
    writes=("ticket.handed_over", "ticket.routed"),
    place=40,
    address="handover",
    gives=True,
)
