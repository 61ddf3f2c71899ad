"""A message to the citizen, for every act that sends one. Pure."""

from __future__ import annotations

from complaints_service.tickets.acts.act import Surroundings
from complaints_service.tickets.ledger.append import NewEvent

#: What a message writes.
TO_CITIZEN = ("message.sent", "message.delivered")


def to_citizen(act: str, text: str | None, around: Surroundings) -> list[NewEvent]:
    """A message, and its delivery where showing it on the page delivers it."""
    # Where the page is the citizen's route, showing it there delivers it (sla.md, sentence 20).
    sent = NewEvent("message.sent", {"act": act}, text=text)
    return [
        sent,
        *(NewEvent("message.delivered", {"message": "last", "route": route}) for route in around.routes),
    ]
