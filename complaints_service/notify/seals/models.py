"""Who gets the day's seals."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class SealKeeper(Base):
    """Whoever gets the signed checkpoints each day: a member of the office, or an address outside it.

    Deleted when it ends. `last_on`: of which local day they got the last; `letter` is its key in the outbox.
    """

    __tablename__ = "seal_keeper"
    __table_args__ = (CheckConstraint("(officer_id IS NULL) <> (address IS NULL)", name="one_keeper"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), unique=True)
    address: Mapped[str | None] = mapped_column(String(254), unique=True)
    called: Mapped[str] = mapped_column(String(200))
    last_on: Mapped[date | None]
    letter: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))
