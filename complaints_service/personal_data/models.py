"""Requests of people about what is kept of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class SubjectRequest(Base):
    """What the citizen of a report asks of what is kept about them, and how the office decided.

    `kind` and `state`: `rules.py`. `words`: why, in the citizen's words; gone once it was erased. `sealed`:
    the name and contacts that shall be right, under the report's own key. `kept`: why something stayed, codes
    of `rules.GROUNDS`. `ended_at`: when what was granted came to its end: all is erased, or a restriction is
    lifted.
    """

    __tablename__ = "subject_request"
    __table_args__ = (
        Index("ix_subject_request_ticket", "ticket_id", "id"),
        Index(
            "ix_subject_request_asked",
            "due_at",
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes | None]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    kept: Mapped[list[Any]]
    ended_at: Mapped[datetime | None]


class DataBreach(Base):
    """A breach of what is kept of people: what happened, whom it concerns, and when they were told.

    `found_at`: when the office learned of it; from then three days run (UU 27/2022, article 46). `told_at`:
    when the people concerned and the agency were told in writing. `measures`: what was done against it.
    """

    __tablename__ = "data_breach"

    id: Mapped[int] = mapped_column(primary_key=True)
    found_at: Mapped[datetime]
    due_at: Mapped[datetime]
    what: Mapped[str] = mapped_column(Text)
    exposed: Mapped[str] = mapped_column(Text)
    people: Mapped[int]
    measures: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(40))
    told_at: Mapped[datetime | None]
    told: Mapped[str] = mapped_column(Text)
