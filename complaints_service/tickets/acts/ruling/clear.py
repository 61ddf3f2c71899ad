"""Somebody outside their line looked: the complaint is not about those whom it is kept from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, invalid, words
from complaints_service.moment import Moment
from complaints_service.tickets import accusing
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings, as_it_is
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import STATES


@dataclass(frozen=True, kw_only=True)
class Clear(Request):
    """Of whom it is not about; nobody named: of none of them. Why is asked of what a person named."""

    who: str | None = fields.whom(meaning="Of whom it is not about; none: of none of them.")
    reason: str | None = fields.reason()


def _whom(session: Session, case: ActCase[Clear]) -> Surroundings:
    moment = Moment(session=session, now=case.now, actor=case.actor, rulebook=case.rulebook)
    directory = accusing.office_of(moment)
    kept_from = case.state.accused
    who = tuple(each.strip() for each in case.request.who.split(",")) if case.request.who else kept_from
    if not who or not set(who) <= set(kept_from):
        raise invalid("who", words("Laporan ini tidak tertutup bagi mereka."))
    if not (case.request.reason or "").strip() and set(who) & accusing.named_by_persons(case.history):
        raise invalid("reason", fields.NO_REASON)
    if case.rights is not None:
        looks_on = accusing.looks_on(case.ticket, case.rights, "clear", case.history)
        above = accusing.leads_all(case.rights, who)
        if not (looks_on or above) or accusing.in_line_of(case.rights, who, directory):
            raise DomainError(
                "in_their_line",
                words(
                    "Yang melihat ini harus di luar garis mereka yang disebut: pemilah, atasan, atau auditor."
                ),
            )
    return replace(as_it_is(session, case), whom=who)


def _events(asked: Clear, around: Surroundings) -> list[NewEvent]:
    data = {"whom": sorted(around.whom), "reason": asked.reason or ""}
    return [NewEvent(kind="accusation.withdrawn", data=data)]


ACT = Act(
    code="clear",
    request=Clear,
    right="clear",
    states=frozenset(STATES),
    possible=lambda standing: bool(standing.accused),
    surround=_whom,
    events=_events,
    writes=("accusation.withdrawn",),
    place=144,
    address="clear",
)
