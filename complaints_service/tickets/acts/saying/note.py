"""Words for the office alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.accounts.access import allows, roles_on_ticket
from complaints_service.errors import invalid, words
from complaints_service.people.rights import rights_of_member
from complaints_service.tickets.access import access_of
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings, as_it_is
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import STATES

#: The longest number of a person.
MOST_DIGITS = 9
NO_ONE_TO_TELL = words(
    "Orang ini tidak bisa membaca tiket ini, jadi tidak diberi tahu. Pilih yang lain, atau serahkan tiketnya."
)


@dataclass(frozen=True, kw_only=True)
class Note(Request):
    """What is to be kept in mind."""

    text: str = fields.text(needed=True, meaning="What the office reads; the citizen never does.")
    mention: str | None = fields.whom(
        meaning="A colleague who is told of it: `person:7`, who may read the ticket; it gives no rights."
    )


def _mentioned(session: Session, case: ActCase[Note]) -> Surroundings:
    """The colleague who is told. Raises Invalid for who is not at work here or may not read it."""
    around, named = as_it_is(session, case), (case.request.mention or "").strip()
    if not named:
        return around
    kind, _sep, number = named.partition(":")
    if kind != "person" or not number.isascii() or not number.isdigit() or len(number) > MOST_DIGITS:
        raise invalid("mention", NO_ONE_TO_TELL)
    on = case.rulebook.local_date(case.now)
    rights = rights_of_member(session, officer_id=int(number), on=on)
    roles = roles_on_ticket(rights, access_of(case.ticket, case.history)) if rights else frozenset()
    if not allows(roles, "view_ticket", case.ticket.complaint.privacy):
        raise invalid("mention", NO_ONE_TO_TELL)
    return replace(around, to_holder=named)


def _events(asked: Note, around: Surroundings) -> list[NewEvent]:
    told = {"mention": around.to_holder} if around.to_holder else {}
    return [NewEvent(kind="ticket.noted", data={"act": "note", **told}, text=asked.text)]


ACT = Act(
    code="note",
    request=Note,
    right="note",
    states=frozenset(STATES),
    surround=_mentioned,
    events=_events,
    writes=("ticket.noted",),
    files="office",
    place=170,
    address="notes",
)
