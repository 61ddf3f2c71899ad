"""Instants as people say them: with the day's name, which is checked, in the office's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day(text: str) -> date:
    """`Fri 2026-03-06` as a date; a wrong name is an error in the test."""
    name, written = text.split()
    found = date.fromisoformat(written)
    assert NAMES[found.weekday()] == name, f"{written} is a {NAMES[found.weekday()]}, not a {name}"
    return found


def when(text: str, zone: ZoneInfo = JAKARTA) -> datetime:
    """`Fri 2026-03-06 17:30` (or 17:30:05, or 24:00) on the zone's wall clock, in UTC."""
    name, written, clock = text.split()
    on = day(f"{name} {written}")
    if clock == "24:00":
        on, clock = on + timedelta(days=1), "00:00"
    return datetime.combine(on, time.fromisoformat(clock), zone).astimezone(UTC)


def said(instant: datetime | None, zone: ZoneInfo = JAKARTA) -> str | None:
    """An instant as `when` reads it; None stays None."""
    if instant is None:
        return None
    local = instant.astimezone(zone)
    return f"{NAMES[local.weekday()]} {local:%Y-%m-%d %H:%M}" + (f":{local:%S}" if local.second else "")


def hours(text: str) -> int:
    """`7:30` (or `0:00:05`, or `-1:00`) as seconds."""
    sign, text = (-1, text[1:]) if text.startswith("-") else (1, text)
    parts = [int(part) for part in text.split(":")] + [0]
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2])
