"""Rows that point at nothing, whether or not the database was told to refuse them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Select, Table, func, select
from sqlalchemy.orm import Session

from complaints_service.db import Base
from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.facts.models import (
    ClockFact,
    CustodyFact,
    HandoverFact,
    ResolutionFact,
    TicketFact,
)
from complaints_service.notify.models import Outbox, Subscription
from complaints_service.people.models import Officer
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.vault.models import Identity

#: References the database does not check: column -> the column it must be found in.
_UNCHECKED: tuple[tuple[Any, Any], ...] = (
    (Complaint.id, Ticket.id),
    (Outbox.number, Complaint.number),
    (Subscription.number, Complaint.number),
    (Identity.number, Complaint.number),
    (ClockFact.ticket_id, TicketFact.ticket_id),
    (CustodyFact.ticket_id, TicketFact.ticket_id),
    (ResolutionFact.ticket_id, TicketFact.ticket_id),
    (HandoverFact.ticket_id, TicketFact.ticket_id),
    (ClockFact.owner_officer_id, Officer.id),
    (HandoverFact.officer_id, Officer.id),
    (ResolutionFact.officer_id, Officer.id),
    (TicketFact.resolver_officer_id, Officer.id),
)


def find_orphans(session: Session) -> list[Finding]:
    """Every value of a reference that is not found where it points to, once, with how many rows hold it."""
    return [
        Finding("orphan", f"{table} {column}={value}", f"{rows} row(s) without their {parent}")
        for table, column, parent, value, rows in _missing(session)
    ]


def _missing(session: Session) -> Iterator[tuple[str, str, str, object, int]]:
    for table, column, parent, query in _questions():
        for value, rows in session.execute(query):
            yield table, column, parent, value, rows


@cache
def _questions() -> tuple[tuple[str, str, str, Select[Any]], ...]:
    """Where each reference stands and leads, and what asks for those that lead nowhere; put together once.

    There are as many as the tables have references, and building them takes longer than asking them.
    """
    references = [(_column(one), _column(other)) for one, other in _UNCHECKED]
    for table in Base.metadata.sorted_tables:
        references += [(key.parent, key.column) for key in _foreign_keys(table)]
    return tuple(
        (child.table.name, child.name, parent.table.name, _asking(child, parent))
        for child, parent in references
    )


def _asking(child: Any, parent: Any) -> Select[Any]:
    other = parent.table.alias()
    found = other.c[parent.name]
    return (
        select(child, func.count())
        .outerjoin(other, found == child)
        .where(child.is_not(None), found.is_(None))
        .group_by(child)
        .order_by(child)
    )


def _foreign_keys(table: Table) -> list[ForeignKey]:
    return sorted(table.foreign_keys, key=lambda key: str(key.parent.name))


def _column(attribute: Any) -> Any:
    return attribute.property.columns[0]
