"""Another agency is asked while the ticket stays ours (sla.md, sentence 36)."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.holding.agencies import agencies
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class Consult(Request):
    """Who is asked, and why."""

    agency: str | None = fields.choice(agencies, meaning="The agency's code.")
    reason: str = fields.reason(needed=True)


def _events(asked: Consult, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="agency.asked", data={"agency": asked.agency, "reason": asked.reason})]


ACT = Act(
    code="consult",
    request=Consult,
    right="consult",
    states=frozenset({"open", "waiting"}),
    agency="without",
    events=_events,
    writes=("agency.asked",),
    place=150,
    address="consult",
)
