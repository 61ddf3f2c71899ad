"""What is stored of a ticket's clocks ages to what judging its ledger anew would say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from complaints_service.tickets.rows.standing import (
    Standing,
    aged,
    ages_by,
    as_json,
    entries_told,
    from_json,
    standing_of,
    standing_refusal,
)
from sla import Calendar, Event, Verdict, assess, rule_closing
from tests.sla.histories import RULES, a_calendar, a_history
from tests.sla.office import CALENDAR
from tests.support.lengths import WHOLE

HISTORIES = 5_000 if WHOLE else 300
LATER = (0, 1, 59, 3600, 20_000, 90_000, 300_000, 700_000, 1_500_000, 4_000_000)


def standing(events: Sequence[Event], at: datetime, calendar: Calendar) -> Standing:
    return standing_of(assess(events, policy=RULES, calendar=calendar, as_of=at))


def shown(verdict: Verdict) -> tuple[object, ...]:
    """What of a verdict a row shows, and what that follows from."""
    return (
        verdict.clock, verdict.status, verdict.paused, verdict.due_at, verdict.used_seconds, verdict.remaining_seconds,
        verdict.target,
    )  # fmt: skip


def test_what_is_stored_ages_to_what_is_judged_anew() -> None:
    """Histories with every act, in and out of place, each looked at at ten instants after its last one: three
    hundred of them, and in `make faults` five thousand."""
    random, compared, late = Random(1309), 0, 0
    for _history in range(HISTORIES):
        calendar = CALENDAR if random.random() < 0.8 else a_calendar(random)
        events = a_history(random)
        last = events[-1].recorded_at
        stored, entries = from_json(last, *as_json(standing(events, last, calendar), entries_told(events)))
        if not ages_by(calendar, events[0].at, stored):
            continue
        closing = rule_closing(events, policy=RULES, calendar=calendar, as_of=max(calendar.horizon_at, last))
        for seconds in LATER:
            at = last + timedelta(seconds=seconds)
            if closing is not None and closing[0] <= at:
                continue  # the sweep writes that a rule closed it, and stores it anew
            if at > calendar.horizon_at and any(one.paused for one in stored.clocks.values()):
                continue  # nobody knows yet when a rule will close it; with the next year's days it is stored anew
            anew = standing(events, at, calendar)
            older = aged(stored, calendar, at)
            told = {clock: shown(one) for clock, one in older.clocks.items()}
            assert told == {clock: shown(one) for clock, one in anew.clocks.items()}, (events, at)
            assert older.pressing == anew.pressing or shown(older.pressing) == shown(anew.pressing)  # type: ignore[arg-type]
            compared += 1
            late += any(one.status == "breached" for one in older.clocks.values())
        assert (standing_refusal(entries) is None) == (standing_refusal(events) is None)
    assert compared > 5 * HISTORIES and late > HISTORIES
