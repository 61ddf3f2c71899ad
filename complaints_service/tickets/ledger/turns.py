"""Whose turn it is on a ticket. Pure; lists, board, agendas and news read the column it is kept in."""

from __future__ import annotations

from collections.abc import Sequence

from complaints_service.tickets.ledger.state import TicketState
from complaints_service.tickets.ledger.states import FINAL
from sla import SUBSTANTIVE, Assessment, Event

OFFICE, CITIZEN, AGENCY, NOBODY = "office", "citizen", "agency", "nobody"
TURNS = (OFFICE, CITIZEN, AGENCY, NOBODY)
#: Closed so, a rule may have closed it over the citizen's words; what they accepted themselves they let rest.
BY_RULE = "no_objection"


def turn_of(state: TicketState, found: Assessment, events: Sequence[Event]) -> str:
    """Who has to do something next.

    A round nobody has answered is the office's, also on a ticket that is resolved or that a rule has closed;
    a question waits for the citizen once it has reached them.
    """
    if state.state in ("new", "open"):
        return OFFICE
    if state.state == "waiting":
        return CITIZEN if found.life.paused or found.life.target is None else OFFICE
    if state.state == "resolved":
        return OFFICE if found.open_round is not None else CITIZEN
    if state.state == "referred":
        return AGENCY
    assert state.state in FINAL
    left = state.close_reason == BY_RULE and has_unanswered_words(events)
    return OFFICE if left else NOBODY


def has_unanswered_words(events: Sequence[Event]) -> bool:
    """Whether the citizen's last message was neither answered nor said to need no answer."""
    for event in reversed(events):
        if event.kind == "round.ended":
            return False
        if event.kind == "message.sent" and event.by == "citizen":
            return bool(event.data.get("act") == "message")
        if event.kind == "message.sent" and event.data.get("act") in SUBSTANTIVE:
            return False
    return False
