"""Along which indexes verdicts on clocks are found and counted, each for a question that somebody asks."""

from __future__ import annotations

from sqlalchemy import Index, text

#: The states of a clock whose promise is not due yet.
RUNS = ("running", "at_risk")
_LATE = "breached_at IS NOT NULL AND stopped_at IS NULL"
_CAUGHT_UP = "breached_at IS NOT NULL AND stopped_at IS NOT NULL"
_RESOLUTION = "clock = 'resolution'"


def clock_indexes() -> tuple[Index, ...]:
    """All indexes of `clock_fact`."""
    return (
        # A page of the tickets behind a figure, in their order.
        Index("ix_clock_fact_owner", "owner_officer_id", "month", "clock", "status", "ticket_id"),
        Index("ix_clock_fact_unit", "owner_unit", "month", "clock", "status", "ticket_id"),
        _part("owner_late", "owner_officer_id", "ticket_id", where=_LATE),
        *(
            _part(f"{whose}_late", column, "ticket_id", "breached_at", "clock", "status", where=_LATE)
            for whose, column in (("unit", "owner_unit"), ("category", "category"))
        ),
        # What was late and open at the end of a month that is over: it was caught up after it.
        *(
            _part(
                f"{whose}_caught_up",
                *(column, "stopped_at", "breached_at", "clock", "status", "ticket_id"),
                where=_CAUGHT_UP,
            )
            for whose, column in (
                ("owner", "owner_officer_id"),
                ("unit", "owner_unit"),
                ("category", "category"),
            )
        ),
        Index("ix_clock_fact_month", "month", "clock", "status"),
        # What waits for a resolution, what came and went, each with all that a report counts them by: the
        # index answers, and reads no fact. Each names the clock though it has one only, the first also what
        # is empty there: SQLite takes the index that is narrowed by most.
        _part(
            "waits",
            *("clock", "stopped_at", "owner_unit", "category", "kelurahan", "started_at"),
            where=f"{_RESOLUTION} AND stopped_at IS NULL",
        ),
        _part(
            "came",
            *("clock", "started_at", "owner_unit", "inherited", "category", "kelurahan"),
            where=_RESOLUTION,
        ),
        _part(
            "ended",
            *("clock", "stopped_at", "owner_unit", "inherited", "started_at", "category", "kelurahan"),
            where=f"{_RESOLUTION} AND stopped_at IS NOT NULL",
        ),
        # What came and went of any clock, and what will be due.
        Index("ix_clock_fact_stopped", "clock", "stopped_at"),
        Index("ix_clock_fact_started", "clock", "started_at"),
        _part("due", "clock", "due_at", where=f"status IN ({', '.join(map(repr, RUNS))})"),
    )


def _part(name: str, *columns: str, where: str) -> Index:
    """An index of some rows only, alike in both databases."""
    which = text(where)
    return Index(f"ix_clock_fact_{name}", *columns, sqlite_where=which, postgresql_where=which)
