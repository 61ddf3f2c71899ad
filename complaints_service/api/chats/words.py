"""Instants as a chat says them. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from complaints_service.dates import day_and_month


def instant_words(at: datetime | str | None, *, zone: str, language: str) -> str:
    """ "Sel, 24 Nov 14.05" in local time; "-" for no instant."""
    if at is None:
        return "-"
    aware = datetime.fromisoformat(at) if isinstance(at, str) else at
    local = aware.astimezone(ZoneInfo(zone))
    mark = ":" if language == "en" else "."
    return f"{day_and_month(local, language)} {local:%H}{mark}{local:%M}"
