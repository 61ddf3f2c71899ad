"""When each part of the service last did its work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class Heartbeat(Base):
    """The last success of one part: a job by its name (`job:facts`), a bot by its route (`bot:<code>`)."""

    __tablename__ = "heartbeat"

    part: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
