"""Addresses of other services that hear of reports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base
from complaints_service.office_stamp import stamped


class Hook(Base):
    """One address that is called, until it is removed. Its secrets are derived, never stored.

    `generation`: of the secret in force; the one before signs too for a day after `rotated_at`.
    """

    __tablename__ = "hook"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    rotated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


stamped(Hook.__table__)
