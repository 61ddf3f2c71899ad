"""What a ticket is, folded from its ledger: state, unit, holder, class. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    the citizen: whose turn it is, is `state`'s matter. `agency` is who else has it until it is returned.
    `into` and `duplicates` are numbers of merged tickets. `open_contests` are the numbers of those nobody has
    decided, `open_requests` those of requests to hand it over; both count from 1 on each ticket.
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
    routed: bool = False
    agency: str | None = None
    into: str | None = None
    duplicates: tuple[str, ...] = ()
    open_contests: tuple[int, ...] = ()
    contests_ever: int = 0
    open_requests: tuple[int, ...] = ()
    requests_ever: int = 0

    @property
    def contests(self) -> int:
        """How many contests wait for a decision."""
        return len(self.open_contests)

    @property
    def handover_requests(self) -> int:
        """How many requests to hand it over wait for an answer."""
        return len(self.open_requests)

    @property
    def holder_officer_id(self) -> int | None:
        """The officer who has it, or None when it lies in a queue."""
        return int(self.holder.removeprefix("person:")) if self.holder.startswith("person:") else None


_QUESTIONS = frozenset({"question", "completeness"})
#: The acts of a message that count as an answer (sla.md, sentence 25).
SUBSTANTIVE = _QUESTIONS | {"answer", "decision", "progress", "reason"}


def fold(events: Iterable[Happening], start: TicketState | None = None) -> TicketState:
    """The state after all `events`, in ledger order."""
    state = start or TicketState()
    for event in events:
        state = step(state, event)
    return state


def step(state: TicketState, event: Happening) -> TicketState:
    """The state after one more event; kinds that change nothing visible are passed over."""
    change = _CHANGES.get(event.kind)
    return state if change is None else change(state, event)


def _received(state: TicketState, event: Happening) -> TicketState:
    data = event.data
    return replace(
        state,
        kind=data["kind"],
        category=data["category"],
        priority=data["priority"],
        unit=data["unit"],
        holder=f"unit:{data['unit']}",
    )


def _queued(state: TicketState, event: Happening) -> TicketState:
    return replace(state, unit=event.data["unit"], holder=f"unit:{event.data['unit']}")


def _given(state: TicketState, event: Happening) -> TicketState:
    now = "open" if state.state == "new" else state.state
    return replace(
        state, unit=event.data["unit"], holder=event.data["holder"], state=now, routed=True, open_requests=()
    )


def _said(state: TicketState, event: Happening) -> TicketState:
    data = event.data
    act = data["act"]
    if act in _QUESTIONS:
        return replace(state, state="waiting", questions=(*state.questions, data["message"]), answered=True)
    if act == "message":  # the citizen's: answers every open question
        return replace(state, questions=(), state="open" if state.state == "waiting" else state.state)
    return replace(state, answered=state.answered or act in SUBSTANTIVE)


def _withdrawn(state: TicketState, event: Happening) -> TicketState:
    if event.data["message"] not in state.questions:
        return state
    return replace(state, questions=(), state="open")  # withdrawing ends every pause (sla.md, sentence 23)


def _classified(state: TicketState, event: Happening) -> TicketState:
    return replace(state, kind=event.data["kind"], category=event.data["category"])


def _reprioritised(state: TicketState, event: Happening) -> TicketState:
    return replace(state, priority=event.data["priority"])


def _resolved(state: TicketState, event: Happening) -> TicketState:
    return replace(state, state="resolved", questions=(), open_requests=())


def _disputed(state: TicketState, event: Happening) -> TicketState:
    return replace(state, state="open", disputes=state.disputes + 1)


def _ended(state: TicketState, event: Happening) -> TicketState:
    ended = event.kind.removeprefix("ticket.")
    return replace(
        state,
        state=ended,
        close_reason=None if ended == "merged" else event.data.get("reason"),
        questions=(),
        open_requests=(),
        closed_at=event.at,
        into=event.data.get("into"),
    )


def _referred(state: TicketState, event: Happening) -> TicketState:
    return replace(
        state,
        state="referred",
        close_reason=None,
        questions=(),
        open_requests=(),
        agency=event.data["agency"],
    )


def _asked_agency(state: TicketState, event: Happening) -> TicketState:
    return replace(state, agency=event.data["agency"])


def _at_work(state: TicketState) -> str:
    # What was never routed lies in the triage queue again, its verification still running.
    return "open" if state.routed else "new"


def _returned(state: TicketState, event: Happening) -> TicketState:
    unit = event.data.get("unit") or state.unit
    now = _at_work(state) if state.state == "referred" else state.state
    return replace(
        state,
        state=now,
        agency=None,
        unit=unit,
        holder=event.data.get("holder") or f"unit:{unit}",
        open_requests=(),
    )


def _reopened(state: TicketState, event: Happening) -> TicketState:
    again = replace(state, state=_at_work(state), close_reason=None, closed_at=None, into=None)
    return replace(
        again, unit=event.data.get("unit", state.unit), holder=event.data.get("holder", state.holder)
    )


def _absorbed(state: TicketState, event: Happening) -> TicketState:
    return replace(state, duplicates=(*state.duplicates, event.data["number"]))


def _separated(state: TicketState, event: Happening) -> TicketState:
    return replace(state, duplicates=tuple(one for one in state.duplicates if one != event.data["number"]))


def _split(state: TicketState, event: Happening) -> TicketState:
    # They stay with the ticket they were merged into, and what was asked of it with that one.
    return replace(state, duplicates=(), open_requests=())


def _contested(state: TicketState, event: Happening) -> TicketState:
    number = event.data["contest"]
    return replace(state, open_contests=(*state.open_contests, number), contests_ever=number)


def _decided(state: TicketState, event: Happening) -> TicketState:
    left = tuple(number for number in state.open_contests if number != event.data["contest"])
    return replace(state, open_contests=left)


def _requested(state: TicketState, event: Happening) -> TicketState:
    number = event.data["request"]
    return replace(state, open_requests=(*state.open_requests, number), requests_ever=number)


def _declined(state: TicketState, event: Happening) -> TicketState:
    left = tuple(number for number in state.open_requests if number != event.data["request"])
    return replace(state, open_requests=left)


_CHANGES: dict[str, Callable[[TicketState, Happening], TicketState]] = {
    "ticket.received": _received,
    "ticket.queued": _queued,
    "ticket.routed": _given,
    "ticket.taken": _given,
    "ticket.assigned": _given,
    "ticket.handed_over": _given,
    "message.sent": _said,
    "question.withdrawn": _withdrawn,
    "ticket.classified": _classified,
    "ticket.reprioritised": _reprioritised,
    "ticket.resolved": _resolved,
    "ticket.disputed": _disputed,
    "ticket.closed": _ended,
    "ticket.rejected": _ended,
    "ticket.cancelled": _ended,
    "ticket.merged": _ended,
    "ticket.referred": _referred,
    "agency.asked": _asked_agency,
    "ticket.returned": _returned,
    "ticket.reopened": _reopened,
    "ticket.unmerged": _reopened,
    "ticket.absorbed": _absorbed,
    "ticket.separated": _separated,
    "ticket.split": _split,
    "custody.contested": _contested,
    "contest.decided": _decided,
    "handover.requested": _requested,
    "handover.declined": _declined,
}
