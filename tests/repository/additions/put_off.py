"""A ticket is put off."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class PutOff(Request):
    """Why."""

    reason: str = fields.reason(needed=True)


def _events(asked: PutOff, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="ticket.put_off", data={"reason": asked.reason})]


ACT = Act(
    code="put_off",
    request=PutOff,
    right="note",
    states=frozenset({"open"}),
    events=_events,
    writes=("ticket.put_off",),
    place=175,
    address="put-off",
)
