"""Who wants the letter of each month."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class MonthlyReader(Base):
    """An address that wants the letter, of a kelurahan or (None) of the whole office; deleted when it stops.

    `address` is its mark, `sealed` the address itself under the office's key. `agreed_at`: None while its
    owner was only asked. `last_month`: whose letter was queued last, like `2026-11`.
    """

    __tablename__ = "monthly_reader"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(44), unique=True)
    sealed: Mapped[bytes]
    language: Mapped[str] = mapped_column(String(2))
    kelurahan: Mapped[str | None] = mapped_column(String(13))
    asked_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    last_month: Mapped[str | None] = mapped_column(String(7))
