"""The table of counts; PostgreSQL keeps it out of its log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, String, event
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, UtcDateTime


class SharedCount(Base):
    """How often a key came until its window ends."""

    __tablename__ = "shared_count"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


event.listen(
    SharedCount.__table__,
    "after_create",
    DDL("ALTER TABLE shared_count SET UNLOGGED").execute_if(dialect="postgresql"),  # type: ignore[no-untyped-call]
)
