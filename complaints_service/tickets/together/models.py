"""What was asked of several tickets at once, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class BulkRun(Base):
    """An act on several tickets by one person; `outcomes` and `undo_outcomes`: a row for each ticket.

    What was done is in each ticket's ledger; this is what its doer reads of it, and what undoes it.
    """

    __tablename__ = "bulk_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    done_at: Mapped[datetime]
    outcomes: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]
    undo_outcomes: Mapped[list[Any] | None]
