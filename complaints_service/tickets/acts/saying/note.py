"""Words for the office alone."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import STATES


@dataclass(frozen=True, kw_only=True)
class Note(Request):
    """What is to be kept in mind."""

    text: str = fields.text(needed=True, meaning="What the office reads; the citizen never does.")


def _events(asked: Note, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="ticket.noted", data={"act": "note"}, text=asked.text)]


ACT = Act(
    code="note",
    request=Note,
    right="note",
    states=frozenset(STATES),
    events=_events,
    writes=("ticket.noted",),
    files="office",
    place=170,
    address="notes",
)
