"""Papers as they were made: once for an entry of a ledger, numbered through a year, for good."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.audit.append_only import guard
from complaints_service.db import Base


class TicketPaper(Base):
    """A slip or letter of a ticket, once and for good (a trigger refuses any change).

    `seq`: the entry of the ticket's ledger it is of; opened again it is the same paper. `number_in_year`
    counts through the papers of a kind in a year; `number` is how it is quoted. `content` is what it says
    as JSON, and `digest` the SHA-256 of that.
    """

    __tablename__ = "ticket_paper"
    __table_args__ = (
        UniqueConstraint("kind", "year", "number_in_year"),
        UniqueConstraint("ticket_id", "seq"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    year: Mapped[int]
    number_in_year: Mapped[int]
    number: Mapped[str] = mapped_column(String(60))
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(40))
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class MeetingMinutes(Base):
    """The minutes of a meeting as a paper, once and for good (a trigger refuses any change).

    `number_in_year` counts through a year; `content` is what they say as JSON, `digest` the SHA-256 of that.
    """

    __tablename__ = "meeting_minutes"
    __table_args__ = (UniqueConstraint("meeting_id"), UniqueConstraint("year", "number_in_year"))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    year: Mapped[int]
    number_in_year: Mapped[int]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(40))
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))

    @property
    def number(self) -> str:
        """ "NOTULEN/007/2026", as they are quoted."""
        return f"NOTULEN/{self.number_in_year:03d}/{self.year}"


guard(TicketPaper.__table__)
guard(MeetingMinutes.__table__)
