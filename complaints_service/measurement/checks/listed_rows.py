"""Whether what lists tell of a ticket is what its ledger says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.checks.ledger_checks import UNREADABLE, KeptTicket
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.rows.keeping import told_of
from complaints_service.tickets.rows.models import TicketListed
from config.rulebook import Rulebook
from sla import Event, SlaError

_COLUMNS = tuple(TicketListed.__table__.columns)


def stored_rows(session: Session, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """What is stored of these tickets, by their ids."""
    found = session.execute(select(*_COLUMNS).where(TicketListed.ticket_id.in_(ids)))
    return {row.ticket_id: dict(row._mapping) for row in found}


def check_row(
    ticket: KeptTicket, events: Sequence[Event], stored: Mapping[str, Any], *, rulebook: Rulebook
) -> Iterator[Finding]:
    """Everything in which it differs from the same computed again, as of its own instant.

    What was stored under an older calendar is told to nobody any more, and made anew by a job.
    """
    version = ticket.policy_version
    known = [event for event in events if event.seq <= stored["version"]]
    if stored["version"] != ticket.version:
        said = f"the row of the list is of entry {stored['version']}, the ticket is at {ticket.version}"
        yield Finding("row", ticket.number, said)
    if not known:
        yield Finding("row", ticket.number, "the row of the list is of a ledger that is not there")
        return
    try:
        found = deadlines.judge(known, rulebook=rulebook, policy_version=version, as_of=stored["as_of"])
        made = told_of(ticket.id, known, found, rulebook=rulebook, policy_version=version)
    except (SlaError, *UNREADABLE) as error:
        yield Finding("row", ticket.number, f"the row of the list cannot be computed again: {error}")
        return
    if made["calendar"] != stored["calendar"]:
        return
    for name in ("clocks", "entries"):
        if made[name] != stored[name]:
            yield Finding("row", ticket.number, f"the row of the list has other {name} than the ledger")
