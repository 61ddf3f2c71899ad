"""The ledger as the seal's chain sees it: one byte string for each row, over all its columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row as Result
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from complaints_service.audit.chain import ChainFault, Row, canonical
from complaints_service.audit.models import Seal
from complaints_service.audit.seal import LEDGER, check_chain, seal_audit, seal_rows
from complaints_service.tickets.ledger.models import TicketEvent

#: All columns, named one by one: a column added later must not break the seals of the rows before it.
SEALED = ("id", "ticket_id", "seq", "kind", "at", "recorded_at", "actor", "origin", "data")


def canonical_event(row: Result[Any] | TicketEvent) -> bytes:
    """The bytes one ledger row stands for: every column, the row's own id too."""
    return canonical({name: getattr(row, name) for name in SEALED})


def unsealed_events(session: Session, *, limit: int = 5000) -> list[Row]:
    """The ledger's rows that no seal covers yet, oldest first, ready for `audit.seal.seal_rows`."""
    query = (
        _rows()
        .outerjoin(Seal, (Seal.chain == LEDGER) & (Seal.row_id == TicketEvent.id))
        .where(Seal.row_id.is_(None))
        .limit(limit)
    )
    return [(row.id, canonical_event(row)) for row in session.execute(query)]


def seal_ledger(session: Session, *, now: datetime, limit: int = 5000) -> int:
    """Seals the ledger's rows that are not sealed yet, oldest first; returns how many."""
    return seal_rows(session, chain=LEDGER, rows=unsealed_events(session, limit=limit), now=now)


def seal_everything(session: Session, *, now: datetime, limit: int = 5000) -> int:
    """Seals up to `limit` rows each of the ledger and of the audit record; returns how many, 0 when done."""
    return seal_ledger(session, now=now, limit=limit) + seal_audit(session, now=now, limit=limit)


def check_ledger(session: Session) -> list[ChainFault]:
    """Every place where the ledger is no longer what was sealed."""
    return check_chain(session, chain=LEDGER, rows=_all(session))


def _all(session: Session) -> Iterator[Row]:
    for row in session.execute(_rows().execution_options(yield_per=1000)):
        yield row.id, canonical_event(row)


def _rows() -> Select[Any]:
    return select(*(getattr(TicketEvent, name) for name in SEALED)).order_by(TicketEvent.id)
