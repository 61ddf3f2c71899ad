"""The month a reader asks for, written like `2026-11` in the address."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from complaints_service.edge.input.typed import calendar_month, whole_number
from complaints_service.errors import invalid, words
from complaints_service.measurement.months import month_of

FIRST = "2000-01"
FIRST_YEAR, LAST_YEAR = 2000, 2100


def asked_month(typed: str | None, *, newest: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """The month typed, or without one that of the newest figures; `invalid` names the field `period`."""
    this_month = month_of(now, zone)
    if not typed:
        return min(month_of(newest, zone), this_month) if newest is not None else this_month
    if calendar_month(typed) is None or typed < FIRST:
        raise invalid("period", words("Tulis bulan seperti 2026-11."))
    if typed > this_month:
        raise invalid("period", words("Bulan itu belum mulai."))
    return typed


def asked_year(typed: str | None, *, this_year: int) -> int:
    """The year typed, or this one."""
    return whole_number(typed or "", least=FIRST_YEAR, most=LAST_YEAR) or this_year
