"""The ledger as the seal's chain sees it, and all that is sealed: ledger, audit record, digests."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.chain import ChainFault
from complaints_service.audit.models import ErasedEntry
from complaints_service.audit.seal import LEDGER, SEALED_AUDIT, SEALED_WRITTEN, SealedTable
from complaints_service.tickets.ledger.models import TicketEvent


def _erased_entries(session: Session) -> dict[int, str]:
    rows = session.execute(select(ErasedEntry.event_id, ErasedEntry.digest))
    return {row.event_id: row.digest for row in rows}


SEALED_LEDGER = SealedTable(
    chain=LEDGER,
    model=TicketEvent,
    columns=("id", "ticket_id", "seq", "kind", "at", "recorded_at", "actor", "origin", "data"),
    instant="recorded_at",
    erased=_erased_entries,
)

#: Every table with a chain of its own.
SEALED = (SEALED_LEDGER, SEALED_AUDIT, SEALED_WRITTEN)


def check_chains(session: Session) -> list[ChainFault]:
    """Every place where a chain is no longer what was sealed."""
    return [fault for table in SEALED for fault in table.check(session)]
