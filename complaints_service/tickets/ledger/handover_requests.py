""" "Please hand this ticket over": who asked, for whom, and what became of it. Pure.

A request moves nothing. It waits until the ticket moves (then it is granted), goes out of the office's hands,
or whoever may hand it over declines with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from complaints_service.tickets.ledger.moves import GIVES
from complaints_service.tickets.ledger.state import fold
from sla import Event


@dataclass(frozen=True, kw_only=True)
class HandoverRequest:
    """One request; `to` is the holder asked for (None: whoever decides chooses).

    `outcome`: None while it waits, `granted`, `declined`, or `lapsed` where the ticket went elsewhere.
    """

    number: int
    by: str
    reason: str
    at: datetime
    to: str | None = None
    outcome: str | None = None
    decided_by: str | None = None
    answer: str = ""


def requests_of(events: Sequence[Event]) -> list[HandoverRequest]:
    """Every request of a ledger in the order of asking, with what became of it."""
    found: dict[int, HandoverRequest] = {}
    for event in events:
        data = event.data
        if event.kind == "handover.requested":
            found[data["request"]] = HandoverRequest(
                number=data["request"], by=event.by, reason=data["reason"], at=event.at, to=data.get("to")
            )
        elif event.kind == "handover.declined":
            asked = found[data["request"]]
            found[asked.number] = replace(
                asked, outcome="declined", decided_by=event.by, answer=data["reason"]
            )
        elif event.kind in GIVES:
            for asked in waiting(found.values()):
                found[asked.number] = replace(asked, outcome="granted", decided_by=event.by)
    still = set(fold(events).open_requests)
    return [
        replace(each, outcome="lapsed") if each.outcome is None and each.number not in still else each
        for each in found.values()
    ]


def waiting_for(events: Sequence[Event], actor: str) -> list[HandoverRequest]:
    """The requests that wait for a decision which this actor may make: all but their own."""
    return [each for each in waiting(requests_of(events)) if each.by != actor]


def waiting(requests: Iterable[HandoverRequest]) -> list[HandoverRequest]:
    """Those that nobody has decided."""
    return [each for each in requests if each.outcome is None]
