"""The citizen accepts a resolution."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class Accept(Request):
    """Words of thanks, perhaps."""

    text: str | None = fields.text(meaning="What the office reads.")


def _events(asked: Accept, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="ticket.closed", data={"reason": "accepted", "act": "acceptance"}, text=asked.text)]


ACT = Act(
    code="accept",
    by="citizen",
    request=Accept,
    right="judge",
    states=frozenset({"resolved"}),
    to="closed",
    events=_events,
    writes=("ticket.closed",),
    in_chat=True,
    files="citizen",
    place=510,
)
