"""Many spans at once give the same answers, to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from sla import Calendar, HorizonError, SlaError, Window, compile_calendar
from tests.sla.office import CALENDAR, SPEC, pattern, windows

np = pytest.importorskip("numpy", reason="NumPy is the optional extra `bulk`")

from sla.bulk import BulkCalendar  # noqa: E402 - only where NumPy is


def odd_calendar() -> Calendar:
    """Windows that lie on no common grid: the binary search."""
    week = {n: (Window(28_801, 43_207), Window(46_813, 57_611)) for n in range(6)}
    return compile_calendar(replace(SPEC, patterns=(pattern("odd", "Wed 2025-01-01", week),)))


def long_calendar() -> Calendar:
    """Twenty years on a grid of a second: too many cells for a table."""
    week = {0: (*windows("08:00-12:00"), Window(46_801, 50_000))}
    return compile_calendar(
        replace(
            SPEC,
            patterns=(pattern("long", "Wed 2025-01-01", week),),
            horizon_on=date(2045, 12, 31),
        )
    )


@pytest.mark.parametrize("calendar", [CALENDAR, odd_calendar(), long_calendar()])
def test_the_same_as_one_by_one(calendar: Calendar) -> None:
    random, line = Random(1), calendar.line
    edges = [line.first, line.horizon, *(bound + d for bound in line.tables()[0][:50] for d in (-1, 0, 1))]
    points = edges + [random.randint(line.first, line.horizon) for _ in range(3000)]
    pairs = [sorted((random.choice(points), random.choice(points))) for _ in range(4000)]
    starts, ends = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    found = BulkCalendar(calendar).elapsed(starts, ends)
    assert found.dtype == np.int64
    assert found.tolist() == [line.elapsed(one, other) for one, other in pairs]
    assert BulkCalendar(calendar).elapsed(starts[:0], ends[:0]).tolist() == []


def test_bad_spans_are_refused_as_one_by_one() -> None:
    line, bulk = CALENDAR.line, BulkCalendar(CALENDAR)
    good = np.array([line.first], dtype=np.int64)
    with pytest.raises(SlaError) as backwards:
        bulk.elapsed(good + 10, good)
    assert backwards.value.code == "end_before_start"
    for start, end, year in [(line.first - 1, line.first, 2025), (line.horizon, line.horizon + 1, 2027)]:
        with pytest.raises(HorizonError) as outside:
            bulk.elapsed(np.array([start], dtype=np.int64), np.array([end], dtype=np.int64))
        assert outside.value.year == year
