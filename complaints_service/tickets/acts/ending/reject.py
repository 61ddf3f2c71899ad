"""A report is refused for one of a few reasons, and the citizen reads why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.ending.second_eyes import ending
from complaints_service.tickets.acts.saying.to_citizen import TO_CITIZEN, to_citizen
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE, REJECT_REASONS


@dataclass(frozen=True, kw_only=True)
class Reject(Request):
    """For which reason, and what the citizen reads."""

    reason: str = fields.reason(needed=True, choices=REJECT_REASONS, meaning="Why, as a code.")
    text: str = fields.text(needed=True)


def _events(asked: Reject, around: Surroundings) -> list[NewEvent]:
    ended = NewEvent(kind="ticket.rejected", data={"reason": asked.reason, "message": "last"})
    return [*to_citizen("reason", asked.text, around), ended]


ACT = Act(
    code="reject",
    request=Reject,
    right="reject",
    states=LIVE,
    to="rejected",
    there=lambda sight: "reject" not in sight.second_eyes,
    surround=partial(ending, "reject"),
    events=_events,
    writes=(*TO_CITIZEN, "ticket.rejected"),
    notice="rejected",
    place=260,
    address="reject",
)
