"""What was passed on, and what the other office says of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class PassedOn(Base):
    """One referral of a report, as it stands with the other office.

    `seq`: the entry of the ledger that referred it. `state`: `waiting` to be handed over, `there`, `failed`
    (`reason` is a code). `their_number` and `token` are what the other office gave; the rest is what it said
    last, in its own words and dates.
    """

    __tablename__ = "passed_on"
    __table_args__ = (
        Index(
            "ix_passed_on_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(40))
    passed_at: Mapped[datetime | None]
    their_number: Mapped[str | None] = mapped_column(String(60))
    token: Mapped[str | None] = mapped_column(String(120))
    their_state: Mapped[str | None] = mapped_column(String(20))
    their_words: Mapped[str | None] = mapped_column(String(500))
    their_change_at: Mapped[datetime | None]
    their_promise_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
