"""What was published: kept as it was, because a figure that changes later gives away who changed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base
from complaints_service.openness.watching import watch
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketAccused

#: As each database asks for it: otherwise the index is not found.
_MARKED: Mapping[str, Any] = {"sqlite_where": text("marked = 1"), "postgresql_where": text("marked")}


class PublishedMonth(Base):
    """The figures of one month as they were published, once and for good; `digest`: SHA-256 of them.

    `points`: those of all its blocks, as they were published; None of a month from before there were blocks.
    """

    __tablename__ = "published_month"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    published_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    points: Mapped[list[Any] | None] = mapped_column(deferred=True)


class ReportStanding(Base):
    """Under which rows of published tables a report counts, since its month was published; empty: the rest.

    `category` is that of what becomes of it: kept apart, it was counted in its own category when it came.
    """

    __tablename__ = "report_standing"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    kelurahan: Mapped[str] = mapped_column(String(13))
    category: Mapped[str] = mapped_column(String(40))


class PointBlock(Base):
    """Points of a published month that are told together or not at all.

    Each is [latitude, longitude, category, how many].
    """

    __tablename__ = "point_block"

    month: Mapped[str] = mapped_column(ForeignKey("published_month.month"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    points: Mapped[list[Any]]


class BlockReport(Base):
    """In which block of points a report stands, since its month was published; told to nobody.

    `marked`: something changed since by which it may be told or not. The database says so (`watching`).
    """

    __tablename__ = "block_report"
    __table_args__ = (
        ForeignKeyConstraint(["month", "number"], ["point_block.month", "point_block.number"]),
        Index("ix_block_report_marked", "month", "number", **_MARKED),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    month: Mapped[str] = mapped_column(String(7))
    number: Mapped[int]
    marked: Mapped[bool] = mapped_column(default=False, server_default=false())


class OpenFile(Base):
    """The newest file of open data in one form (`csv`, `json`, `geojson`), with its checksum (SHA-256).

    `without`: the blocks of points, as [month, number], that were not told when it was made; None of a file
    from before there were blocks.
    """

    __tablename__ = "open_file"

    form: Mapped[str] = mapped_column(String(8), primary_key=True)
    made_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    without: Mapped[list[Any] | None]


watch(Complaint.__table__, Ticket.__table__, TicketAccused.__table__)
