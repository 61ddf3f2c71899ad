"""Subscriptions (who hears of a number, by which route) and the outbox (what is still to be sent)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class Subscription(Base):
    """One address that hears of one number until it is ended."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("number", "route", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16))
    route: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Outbox(Base):
    """One notice to one address, written in the transaction of the change that caused it.

    `key` is (number, ledger seq, kind, route, address): writing the same notice twice is refused.
    `state`: `queued`, later `sent`, `uncertain`, `suppressed` or `dead`.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    number: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(30))
    route: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    params: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
