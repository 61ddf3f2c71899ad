"""The facts of a month added up: replaceable, computed again at will, never edited by hand."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class MonthCell(Base):
    """What one month brought of one clock in one unit, category, kelurahan and kind (`cells.CellSums`).

    The month is empty for what has none yet. `waits` is `waits.packed`.
    """

    __tablename__ = "month_cell"
    __table_args__ = (Index("ix_month_cell_clock", "clock", "month"),)

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    category: Mapped[str] = mapped_column(String(40), primary_key=True)
    kelurahan: Mapped[str] = mapped_column(String(13), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    clock: Mapped[str] = mapped_column(String(20), primary_key=True)
    received: Mapped[int]
    met: Mapped[int]
    breached: Mapped[int]
    open_late: Mapped[int]
    caught_up: Mapped[int]
    still_open: Mapped[int]
    stopped: Mapped[int]
    waits: Mapped[bytes] = mapped_column(LargeBinary)
