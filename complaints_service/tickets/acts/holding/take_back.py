"""A ticket comes back from an agency: to the holder named, else into the unit's queue."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings, as_it_is
from complaints_service.tickets.acts.receiving import person_or_unit
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class TakeBack(Request):
    """Who has it then."""

    to: str | None = fields.receiver(meaning="Who has it then; none: the unit's queue.")
    reason: str | None = fields.reason()


def _receiver(session: Session, case: ActCase[TakeBack]) -> Surroundings:
    around = as_it_is(session, case)
    if not case.request.to:
        return around
    holder, unit = person_or_unit(session, case.request.to, case.ticket)
    return replace(around, to_holder=holder, to_unit=unit)


def _events(asked: TakeBack, around: Surroundings) -> list[NewEvent]:
    unit = around.to_unit or around.state.unit
    holder = around.to_holder or f"unit:{unit}"
    data = {"unit": unit, "holder": holder, "agency": around.state.agency, "reason": asked.reason or ""}
    return [NewEvent(kind="ticket.returned", data=data)]


ACT = Act(
    code="return",
    request=TakeBack,
    right="return",
    states=LIVE | {"referred"},
    agency="with",
    surround=_receiver,
    events=_events,
    writes=("ticket.returned",),
    place=70,
    address="return",
    gives=True,
    note="a referred ticket is open again; one we only asked about stays as it is",
)
