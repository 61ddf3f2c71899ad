"""What a row of a list tells of a ticket: stored by whatever changes the ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class TicketListed(Base):
    """How a ticket's own clocks stood as of an instant, and the few entries that a row speaks of.

    Computed from the ledger at `version`, under a `calendar` in its and its parents' versions; `standing.py`
    says what of it and how it ages. A ticket without one, or under another calendar, is read from its ledger.
    """

    __tablename__ = "ticket_listed"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    version: Mapped[int]
    calendar: Mapped[str] = mapped_column(String(81))
    as_of: Mapped[datetime]
    clocks: Mapped[dict[str, Any]]
    entries: Mapped[list[Any]]
