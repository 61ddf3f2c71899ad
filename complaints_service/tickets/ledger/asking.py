"""How asking and answering change a ticket: contests, requests to hand it over and to end it. Pure."""

from __future__ import annotations

from dataclasses import replace

from complaints_service.tickets.ledger.folding import LedgerEntry, TicketState


def contested(state: TicketState, event: LedgerEntry) -> TicketState:
    """A span of its custody is contested."""
    number = event.data["contest"]
    return replace(state, open_contests=(*state.open_contests, number), contests_ever=number)


def decided(state: TicketState, event: LedgerEntry) -> TicketState:
    """A contest is decided."""
    left = tuple(number for number in state.open_contests if number != event.data["contest"])
    return replace(state, open_contests=left)


def requested(state: TicketState, event: LedgerEntry) -> TicketState:
    """Somebody asks that it be handed over."""
    number = event.data["request"]
    return replace(state, open_requests=(*state.open_requests, number), requests_ever=number)


def declined(state: TicketState, event: LedgerEntry) -> TicketState:
    """It is not handed over."""
    left = tuple(number for number in state.open_requests if number != event.data["request"])
    return replace(state, open_requests=left)


def ending_asked(state: TicketState, event: LedgerEntry) -> TicketState:
    """Somebody asks a superior that it be refused or stopped."""
    number = event.data["request"]
    return replace(state, open_endings=(*state.open_endings, number), endings_ever=number)


def ending_declined(state: TicketState, event: LedgerEntry) -> TicketState:
    """It goes on."""
    left = tuple(number for number in state.open_endings if number != event.data["request"])
    return replace(state, open_endings=left)
