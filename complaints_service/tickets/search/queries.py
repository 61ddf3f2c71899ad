"""Searches all tickets that somebody may view; what they may not is neither shown nor counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.search.matching import Meant, matching
from complaints_service.tickets.visible import visible_to

#: How many tickets a page of a search holds.
PAGE = 25


@dataclass(frozen=True)
class FoundTickets:
    """A page of what was found, the newest first; `more`: whether another one follows."""

    tickets: Sequence[Ticket]
    more: bool


def search(
    session: Session, *, rights: Rights, meant: Meant, before: int | None = None, limit: int = PAGE
) -> FoundTickets:
    """The tickets meant, among those one may view; `before`: the id of the last one of the page before."""
    if meant.nothing:
        return FoundTickets((), more=False)
    chosen = select(Ticket).where(matching(meant), visible_to(rights))
    if before is not None:
        chosen = chosen.where(Ticket.id < before)
    found = session.scalars(chosen.order_by(Ticket.id.desc()).limit(limit + 1)).all()
    return FoundTickets(found[:limit], more=len(found) > limit)
