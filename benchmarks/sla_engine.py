"""How fast the SLA engine measures, advances and judges: against the least that could do it, and its peers.

The bound is one bisection over prefix sums and nothing else: no checks, no zones, no errors. The peers are
businesstime (one window a day, no breaks, naive datetimes), businesstimedelta and pandas; where they are not
installed their rows are left out and named. Ratios are medians of paired runs, taken in turn in one go;
seconds are this process's own on one core, so that a busy machine disturbs less.

`python benchmarks/sla_engine.py [--rounds 9]`
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import statistics
import sys
import tracemalloc
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from time import process_time
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.results import Result, report  # noqa: E402
from sla import (  # noqa: E402
    Amount,
    Calendar,
    CalendarSpec,
    DayException,
    Event,
    Pattern,
    Policy,
    PolicyRow,
    Window,
    assess,
    compile_calendar,
)

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


def policy() -> Policy:
    """Three classes of ticket, so that routing and reclassifying each add a target."""
    legal = {
        "legal_answer": Amount("calendar_days", 14),
        "legal_decision": Amount("calendar_days", 60),
        "legal_notice": Amount("calendar_days", 14),
    }
    rows = [
        PolicyRow(
            key=key,
            calendar="bench",
            targets={
                "verification": Amount("working_days", 1),
                "first_response": Amount("working", first * HOUR),
                "next_response": Amount("working", 15 * HOUR),
                "resolution": Amount("working_days", days),
                **legal,
            },
            **selectors,
        )
        for key, first, days, selectors in (
            ("all", 15, 10, {}),
            ("sarpras", 15, 7, {"unit": "SARPRAS"}),
            ("lamps", 8, 5, {"category": "lamps"}),
        )
    ]
    return Policy(code="bench", version="1", effective_from=date(2026, 1, 1), rows=tuple(rows))


def twenty_events(shift: timedelta) -> list[Event]:
    """A life with a question, a hand-over, a reclassification, a dispute and an acceptance."""
    hours = iter((0, 0, 1, 2, 2, 24, 24, 50, 54, 72, 72, 74, 96, 97, 97, 97, 168, 192, 192, 216))
    sent = "message.sent"
    told = (
        (
            "citizen",
            "ticket.received",
            {"kind": "complaint", "category": "roads", "priority": "normal", "unit": "DESK"},
        ),
        ("rule", "ticket.routed", {"unit": "SARPRAS", "holder": "unit:SARPRAS", "rule": "roads"}),
        ("person:7", "ticket.taken", {"unit": "SARPRAS", "holder": "person:7"}),
        ("person:7", sent, {"message": 4, "act": "answer"}),
        ("rule", "message.delivered", {"message": 4, "route": "page"}),
        ("person:7", sent, {"message": 6, "act": "question"}),
        ("rule", "message.delivered", {"message": 6, "route": "page"}),
        ("citizen", sent, {"message": 8, "act": "message"}),
        ("person:7", "ticket.handed_over", {"unit": "SARPRAS", "holder": "person:8", "reason": "theirs"}),
        ("person:8", sent, {"message": 10, "act": "progress"}),
        ("rule", "message.delivered", {"message": 10, "route": "page"}),
        ("person:8", "ticket.classified", {"kind": "complaint", "category": "lamps"}),
        ("person:8", "ticket.noted", {"message": 13}),
        ("person:8", sent, {"message": 14, "act": "answer"}),
        ("person:8", "ticket.resolved", {"message": 14}),
        ("rule", "message.delivered", {"message": 14, "route": "page"}),
        ("citizen", "ticket.disputed", {"message": 17}),
        ("person:8", sent, {"message": 18, "act": "answer"}),
        ("person:8", "ticket.resolved", {"message": 18}),
        ("citizen", "ticket.closed", {"reason": "accepted"}),
    )
    found = []
    for seq, (by, kind, data) in enumerate(told, start=1):
        at = START + shift + timedelta(hours=next(hours))
        found.append(Event(seq, kind, at, at, by, data))
    return found


def judging(rounds: int) -> list[Result]:
    random, rules = Random(1), policy()
    tickets = [twenty_events(timedelta(minutes=random.randrange(60 * 24 * 700))) for _ in range(500)]

    def everything() -> None:
        for events in tickets:
            assess(events, policy=rules, calendar=OFFICE, as_of=events[0].at + timedelta(days=40))

    everything()
    found, in_calls = [], []
    for _ in range(rounds):
        begin = process_time()
        everything()
        found.append(len(tickets) / (process_time() - begin))
        in_calls.append(rate(lambda: OFFICE.elapsed(START, MONTH)) / found[-1])
    profile = cProfile.Profile()
    profile.runcall(everything)
    by_module: dict[str, float] = defaultdict(float)
    for (path, _line, name), entry in pstats.Stats(profile).stats.items():
        by_module[Path(path).stem if "sla" in path else f"built in: {name}"] += entry[2]
    whole = sum(by_module.values())
    print(
        "where the time of `assess` goes:",
        ", ".join(
            f"{name} {spent / whole:.0%}"
            for name, spent in sorted(by_module.items(), key=lambda one: -one[1])[:9]
        ),
    )
    return [
        Result(
            "sla.assess_per_second",
            statistics.median(found),
            "tickets/s",
            "20 events, all clocks and custody, one core",
            rounds,
        ),
        Result(
            "sla.assess_in_elapsed_calls",
            statistics.median(in_calls),
            "calls of elapsed",
            "20 events against 30 days measured, in turn",
            rounds,
        ),
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
    results = against_bound(rounds) + against_peers(rounds) + in_bulk(rounds) + judging(rounds) + size()
    report(results)


if __name__ == "__main__":
    main()
