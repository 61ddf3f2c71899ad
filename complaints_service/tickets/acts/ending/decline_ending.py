"""A report that somebody asked to refuse or stop goes on, and whoever asked reads why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings, as_it_is
from complaints_service.tickets.acts.undecided import answered
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.ending_requests import ending_requests_of, endings_waiting
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class DeclineEnding(Request):
    """Which request, and why."""

    asked: int | None = fields.number(wire="request", meaning="The request's number; none: the only one.")
    reason: str = fields.reason(needed=True)


def _declined(session: Session, case: ActCase[DeclineEnding]) -> Surroundings:
    waits = endings_waiting(ending_requests_of(case.history))
    found = answered(waits, number=case.request.asked, actor=case.actor)
    return replace(as_it_is(session, case), asked=found.number)


def _events(asked: DeclineEnding, around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="ending.declined", data={"request": around.asked, "reason": asked.reason})]


ACT = Act(
    code="decline_ending",
    request=DeclineEnding,
    right="decline_ending",
    states=LIVE | {"referred"},
    possible=lambda standing: standing.ending_requests > 0,
    there=lambda sight: any(
        each.by != sight.me for each in endings_waiting(ending_requests_of(sight.history))
    ),
    surround=_declined,
    events=_events,
    writes=("ending.declined",),
    place=274,
    address="decline-ending",
)
