"""Reported values and the evidence they rest on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, one_of

REPORT_STATES = ("proposed", "approved", "declined", "withdrawn")


class ReportedValue(Base):
    """What an officer reports of one indicator for one local month; counted once a superior approves it.

    `value` is in the indicator's unit (None where the target is words alone). A later approved report of the
    same month replaces an earlier one; nothing is deleted.
    """

    __tablename__ = "reported_value"
    __table_args__ = (
        one_of("state", REPORT_STATES),
        Index("ix_reported_value_indicator", "indicator_id", "month"),
        Index("ix_reported_value_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("plan_indicator.id"))
    month: Mapped[str] = mapped_column(String(7))
    value: Mapped[float | None]
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    reported_at: Mapped[datetime]
    reported_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    reason: Mapped[str | None] = mapped_column(Text)


class Evidence(Base):
    """A file or a link behind a reported value; withdrawn with a reason, never deleted.

    `address`: a file's path in the media folder, or the link. `digest`: SHA-256 of a file's bytes.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("kind IN ('file', 'link')", name="kind"),
        CheckConstraint("(kind = 'file') = (digest IS NOT NULL)", name="digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reported_value_id: Mapped[int] = mapped_column(ForeignKey("reported_value.id"), index=True)
    kind: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(500))
    mime: Mapped[str | None] = mapped_column(String(80))
    size: Mapped[int | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)
