"""Spans that are asked for in part are the whole explanation cut there: each clock's own, or in between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from sla import Span, assess, because, because_each
from tests.sla.histories import CLOCKS, RULES, a_history, moments
from tests.sla.office import CALENDAR


def cut_to(spans: Iterable[Span], since: datetime, until: datetime) -> list[Span]:
    return [
        span._replace(start=max(span.start, since), end=min(span.end, until))
        for span in spans
        if span.start < until and span.end > since
    ]


def test_each_is_what_the_clock_alone_is_cut_to_its_own_time() -> None:
    random, compared = Random(93), 0
    for _history in range(60):
        events = a_history(random)
        at = moments(events)[-2]
        rules = {"policy": RULES, "calendar": CALENDAR, "as_of": at}
        together = because_each(events, **rules, clocks=CLOCKS)
        found = assess(events, **rules)
        for clock in CLOCKS:
            verdict = found.clocks[clock]
            if verdict.started_at is None:
                assert together[clock] == ()
                continue
            whole = because(events, **rules, clock=clock)
            end = verdict.stopped_at or whole[-1].end
            cut = cut_to(whole, verdict.started_at, end)
            assert list(together[clock]) == cut
            compared += len(cut)
    assert compared > 500


def test_what_lies_between_is_the_whole_cut_wherever_it_is_cut() -> None:
    random, compared = Random(94), 0
    for _history in range(60):
        events = a_history(random)
        at = moments(events)[-2]
        rules = {"policy": RULES, "calendar": CALENDAR, "as_of": at}
        for clock in CLOCKS:
            whole = because(events, **rules, clock=clock)
            first, last = whole[0].start, whole[-1].end
            length = int((last - first).total_seconds())
            # Also from before it begins to after it ends.
            since, until = sorted(
                first + timedelta(seconds=random.randint(-length // 4, length + length // 4))
                for _end in range(2)
            )
            told = because(events, **rules, clock=clock, since=since, until=until)
            assert list(told) == cut_to(whole, since, until)
            assert because(events, **rules, clock=clock, until=last + timedelta(days=1)) == whole
            compared += len(told)
    assert compared > 500
