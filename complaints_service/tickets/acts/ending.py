"""Acts that end the handling or begin it again. Pure."""

from __future__ import annotations

from collections.abc import Callable

from complaints_service.tickets.acts.request import Moment, Request
from complaints_service.tickets.acts.saying import to_citizen
from complaints_service.tickets.ledger.append import NewEvent


def resolve(request: Request, moment: Moment) -> list[NewEvent]:
    """The office says it is done; the citizen judges."""
    return [*to_citizen("answer", request, moment), NewEvent("ticket.resolved", {"message": "last"})]


def reject(request: Request, moment: Moment) -> list[NewEvent]:
    """Refused with a reason, which the citizen reads."""
    return _ended("ticket.rejected", request, moment)


def cancel(request: Request, moment: Moment) -> list[NewEvent]:
    """Not handled any more, for a reason the citizen reads."""
    return _ended("ticket.cancelled", request, moment)


def withdraw(request: Request, moment: Moment) -> list[NewEvent]:
    """The citizen takes it back; their words stand in the conversation."""
    return [NewEvent("ticket.cancelled", {"reason": "withdrawn", "act": "withdrawal"}, text=request.reason)]


def accept(request: Request, moment: Moment) -> list[NewEvent]:
    """The citizen accepts the resolution."""
    return [NewEvent("ticket.closed", {"reason": "accepted", "act": "acceptance"}, text=request.text)]


def dispute(request: Request, moment: Moment) -> list[NewEvent]:
    """The citizen says it is not resolved."""
    return [NewEvent("ticket.disputed", {"act": "dispute"}, text=request.text)]


def reopen(request: Request, moment: Moment) -> list[NewEvent]:
    """The office opens it again."""
    return [NewEvent("ticket.reopened", {"reason": request.reason})]


def ask_reopening(request: Request, moment: Moment) -> list[NewEvent]:
    """The citizen opens it again; the words say why and are no message that awaits an answer."""
    return [NewEvent("ticket.reopened", {"reason": "asked", "act": "reopening"}, text=request.reason)]


def merge(request: Request, moment: Moment) -> list[NewEvent]:
    """A duplicate goes into the ticket received first (sla.md, sentence 37); the citizen reads why."""
    told = to_citizen("reason", request, moment, text=request.text or request.reason)
    data = {"into": request.into, "reason": request.reason, "message": "last"}
    return [*told, NewEvent("ticket.merged", data)]


def unmerge(request: Request, moment: Moment) -> list[NewEvent]:
    """It was no duplicate."""
    return [NewEvent("ticket.unmerged", {"into": moment.state.into, "reason": request.reason})]


def _ended(kind: str, request: Request, moment: Moment) -> list[NewEvent]:
    told = to_citizen("reason", request, moment)
    return [*told, NewEvent(kind, {"reason": request.reason, "message": "last"})]


def close(reason: str) -> Callable[[Request, Moment], list[NewEvent]]:
    """A rule closes it on its own day."""

    def build(request: Request, moment: Moment) -> list[NewEvent]:
        return [NewEvent("ticket.closed", {"reason": reason}, at=request.at)]

    return build
