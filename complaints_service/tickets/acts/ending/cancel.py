"""A report is not handled any more, for one of a few reasons, and the citizen reads why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.ending.second_eyes import ending
from complaints_service.tickets.acts.saying.to_citizen import TO_CITIZEN, to_citizen
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import CANCEL_REASONS, LIVE


@dataclass(frozen=True, kw_only=True)
class Cancel(Request):
    """For which reason, and what the citizen reads."""

    reason: str = fields.reason(needed=True, choices=CANCEL_REASONS, meaning="Why, as a code.")
    text: str = fields.text(needed=True)


def _events(asked: Cancel, around: Surroundings) -> list[NewEvent]:
    ended = NewEvent(kind="ticket.cancelled", data={"reason": asked.reason, "message": "last"})
    return [*to_citizen("reason", asked.text, around), ended]


ACT = Act(
    code="cancel",
    request=Cancel,
    right="cancel",
    states=LIVE | {"referred"},
    to="cancelled",
    there=lambda sight: "cancel" not in sight.second_eyes,
    surround=partial(ending, "cancel"),
    events=_events,
    writes=(*TO_CITIZEN, "ticket.cancelled"),
    notice="answered",
    place=270,
    address="cancel",
)
