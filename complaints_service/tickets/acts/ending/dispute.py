"""The citizen says that it is not resolved."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class Dispute(Request):
    """What is not."""

    text: str = fields.text(needed=True, meaning="What the office reads.")

    @property
    def why(self) -> str:
        """The words themselves."""
        return self.text


def _events(asked: Dispute, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="ticket.disputed", data={"act": "dispute"}, text=asked.text)]


ACT = Act(
    code="dispute",
    by="citizen",
    request=Dispute,
    right="judge",
    states=frozenset({"resolved"}),
    to="open",
    events=_events,
    writes=("ticket.disputed",),
    in_chat=True,
    notice="disputed",
    files="citizen",
    place=520,
)
