"""The complaint is about somebody: they have no part in it from then on, and it leaves their hands."""

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
class Accuse(Request):
    """Whom it is about, and how one knows."""

    who: str = fields.whom(needed=True)
    reason: str = fields.reason(needed=True)


def _whom(session: Session, case: ActCase[Accuse]) -> Surroundings:
    moment = Moment(session=session, now=case.now, actor=case.actor, rulebook=case.rulebook)
    who = accusing.references(session, case.request.who, accusing.office_of(moment))
    if set(who) <= set(case.state.accused):
        raise invalid("who", words("Laporan ini sudah tertutup bagi mereka."))
    if case.rights is not None and not _may_name(case, who):
        # Else whoever has a ticket could keep it from those who watch over it.
        raise DomainError(
            "not_yours_to_name",
            words("Pemegang tiket hanya bisa menyebut dirinya dan bawahannya. Mintalah pemilah atau atasan."),
        )
    return replace(as_it_is(session, case), whom=who)


def _may_name(case: ActCase[Accuse], who: tuple[str, ...]) -> bool:
    assert case.rights is not None
    looks_on = accusing.looks_on(case.ticket, case.rights, "accuse", case.history)
    return looks_on or accusing.leads_all(case.rights, who)


def _events(asked: Accuse, around: Surroundings) -> list[NewEvent]:
    return accusing.naming(around.state, around.whom, reason=asked.reason)


ACT = Act(
    code="accuse",
    request=Accuse,
    right="accuse",
    states=frozenset(STATES),
    surround=_whom,
    events=_events,
    writes=("accusation.named",),
    place=142,
    address="accuse",
    gives=True,
    note="who has it is moved by the same act; figures outlive the ticket, and so does this",
)
