"""The office says it is done; the citizen judges."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Surroundings
from complaints_service.tickets.acts.receiving import telling
from complaints_service.tickets.acts.saying.to_citizen import TO_CITIZEN, to_citizen
from complaints_service.tickets.acts.saying.to_others import TOLD, ToOthers, problems, told_to_others
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class Resolve(ToOthers):
    """What was done."""

    text: str = fields.text(needed=True)


def _events(asked: Resolve, around: Surroundings) -> list[NewEvent]:
    return [
        *to_citizen("answer", asked.text, around),
        NewEvent(kind="ticket.resolved", data={"message": "last"}),
        *told_to_others(asked),
    ]


ACT = Act(
    code="resolve",
    request=Resolve,
    right="resolve",
    states=frozenset({"open", "waiting"}),
    to="resolved",
    surround=telling,
    events=_events,
    problems=problems,
    writes=(*TO_CITIZEN, "ticket.resolved", *TOLD),
    notice="resolved",
    files="citizen",
    place=20,
    address="resolve",
)
