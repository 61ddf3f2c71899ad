"""Acts that say how time and targets count: class, targets, rounds, contested custody. Pure."""

from __future__ import annotations

from complaints_service.tickets.acts.request import Moment, Request
from complaints_service.tickets.ledger.append import NewEvent


def classify(request: Request, moment: Moment) -> list[NewEvent]:
    """Another category or class of complaint."""
    state = moment.state
    data = {
        "category": request.category or state.category,
        "kind": request.kind or state.kind,
        "reason": request.reason or "",
    }
    return [NewEvent("ticket.classified", data)]


def prioritise(request: Request, moment: Moment) -> list[NewEvent]:
    """Another priority."""
    return [NewEvent("ticket.reprioritised", {"priority": request.priority, "reason": request.reason})]


def end_round(request: Request, moment: Moment) -> list[NewEvent]:
    """What the citizen wrote needs no answer (sla.md, sentence 28)."""
    return [NewEvent("round.ended", {"reason": request.reason})]


def unmark(request: Request, moment: Moment) -> list[NewEvent]:
    """A message was no substantive answer (sla.md, sentence 25)."""
    return [NewEvent("message.unmarked", {"message": request.message, "reason": request.reason})]


def complete_file(request: Request, moment: Moment) -> list[NewEvent]:
    """The file is complete from here on (sla.md, sentence 46)."""
    return [NewEvent("file.completed", {"reason": request.reason or ""})]


def release_target(request: Request, moment: Moment) -> list[NewEvent]:
    """A clock keeps only its newest target (sla.md, sentence 41)."""
    return [NewEvent("target.released", {"clock": request.clock, "reason": request.reason})]


def contest(request: Request, moment: Moment) -> list[NewEvent]:
    """ "This span is not mine": nothing moves until somebody decides."""
    assert request.start is not None
    assert request.end is not None
    data = {
        "contest": moment.state.contests_ever + 1,
        "start": request.start.isoformat(),
        "end": request.end.isoformat(),
        "reason": request.reason,
    }
    if moment.to_holder:
        data["holder"] = moment.to_holder
    if moment.unled:
        data["decider"] = "auditor"
    return [NewEvent("custody.contested", data)]


def decide_contest(request: Request, moment: Moment) -> list[NewEvent]:
    """The decision, and where the contest is upheld the correction of the custody (sla.md, sentence 56)."""
    assert moment.contested is not None
    number, start, end = moment.contested
    data = {"contest": number, "upheld": bool(request.upheld), "reason": request.reason}
    if not request.upheld:
        return [NewEvent("contest.decided", data)]
    moved = {"start": start, "end": end, "holder": moment.to_holder, "contest": number}
    return [
        NewEvent("contest.decided", {**data, "holder": moment.to_holder}),
        NewEvent("custody.corrected", moved),
    ]
