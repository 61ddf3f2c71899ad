""" "Please let this report be refused or stopped": who asked, with which words, and what became of it. Pure.

A request ends nothing and stops no clock. It waits until a superior ends the report so (then it is granted),
declines with a reason, or the ticket moves or ends otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from complaints_service.tickets.ledger.state import fold
from sla import Event

#: The entry by which a report ends in each of the ways that may wait for a superior.
_ENDED = {"ticket.rejected": "reject", "ticket.cancelled": "cancel"}


@dataclass(frozen=True, kw_only=True)
class EndingRequest:
    """One request: by which act it shall end and why (a code); `message` is what the citizen would read.

    `outcome`: None while it waits, `granted`, `declined`, or `lapsed` where the ticket went another way.
    """

    number: int
    by: str
    act: str
    reason: str
    message: int
    at: datetime
    outcome: str | None = None
    decided_by: str | None = None
    answer: str = ""


def ending_requests_of(events: Sequence[Event]) -> list[EndingRequest]:
    """Every request of a ledger in the order of asking, with what became of it."""
    found: dict[int, EndingRequest] = {}
    for event in events:
        data = event.data
        if event.kind == "ending.requested":
            found[data["request"]] = EndingRequest(
                number=data["request"],
                by=event.by,
                act=data["ending"],
                reason=data["why"],
                message=data["message"],
                at=event.at,
            )
        elif event.kind == "ending.declined":
            asked = found[data["request"]]
            found[asked.number] = replace(
                asked, outcome="declined", decided_by=event.by, answer=data["reason"]
            )
        elif event.kind in _ENDED:
            for asked in endings_waiting(found.values()):
                if asked.act == _ENDED[event.kind]:
                    found[asked.number] = replace(asked, outcome="granted", decided_by=event.by)
    still = set(fold(events).open_endings)
    return [
        replace(each, outcome="lapsed") if each.outcome is None and each.number not in still else each
        for each in found.values()
    ]


def endings_waiting(requests: Iterable[EndingRequest]) -> list[EndingRequest]:
    """Those that nobody has decided."""
    return [each for each in requests if each.outcome is None]


def ending_waiting(events: Sequence[Event], act: str) -> EndingRequest | None:
    """The request to end a report by this act that waits; None where none does."""
    waiting = endings_waiting(ending_requests_of(events))
    return next((each for each in reversed(waiting) if each.act == act), None)
