"""What a form without a script sends, as days, instants and numbers; None for what cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

#: Ids beyond this are nobody's, and no database takes them.
LARGEST_ID = 2_147_483_647


def typed_day(typed: str) -> date | None:
    """A day like 2026-11-24."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def typed_instant(typed: str, zone: ZoneInfo) -> datetime | None:
    """A wall clock reading like 2026-11-24T14:05, in the office's zone."""
    try:
        found = datetime.fromisoformat(typed).replace(microsecond=0)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def typed_number(typed: str) -> int | None:
    """A whole number that may be an id."""
    return int(typed) if typed.isascii() and typed.isdigit() and int(typed) <= LARGEST_ID else None


def local_path(wanted: str | None) -> str | None:
    """An address on this site to go on to; None for anything that could lead elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return None
    if any(ord(letter) < 33 for letter in wanted):
        return None
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else None
