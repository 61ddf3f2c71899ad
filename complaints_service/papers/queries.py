"""Reads the papers of tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.db import from_row
from complaints_service.papers.models import TicketPaper


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """A paper as the ticket's page lists it."""

    id: int
    kind: str
    seq: int
    number: str
    issued_at: datetime


def papers_of(session: Session, *, ticket_id: int) -> Sequence[PaperLine]:
    """The papers of a ticket, in the order they were made."""
    listed = select(
        TicketPaper.id, TicketPaper.kind, TicketPaper.seq, TicketPaper.number, TicketPaper.issued_at
    ).where(TicketPaper.ticket_id == ticket_id)
    return [from_row(PaperLine, row) for row in session.execute(listed.order_by(TicketPaper.id))]


def paper_of(session: Session, *, ticket_id: int, paper_id: int) -> TicketPaper | None:
    """One paper of a ticket."""
    mine = (TicketPaper.id == paper_id, TicketPaper.ticket_id == ticket_id)
    return session.scalar(select(TicketPaper).where(*mine))
