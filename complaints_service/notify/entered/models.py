"""What was entered of a route: one sealed value for each setting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class RouteSetting(Base):
    """A setting entered on a page; every change is a row of its own, and only the newest keeps a value.

    `sealed`: None where it was taken away. The highest id tells every process whether anything changed.
    """

    __tablename__ = "route_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed_by: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]
