"""Rules that somebody tries on the past year, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


class RulebookTrial(Base):
    """One trial: `changes` as they were asked for, and `files`, those files alone that read otherwise.

    It judges what came in from `since_on` (a local day) on. `done` of `total` reports are judged; `told_at`
    is when the worker last said so. `outcome` is what came of it, `reason` why nothing did.
    """

    __tablename__ = "rulebook_trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    since_on: Mapped[date]
    changes: Mapped[dict[str, Any]]
    files: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10), index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None]
    reason: Mapped[str] = mapped_column(String(40), default="")
