"""Which months a report is of, and which it is compared with: read from what was typed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from complaints_service.errors import Invalid, Words, invalid, words
from complaints_service.measurement.months import first_day, month_of, months_until

#: The longest report: two years, so that it can be read and computed.
MOST_MONTHS = 24
#: The longest one that the worker makes: ten years.
MOST_ORDERED = 120
FIRST_MONTH = "2000-01"
COMPARISONS = ("prev", "year", "none")


@dataclass(frozen=True, kw_only=True)
class ReportMonths:
    """Months `first` to `last`, compared with as many before (`prev`), a year before (`year`), or nothing."""

    first: str
    last: str
    compare: str = "prev"

    @property
    def months(self) -> list[str]:
        """The months in their order."""
        return _between(self.first, self.last)

    @property
    def compared(self) -> list[str]:
        """The months compared with."""
        months = self.months
        if self.compare == "none":
            return []
        back = 12 if self.compare == "year" else len(months)
        return months_until(months_until(self.last, back + 1)[0], len(months))


def asked_of(
    first: str | None,
    last: str | None,
    compare: str | None,
    *,
    now: datetime,
    zone: ZoneInfo,
    most: int = MOST_MONTHS,
) -> ReportMonths:
    """What was typed; without months it is the last one that is over. Raises Invalid naming the field."""
    this_month = month_of(now, zone)
    until = _month("until", last, this_month) if last else None
    since = _month("from", first, this_month) if first else None
    until = until or since or months_until(this_month, 2)[0]
    since = since or until
    if since > until:
        raise invalid("from", words("Bulan pertama harus sebelum bulan terakhir."))
    if len(_between(since, until)) > most:
        raise invalid("from", words("Paling banyak %(most)s bulan.", most=most))
    compare = compare or "prev"
    if compare not in COMPARISONS:
        raise invalid("compare", words("Pilih salah satu pembanding."))
    return ReportMonths(first=since, last=until, compare=compare)


def sound_months(
    first: str | None, last: str | None, compare: str | None, *, now: datetime, zone: ZoneInfo
) -> ReportMonths:
    """What was typed where it can be asked for, else what is asked for without it."""
    try:
        return asked_of(first, last, compare, now=now, zone=zone)
    except Invalid:
        return asked_of(None, None, None, now=now, zone=zone)


def _month(field: str, typed: str, this_month: str) -> str:
    problem: Words | None = None
    try:
        month: date | None = first_day(typed)
    except ValueError:
        month = None
    if month is None or typed != f"{month:%Y-%m}" or typed < FIRST_MONTH:
        problem = words("Tulis bulan seperti 2026-11.")
    elif typed > this_month:
        problem = words("Bulan itu belum mulai.")
    if problem is not None:
        raise invalid(field, problem)
    return typed


def _between(first: str, last: str) -> list[str]:
    start, end = first_day(first), first_day(last)
    return months_until(last, (end.year - start.year) * 12 + end.month - start.month + 1)
