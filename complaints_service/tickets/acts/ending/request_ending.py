""" "Please let this report be refused or stopped": it goes on until a superior confirms or declines."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Problems, Request, Surroundings
from complaints_service.tickets.acts.ending.second_eyes import asked_ending
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.audience import ENDING_DRAFT
from complaints_service.tickets.ledger.ending_requests import ending_waiting
from complaints_service.tickets.ledger.states import CANCEL_REASONS, LIVE, REJECT_REASONS


@dataclass(frozen=True, kw_only=True)
class RequestEnding(Request):
    """For which reason, which says by which act, and what the citizen would read."""

    reason: str = fields.reason(
        needed=True, choices=(*REJECT_REASONS, *CANCEL_REASONS), meaning="Why, as a code of either act."
    )
    text: str = fields.text(needed=True, meaning="What the citizen reads once a superior has confirmed.")

    @property
    def act(self) -> str:
        """The act that is asked for."""
        return "reject" if self.reason in REJECT_REASONS else "cancel"

    @property
    def told(self) -> None:
        """Nothing goes to the citizen yet."""
        return None


def _problems(case: ActCase[RequestEnding]) -> Problems:
    if case.request.act == "reject" and case.ticket.state not in LIVE:
        return {"reason": [words("Laporan yang sudah dilimpahkan tidak bisa ditolak lagi.")]}
    return {}


def _asks_once(case: ActCase[RequestEnding]) -> None:
    if ending_waiting(case.history, case.request.act) is not None:
        raise DomainError("asked_already", words("Permintaan yang pertama belum diputuskan."))


def _asked(session: Session, case: ActCase[RequestEnding]) -> Surroundings:
    return asked_ending(case.request.act, session, case)


def _events(asked: RequestEnding, around: Surroundings) -> list[NewEvent]:
    data = {
        "request": around.state.endings_ever + 1,
        "ending": asked.act,
        "why": asked.reason,
        "act": ENDING_DRAFT,
    }
    return [NewEvent(kind="ending.requested", data=data, text=asked.text)]


ACT = Act(
    code="request_ending",
    request=RequestEnding,
    right="request_ending",
    states=LIVE | {"referred"},
    problems=_problems,
    conditions=(_asks_once,),
    there=lambda sight: bool(sight.second_eyes),
    surround=_asked,
    events=_events,
    writes=("ending.requested",),
    place=272,
    address="request-ending",
)
