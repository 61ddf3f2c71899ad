"""Makes a paper of a ticket: written once for an entry of its ledger, numbered, told to the record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.audit.service import record
from complaints_service.errors import DomainError, NotFound, words
from complaints_service.moment import Moment
from complaints_service.papers.content import paper_content
from complaints_service.papers.models import TicketPaper
from complaints_service.papers.rules import entry_of, number_words, template_on
from complaints_service.tickets.queries import ticket_in_view
from config.versions import canonical_json

ISSUED = "paper.issued"
_NONE = words("Tiket ini belum diteruskan oleh seseorang, jadi belum ada suratnya.")


def issue_paper(moment: Moment, *, number: str, kind: str, rights: Rights) -> TicketPaper:
    """The paper of the last entry by which somebody gave the ticket on; the one there is, or a new one.

    Whoever works here and may see the ticket makes it. Raises NotFound, DomainError `no_paper`.
    """
    session = moment.session
    seen = ticket_in_view(session, number=number, rights=rights)
    if rights.officer_id is None:
        raise NotFound("paper")
    today = moment.rulebook.local_date(moment.now)
    entry, template = entry_of(kind, seen.events), template_on(moment.rulebook, kind, today)
    if entry is None or template is None:
        raise DomainError("no_paper", _NONE)
    there = session.scalar(
        select(TicketPaper).where(TicketPaper.ticket_id == seen.ticket.id, TicketPaper.seq == entry.seq)
    )
    if there is not None:
        return there
    place = _next_place(session, kind, today.year)
    named = number_words(template.number, place=place, on=today)
    content = paper_content(moment, seen, entry, template, number=named, rights=rights)
    row = TicketPaper(
        ticket_id=seen.ticket.id,
        seq=entry.seq,
        kind=kind,
        year=today.year,
        number_in_year=place,
        number=named,
        issued_at=moment.now,
        issued_by=moment.actor.ref,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True),
        digest=paper_digest(content),
    )
    session.add(row)
    session.flush()
    data = {"number": row.number, "ticket": seen.ticket.number, "digest": row.digest}
    record(session, now=moment.now, actor=moment.actor, kind=ISSUED, subject=f"paper:{row.id}", data=data)
    return row


def paper_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of what a paper says."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _next_place(session: Session, kind: str, year: int) -> int:
    """The next number of a year; the later of two at once meets the constraint and is run again."""
    mine = (TicketPaper.kind == kind, TicketPaper.year == year)
    return (session.scalar(select(func.max(TicketPaper.number_in_year)).where(*mine)) or 0) + 1
