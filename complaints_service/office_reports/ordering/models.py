"""Reports that were ordered, how far each is, and the file that came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, one_of

#: `queued` until a worker takes it, `running` while one makes it, then `done`, or `failed` with a reason.
ORDER_STATES = ("queued", "running", "done", "failed")


class ReportOrder(Base):
    """A report that somebody ordered, for whom it is made and nobody else; gone after a week.

    `narrowed`: codes by way, as in a report's address. `total` was reckoned from the cells when it was
    ordered, `written` is how many tickets the file has by now. `attempt` counts how often a worker took it:
    one that was cut off and comes back later finds another number and leaves it alone. `units`: whose
    tickets the file has; it opens for nobody who may not read all of them any more.
    """

    __tablename__ = "report_order"
    __table_args__ = (one_of("state", ORDER_STATES), Index("ix_report_order_state", "state", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8))
    first_month: Mapped[str] = mapped_column(String(7))
    last_month: Mapped[str] = mapped_column(String(7))
    compare: Mapped[str] = mapped_column(String(4))
    narrowed: Mapped[dict[str, Any]]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    ordered_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="queued")
    total: Mapped[int]
    written: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    units: Mapped[list[Any] | None]
    problem: Mapped[str | None] = mapped_column(String(16))


class ReportFile(Base):
    """The workbook of an ordered report."""

    __tablename__ = "report_file"

    order_id: Mapped[int] = mapped_column(
        ForeignKey("report_order.id"), primary_key=True, autoincrement=False
    )
    body: Mapped[bytes] = mapped_column(LargeBinary)
