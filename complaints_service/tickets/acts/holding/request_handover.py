""" "Please hand this ticket over": it stays where it is until somebody who may hands it over."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings, as_it_is
from complaints_service.tickets.acts.receiving import person_or_unit, refuse_same
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.handover_requests import requests_of, waiting
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class RequestHandover(Request):
    """For whom, and why."""

    to: str | None = fields.receiver(meaning="Who shall have it; none: whoever asks, or is chosen.")
    reason: str = fields.reason(needed=True)


def _asks_once(case: ActCase[RequestHandover]) -> None:
    if any(each.by == case.actor.ref for each in waiting(requests_of(case.history))):
        raise DomainError("asked_already", words("Permintaan Anda yang pertama belum diputuskan."))


def _asked_for(session: Session, case: ActCase[RequestHandover]) -> Surroundings:
    """Whom the request names, else whoever asks; from its holder, whoever is chosen."""
    actor = case.actor.ref
    typed = case.request.to or (actor if actor != case.state.holder else None)
    around = as_it_is(session, case)
    if typed is None:
        return around
    holder, _unit = person_or_unit(session, typed, case.ticket)
    refuse_same(holder, case)
    return replace(around, to_holder=holder)


def _events(asked: RequestHandover, around: Surroundings) -> list[NewEvent]:
    data = {"request": around.state.requests_ever + 1, "reason": asked.reason}
    if around.to_holder:
        data["to"] = around.to_holder
    return [NewEvent(kind="handover.requested", data=data)]


ACT = Act(
    code="request_handover",
    request=RequestHandover,
    right="request_hand_over",
    states=LIVE,
    agency="without",
    conditions=(_asks_once,),
    surround=_asked_for,
    events=_events,
    writes=("handover.requested",),
    place=100,
    address="request-handover",
)
