"""Which of the office's messages reached the citizen, by the ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from sla import SUBSTANTIVE, Event


def undelivered(events: Iterable[Event], *, bounced: bool = False) -> list[int]:
    """The office's messages that no route has taken, or whose delivery came back, in order.

    `bounced`: only those that came back by some route.
    """
    taken: dict[int, set[object]] = {}
    back: set[int] = set()
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
            back.add(message)
    return [one for one, routes in taken.items() if not routes and (one in back or not bounced)]
