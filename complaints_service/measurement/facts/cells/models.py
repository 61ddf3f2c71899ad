"""The cells, in which facts are added up: replaceable as these are, and as seldom edited by hand."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class MonthCell(Base):
    """What one month brought of one clock in one unit, category, kelurahan and kind (`months.CellSums`).

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


class ChannelCell(Base):
    """What one month brought of one clock in one unit by one channel (`others.ChannelSums`)."""

    __tablename__ = "channel_cell"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    clock: Mapped[str] = mapped_column(String(20), primary_key=True)
    received: Mapped[int]
    met: Mapped[int]
    breached: Mapped[int]
    open_late: Mapped[int]
    stopped: Mapped[int]
    waits: Mapped[bytes] = mapped_column(LargeBinary)


class CustodyCell(Base):
    """How long a class of holders had reports of a category in a month in a unit (`others`)."""

    __tablename__ = "custody_cell"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60), primary_key=True)
    category: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int]
    seconds: Mapped[int] = mapped_column(BigInteger)
    waits: Mapped[bytes] = mapped_column(LargeBinary)


class FlowCell(Base):
    """What came to a unit and went in a local day or month: `every` says which (`flows.FlowSums`)."""

    __tablename__ = "flow_cell"

    every: Mapped[str] = mapped_column(String(5), primary_key=True)
    since: Mapped[str] = mapped_column(String(10), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    came: Mapped[int]
    went: Mapped[int]
    more: Mapped[int]


class ElsewhereCell(Base):
    """How long others had a unit's reports in a month while no unit did (`flows.ElsewhereSums`)."""

    __tablename__ = "elsewhere_cell"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60), primary_key=True)
    seconds: Mapped[int] = mapped_column(BigInteger)


class RatingCell(Base):
    """How many ratings of each score a month brought, by the rated tickets' sort (`rated.RatingSums`)."""

    __tablename__ = "rating_cell"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    category: Mapped[str] = mapped_column(String(40), primary_key=True)
    kelurahan: Mapped[str] = mapped_column(String(13), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    score_1: Mapped[int]
    score_2: Mapped[int]
    score_3: Mapped[int]
    score_4: Mapped[int]


class SquareCell(Base):
    """How many reports of a category came from a square in a month (`squares.SquareSums`)."""

    __tablename__ = "square_cell"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    category: Mapped[str] = mapped_column(String(40), primary_key=True)
    kelurahan: Mapped[str] = mapped_column(String(13), primary_key=True)
    up: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    along: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    received: Mapped[int]


class OfficerCell(Base):
    """How many cases of one outcome counted for a member of the office in a month (`officers`).

    The month is empty for what has none yet. `waits` is `waits.packed`.
    """

    __tablename__ = "officer_cell"
    __table_args__ = (Index("ix_officer_cell_month", "sort", "month"),)

    officer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    sort: Mapped[str] = mapped_column(String(12), primary_key=True)
    clock: Mapped[str] = mapped_column(String(20), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20), primary_key=True)
    category: Mapped[str] = mapped_column(String(40), primary_key=True)
    kelurahan: Mapped[str] = mapped_column(String(13), primary_key=True)
    n: Mapped[int]
    seconds: Mapped[int] = mapped_column(BigInteger)
    waits: Mapped[bytes] = mapped_column(LargeBinary)
