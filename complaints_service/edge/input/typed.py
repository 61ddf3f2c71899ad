"""What people and programs write for days, instants and numbers: the one place that reads it.

Each answers None for what it cannot read; who asks says in words what was wanted.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

#: Ids beyond this are nobody's, and no database takes them.
LARGEST_ID = 2_147_483_647
#: Longer strings of digits are no number anybody means.
_MOST_DIGITS = 15
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?\Z", re.ASCII)
_DEGREE = re.compile(r"-?\d{1,3}(?:\.\d{1,15})?\Z", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}\Z", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}(?:[.,]\d{1,15})?\Z", re.ASCII)


def whole_number(typed: str, *, least: int = 0, most: int = LARGEST_ID) -> int | None:
    """A whole number within bounds; by default one that may be an id."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS):
        return None
    found = int(typed)
    return found if least <= found <= most else None


def decimal_number(typed: str) -> float | None:
    """ "1.250,5", "80 %", "99.5": a number as Indonesians or programs write it."""
    bare = typed.replace("%", "").strip()
    if _THOUSANDS.match(bare):
        return float(bare.replace(".", "").replace(",", "."))
    return float(bare.replace(",", ".")) if _DECIMAL.match(bare) else None


def degree(typed: str) -> float | None:
    """A degree of latitude or longitude, "3.7321": the dot is always a decimal one."""
    return float(typed) if _DEGREE.match(typed) else None


def calendar_month(typed: str) -> str | None:
    """A month like 2026-11."""
    return typed if _MONTH.match(typed) and calendar_day(f"{typed}-01") else None


def calendar_day(typed: str) -> date | None:
    """A day like 2026-11-24."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def instant(typed: str, zone: ZoneInfo | None = None) -> datetime | None:
    """An instant like 2026-11-24T14:05+07:00; without an offset it is the wall clock of `zone`."""
    try:
        found = datetime.fromisoformat(typed).replace(microsecond=0)
        if found.tzinfo is None:
            if zone is None:
                return None
            found = found.replace(tzinfo=zone)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
