"""The only place where the bots read the clock."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, aware UTC, cut to its whole second."""
    return datetime.now(UTC).replace(microsecond=0)
