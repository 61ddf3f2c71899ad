"""It was no duplicate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings, as_it_is
from complaints_service.tickets.acts.ending.two_tickets import note_in_survivor
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class Unmerge(Request):
    """Why not."""

    reason: str = fields.reason(needed=True)


def _into(session: Session, case: ActCase[Unmerge]) -> Surroundings:
    return replace(as_it_is(session, case), into=case.state.into)


def _events(asked: Unmerge, around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="ticket.unmerged", data={"into": around.into, "reason": asked.reason})]


ACT = Act(
    code="unmerge",
    request=Unmerge,
    right="merge",
    states=frozenset({"merged"}),
    to="open",
    surround=_into,
    events=_events,
    writes=("ticket.unmerged",),
    afterwards=note_in_survivor,
    notice="reopened",
    place=230,
    address="unmerge",
    gives=True,
)
