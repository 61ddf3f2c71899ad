"""The ledger as the engine reads it, and how instants become whole seconds (sentence 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sla.errors import SlaError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Event(NamedTuple):
    """One line of a ticket's ledger: `at` is when it counts, `recorded_at` when it was written."""

    seq: int
    kind: str
    at: datetime
    recorded_at: datetime
    by: str
    data: Mapping[str, Any]


def seconds_of(instant: datetime, key: str = "instant") -> int:
    """Whole epoch seconds of an aware instant; what is below a second is cut off."""
    try:
        since = instant - EPOCH
    except TypeError:
        raise SlaError("naive_instant", key, f"{instant} has no offset from UTC") from None
    return since.days * 86400 + since.seconds


def instant_of(seconds: int) -> datetime:
    """The aware UTC instant of whole epoch seconds."""
    return datetime.fromtimestamp(seconds, UTC)
