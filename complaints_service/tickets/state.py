"""What a ticket is, folded from its ledger: state, unit, holder, class. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol


class Happening(Protocol):
    """What the fold reads of an event."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class TicketState:
    """A ticket as of the last event folded in.

    `holder` is the office's holder (a `person:` or `unit:` reference) also while a question waits for
    the citizen: whose turn it is, is `state`'s matter.
    """

    state: str = "new"
    close_reason: str | None = None
    kind: str = ""
    category: str = ""
    priority: str = "normal"
    unit: str = ""
    holder: str = ""
    questions: tuple[int, ...] = ()
    answered: bool = False
    disputes: int = 0
    closed_at: datetime | None = None

    @property
    def holder_officer_id(self) -> int | None:
        """The officer who has it, or None when it lies in a queue."""
        return int(self.holder.removeprefix("person:")) if self.holder.startswith("person:") else None


_ENDED = {
    "ticket.rejected": "rejected",
    "ticket.cancelled": "cancelled",
    "ticket.merged": "merged",
}
_HOLDER_MOVES = frozenset({"ticket.routed", "ticket.taken", "ticket.assigned", "ticket.handed_over"})
_QUESTIONS = frozenset({"question", "completeness"})
_ANSWERS = _QUESTIONS | {"answer", "decision", "progress", "reason"}


def fold(events: Iterable[Happening], start: TicketState | None = None) -> TicketState:
    """The state after all `events`, in ledger order."""
    state = start or TicketState()
    for event in events:
        state = step(state, event)
    return state


def step(state: TicketState, event: Happening) -> TicketState:
    """The state after one more event; kinds that change nothing visible are passed over."""
    kind, data = event.kind, event.data
    if kind == "ticket.received":
        return replace(
            state,
            kind=data["kind"],
            category=data["category"],
            priority=data["priority"],
            unit=data["unit"],
            holder=f"unit:{data['unit']}",
        )
    if kind == "ticket.queued":
        return replace(state, unit=data["unit"], holder=f"unit:{data['unit']}")
    if kind in _HOLDER_MOVES:
        return replace(
            state,
            unit=data["unit"],
            holder=data["holder"],
            state="open" if state.state == "new" else state.state,
        )
    if kind == "message.sent":
        return _message(state, data)
    if kind == "question.withdrawn":
        left = tuple(q for q in state.questions if q != data["message"])
        return replace(state, questions=left, state=state.state if left else "open")
    if kind == "ticket.classified":
        return replace(state, kind=data["kind"], category=data["category"])
    if kind == "ticket.reprioritised":
        return replace(state, priority=data["priority"])
    if kind == "ticket.resolved":
        return replace(state, state="resolved", questions=())
    if kind == "ticket.disputed":
        return replace(state, state="open", disputes=state.disputes + 1)
    if kind == "ticket.closed":
        return replace(state, state="closed", close_reason=data["reason"], questions=(), closed_at=event.at)
    if kind in _ENDED:
        return replace(
            state, state=_ENDED[kind], close_reason=data.get("reason"), questions=(), closed_at=event.at
        )
    if kind == "ticket.referred":
        return replace(state, state="referred", close_reason=data.get("reason"), questions=())
    if kind in ("ticket.reopened", "ticket.returned", "ticket.unmerged"):
        return replace(
            state,
            state="open",
            close_reason=None,
            closed_at=None,
            unit=data.get("unit", state.unit),
            holder=data.get("holder", state.holder),
        )
    return state


def _message(state: TicketState, data: Mapping[str, Any]) -> TicketState:
    act = data["act"]
    if act in _QUESTIONS:
        return replace(state, state="waiting", questions=(*state.questions, data["message"]), answered=True)
    if act == "message":  # the citizen's: answers every open question
        return replace(state, questions=(), state="open" if state.state == "waiting" else state.state)
    return replace(state, answered=state.answered or act in _ANSWERS)
