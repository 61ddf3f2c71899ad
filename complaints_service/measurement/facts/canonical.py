"""The one byte string of a ticket's facts, and its digest. Pure."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache

from complaints_service.measurement.facts.rows import TicketFacts


def canonical_facts(facts: TicketFacts) -> bytes:
    """The one byte string of a ticket's facts: JSON arrays in the order of the columns, instants as UTC.

    Clocks by name and round, custody by holder, unit and month, resolutions and hand-overs by seq; at the end
    the rating of a ticket that has one, and its square, if it has one; null where unknown.
    """
    rows: list[object] = [
        facts.ticket,
        sorted(facts.clocks, key=lambda row: (row.clock, row.round)),
        sorted(facts.custody),
        sorted(facts.resolutions, key=lambda row: row.seq),
        sorted(facts.handovers, key=lambda row: row.seq),
        *([facts.ratings] if facts.ratings else ()),
        *([facts.squares] if facts.squares else ()),
    ]
    return _ENCODER.encode(rows).encode()


def digest(facts: TicketFacts) -> str:
    """SHA-256 of the canonical facts, in hexadecimal."""
    return hashlib.sha256(canonical_facts(facts)).hexdigest()


@lru_cache(maxsize=1024)  # a ticket's clocks tell the same instants again and again
def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    raise TypeError(f"no canonical form for {type(value).__name__}")


_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, default=_instant)
