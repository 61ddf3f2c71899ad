"""The record outside the tickets, and the seals over it and over the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.audit.append_only import guard
from complaints_service.db import Base


class AuditEvent(Base):
    """One thing that happened outside the tickets; appended, never changed (a trigger refuses it)."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject", "id"),
        Index("ix_audit_event_kind", "kind", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]]
    origin: Mapped[str] = mapped_column(String(12))


class Seal(Base):
    """One link of a hash chain: the digest of a row and of the link before it.

    `position` counts the links of a chain from 1, in the order they were sealed: on PostgreSQL a row with
    a smaller id may be committed later. Two sealers at once collide on it and one of them starts again.
    """

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("chain", "row_id"),)

    chain: Mapped[str] = mapped_column(String(12), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row_id: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]


guard(AuditEvent.__table__)
guard(Seal.__table__)
