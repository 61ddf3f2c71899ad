"""The same spans by other people's code, as far as it can say them; and why the answers differ where they do.

NumPy counts whole business days. businesstimedelta knows breaks and holidays: it must agree everywhere.
businesstime and pandas differ in known places, named below. `SLA_DIFFERENTIAL=100000` takes so many spans
against each of the four, in tests of 5,000; businesstimedelta, which walks day by day and needs 10 ms for a month,
then gets spans of up to three days.
"""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from sla import Calendar, CalendarSpec, DayException, Pattern, Window, compile_calendar
from tests.sla.weekdays import JAKARTA

SPANS = int(os.environ.get("SLA_DIFFERENTIAL", "300"))
CHUNK = 5_000  # so many a test, which has a time limit
IN_CHUNKS = pytest.mark.parametrize("chunk", range(-(-SPANS // CHUNK)))
HOUR = 3600
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
HOLIDAYS = [date(2026, 1, 16), date(2026, 2, 17), date(2026, 3, 19), date(2026, 3, 20), date(2026, 5, 1)]
HOLIDAYS.append(date(2027, 12, 24))  # businesstimedelta breaks down after the last one
SKIP = "a peer of the engine, compared where it is installed"


def office(*hours: tuple[float, float]) -> Calendar:
    """Monday to Friday with these hours, and six holidays."""
    week = {n: tuple(Window(int(one * HOUR), int(other * HOUR)) for one, other in hours) for n in range(5)}
    off = tuple(DayException(key=str(on), on=on, kind="holiday", name="holiday") for on in HOLIDAYS)
    return compile_calendar(
        CalendarSpec(
            code="peers",
            version="1",
            zone="Asia/Jakarta",
            patterns=(Pattern("w", date(2020, 1, 1), week),),
            exceptions=off,
            first_on=FIRST,
            horizon_on=LAST,
        )
    )


def spans(seed: int, chunk: int, most_days: int = 30) -> list[tuple[datetime, datetime]]:
    """Random spans on the wall clock, without a zone: others in each chunk."""
    random, begin = Random(f"{seed} {chunk}"), datetime(2026, 1, 5)  # noqa: DTZ001 - what these peers take
    count = min(CHUNK, SPANS - chunk * CHUNK)
    starts = [begin + timedelta(seconds=random.randrange(300 * 86400)) for _ in range(count)]
    return [(start, start + timedelta(seconds=random.randrange(most_days * 86400))) for start in starts]


@IN_CHUNKS
def test_numpy_counts_the_same_whole_working_days(chunk: int) -> None:
    np = pytest.importorskip("numpy", reason=SKIP)
    calendar, random = office((8, 12), (13, 16)), Random(chunk)
    known = np.busdaycalendar(holidays=HOLIDAYS)
    for start, end in spans(3, chunk, 200):
        one, other = start.replace(tzinfo=JAKARTA), end.replace(tzinfo=JAKARTA)
        midnight = [at.replace(hour=0, minute=0, second=0) for at in (one, other)]
        assert calendar.elapsed(*midnight) == 7 * HOUR * int(
            np.busday_count(start.date(), end.date(), busdaycal=known)
        )
        count = random.randint(1, 60)
        # From a closed day NumPy must first roll back: the start's own day never counts (sentence 6).
        day = np.busday_offset(start.date(), count, roll="backward", busdaycal=known)
        close = datetime.combine(day.astype(object), time(16), JAKARTA)
        assert calendar.close_of_working_day(one, count) == close


@IN_CHUNKS
def test_businesstimedelta_agrees_everywhere(chunk: int) -> None:
    peer = pytest.importorskip("businesstimedelta", reason=SKIP)
    zone = pytest.importorskip("pytz", reason=SKIP).timezone("Asia/Jakarta")
    calendar, days = office((8, 12), (13, 16.5)), [0, 1, 2, 3, 4]
    rules = peer.Rules(
        [
            peer.WorkDayRule(time(8), time(16, 30), days, tz=zone),
            peer.LunchTimeRule(time(12), time(13), days, tz=zone),
            peer.HolidayRule(dict.fromkeys(HOLIDAYS, "holiday"), tz=zone),
        ]
    )
    for start, end in spans(1, chunk, 30 if SPANS <= 300 else 3):
        one, other = zone.localize(start), zone.localize(end)
        found = rules.difference(one, other)
        assert found.hours * HOUR + found.seconds == calendar.elapsed(one, other), (start, end)


def after_hours_twice(calendar: Calendar, start: datetime, end: datetime) -> bool:
    """businesstime loses the day between an evening and the next working day's evening."""
    inside: Any = calendar.line.close_of_working_day
    first = int(start.replace(tzinfo=JAKARTA).timestamp())
    return start.time() >= time(16) and inside(first, 1) <= int(end.replace(tzinfo=JAKARTA).timestamp())


@IN_CHUNKS
def test_businesstime_differs_only_between_two_evenings(chunk: int) -> None:
    peer = pytest.importorskip("businesstime", reason=SKIP)
    calendar = office((8, 16))
    other = peer.BusinessTime(business_hours=(time(8), time(16)), weekends=(5, 6), holidays=HOLIDAYS)
    differing = 0
    compared = spans(2, chunk)
    for start, end in compared:
        found = other.businesstimedelta(start, end)  # its days are working days
        seconds = found.days * 8 * HOUR + found.seconds
        expected = calendar.elapsed(start.replace(tzinfo=JAKARTA), end.replace(tzinfo=JAKARTA))
        if seconds != expected:
            differing += 1
            assert (seconds, expected) == (0, 8 * HOUR), (start, end)
            assert after_hours_twice(calendar, start, end), (start, end)
    assert differing <= len(compared) // 50


@IN_CHUNKS
def test_pandas_differs_only_where_a_due_falls_on_closing(chunk: int) -> None:
    peer = pytest.importorskip("pandas", reason=SKIP)
    calendar, random = office((8, 12), (13, 16.5)), Random(chunk)
    for start, _end in spans(5, chunk):
        hours = random.randint(1, 60)
        offset = peer.offsets.CustomBusinessHour(
            hours, start=["08:00", "13:00"], end=["12:00", "16:30"], holidays=HOLIDAYS
        )
        found = (peer.Timestamp(start) + offset).to_pydatetime().replace(tzinfo=JAKARTA)
        ours = calendar.advance(start.replace(tzinfo=JAKARTA), hours * HOUR)
        if found != ours:
            # It goes on to the next opening; we end at closing (sentence 3).
            assert found == calendar.next_open(ours), (start, hours)
            assert calendar.elapsed(ours, found) == 0
