"""Searches all tickets that somebody may view; what they may not is neither shown nor counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.db import among
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.search.matching import Meant, newest_meant
from complaints_service.tickets.search.tags import tags_of
from complaints_service.tickets.visible import grounds_of, visible_to

#: How many tickets a page of a search holds.
PAGE = 25
#: The newest so many tickets are looked through first. Where those fill no page few are meant among all the
#: others, too, and these are looked through at once. SQLite's index stops at as many as are wanted by itself.
_FIRST_STRETCH = 20_000
#: Of those that are meant so many are read at once, then so many times as many.
_FIRST_BATCH, _GROWS = 200, 10


@dataclass(frozen=True)
class FoundTickets:
    """A page of what was found, the newest first; `more`: whether another one follows."""

    tickets: Sequence[Ticket]
    more: bool


def search(
    session: Session, *, rights: Rights, meant: Meant, before: int | None = None, limit: int = PAGE
) -> FoundTickets:
    """The tickets meant, among those one may view; `before`: the id of the last one of the page before."""
    grounds = grounds_of(rights)
    tags = tags_of(grounds)
    if meant.nothing or (grounds is not None and not tags):
        return FoundTickets((), more=False)
    found: list[Ticket] = []
    behind_all = (session.scalar(select(func.max(Ticket.id))) or 0) + 1
    before = behind_all if before is None else min(before, behind_all)
    after, batch, seldom = max(0, before - _FIRST_STRETCH), _FIRST_BATCH, False
    if session.get_bind().dialect.name == "sqlite":
        after = 0
    while True:
        newest = newest_meant(meant, tags, after=after, before=before, limit=batch, seldom=seldom)
        ids = session.scalars(newest).all()
        if ids:
            # As one value: with a subquery in its place PostgreSQL looks through every ticket one may view.
            seen = select(Ticket).where(among(session, Ticket.id, ids), visible_to(rights))
            found += session.scalars(seen.order_by(Ticket.id.desc()).limit(limit + 1 - len(found)))
        full = len(ids) == batch
        if len(found) > limit or (not full and after == 0):
            return FoundTickets(found[:limit], more=len(found) > limit)
        if full:  # there are more of them in this stretch
            before, batch = min(ids), batch * _GROWS
        else:
            before, after, seldom = after + 1, 0, True
