"""The spans of several clocks at once are each clock's own, from where it began to where it stopped."""

from __future__ import annotations

from random import Random

from sla import assess, because, because_each
from tests.sla.histories import CLOCKS, RULES, a_history, moments
from tests.sla.office import CALENDAR


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
            cut = [
                span._replace(start=max(span.start, verdict.started_at), end=min(span.end, end))
                for span in whole
                if span.start < end and span.end > verdict.started_at
            ]
            assert list(together[clock]) == cut
            compared += len(cut)
    assert compared > 500
