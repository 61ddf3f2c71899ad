"""What the office says about the report that a duplicate was merged into, for the duplicate's own citizen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Message, Ticket
from complaints_service.tickets.ledger.state import fold
from sla import QUESTIONS, SUBSTANTIVE, Event

#: What is said for both; a question, and whatever the other citizen wrote, is theirs alone.
_FOR_BOTH = sorted(SUBSTANTIVE - QUESTIONS)


@dataclass(frozen=True)
class SurvivorNews:
    """The report that goes on, its state, which unit has it, and what was said since the merger."""

    number: str
    state: str
    unit: str
    said: tuple[tuple[datetime, str], ...]


def survivor_news(session: Session, *, ticket: Ticket, events: Sequence[Event]) -> SurvivorNews | None:
    """The news for a merged ticket's citizen; None where it was not merged. Follows a chain of mergers."""
    if ticket.state != "merged":
        return None
    since = next(event.at for event in reversed(events) if event.kind == "ticket.merged")
    into, seen = fold(events).into, {ticket.number}
    while into is not None and into not in seen:
        seen.add(into)
        kept = session.scalar(select(Ticket).where(Ticket.number == into))
        if kept is None:
            return None
        if kept.state == "merged":
            into = fold(ledger.events_of(session, [kept.id])[kept.id]).into
            continue
        rows = session.execute(
            select(Message.at, Message.text)
            .where(
                Message.ticket_id == kept.id,
                Message.act.in_(_FOR_BOTH),
                Message.author != "citizen",
                Message.at >= since,
            )
            .order_by(Message.seq)
        )
        return SurvivorNews(kept.number, kept.state, kept.unit, tuple((at, text) for at, text in rows))
    return None
