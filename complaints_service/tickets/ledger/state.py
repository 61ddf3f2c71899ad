"""What a ticket is, folded from its ledger: state, unit, holder, class. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from complaints_service.tickets.ledger.folding import LedgerEntry, TicketState
from complaints_service.tickets.ledger.kinds import KINDS

__all__ = ["LedgerEntry", "TicketState", "fold", "step"]


def fold(events: Iterable[LedgerEntry], start: TicketState | None = None) -> TicketState:
    """The state after all `events`, in ledger order."""
    state = start or TicketState()
    for event in events:
        state = step(state, event)
    return state


def step(state: TicketState, event: LedgerEntry) -> TicketState:
    """The state after one more event; kinds that change nothing visible are passed over."""
    kind = KINDS.get(event.kind)
    return state if kind is None or kind.fold is None else kind.fold(state, event)
