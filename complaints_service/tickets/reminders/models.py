"""When somebody wants to be reminded of a ticket."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class Reminder(Base):
    """That an officer looks at a ticket again; one of each person, a new one takes the place of the old.

    `told_at`: its time has come; from then on it waits for the person until it is done. Deleted when it is,
    and where its ticket is not theirs to see any more.
    """

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("ticket_id", "officer_id"), Index("ix_reminder_due", "told_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
