"""Which of the office's messages reached the citizen, by the ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from sla import SUBSTANTIVE, Event


def undelivered(events: Iterable[Event]) -> list[int]:
    """The office's messages that no route has taken, or whose delivery came back, in order."""
    taken: dict[int, set[object]] = {}
    for event in events:
        message, route = event.data.get("message"), event.data.get("route")
        if event.kind == "message.sent" and event.by.startswith("person:"):
            if event.data.get("act") in SUBSTANTIVE and message is not None:
                taken[message] = set()
        elif message not in taken:
            continue
        elif event.kind in ("message.delivered", "citizen.reached"):
            taken[message].add(route)
        elif event.kind == "message.bounced":
            taken[message].discard(route)
    return [message for message, routes in taken.items() if not routes]
