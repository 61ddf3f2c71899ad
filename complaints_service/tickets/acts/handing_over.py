""" "Please hand this ticket over": who asked, for whom, and what became of it. Pure.

A request moves nothing. It waits until the ticket moves (then it is granted), goes out of the office's hands,
or whoever may hand it over declines with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from complaints_service.errors import DomainError, invalid, words
from complaints_service.tickets.ledger.state import fold
from sla import Event

#: Events by which a ticket goes to another holder, and so grants what was asked.
_GRANTS = frozenset({"ticket.taken", "ticket.assigned", "ticket.handed_over", "ticket.routed"})


@dataclass(frozen=True)
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
                data["request"], event.by, data["reason"], event.at, data.get("to")
            )
        elif event.kind == "handover.declined":
            asked = found[data["request"]]
            found[asked.number] = replace(
                asked, outcome="declined", decided_by=event.by, answer=data["reason"]
            )
        elif event.kind in _GRANTS:
            for asked in _waiting(found.values()):
                found[asked.number] = replace(asked, outcome="granted", decided_by=event.by)
    still = set(fold(events).open_requests)
    return [
        replace(each, outcome="lapsed") if each.outcome is None and each.number not in still else each
        for each in found.values()
    ]


def waiting_for(events: Sequence[Event], actor: str) -> list[HandoverRequest]:
    """The requests that wait for a decision which this actor may make: all but their own."""
    return [each for each in _waiting(requests_of(events)) if each.by != actor]


def check_asking(history: Sequence[Event], *, actor: str) -> None:
    """Refuses a second request of the same person while the first waits (`asked_already`, 409)."""
    if any(each.by == actor for each in _waiting(requests_of(history))):
        raise DomainError("asked_already", words("Permintaan Anda yang pertama belum diputuskan."))


def request_to_decline(number: int | None, history: Sequence[Event], *, actor: str) -> HandoverRequest:
    """The request a refusal is about; without a number the only one that waits.

    Raises `invalid` (422) for no such one, `own_request` (409) for one's own.
    """
    waiting = _waiting(requests_of(history))
    if number is None and len(waiting) == 1:
        found = waiting[0]
    else:
        known = next((each for each in waiting if each.number == number), None)
        if known is None:
            raise invalid("request", words("Permintaan ini tidak menunggu keputusan."))
        found = known
    if found.by == actor:
        raise DomainError("own_request", words("Permintaan Anda sendiri diputuskan orang lain."))
    return found


def _waiting(requests: Iterable[HandoverRequest]) -> list[HandoverRequest]:
    return [each for each in requests if each.outcome is None]
