"""The citizen opens a report again; the words say why and are no message that awaits an answer.

What the office refused or stopped is opened by an objection; what the citizen took back stays so.
"""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.ending.reopening import continue_too_late
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class AskReopening(Request):
    """Why."""

    reason: str = fields.reason(needed=True)


def _events(asked: AskReopening, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="ticket.reopened", data={"reason": "asked", "act": "reopening"}, text=asked.reason)]


ACT = Act(
    code="ask_reopening",
    by="citizen",
    request=AskReopening,
    right="ask_reopening",
    states=frozenset({"closed", "rejected", "cancelled"}),
    possible=lambda standing: standing.close_reason != "withdrawn",
    to="open",
    instead=continue_too_late,
    events=_events,
    writes=("ticket.reopened",),
    notice="reopened",
    place=530,
    gives=True,
    note="of a refused or stopped report it is the objection to that",
)
