"""How fast the SLA engine measures and advances: against the least that could do it, and its peers.

The bound is one bisection over prefix sums and nothing else: no checks, no zones, no errors. The peers are
businesstime (one window a day, no breaks, naive datetimes), businesstimedelta and pandas; where they are not
installed their rows are left out and named. Ratios are medians of paired runs, taken in turn in one go;
seconds are this process's own on one core, so that a busy machine disturbs less.

`python benchmarks/sla_engine.py [--rounds 9]`
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tracemalloc
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.results import Result, report  # noqa: E402
from benchmarks.sla_office import HOLIDAYS, HOUR, MONTH, OFFICE, START, ZONE, Ask, calendar, rate  # noqa: E402


def paired(ours: Ask, theirs: Ask, rounds: int) -> tuple[float, float, float]:
    """Medians of our rate, theirs, and the ratio of each pair."""
    pairs = [(rate(ours), rate(theirs)) for _ in range(rounds)]
    return (
        statistics.median(one for one, _other in pairs),
        statistics.median(other for _one, other in pairs),
        statistics.median(one / other for one, other in pairs),
    )


def bounds() -> tuple[Callable[[datetime, datetime], int], Callable[[datetime, int], datetime]]:
    """The least that answers both questions from sorted lists."""
    spans = OFFICE.line.open_spans(OFFICE.line.first, OFFICE.line.horizon)
    starts, ends, before = [one for one, _ in spans], [other for _, other in spans], [0]
    for one, other in spans:
        before.append(before[-1] + other - one)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)

    def work(at: datetime) -> int:
        since = at - epoch
        second = since.days * 86400 + since.seconds
        index = bisect_right(starts, second) - 1
        inside = second - starts[index]
        return before[index] + inside if second < ends[index] else before[index + 1]

    def elapsed(start: datetime, end: datetime) -> int:
        return work(end) - work(start)

    def advance(start: datetime, seconds: int) -> datetime:
        goal = work(start) + seconds
        index = bisect_right(before, goal - 1) - 1
        return datetime.fromtimestamp(starts[index] + goal - before[index], UTC)

    return elapsed, advance


def against_bound(rounds: int) -> list[Result]:
    elapsed, advance = bounds()
    assert elapsed(START, MONTH) == OFFICE.elapsed(START, MONTH)
    assert advance(START, 135_000) == OFFICE.advance(START, 135_000)
    two_years, hour = START + timedelta(days=730), START + timedelta(hours=1)
    measure = paired(lambda: OFFICE.elapsed(START, MONTH), lambda: elapsed(START, MONTH), rounds)
    move = paired(lambda: OFFICE.advance(START, 135_000), lambda: advance(START, 135_000), rounds)
    flat = paired(lambda: OFFICE.elapsed(START, hour), lambda: OFFICE.elapsed(START, two_years), rounds)
    far = paired(lambda: OFFICE.advance(START, HOUR), lambda: OFFICE.advance(START, 500 * 27_000), rounds)
    return [
        Result("sla.elapsed_per_second", measure[0], "1/s", "30 days, aware datetimes", rounds),
        Result(
            "sla.elapsed_vs_bisect", measure[2], "ratio", f"a bare bisection: {measure[1]:,.0f}/s", rounds
        ),
        Result("sla.advance_per_second", move[0], "1/s", "37.5 hours", rounds),
        Result("sla.advance_vs_bisect", move[2], "ratio", f"a bare bisection: {move[1]:,.0f}/s", rounds),
        Result("sla.elapsed_2y_over_1h", flat[2], "ratio of time", "two years against one hour", rounds),
        Result("sla.advance_2y_over_1h", far[2], "ratio of time", "500 days against one hour", rounds),
    ]


def against_peers(rounds: int) -> list[Result]:
    """Each peer with a calendar it can express, and the same answer from both where it is right."""
    wanted = ("businesstime", "businesstimedelta", "pandas")
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        print(f"left out, not installed: {', '.join(missing)}")
    local, month = START.astimezone(ZONE), MONTH.astimezone(ZONE)
    measured: dict[str, Ask] = {}
    moved: dict[str, Ask] = {}
    plain = calendar((8, 16))
    if "businesstime" not in missing:
        one_window = import_module("businesstime").BusinessTime(
            business_hours=(time(8), time(16)), weekends=(5, 6), holidays=list(HOLIDAYS)
        )
        naive = local.replace(tzinfo=None), month.replace(tzinfo=None)
        # It counts whole days as 24 hours: 20 days and an hour are 161 of ours.
        found = one_window.businesstimedelta(*naive)
        assert found.days * 8 * HOUR + found.seconds == plain.elapsed(START, MONTH)
        measured["businesstime"] = lambda: one_window.businesstimedelta(*naive)
    if "businesstimedelta" not in missing:
        businesstimedelta = import_module("businesstimedelta")
        zone, days = import_module("pytz").timezone(ZONE.key), [0, 1, 2, 3, 4]
        rules = businesstimedelta.Rules(
            [
                businesstimedelta.WorkDayRule(time(8), time(16, 30), days, tz=zone),
                businesstimedelta.LunchTimeRule(time(12), time(13), days, tz=zone),
                businesstimedelta.HolidayRule(dict.fromkeys(HOLIDAYS, "holiday"), tz=zone),
            ]
        )
        aware = zone.localize(local.replace(tzinfo=None)), zone.localize(month.replace(tzinfo=None))
        difference = rules.difference(*aware)
        assert difference.hours * HOUR + difference.seconds == OFFICE.elapsed(START, MONTH)
        measured["businesstimedelta"] = lambda: rules.difference(*aware)
        step = businesstimedelta.BusinessTimeDelta(rules, hours=37, seconds=0)
        assert aware[0] + step == OFFICE.advance(START, 37 * HOUR)
        moved["businesstimedelta"] = lambda: aware[0] + step
    if "pandas" not in missing:
        pandas = import_module("pandas")
        offset = pandas.offsets.CustomBusinessHour(
            37, start=["08:00", "13:00"], end=["12:00", "16:30"], holidays=list(HOLIDAYS)
        )
        stamp = pandas.Timestamp(local.replace(tzinfo=None))
        assert (stamp + offset).to_pydatetime() == OFFICE.advance(START, 37 * HOUR).astimezone(ZONE).replace(
            tzinfo=None
        )
        moved["pandas"] = lambda: stamp + offset
    found = []
    for key, ours, peers, what in (
        ("sla.elapsed_30d_vs_best_peer", lambda: OFFICE.elapsed(START, MONTH), measured, "30 days"),
        ("sla.advance_5d_vs_best_peer", lambda: OFFICE.advance(START, 37 * HOUR), moved, "37 hours"),
    ):
        if peers:
            name = max(peers, key=lambda one: rate(peers[one]))
            ratio = paired(ours, peers[name], rounds)
            found.append(Result(key, ratio[2], "ratio", f"{name}, {what}: {ratio[1]:,.0f}/s", rounds))
    return found


def in_bulk(rounds: int) -> list[Result]:
    if find_spec("numpy") is None:
        print("left out, not installed: numpy")
        return []
    import numpy as np

    from sla.bulk import BulkCalendar

    bulk, line, random = BulkCalendar(OFFICE), OFFICE.line, np.random.default_rng(1)
    starts = random.integers(line.first, line.horizon - 90 * 86400, 1_000_000)
    ends = starts + random.integers(0, 90 * 86400, 1_000_000)
    found = []
    for _ in range(rounds):
        begin = process_time()
        bulk.elapsed(starts, ends)
        found.append(1_000_000 / (process_time() - begin))
    return [
        Result("sla.bulk_per_second", statistics.median(found), "spans/s", "a million random spans", rounds)
    ]


def size() -> list[Result]:
    gc.collect()
    tracemalloc.start()
    begin = process_time()
    kept = calendar((8, 12), (13, 16.5))
    gc.collect()
    held, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    begin = process_time()
    calendar((8, 12), (13, 16.5))
    took = process_time() - begin
    return [
        Result("sla.calendar_10y_bytes", held, "bytes", f"{kept.code}: two windows a day", 1),
        Result("sla.compile_10y_ms", took * 1000, "ms", "two windows a day", 1),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    results = against_bound(rounds) + against_peers(rounds) + in_bulk(rounds) + size()
    report(results)


if __name__ == "__main__":
    main()
