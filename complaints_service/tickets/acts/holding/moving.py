"""How a ticket goes to a holder, for the acts that give it to one. Pure."""

from __future__ import annotations

from complaints_service.tickets.acts.act import Surroundings
from complaints_service.tickets.ledger.append import NewEvent


def move(kind: str, why: str | None, around: Surroundings, *, holder: str, unit: str) -> list[NewEvent]:
    """It goes to `holder`, by an entry of this kind."""
    # From the triage queue the first move by a person is the routing itself (sla.md, sentence 47).
    if around.state.state == "new":
        data = {"unit": unit, "holder": holder, "rule": "by_hand", "reason": why or ""}
        return [NewEvent(kind="ticket.routed", data=data)]
    return [NewEvent(kind=kind, data={"unit": unit, "holder": holder, "reason": why or ""})]
