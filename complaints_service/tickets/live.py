"""What became of a list since it was read: how many are new or changed, and who took from the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from complaints_service.tickets.listed import Filter, listed
from complaints_service.tickets.visible import visible_to

_NEWEST = select(Ticket.changed_at).order_by(Ticket.changed_at.desc()).limit(1)
#: More changes than this are told as "more than": nobody reads a number of hundreds.
MOST_COUNTED = 50


@dataclass(frozen=True)
class ListChanges:
    """New and changed tickets of a list, and by whom others were taken, as officer ids."""

    new: int
    changed: int
    taken_by: Sequence[int]

    @property
    def none(self) -> bool:
        """Whether the list is as it was read."""
        return not (self.new or self.changed or self.taken_by)


def changes_since(session: Session, *, rights: Rights, narrowed: Filter, since: datetime) -> ListChanges:
    """What changed of a list after an instant, among what the reader may see.

    The index of `changed_at` leads there: what did not change is not looked at, and where nothing did in the
    whole office, which is told to nobody, one look at its end is all.
    """
    newest = session.scalar(_NEWEST)
    if newest is None or newest <= since:
        return ListChanges(0, 0, ())
    rows = session.execute(
        listed(rights, narrowed)
        .with_only_columns(Ticket.received_at)
        .where(Ticket.changed_at > since)
        .limit(MOST_COUNTED + 1)
    ).all()
    new = sum(row.received_at > since for row in rows)
    taken: Sequence[int] = ()
    if narrowed.view == "queue":
        others = session.scalars(
            select(Ticket.holder_officer_id)
            .join(TicketEvent, TicketEvent.ticket_id == Ticket.id)
            .where(
                Ticket.changed_at > since,
                TicketEvent.recorded_at > since,
                TicketEvent.kind == "ticket.taken",
                Ticket.holder_officer_id.is_distinct_from(rights.officer_id),
                visible_to(rights),
            )
            .distinct()
            .order_by(Ticket.holder_officer_id)
            .limit(MOST_COUNTED)
        )
        taken = [one for one in others if one is not None]
    return ListChanges(new, len(rows) - new, taken)
