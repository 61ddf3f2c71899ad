"""What each act writes into the ledger. Pure: a ticket's state and a request in, new events out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from complaints_service.tickets.ledger import NewEvent
from complaints_service.tickets.state import TicketState


@dataclass(frozen=True)
class Request:
    """What someone asks to be done to a ticket; each act reads the fields it needs.

    `version` is the ticket version the person saw (None: no check); `to` is a holder reference.
    """

    act: str
    text: str | None = None
    reason: str | None = None
    version: int | None = None
    to: str | None = None
    message_act: str = "answer"
    completeness: bool = False
    category: str | None = None
    kind: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Moment:
    """What surrounds an act: the ticket's state, the actor, and the holder `to` resolves to.

    `routes`: those that deliver a message by its being written; others are entered when they took it.
    """

    state: TicketState
    actor: str
    to_holder: str | None = None
    to_unit: str | None = None
    own_unit: str | None = None
    routes: tuple[str, ...] = field(default=("page",))


def events_for(request: Request, moment: Moment) -> list[NewEvent]:
    """The ledger entries of one permitted, complete request."""
    return _BUILDERS[request.act](request, moment)


def _move(kind: str, request: Request, moment: Moment, holder: str, unit: str) -> list[NewEvent]:
    # From the triage queue the first move by a person is the routing itself (sla.md, sentence 47).
    if moment.state.state == "new":
        data = {"unit": unit, "holder": holder, "rule": "by_hand", "reason": request.reason or ""}
        return [NewEvent("ticket.routed", data)]
    return [NewEvent(kind, {"unit": unit, "holder": holder, "reason": request.reason or ""})]


def _take(request: Request, moment: Moment) -> list[NewEvent]:
    return _move("ticket.taken", request, moment, moment.actor, moment.own_unit or moment.state.unit)


def _assign(request: Request, moment: Moment) -> list[NewEvent]:
    return _move("ticket.assigned", request, moment, moment.to_holder or "", moment.to_unit or "")


def _hand_over(request: Request, moment: Moment) -> list[NewEvent]:
    return _move("ticket.handed_over", request, moment, moment.to_holder or "", moment.to_unit or "")


def _to_citizen(act: str, request: Request, moment: Moment) -> list[NewEvent]:
    # Where the page is the citizen's route, showing it there delivers it (sla.md, sentence 20).
    sent = NewEvent("message.sent", {"act": act}, text=request.text)
    return [
        sent,
        *(NewEvent("message.delivered", {"message": "last", "route": route}) for route in moment.routes),
    ]


def _message(request: Request, moment: Moment) -> list[NewEvent]:
    return _to_citizen(request.message_act, request, moment)


def _question(request: Request, moment: Moment) -> list[NewEvent]:
    return _to_citizen("completeness" if request.completeness else "question", request, moment)


def _note(request: Request, moment: Moment) -> list[NewEvent]:
    return [NewEvent("ticket.noted", {"act": "note"}, text=request.text)]


def _resolve(request: Request, moment: Moment) -> list[NewEvent]:
    return [*_to_citizen("answer", request, moment), NewEvent("ticket.resolved", {"message": "last"})]


def _reject(request: Request, moment: Moment) -> list[NewEvent]:
    told = _to_citizen("reason", request, moment)
    return [*told, NewEvent("ticket.rejected", {"reason": request.reason, "message": "last"})]


def _classify(request: Request, moment: Moment) -> list[NewEvent]:
    state = moment.state
    data = {
        "category": request.category or state.category,
        "kind": request.kind or state.kind,
        "reason": request.reason or "",
    }
    return [NewEvent("ticket.classified", data)]


def _write(request: Request, moment: Moment) -> list[NewEvent]:
    written = NewEvent("message.sent", {"act": "message"}, text=request.text)
    if moment.state.state == "closed":
        return [NewEvent("ticket.reopened", {"reason": "late_answer"}), written]
    return [written]


def _accept(request: Request, moment: Moment) -> list[NewEvent]:
    return [NewEvent("ticket.closed", {"reason": "accepted", "act": "acceptance"}, text=request.text)]


def _dispute(request: Request, moment: Moment) -> list[NewEvent]:
    return [NewEvent("ticket.disputed", {"act": "dispute"}, text=request.text)]


def _close(reason: str) -> Callable[[Request, Moment], list[NewEvent]]:
    def build(request: Request, moment: Moment) -> list[NewEvent]:
        return [NewEvent("ticket.closed", {"reason": reason}, at=request.at)]

    return build


_BUILDERS: dict[str, Callable[[Request, Moment], list[NewEvent]]] = {
    "take": _take,
    "assign": _assign,
    "handover": _hand_over,
    "message": _message,
    "question": _question,
    "note": _note,
    "resolve": _resolve,
    "reject": _reject,
    "classify": _classify,
    "write": _write,
    "accept": _accept,
    "dispute": _dispute,
    "close_no_objection": _close("no_objection"),
    "close_no_answer": _close("no_answer"),
}
