"""A ticket stays where it is, and whoever asked for it reads why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings, as_it_is
from complaints_service.tickets.acts.undecided import answered
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.handover_requests import requests_of, waiting, waiting_for
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class DeclineHandover(Request):
    """Which request, and why."""

    asked: int | None = fields.number(wire="request", meaning="The request's number; none: the only one.")
    reason: str = fields.reason(needed=True)


def _declined(session: Session, case: ActCase[DeclineHandover]) -> Surroundings:
    waits = waiting(requests_of(case.history))
    found = answered(waits, number=case.request.asked, actor=case.actor)
    return replace(as_it_is(session, case), asked=found.number)


def _events(asked: DeclineHandover, around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="handover.declined", data={"request": around.asked, "reason": asked.reason})]


ACT = Act(
    code="decline_handover",
    request=DeclineHandover,
    right="hand_over",
    states=LIVE,
    possible=lambda standing: standing.handover_requests > 0,
    there=lambda sight: bool(waiting_for(sight.history, sight.me)),
    surround=_declined,
    events=_events,
    writes=("handover.declined",),
    place=90,
    address="decline-handover",
)
