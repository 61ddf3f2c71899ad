"""Two matters in one report: the second gets a ticket of its own (sla.md, sentence 38)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints_service.moment import Moment
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.news.queue import tell_of_part
from complaints_service.tickets.opening.splitting import split_off


@dataclass(frozen=True, kw_only=True)
class Split(Request):
    """The matter of the new ticket, and why."""

    text: str = fields.text(needed=True, meaning="The matter of the new ticket; the citizen reads it.")
    reason: str = fields.reason(needed=True)


def _split_off(session: Session, case: ActCase[Split]) -> Ticket:
    asked = case.request
    part = split_off(
        session, ticket=case.ticket, history=case.history, text=asked.text, reason=asked.reason, by=case.by
    )
    tell_of_part(
        Moment(session=session, now=case.now, actor=case.actor, rulebook=case.rulebook),
        part=part,
        reason=asked.reason,
        by=case.rights.officer_id if case.rights else None,
    )
    return part


def _events(_asked: Split, _around: Surroundings) -> list[NewEvent]:
    raise AssertionError("a split writes in two ledgers of its own accord")


ACT = Act(
    code="split",
    request=Split,
    right="split",
    states=LIVE,
    instead=_split_off,
    events=_events,
    writes=("ticket.divided",),
    place=240,
    address="split",
)
