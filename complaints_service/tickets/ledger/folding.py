"""What a ticket is, and how each entry of its ledger changes it. Pure.

Which kind of entry changes it how is said in kinds.py; the fold itself is in state.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from complaints_service.places.place import Place
from sla import QUESTIONS, SUBSTANTIVE


class LedgerEntry(Protocol):
    """What the fold reads of an event."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, kw_only=True)
class TicketState:
    """A ticket as of the last event folded in.

    `holder` is the office's holder (a `person:` or `unit:` reference) also while a question waits for
    the citizen: whose turn it is, is `state`'s matter. `agency` is who else has it until it is returned.
    `into` and `duplicates` are numbers of merged tickets. `open_contests` are the numbers of those nobody has
    decided, `open_requests` those of requests to hand it over, `open_endings` those of requests to refuse or
    stop it; each counts from 1 on each ticket. `place`: where it is as the office mended it; None: where it
    was reported. `voices`: for how many citizens it speaks.
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
    open_endings: tuple[int, ...] = ()
    endings_ever: int = 0
    accused: tuple[str, ...] = ()
    about_office: str | None = None
    sorted_out: frozenset[str] = frozenset()
    place: Place | None = None
    voices: int = 1

    @property
    def contests(self) -> int:
        """How many contests wait for a decision."""
        return len(self.open_contests)

    @property
    def handover_requests(self) -> int:
        """How many requests to hand it over wait for an answer."""
        return len(self.open_requests)

    @property
    def ending_requests(self) -> int:
        """How many requests to refuse or stop it wait for an answer."""
        return len(self.open_endings)

    @property
    def holder_officer_id(self) -> int | None:
        """The officer who has it, or None when it lies in a queue."""
        return int(self.holder.removeprefix("person:")) if self.holder.startswith("person:") else None


def replace(state: TicketState, /, **changed: Any) -> TicketState:
    """The state with some fields changed. The library's own looks at each of them, for every entry."""
    made = object.__new__(TicketState)
    made.__dict__.update(state.__dict__, **changed)
    return made


def received(state: TicketState, event: LedgerEntry) -> TicketState:
    """It begins: its class, and the unit it came to."""
    data = event.data
    return replace(
        state,
        kind=data["kind"],
        category=data["category"],
        priority=data["priority"],
        unit=data["unit"],
        holder=f"unit:{data['unit']}",
        about_office=data.get("about_office"),
    )


def queued(state: TicketState, event: LedgerEntry) -> TicketState:
    """It lies in a unit's queue."""
    unit = event.data["unit"]
    return replace(state, accused=_weighed(state, event), unit=unit, holder=f"unit:{unit}")


def _weighed(state: TicketState, event: LedgerEntry) -> tuple[str, ...]:
    """With those whom the routing kept it from."""
    weighed = event.data.get("inputs") or {}
    return _kept_from(state, (*weighed.get("accused", ()), *weighed.get("mentioned", ())))


def _kept_from(state: TicketState, who: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*state.accused, *who}))


def named(state: TicketState, event: LedgerEntry) -> TicketState:
    """It is kept from these as well."""
    return replace(state, accused=_kept_from(state, event.data["whom"]))


def cleared(state: TicketState, event: LedgerEntry) -> TicketState:
    """Somebody looked: it is not about these."""
    freed = frozenset(event.data["whom"])
    return replace(
        state,
        accused=tuple(each for each in state.accused if each not in freed),
        sorted_out=state.sorted_out | freed,
    )


def given(state: TicketState, event: LedgerEntry) -> TicketState:
    """It goes to the holder named; the first time, that is the routing."""
    now = "open" if state.state == "new" else state.state
    return replace(
        state,
        accused=_weighed(state, event),
        unit=event.data["unit"],
        holder=event.data["holder"],
        state=now,
        routed=True,
        open_requests=(),
        open_endings=(),
    )


def said(state: TicketState, event: LedgerEntry) -> TicketState:
    """Somebody said something: a question waits, the citizen answers."""
    data = event.data
    act = data["act"]
    if act in QUESTIONS:
        return replace(state, state="waiting", questions=(*state.questions, data["message"]), answered=True)
    if act == "message":  # the citizen's: answers every open question
        return replace(state, questions=(), state="open" if state.state == "waiting" else state.state)
    return replace(state, answered=state.answered or act in SUBSTANTIVE)


def withdrawn(state: TicketState, event: LedgerEntry) -> TicketState:
    """The question need not be answered any more."""
    if event.data["message"] not in state.questions:
        return state
    return replace(state, questions=(), state="open")  # withdrawing ends every pause (sla.md, sentence 23)


def classified(state: TicketState, event: LedgerEntry) -> TicketState:
    """Another category or class."""
    return replace(state, kind=event.data["kind"], category=event.data["category"])


def reprioritised(state: TicketState, event: LedgerEntry) -> TicketState:
    """Another priority."""
    return replace(state, priority=event.data["priority"])


def resolved(state: TicketState, event: LedgerEntry) -> TicketState:
    """The office says it is done."""
    return replace(state, state="resolved", questions=(), open_requests=(), open_endings=())


def disputed(state: TicketState, event: LedgerEntry) -> TicketState:
    """The citizen says it is not."""
    return replace(state, state="open", disputes=state.disputes + 1)


def ended(state: TicketState, event: LedgerEntry) -> TicketState:
    """It is over: closed, rejected, cancelled or merged, as its kind says."""
    ended = event.kind.removeprefix("ticket.")
    return replace(
        state,
        state=ended,
        close_reason=None if ended == "merged" else event.data.get("reason"),
        questions=(),
        open_requests=(),
        open_endings=(),
        closed_at=event.at,
        into=event.data.get("into"),
    )


def referred(state: TicketState, event: LedgerEntry) -> TicketState:
    """Another agency handles it."""
    return replace(
        state,
        state="referred",
        close_reason=None,
        questions=(),
        open_requests=(),
        open_endings=(),
        agency=event.data["agency"],
    )


def asked_agency(state: TicketState, event: LedgerEntry) -> TicketState:
    """Another agency is asked while it stays ours."""
    return replace(state, agency=event.data["agency"])


def _at_work(state: TicketState) -> str:
    # What was never routed lies in the triage queue again, its verification still running.
    return "open" if state.routed else "new"


def returned(state: TicketState, event: LedgerEntry) -> TicketState:
    """It comes back from the agency."""
    unit = event.data.get("unit") or state.unit
    now = _at_work(state) if state.state == "referred" else state.state
    return replace(
        state,
        state=now,
        agency=None,
        unit=unit,
        holder=event.data.get("holder") or f"unit:{unit}",
        open_requests=(),
        open_endings=(),
    )


def reopened(state: TicketState, event: LedgerEntry) -> TicketState:
    """It begins again."""
    again = replace(state, state=_at_work(state), close_reason=None, closed_at=None, into=None)
    return replace(
        again, unit=event.data.get("unit", state.unit), holder=event.data.get("holder", state.holder)
    )


def absorbed(state: TicketState, event: LedgerEntry) -> TicketState:
    """A duplicate came into it, with the voices it had."""
    data = event.data
    return replace(
        state,
        duplicates=(*state.duplicates, data["number"]),
        voices=state.voices + data.get("voices", 1),
    )


def separated(state: TicketState, event: LedgerEntry) -> TicketState:
    """What came into it left again."""
    data = event.data
    return replace(
        state,
        duplicates=tuple(one for one in state.duplicates if one != data["number"]),
        voices=state.voices - data.get("voices", 1),
    )


def split(state: TicketState, event: LedgerEntry) -> TicketState:
    """A ticket of its own, with the ledger of the one it was split from."""
    # They stay with the ticket they were merged into, and what was asked of it with that one.
    return replace(state, duplicates=(), open_requests=(), open_endings=(), voices=1)


def relocated(state: TicketState, event: LedgerEntry) -> TicketState:
    """The office mended where it is."""
    return replace(state, place=Place(**event.data["place"]))
