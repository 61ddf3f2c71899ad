"""What the citizen thought of how one complaint was handled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class Rating(Base):
    """A citizen's judgement of one ticket, given once: 1 (bad) to 4 (very good), perhaps with a sentence."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 4", name="score"),
        Index("ix_rating_rated_at", "rated_at"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    score: Mapped[int]
    comment: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[datetime]
