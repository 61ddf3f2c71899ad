"""The office opens a report again."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.ending.reopening import continue_too_late
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import FINAL


@dataclass(frozen=True, kw_only=True)
class Reopen(Request):
    """Why."""

    reason: str = fields.reason(needed=True)


def _events(asked: Reopen, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="ticket.reopened", data={"reason": asked.reason})]


ACT = Act(
    code="reopen",
    request=Reopen,
    right="reopen",
    states=FINAL - {"merged"},
    to="open",
    instead=continue_too_late,
    events=_events,
    writes=("ticket.reopened",),
    notice="reopened",
    place=250,
    address="reopen",
    gives=True,
)
