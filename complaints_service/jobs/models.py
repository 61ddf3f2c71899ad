"""Which job ran in which slot: the unique row a worker claims before it works."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class JobRun(Base):
    """One run of one job in one slot of the timetable."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(30), primary_key=True)
    slot: Mapped[datetime] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
