"""What the benchmarks of the engine share: ten years of an office's hours, and how fast something answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

from sla import Calendar, CalendarSpec, DayException, Pattern, Window, compile_calendar

ZONE = ZoneInfo("Asia/Jakarta")
HOUR = 3600

#: Twenty-five days a year, as Indonesia's decrees name them (the dates of 2026 in every year).
DATES = (
    (1, 1), (1, 16), (2, 16), (2, 17), (3, 18), (3, 19), (3, 20), (3, 21), (3, 22), (3, 23), (3, 24), (4, 3),
    (4, 5), (5, 1), (5, 14), (5, 15), (5, 27), (5, 28), (5, 31), (6, 1), (6, 16), (8, 17), (8, 25), (12, 24),
    (12, 25),
)  # fmt: skip
HOLIDAYS = tuple(date(year, month, day) for year in range(2026, 2036) for month, day in DATES)
START = datetime(2026, 3, 2, 9, 10, tzinfo=ZONE).astimezone(UTC)
MONTH = START + timedelta(days=30, hours=1)

Ask = Callable[[], object]


def calendar(*windows: tuple[float, float], until: date = date(2035, 12, 31)) -> Calendar:
    """Ten years, Monday to Friday, with these hours."""
    week = {n: tuple(Window(int(one * HOUR), int(other * HOUR)) for one, other in windows) for n in range(5)}
    days = tuple(DayException(key=str(on), on=on, kind="holiday", name="holiday") for on in HOLIDAYS)
    return compile_calendar(
        CalendarSpec(
            code="bench",
            version="1",
            zone=ZONE.key,
            patterns=(Pattern("week", date(2020, 1, 1), week),),
            exceptions=days,
            first_on=date(2026, 1, 1),
            horizon_on=until,
        )
    )


OFFICE = calendar((8, 12), (13, 16.5))


def rate(ask: Ask, seconds: float = 0.1) -> float:
    """Answers a second."""
    count, took = 1, 0.0
    while took < seconds:
        count = max(count * 2, int(count * seconds / took * 1.1) if took else 2)
        begin = process_time()
        for _ in range(count):
            ask()
        took = process_time() - begin
    return count / took
