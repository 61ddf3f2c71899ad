"""A view of the desk that somebody saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class SavedView(Base):
    """What somebody narrows the desk to, under a name; `unit`: with whom it is shared, by the unit's code.

    `query` is the address's own words (`view`, `category` ...), so that a view shows to each reader what they
    may see themselves.
    """

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    unit: Mapped[str | None] = mapped_column(ForeignKey("unit.code"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
