"""The sealed identity of a report's citizen, and the key it is sealed under, itself wrapped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base

_MARKS = ("email_mark", "phone_mark", "name_mark")


def _by_mark(mark: str) -> Index:
    """Only of those who gave it: whoever gave none is not looked for by it."""
    given = text(f"{mark} IS NOT NULL")
    return Index(f"ix_identity_{mark}", mark, sqlite_where=given, postgresql_where=given)


class Identity(Base):
    """Who complained: sealed under a key of this report's own. Reports nobody can be reached by have none.

    `wrapped` is that key under the office's key `key_id`; without it nothing of the report's identity opens
    any more, here or in a backup. `sealed`: name, phone and e-mail, where any was given; the marks find it.
    """

    __tablename__ = "identity"
    __table_args__ = tuple(_by_mark(mark) for mark in _MARKS)

    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16))
    wrapped: Mapped[bytes | None]
    sealed: Mapped[bytes | None]
    email_mark: Mapped[str | None] = mapped_column(String(44))
    phone_mark: Mapped[str | None] = mapped_column(String(44))
    name_mark: Mapped[str | None] = mapped_column(String(44))
    erased_at: Mapped[datetime | None]
