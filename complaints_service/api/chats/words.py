"""Instants as a chat says them. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

_DAYS = {
    "id": ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def instant_words(at: datetime | str | None, *, zone: str, language: str) -> str:
    """ "Sel, 24 Nov 14.05" in local time; "-" for no instant."""
    if at is None:
        return "-"
    aware = datetime.fromisoformat(at) if isinstance(at, str) else at
    local = aware.astimezone(ZoneInfo(zone))
    mark = ":" if language == "en" else "."
    day, month = _DAYS[language][local.weekday()], _MONTHS[language][local.month - 1]
    return f"{day}, {local.day} {month} {local:%H}{mark}{local:%M}"
