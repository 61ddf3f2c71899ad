"""The papers of a ticket as its page shows them: those there are, and those that can be made now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from complaints_service.papers.queries import papers_of
from complaints_service.papers.rules import entry_of, template_on
from complaints_service.tickets.queries import TicketView
from config.entries.papers import PAPER_KINDS
from config.rulebook import Rulebook


@dataclass(frozen=True)
class PaperRow:
    """A paper that is kept: what it is called, its number, when it was made, where it opens."""

    title: str
    number: str
    issued_at: datetime
    href: str


@dataclass(frozen=True)
class TicketPapers:
    """The papers of a ticket; `offered`: what can be made, with the address of its button."""

    rows: Sequence[PaperRow]
    offered: Sequence[tuple[str, str]]


def ticket_papers(
    session: Session, view: TicketView, *, works_here: bool, rulebook: Rulebook
) -> TicketPapers:
    """For whoever may see the ticket; who does not work here makes none."""
    number, today = view.ticket.number, rulebook.local_date(view.as_of)
    there = papers_of(session, ticket_id=view.ticket.id)
    titles = {one.code: one.title for one in rulebook.papers}
    rows = [
        PaperRow(
            titles.get(each.kind, each.number),
            each.number,
            each.issued_at,
            url_for("papers.one", number=number, paper_id=each.id),
        )
        for each in there
    ]
    made = {each.seq for each in there}
    offered = []
    for kind in PAPER_KINDS if works_here else ():
        entry, template = entry_of(kind, view.events), template_on(rulebook, kind, today)
        if entry is not None and template is not None and entry.seq not in made:
            offered.append((template.title, url_for("papers.make", number=number, kind=kind)))
    return TicketPapers(rows, offered)
