"""Feedback on an officer's work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, one_of

RELATIONS = ("superior", "peer", "subordinate")
FEEDBACK_KINDS = ("praise", "advice")


class Feedback(Base):
    """What one member says of another's work. Citizens' thanks are ratings and are not copied here.

    `relation` is the giver's to the receiver on that day. It may be tied to a BerAKHLAK value, a ticket or an
    indicator. Taken back by the giver with a reason, never deleted.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        one_of("relation", RELATIONS),
        one_of("kind", FEEDBACK_KINDS),
        Index("ix_feedback_officer", "officer_id", "given_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    relation: Mapped[str] = mapped_column(String(11))
    kind: Mapped[str] = mapped_column(String(6))
    words: Mapped[str] = mapped_column(Text)
    value_code: Mapped[str | None] = mapped_column(String(24))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    indicator_code: Mapped[str | None] = mapped_column(String(40))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)
