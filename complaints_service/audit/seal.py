"""Sealing rows into a chain, by a job so that requests need not wait for one another, and checking it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from complaints_service.audit.chain import GENESIS, ChainFault, Link, Row, digest, find_faults
from complaints_service.audit.models import AuditEvent, Seal
from complaints_service.audit.queries import audit_rows

AUDIT = "audit"
LEDGER = "ledger"


def seal_rows(session: Session, *, chain: str, rows: Iterable[Row], now: datetime) -> int:
    """Adds a link for each row, in the order given; returns how many.

    The rows must not be sealed yet. Two sealers at once: the second is refused by the
    database (IntegrityError) and finds nothing left to do when it starts again.
    """
    position, previous = _head(session, chain)
    links = []
    for row_id, content in rows:
        link = digest(previous, content)
        position += 1
        links.append(
            {
                "chain": chain,
                "position": position,
                "row_id": row_id,
                "digest": link,
                "previous": previous,
                "sealed_at": now,
            }
        )
        previous = link
    if links:
        session.execute(insert(Seal), links)
    return len(links)


def seal_audit(session: Session, *, now: datetime, limit: int = 5000) -> int:
    """Seals the audit events that are not sealed yet, oldest first; returns how many."""
    unsealed = session.scalars(
        select(AuditEvent.id)
        .outerjoin(Seal, (Seal.chain == AUDIT) & (Seal.row_id == AuditEvent.id))
        .where(Seal.row_id.is_(None))
        .order_by(AuditEvent.id)
        .limit(limit)
    ).all()
    rows = audit_rows(session, row_ids=unsealed)
    return seal_rows(session, chain=AUDIT, rows=rows, now=now)


def check_chain(session: Session, *, chain: str, rows: Iterable[Row]) -> list[ChainFault]:
    """Every place where the rows are no longer the ones that were sealed; empty when all is well."""
    found = session.execute(
        select(Seal.position, Seal.row_id, Seal.previous, Seal.digest)
        .where(Seal.chain == chain)
        .order_by(Seal.position)
        .execution_options(yield_per=1000)
    )
    return find_faults(chain, (Link(*row) for row in found), rows)


def check_audit(session: Session) -> list[ChainFault]:
    """Faults of the audit record's own chain."""
    return check_chain(session, chain=AUDIT, rows=audit_rows(session))


def chain_head(session: Session, *, chain: str) -> str:
    """The newest link: write it down elsewhere to be able to prove later that nothing was made anew."""
    return _head(session, chain)[1]


def _head(session: Session, chain: str) -> tuple[int, str]:
    row = session.execute(
        select(Seal.position, Seal.digest).where(Seal.chain == chain).order_by(Seal.position.desc()).limit(1)
    ).first()
    return (row.position, row.digest) if row else (0, GENESIS)
