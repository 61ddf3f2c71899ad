"""Another agency handles a ticket; the citizen reads where it went and why."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.holding.agencies import agencies
from complaints_service.tickets.acts.receiving import telling
from complaints_service.tickets.acts.saying.to_citizen import TO_CITIZEN, to_citizen
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class Refer(Request):
    """Where it goes, and why; `text`: what the citizen reads instead of the reason."""

    agency: str | None = fields.choice(agencies, meaning="The agency's code.")
    reason: str = fields.reason(needed=True)
    text: str | None = fields.text()

    @property
    def told(self) -> str | None:
        """The reason, where nothing else is said."""
        return self.text or self.reason


def _events(asked: Refer, around: Surroundings) -> list[NewEvent]:
    data = {"agency": asked.agency, "reason": asked.reason, "message": "last"}
    return [*to_citizen("reason", asked.told, around), NewEvent(kind="ticket.referred", data=data)]


ACT = Act(
    code="refer",
    request=Refer,
    right="refer",
    states=LIVE,
    to="referred",
    agency="without",
    surround=telling,
    events=_events,
    writes=(*TO_CITIZEN, "ticket.referred"),
    notice="answered",
    place=160,
    address="refer",
)
