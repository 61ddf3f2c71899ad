"""What must hold for every calendar, span and ledger, found by hypothesis; and a count second by second.

`SLA_DIFFERENTIAL=100000` lengthens the differential tests: so many random spans instead of a few hundred;
`SLA_EXAMPLES=2000` the properties.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sla import (
    Amount,
    Assessment,
    Calendar,
    CalendarSpec,
    DayException,
    Event,
    HorizonError,
    Pattern,
    Rung,
    Verdict,
    Window,
    assess,
    assess_case,
    because,
    compile_calendar,
    escalation,
    escalations,
    next_rung,
    read,
)
from sla.days import counted_seconds
from tests.sla.office import CALENDAR, POLICY, TARGETS, policy, row

ZONES = ("Asia/Jakarta", "Europe/Amsterdam", "America/Sao_Paulo", "Pacific/Apia", "Australia/Lord_Howe")
FIRST, LAST = date(2018, 10, 1), date(2019, 12, 31)  # both changes of the clock, and Brazil's at midnight
QUARTER = 900
DIFFERENTIAL = int(os.environ.get("SLA_DIFFERENTIAL", "300"))

few = settings(
    max_examples=int(os.environ.get("SLA_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def day_windows(random: Random, step: int) -> tuple[Window, ...]:
    """One to three windows of a day, some touching, some up to midnight."""
    cuts = sorted(random.sample(sorted({*range(0, 86400, step), 86400}), 2 * random.randint(1, 3)))
    return tuple(Window(cuts[at], cuts[at + 1]) for at in range(0, len(cuts), 2))


def random_calendar(seed: int, *, zone: str | None = None, step: int = QUARTER) -> Calendar:
    """A calendar with some open week days, a second pattern for a season, and dated exceptions."""
    random = Random(seed)
    week = {n: day_windows(random, step) for n in random.sample(range(7), random.randint(1, 7))}
    season = {n: day_windows(random, step) for n in random.sample(range(7), random.randint(1, 7))}
    begins = FIRST + timedelta(days=random.randint(0, 400))
    exceptions = []
    for at in sorted(random.sample(range((LAST - FIRST).days), 20)):
        kind = random.choice(("holiday", "collective_leave", "closure", "opening", "changed"))
        open_hours = day_windows(random, step) if kind in ("opening", "changed") else ()
        exceptions.append(
            DayException(
                key=f"e{at}", on=FIRST + timedelta(days=at), kind=kind, name=kind, windows=open_hours
            )
        )  # type: ignore[arg-type]
    return compile_calendar(
        CalendarSpec(
            code="random",
            version=str(seed),
            zone=zone or random.choice(ZONES),
            patterns=(
                Pattern("week", date(2000, 1, 1), week),
                Pattern("season", begins, season, begins + timedelta(days=random.randint(0, 60))),
            ),
            exceptions=tuple(exceptions),
            first_on=FIRST,
            horizon_on=LAST,
        )
    )


@st.composite
def calendar_and_instants(draw: st.DrawFn, count: int) -> tuple[Calendar, list[datetime]]:
    """A random calendar and instants of it in order."""
    calendar = random_calendar(draw(st.integers(0, 300)))
    first = calendar.line.first
    span = calendar.line.horizon - first
    seconds = sorted(draw(st.lists(st.integers(0, span), min_size=count, max_size=count)))
    epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return calendar, [epoch + timedelta(seconds=first + one) for one in seconds]


@few
@given(calendar_and_instants(1), st.integers(1, 10_000_000))
def test_advance_and_elapsed_are_inverse(given_one: tuple[Calendar, list[datetime]], amount: int) -> None:
    calendar, (start,) = given_one
    try:
        end = calendar.advance(start, amount)
    except HorizonError:
        assert calendar.elapsed(start, calendar.horizon_at) < amount
        return
    assert calendar.elapsed(start, end) == amount
    assert calendar.elapsed(start, end - timedelta(seconds=1)) == amount - 1  # the earliest such instant


@few
@given(calendar_and_instants(3))
def test_elapsed_adds_up_and_never_shrinks(given_three: tuple[Calendar, list[datetime]]) -> None:
    calendar, (a, b, c) = given_three
    assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)
    assert 0 <= calendar.elapsed(a, b) <= calendar.elapsed(a, c)
    assert calendar.elapsed(a, b) <= (b - a).total_seconds()
    opened = calendar.open_spans(a, c)
    assert sum(int((end - start).total_seconds()) for start, end in opened) == calendar.elapsed(a, c)


@few
@given(calendar_and_instants(1), st.integers(1, 500_000), st.integers(1, 500_000))
def test_advancing_in_steps_is_advancing_at_once(
    given_one: tuple[Calendar, list[datetime]], one: int, two: int
) -> None:
    calendar, (start,) = given_one
    try:
        whole = calendar.advance(start, one + two)
    except HorizonError:
        assume(False)
    assert calendar.advance(calendar.advance(start, one), two) == whole


@few
@given(calendar_and_instants(2), st.integers(1, 20))
def test_due_instants_never_overtake(given_two: tuple[Calendar, list[datetime]], count: int) -> None:
    calendar, (a, b) = given_two
    for amount in (
        Amount("working", count * 3600),
        Amount("working_days", count),
        Amount("calendar_days", count),
    ):
        try:
            later = calendar.due(b, amount)
        except HorizonError:
            continue
        assert calendar.due(a, amount) <= later
        assert b < later


# -- against a count second by second --------------------------------------------------------------------


def is_open(calendar: Calendar, at: datetime) -> bool:
    """By the wall clock alone, without a timeline: whether this second lies in a window of its local day."""
    local = at.astimezone(calendar.zone)
    second = local.hour * 3600 + local.minute * 60 + local.second
    return any(start <= second < end for start, end in calendar.day_windows(local.date()))


def counted(calendar: Calendar, start: datetime, end: datetime, step: int = 1) -> int:
    total, at = 0, start
    while at < end:
        total += step if is_open(calendar, at) else 0
        at += timedelta(seconds=step)
    return total


@pytest.mark.parametrize("zone", ZONES)
def test_elapsed_is_the_count_of_open_seconds(zone: str) -> None:
    random = Random(zone)
    for _ in range(3):
        calendar = random_calendar(random.randrange(10**9), zone=zone, step=QUARTER + 1)
        start = calendar.horizon_at - timedelta(seconds=random.randrange(86400, 400 * 86400))
        end = start + timedelta(seconds=random.randrange(1, 4000))
        assert calendar.elapsed(start, end) == counted(calendar, start, end)


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Amsterdam", "2019-03-31T01:00:00+00:00"),  # 02:00 becomes 03:00
        ("Europe/Amsterdam", "2018-10-28T01:00:00+00:00"),  # 03:00 becomes 02:00
        ("America/Sao_Paulo", "2018-11-04T03:00:00+00:00"),  # midnight becomes 01:00
        ("America/Sao_Paulo", "2019-02-17T02:00:00+00:00"),  # midnight becomes 23:00 of the day before
        ("Australia/Lord_Howe", "2019-04-06T15:00:00+00:00"),  # back by half an hour
        ("Asia/Jakarta", "2019-03-31T01:00:00+00:00"),  # never changes
    ],
)
def test_days_on_which_the_clock_changes(zone: str, change: str) -> None:
    at = datetime.fromisoformat(change)
    for seed in range(8):
        calendar = random_calendar(seed, zone=zone, step=1800)
        start, end = at - timedelta(hours=30), at + timedelta(hours=30)
        assert calendar.elapsed(start, end) == counted(calendar, start, end, step=300)
        assert calendar.elapsed(start, at) + calendar.elapsed(at, end) == calendar.elapsed(start, end)


def test_a_local_day_may_have_23_or_25_hours() -> None:
    week = {n: (Window(0, 86400),) for n in range(7)}
    spec = CalendarSpec(
        code="always",
        version="1",
        zone="Europe/Amsterdam",
        patterns=(Pattern("all", date(2000, 1, 1), week),),
        exceptions=(),
        first_on=FIRST,
        horizon_on=LAST,
    )
    calendar, zone = compile_calendar(spec), ZoneInfo("Europe/Amsterdam")
    for on, hours in [(date(2019, 3, 31), 23), (date(2018, 10, 28), 25), (date(2019, 6, 3), 24)]:
        start = datetime(on.year, on.month, on.day, tzinfo=zone)
        end = calendar.end_of_calendar_day(start, 1) - timedelta(days=1)
        assert calendar.elapsed(start, end) == hours * 3600


def test_random_spans_against_sums_of_day_windows() -> None:
    """The same sums by another road: whole local days from their windows, the ends second by second."""
    random, left = Random(4), DIFFERENTIAL
    while left > 0:
        calendar = random_calendar(random.randrange(10**9), zone="Asia/Jakarta", step=60)
        opened = {
            FIRST + timedelta(days=n): calendar.day_windows(FIRST + timedelta(days=n))
            for n in range((LAST - FIRST).days + 1)
        }
        begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=calendar.zone)
        whole = int((calendar.horizon_at - begin).total_seconds())
        for _ in range(min(left, 1000)):
            a, b = sorted(random.randrange(whole) for _ in range(2))
            expected, on = 0, a // 86400
            while on * 86400 < b:
                for start, end in opened[FIRST + timedelta(days=on)]:
                    one, other = max(a, on * 86400 + start), min(b, on * 86400 + end)
                    expected += max(0, other - one)
                on += 1
            assert calendar.elapsed(begin + timedelta(seconds=a), begin + timedelta(seconds=b)) == expected
        left -= 1000


# -- ledgers ---------------------------------------------------------------------------------------------

ACTS = (
    ("person:1", "ticket.routed", {"unit": "SARPRAS", "holder": "unit:SARPRAS"}),
    ("person:7", "ticket.taken", {"unit": "SARPRAS", "holder": "person:7"}),
    ("person:7", "ticket.handed_over", {"unit": "DRAINS", "holder": "person:8", "reason": "theirs"}),
    ("person:7", "message.sent", {"act": "answer"}),
    ("person:7", "message.sent", {"act": "question"}),
    ("person:7", "message.sent", {"act": "completeness"}),
    ("bot", "message.sent", {"act": "automatic"}),
    ("citizen", "message.sent", {"act": "message"}),
    ("rule", "message.delivered", {"route": "page"}),
    ("rule", "message.bounced", {"route": "email"}),
    ("person:7", "question.withdrawn", {}),
    ("person:7", "round.ended", {"reason": "thanks"}),
    ("person:7", "ticket.resolved", {}),
    ("citizen", "ticket.disputed", {}),
    ("person:1", "ticket.reopened", {"reason": "not done"}),
    ("person:7", "ticket.rejected", {"reason": "spam"}),
    ("citizen", "ticket.cancelled", {"reason": "moved"}),
    ("person:7", "ticket.merged", {"reason": "twice", "into": "MRL-1"}),
    ("person:7", "ticket.classified", {"category": "floods"}),
    ("person:7", "ticket.reprioritised", {"priority": "high"}),
    ("person:1", "target.released", {"clock": "resolution", "reason": "wrong class"}),
    ("person:1", "file.completed", {}),
    ("person:7", "leave.approved", {"person": "person:7", "first_on": "2026-03-04", "last_on": "2026-03-05"}),
    ("person:7", "message.unmarked", {"reason": "empty"}),
)
START = datetime.fromisoformat("2026-03-02T02:00:00+00:00")
RULES = policy(
    row(),
    row("floods", {**TARGETS, "resolution": Amount("working_days", 1)}, category="floods"),
    row("high", {"resolution": Amount("calendar_days", 2)}, priority="high"),
)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Event]:
    """Any acts in any order, some in the same second; messages and deliveries name one another by chance."""
    events = [
        Event(
            1,
            "ticket.received",
            START,
            START,
            "citizen",
            {"kind": "complaint", "category": "roads", "priority": "normal", "unit": "DESK"},
        )
    ]
    at = START
    for seq in range(2, 2 + draw(st.integers(0, 14))):
        by, kind, data = draw(st.sampled_from(ACTS))
        at += timedelta(seconds=draw(st.sampled_from((0, 1, 59, 3600, 20_000, 90_000, 700_000))))
        message = seq if kind == "message.sent" else draw(st.integers(max(2, seq - 3), seq))
        events.append(Event(seq, kind, at, at, by, {**data, "message": message}))
    return events


@few
@given(ledgers(), st.integers(0, 90 * 86400))
def test_custody_is_a_partition_and_because_adds_up(events: list[Event], later: int) -> None:
    as_of = events[-1].at + timedelta(seconds=later)
    found = assess(events, policy=RULES, calendar=CALENDAR, as_of=as_of)
    spans, end = found.custody.spans, found.final_closed_at or as_of
    if end > found.received_at:
        assert (spans[0].start, spans[-1].end) == (found.received_at, end)
    assert all(one.end == other.start and one.holder != other.holder for one, other in pairwise(spans))
    assert (
        sum(found.custody.totals.values())
        == found.custody.total_seconds
        == CALENDAR.elapsed(found.received_at, end)
    )
    for name, verdict in found.clocks.items():
        told = because(events, policy=RULES, calendar=CALENDAR, as_of=as_of, clock=name)
        if verdict.used_seconds is not None:
            assert counted_seconds(told) == verdict.used_seconds, name
        assert sum((span.end - span.start for span in told), timedelta()) == (
            max(as_of, verdict.due_at or as_of) - found.received_at
        )


@few
@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_handed_in_does_not_matter(events: list[Event], random: Random) -> None:
    as_of = events[-1].at + timedelta(days=30)
    expected = assess(events, policy=RULES, calendar=CALENDAR, as_of=as_of)
    shuffled = [*events]
    random.shuffle(shuffled)
    assert assess(shuffled, policy=RULES, calendar=CALENDAR, as_of=as_of) == expected


@few
@given(ledgers(), st.lists(st.integers(0, 3_000_000), max_size=5))
def test_when_jobs_ran_does_not_matter(events: list[Event], runs: list[int]) -> None:
    """What a job writes, it writes into a ledger in which the rules have spoken already."""
    as_of = events[-1].at + timedelta(days=40)
    expected = assess(events, policy=RULES, calendar=CALENDAR, as_of=as_of)
    written = [
        Event(
            100 + n, "clock.breached", START + timedelta(seconds=ran), as_of, "rule", {"clock": "resolution"}
        )
        for n, ran in enumerate(runs)
    ]
    assert assess([*events, *written], policy=RULES, calendar=CALENDAR, as_of=as_of) == expected


#: Clocks that tell the worst of several: rounds, and lives.
OF_SEVERAL = ("next_response", "resolution")


@few
@given(ledgers())
def test_a_verdict_that_is_done_stays_done(events: list[Event]) -> None:
    """Later instants alone move no stop, no breach and no due of a stopped clock; of a resolution each life
    by itself, as the clock tells the worse one."""

    def apart(found: Assessment) -> dict[str, Verdict]:
        told = {f"life {number}": one for number, one in enumerate(found.lives)}
        return told | {name: found.clocks[name] for name in found.clocks if name not in OF_SEVERAL}

    last = events[-1].at
    now = apart(assess(events, policy=RULES, calendar=CALENDAR, as_of=last))
    then = apart(assess(events, policy=RULES, calendar=CALENDAR, as_of=last + timedelta(days=60)))
    for name, verdict in now.items():
        if verdict.stopped_at is not None:
            assert then[name] == verdict
        if verdict.status == "breached":
            assert then[name].breached_at == verdict.breached_at


@few
@given(
    ledgers(),
    st.integers(0, 40),
    st.integers(-10 * 86400, 40 * 86400),
    st.sampled_from(("holiday", "closure", "opening", "changed")),
    st.integers(0, 60 * 86400),
)
def test_a_late_decree_moves_no_breach_older_than_itself_and_makes_none(
    events: list[Event], on: int, decreed: int, kind: str, later: int
) -> None:
    """Sentence 12: before the decree nothing is different, and after it nothing that was before."""
    at = START + timedelta(seconds=decreed)
    open_hours = (Window(6 * 3600, 18 * 3600),) if kind in ("opening", "changed") else ()
    decree = DayException(
        key="decree",
        on=date(2026, 3, 2) + timedelta(days=on),
        kind=kind,
        name=kind,
        windows=open_hours,
        decreed_at=at,
    )  # type: ignore[arg-type]
    exceptions = [one for one in CALENDAR.spec.exceptions if one.on != decree.on]
    plain = compile_calendar(replace(CALENDAR.spec, exceptions=tuple(exceptions)))
    calendar = compile_calendar(replace(CALENDAR.spec, exceptions=(*exceptions, decree)))
    as_of = events[-1].at + timedelta(seconds=later)
    without = assess(events, policy=RULES, calendar=plain, as_of=as_of)
    found = assess(events, policy=RULES, calendar=calendar, as_of=as_of)
    if as_of < at:
        assert found == without
    if at <= START:
        return  # known when the ticket was received: an ordinary day
    for name, verdict in without.clocks.items():
        if name == "next_response":
            continue
        now = found.clocks[name].breached_at
        if verdict.breached_at is not None and verdict.breached_at < at:
            assert now == verdict.breached_at
        else:
            assert now is None or now >= at


@few
@given(ledgers())
def test_rungs_fall_in_working_time_and_before_the_stop(events: list[Event]) -> None:
    as_of = events[-1].at + timedelta(days=1)
    found = assess(events, policy=CLIMBED, calendar=CALENDAR, as_of=as_of)
    stops: dict[tuple[str, datetime | None], list[datetime | None]] = {}
    for one in (*found.clocks.values(), *found.rounds, *found.lives):
        stops.setdefault((one.clock, one.started_at), []).append(one.stopped_at)
    for rung in escalations(events, policy=CLIMBED, calendar=CALENDAR, as_of=as_of):
        assert CALENDAR.next_open(rung.at) == rung.at
        assert any(stop is None or rung.at < stop for stop in stops[rung.clock, rung.started_at])


#: Rules with steps before and after the due, out of order, and one that falls where another one does.
CLIMBED = policy(
    *(
        replace(
            one,
            ladder=tuple(
                Rung(clock=clock, share=share, overdue_seconds=late, level=str(at), to="holder")
                for clock in one.targets
                for at, (share, late) in enumerate(
                    [(None, 30_000), (75, None), (None, 0), (100, None), (40, None), (None, 900)]
                )
            ),
        )
        for one in RULES.rows
    )
)


#: The levels of those steps as they fall: at 40, 75 and 100 per cent, then at the due and past it.
IN_ORDER = ("4", "1", "3", "2", "5", "0")


@few
@given(ledgers(), st.integers(0, 40))
def test_the_rungs_of_a_clock_fall_in_the_order_of_its_ladder(events: list[Event], days: int) -> None:
    """By share, then past the due: so the first that is left is the nearest, and behind the horizon are no more."""
    as_of = events[-1].at + timedelta(days=days)
    fallen: dict[tuple[str, datetime], list[tuple[datetime, int]]] = {}
    for rung in escalations(events, policy=CLIMBED, calendar=CALENDAR, as_of=as_of):
        fallen.setdefault((rung.clock, rung.started_at), []).append((rung.at, IN_ORDER.index(rung.level)))
    for rungs in fallen.values():
        assert [at for at, _place in sorted(rungs, key=lambda one: one[1])] == sorted(
            at for at, _place in rungs
        )


@few
@given(ledgers(), st.integers(0, 40), st.sets(st.integers(0, 7)))
def test_the_nearest_rung_is_the_first_of_all_that_count(
    events: list[Event], days: int, gone: set[int]
) -> None:
    """It is found without working out the others, and is the one they begin with."""
    as_of = events[-1].at + timedelta(days=days)
    ladder = escalations(events, policy=CLIMBED, calendar=CALENDAR, as_of=as_of)
    sent = {rung.key for at, rung in enumerate(ladder) if at in gone}
    told = {"policy": CLIMBED, "calendar": CALENDAR, "as_of": as_of}
    ahead = [rung.at for rung in ladder if rung.key not in sent and rung.at > as_of]
    case = read(events, **told)
    assert assess_case(case) == assess(events, **told)  # asked of the same reading, as tickets are
    assert next_rung(case, sent=sent, counts=lambda at: at > as_of) == min(ahead, default=None)
    left = [rung.at for rung in ladder if rung.key not in sent]
    assert next_rung(case, sent=sent) == min(left, default=None)


@few
@given(ledgers(), st.integers(0, 40))
def test_rungs_found_in_the_short_way_are_those_of_the_general_one(events: list[Event], days: int) -> None:
    told = {"policy": CLIMBED, "calendar": CALENDAR, "as_of": events[-1].at + timedelta(days=days)}
    for some in (events[:1], events):  # the first entry alone is what every report begins with
        found = escalations(some, **told)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(escalation, "plain", lambda *_asked: None)
            assert escalations(some, **told) == found


@few
@given(st.lists(st.tuples(st.integers(0, 200_000), st.integers(0, 200_000)), min_size=1, max_size=4))
def test_pauses_are_their_union(pauses: list[tuple[int, int]]) -> None:
    """However pauses are cut up or overlap, what is not counted is their union."""
    spans = sorted((min(pair), max(pair)) for pair in pauses)
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    events = [
        Event(
            1,
            "ticket.received",
            START,
            START,
            "citizen",
            {"kind": "complaint", "category": "roads", "priority": "normal", "unit": "DESK"},
        )
    ]
    seq = 1
    for start, end in merged:
        asked = [one for one, _other in spans if start <= one <= end and (one < end or start == end)]
        for at in asked:  # each start asks again: questions do not nest
            when = START + timedelta(seconds=at)
            events.append(
                Event(seq + 1, "message.sent", when, when, "person:7", {"message": seq, "act": "question"})
            )
            events.append(
                Event(seq + 2, "message.delivered", when, when, "rule", {"message": seq, "route": "page"})
            )
            seq += 2
        when = START + timedelta(seconds=end)
        seq += 1
        events.append(Event(seq, "message.sent", when, when, "citizen", {"message": seq, "act": "message"}))
    as_of = START + timedelta(seconds=210_000)
    found = assess(events, policy=POLICY, calendar=CALENDAR, as_of=as_of).clocks["resolution"]
    out = sum(
        CALENDAR.elapsed(START + timedelta(seconds=one), START + timedelta(seconds=other))
        for one, other in merged
    )
    assert found.used_seconds == CALENDAR.elapsed(START, as_of) - out
