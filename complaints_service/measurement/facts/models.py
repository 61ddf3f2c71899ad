"""What the ledgers say for measurement: replaceable, computed again at will, never edited by hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base
from complaints_service.measurement.facts.clock_indexes import clock_indexes


class TicketFact(Base):
    """One ticket: which ledger the facts were made from, as of when, and what it all adds up to.

    `as_of`: the instant the facts hold at; for a `settled` ticket (closed, no clock still open) the last
    instant that could change them, so that they never change by themselves. `next_change_at`: when time
    alone will change a verdict. `digest`: SHA-256 of the canonical facts (`facts.canonical_facts`).
    `form`: as which release makes them (`rows.FORM`); 0: one that gave them no number.
    """

    __tablename__ = "ticket_fact"
    __table_args__ = (
        Index("ix_ticket_fact_stale", "settled", "as_of"),
        Index("ix_ticket_fact_as_of", "as_of"),
        Index("ix_ticket_fact_received", "received_at"),
        Index("ix_ticket_fact_form", "form"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    as_of: Mapped[datetime]
    ledger_version: Mapped[int]
    policy_version: Mapped[str] = mapped_column(String(20))
    calendar: Mapped[str] = mapped_column(String(40))
    calendar_version: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(40))
    kelurahan: Mapped[str | None] = mapped_column(String(13))
    received_at: Mapped[datetime]
    final_closed_at: Mapped[datetime | None]
    total_seconds: Mapped[int]
    disputes: Mapped[int]
    reopenings: Mapped[int]
    last_resolved_at: Mapped[datetime | None]
    last_resolved_month: Mapped[str | None] = mapped_column(String(7))
    resolver_officer_id: Mapped[int | None]
    settled: Mapped[bool]
    channel: Mapped[str] = mapped_column(String(20), server_default="")
    next_change_at: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(String(64))
    form: Mapped[int] = mapped_column(server_default="0")


class ClockFact(Base):
    """The verdict of one clock; each round of next_response and each life of resolution is a row of its own.

    They are numbered by `round`: 0, 1, ... What a split-off ticket was stopped by before the split is the
    other ticket's row alone.

    `owner_officer_id` by sentence 57: None where it counts for `owner_unit` only. `month` by sentence 58,
    local, like `2026-11`; None while the clock is neither stopped nor broken. `used_seconds` is of the
    target's kind (`target_kind`). `inherited`: broken before the split it came from, and counted there;
    `redone`: a resolution that came after a dispute or reopening, or was followed by one; `at_least`: the
    clock ran on past the calendar's horizon, where `used_seconds` ends.
    """

    __tablename__ = "clock_fact"
    __table_args__ = clock_indexes()

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    clock: Mapped[str] = mapped_column(String(20), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    owner_officer_id: Mapped[int | None]
    owner_unit: Mapped[str | None] = mapped_column(String(40))
    month: Mapped[str | None] = mapped_column(String(7))
    started_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    used_seconds: Mapped[int | None]
    target_kind: Mapped[str | None] = mapped_column(String(14))
    kind: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(40))
    kelurahan: Mapped[str | None] = mapped_column(String(13))
    policy_version: Mapped[str] = mapped_column(String(20))
    calendar_version: Mapped[str] = mapped_column(String(20))
    inherited: Mapped[bool] = mapped_column(server_default=false())
    redone: Mapped[bool] = mapped_column(server_default=false())
    at_least: Mapped[bool] = mapped_column(server_default=false())


class CustodyFact(Base):
    """Working seconds one holder had a ticket in one local month; all rows of a ticket sum to its total.

    `unit`: the unit the ticket was in, also where its holder took it along; empty where no unit had it.
    """

    __tablename__ = "custody_fact"
    __table_args__ = (
        Index("ix_custody_fact_holder", "holder", "month", "ticket_id"),
        Index("ix_custody_fact_unit", "unit", "month"),
        Index("ix_custody_fact_month", "month", "unit", "holder", "ticket_id", "seconds"),
        Index("ix_custody_fact_category", "category", "month", "ticket_id", "unit", "seconds"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(String(60), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    seconds: Mapped[int]
    category: Mapped[str] = mapped_column(String(40))


class ResolutionFact(Base):
    """One time the office said a ticket was done, who said it, and what became of it.

    `outcome`: `stood` (accepted, or no objection in time), `undone` (disputed or reopened), `pending`.
    """

    __tablename__ = "resolution_fact"
    __table_args__ = (
        Index("ix_resolution_fact_officer", "officer_id", "month", "ticket_id"),
        Index("ix_resolution_fact_unit", "unit", "month"),
        Index("ix_resolution_fact_month", "month"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resolved_at: Mapped[datetime]
    month: Mapped[str] = mapped_column(String(7))
    officer_id: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(8))
    category: Mapped[str] = mapped_column(String(40))


class HandoverFact(Base):
    """One time a member was handed a ticket, from another's hands or a queue, and how it stood then.

    `standing`: `came_in_time`, `came_risky` (a promise of the office almost used up), `came_late` (past it);
    `clock` names the worst. `giver`: who did it, as in the ledger.
    """

    __tablename__ = "handover_fact"
    __table_args__ = (
        Index("ix_handover_fact_officer", "officer_id", "month"),
        Index("ix_handover_fact_unit", "unit", "month"),
        Index("ix_handover_fact_month", "month"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    handed_at: Mapped[datetime]
    month: Mapped[str] = mapped_column(String(7))
    giver: Mapped[str] = mapped_column(String(60))
    officer_id: Mapped[int]
    unit: Mapped[str] = mapped_column(String(40))
    standing: Mapped[str] = mapped_column(String(12))
    clock: Mapped[str | None] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(40))


class RatingFact(Base):
    """A citizen's rating, with whoever resolved the ticket last and the month it was given in.

    Nothing of what was written beside it; one of a ticket that nobody resolved has none.
    """

    __tablename__ = "rating_fact"
    __table_args__ = (
        Index("ix_rating_fact_officer", "officer_id", "month"),
        Index("ix_rating_fact_month", "month", "unit"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    score: Mapped[int]
    rated_at: Mapped[datetime]
    month: Mapped[str] = mapped_column(String(7))
    officer_id: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(40))
    kelurahan: Mapped[str | None] = mapped_column(String(13))


class FlowFact(Base):
    """On which local days one resolution came to a unit and went; empty where it has not (`rows.FlowRow`)."""

    __tablename__ = "flow_fact"
    __table_args__ = (Index("ix_flow_fact_received", "received_at", "came", "went", "unit"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(40))
    came: Mapped[str] = mapped_column(String(10))
    went: Mapped[str] = mapped_column(String(10))
    inherited: Mapped[bool]
    received_at: Mapped[datetime]


class ElsewhereFact(Base):
    """For how long no unit had a ticket in a month, with what sort of holder; `unit` is whose it is now."""

    __tablename__ = "elsewhere_fact"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40))
    seconds: Mapped[int]


class SquareFact(Base):
    """The square from which a report of a place came (`places.squares`), with what it is now.

    Of a report whose place was erased this alone is left to count it by, so it is never thrown away.
    """

    __tablename__ = "square_fact"
    __table_args__ = (Index("ix_square_fact_square", "up", "along"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(40))
    kelurahan: Mapped[str | None] = mapped_column(String(13))
    up: Mapped[int]
    along: Mapped[int]
