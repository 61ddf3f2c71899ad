"""Signs that somebody looked into and dismissed, with why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class SignDismissal(Base):
    """A sign that turned out to be nothing; `key` as in `rules.SeenSign`. It stays in sight."""

    __tablename__ = "sign_dismissal"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    officer_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(400))
    dismissed_at: Mapped[datetime]
    dismissed_by: Mapped[str] = mapped_column(String(40))
