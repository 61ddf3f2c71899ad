"""What was passed on, what the other office says of it, and the offices that were entered on a page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class PassedOn(Base):
    """One referral of a report, as it stands with the other office.

    `seq`: the entry of the ledger that referred it. `state`: `waiting` to be handed over, `there`, `failed`
    (`reason` is a code). `pictures`: how many went along. `letter`: its key in the outbox, where it goes by
    mail. `their_number` and `token` are what the other office gave; the rest is what it said last, in its own
    words and dates.
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
    pictures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    letter: Mapped[str | None] = mapped_column(String(64))
    their_number: Mapped[str | None] = mapped_column(String(60))
    token: Mapped[str | None] = mapped_column(String(120))
    their_state: Mapped[str | None] = mapped_column(String(20))
    their_words: Mapped[str | None] = mapped_column(String(500))
    their_change_at: Mapped[datetime | None]
    their_promise_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]


class OtherOfficeEntry(Base):
    """How reports go to another office, entered on a page; every change is a row, and the newest counts.

    `way`: `system`, `email`, `letter`, None where it was ended. `sealed`: address and key, or the e-mail
    address; older rows keep none.
    """

    __tablename__ = "other_office"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(String(40))
    way: Mapped[str | None] = mapped_column(String(8))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed_by: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]
