"""A message to the citizen, for every act that sends one. Pure."""

from __future__ import annotations

from complaints_service.tickets.acts.act import Surroundings
from complaints_service.tickets.ledger.append import NewEvent

#: What a message writes.
TO_CITIZEN = ("message.sent", "message.delivered")


def to_citizen(act: str, text: str | None, around: Surroundings) -> list[NewEvent]:
    """A message, and its delivery where that is known at once.

    To a citizen without a route it says so: they see it when they next open their page (sla.md, sentence 20).
    """
    data = {"act": act, "routeless": True} if around.routeless else {"act": act}
    sent = NewEvent(kind="message.sent", data=data, text=text)
    return [
        sent,
        *(
            NewEvent(kind="message.delivered", data={"message": "last", "route": route})
            for route in around.routes
        ),
    ]
