"""The citizen takes a report back; the words stand in the conversation."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class Withdraw(Request):
    """Why."""

    reason: str = fields.reason(needed=True)


def _events(asked: Withdraw, _around: Surroundings) -> list[NewEvent]:
    data = {"reason": "withdrawn", "act": "withdrawal"}
    return [NewEvent(kind="ticket.cancelled", data=data, text=asked.reason)]


ACT = Act(
    code="withdraw",
    by="citizen",
    request=Withdraw,
    right="withdraw",
    states=LIVE | {"referred"},
    to="cancelled",
    events=_events,
    writes=("ticket.cancelled",),
    place=540,
)
