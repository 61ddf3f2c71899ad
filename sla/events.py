"""The ledger as the engine reads it, and how instants become whole seconds (sentence 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sla.errors import SlaError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_INSTANTS = 1 << 16

#: The acts of a message that ask the citizen something, and so may pause (18).
QUESTIONS = frozenset({"question", "completeness"})
#: Those that count as an answer of the office (25); a question is one too.
SUBSTANTIVE = QUESTIONS | {"answer", "decision", "progress", "reason"}


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


@lru_cache(maxsize=MOST_INSTANTS)
def instant_of(seconds: int) -> datetime:
    """The aware UTC instant of whole epoch seconds.

    Kept, since tickets fall due at the same few closings and midnights and are judged again and again.
    """
    return datetime.fromtimestamp(seconds, UTC)


def refused(code: str, event: Event, detail: str) -> SlaError:
    """A refusal that names the event."""
    return SlaError(code, f"event {event.seq}", detail)


def needed(event: Event, key: str) -> str:
    """A value without which the event means nothing."""
    value = event.data.get(key)
    if not value:
        raise refused(f"{key}_missing", event, f"{event.kind} needs {key}")
    return str(value)


def instant_in(event: Event, key: str) -> int:
    """An instant in an event's data, as epoch seconds."""
    value = event.data.get(key)
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise refused("instant_unreadable", event, f"{key} is {value!r}") from None
    return seconds_of(instant, f"event {event.seq}")


def date_in(event: Event, key: str) -> date:
    """A local date in an event's data."""
    value = needed(event, key)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise refused("date_unreadable", event, f"{key} is {value!r}") from None
