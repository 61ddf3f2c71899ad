"""A duplicate goes into the ticket received first (sla.md, sentence 37); the citizen reads why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.accounts.access import may
from complaints_service.errors import invalid, words
from complaints_service.tickets.access import access_of
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings
from complaints_service.tickets.acts.ending.two_tickets import note_in_survivor
from complaints_service.tickets.acts.receiving import telling
from complaints_service.tickets.acts.saying.to_citizen import TO_CITIZEN, to_citizen
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.opening.merging import survivor_of


@dataclass(frozen=True, kw_only=True)
class Merge(Request):
    """Into which ticket, and why; `text`: what the citizen reads instead of the reason."""

    into: str | None = fields.choice(meaning="The number of the ticket received first.")
    reason: str = fields.reason(needed=True)
    text: str | None = fields.text()

    @property
    def told(self) -> str | None:
        """The reason, where nothing else is said."""
        return self.text or self.reason


def _survivor(session: Session, case: ActCase[Merge]) -> Surroundings:
    survivor = survivor_of(session, ticket=case.ticket, typed=case.request.into)
    if case.rights is None or not may(case.rights, "merge", access_of(survivor)):
        raise invalid("into", words("Tiket ini tidak ada, atau bukan wewenang Anda."))
    return replace(telling(session, case), into=survivor.number)


def _events(asked: Merge, around: Surroundings) -> list[NewEvent]:
    data = {"into": around.into, "reason": asked.reason, "message": "last"}
    return [*to_citizen("reason", asked.told, around), NewEvent(kind="ticket.merged", data=data)]


ACT = Act(
    code="merge",
    request=Merge,
    right="merge",
    states=LIVE,
    to="merged",
    surround=_survivor,
    events=_events,
    writes=(*TO_CITIZEN, "ticket.merged"),
    afterwards=note_in_survivor,
    notice="merged",
    place=220,
    address="merge",
)
