"""Sentences 1 to 12 of "Exactly": time and calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sla import (
    Amount,
    Calendar,
    CalendarErrors,
    CalendarSpec,
    DayException,
    Event,
    HorizonError,
    Policy,
    PolicyErrors,
    PolicyRow,
    SlaError,
    compile_calendar,
    enter,
    enter_all,
    on_time,
    waiting_quantile,
)
from sla.figures import finished
from sla.timeline import Timeline
from tests.sla.office import (
    CALENDAR,
    CUTI,
    NYEPI,
    SPEC,
    WEEK,
    calendar_with,
    clock,
    closed,
    due,
    judged,
    only,
    pattern,
    policy,
    row,
    windows,
)
from tests.sla.weekdays import day, hours, said, when


def problem_codes(**changes: object) -> list[str]:
    with pytest.raises(CalendarErrors) as refused:
        compile_calendar(replace(SPEC, **changes))  # type: ignore[arg-type]
    return [problem.code for problem in refused.value.problems]


def test_01_instants_are_cut_to_their_second_and_need_an_offset() -> None:
    almost = when("Mon 2026-03-02 09:00") + timedelta(microseconds=999_999)
    assert CALENDAR.elapsed(almost, when("Mon 2026-03-02 09:01")) == 60
    assert CALENDAR.advance(almost, 60) == when("Mon 2026-03-02 09:01")
    other_zone = almost.astimezone(timezone(timedelta(hours=-3)))
    assert CALENDAR.elapsed(other_zone, when("Mon 2026-03-02 09:01")) == 60
    aware, naive = when("Mon 2026-03-02 09:01"), datetime(2026, 3, 2, 9)  # noqa: DTZ001
    for start, end, key in [(naive, aware, "start"), (aware, naive, "end")]:
        with pytest.raises(SlaError) as refused:
            CALENDAR.elapsed(start, end)
        assert (refused.value.code, refused.value.key) == ("naive_instant", key)
    with pytest.raises(SlaError) as refused:
        CALENDAR.advance(naive, 60)
    assert (refused.value.code, refused.value.key) == ("naive_instant", "instant")


def test_what_holds_where_nothing_is_said() -> None:
    """A week of 37.5 hours in five days (Perpres 21/2023), and the periods of the sentences."""
    bare = CalendarSpec(
        code="c",
        version="1",
        zone="Asia/Jakarta",
        patterns=SPEC.patterns,
        exceptions=(),
        first_on=SPEC.first_on,
        horizon_on=SPEC.horizon_on,
    )
    calendar = compile_calendar(bare)
    assert (calendar.code, calendar.version, calendar.spec) == ("c", "1", bare)
    assert calendar.nominal_day_seconds == hours("7:30")
    rules = Policy(
        code="p",
        version="1",
        effective_from=day("Thu 2026-01-01"),
        rows=(PolicyRow(key="r", calendar="c", targets={"resolution": Amount("working", 60)}),),
    )
    assert (rules.question_expiry, rules.objection_period, rules.reopen_limit, rules.completeness_expiry) == (
        Amount("working_days", 10),
        Amount("working_days", 10),
        Amount("working_days", 30),
        Amount("calendar_days", 30),
    )
    assert (
        clock("verification", RECEIVED, "Mon 2026-03-02 09:00", policy=rules).warning_share == 75
    )  # no target
    (only_row,) = rules.rows
    assert (only_row.warning_share, only_row.ladder, rules.effective_until) == (75, (), None)


def test_02_elapsed_refuses_an_end_before_its_start() -> None:
    at = when("Mon 2026-03-02 09:00")
    assert CALENDAR.elapsed(at, at) == 0
    with pytest.raises(SlaError) as refused:
        CALENDAR.elapsed(at, at - timedelta(seconds=1))
    assert refused.value.code == "end_before_start"


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("Mon 2026-03-02 08:00", "4:00", "Mon 2026-03-02 12:00"),  # at the break, not after it
        ("Mon 2026-03-02 08:00", "4:00:01", "Mon 2026-03-02 13:00:01"),
        ("Mon 2026-03-02 15:00", "1:00", "Mon 2026-03-02 16:00"),  # at closing, not next morning
        ("Fri 2026-03-06 15:59:59", "0:00:02", "Mon 2026-03-09 08:00:01"),
        ("Fri 2026-03-06 17:30", "7:00", "Mon 2026-03-09 16:00"),
        ("Sat 2026-03-07 10:00", "0:00:01", "Mon 2026-03-09 08:00:01"),
    ],
)
def test_03_advance_ends_at_closing_not_at_the_next_opening(start: str, amount: str, end: str) -> None:
    assert said(CALENDAR.advance(when(start), hours(amount))) == end
    assert CALENDAR.elapsed(when(start), when(end)) == hours(amount)


def test_04_nothing_is_advanced_by_nothing_and_targets_are_positive() -> None:
    for at in ("Mon 2026-03-02 09:00", "Sat 2026-03-07 09:00"):
        assert CALENDAR.advance(when(at), 0) == when(at)
    with pytest.raises(SlaError) as refused:
        CALENDAR.advance(when("Mon 2026-03-02 09:00"), -1)
    assert refused.value.code == "negative_amount"
    with pytest.raises(PolicyErrors) as zero:
        only("resolution", "working", 0)
    assert [(one.code, one.key) for one in zero.value.problems] == [
        ("amount_not_positive", "rows.all.targets.resolution")
    ]


@pytest.mark.parametrize(
    ("on", "working", "close"),
    [
        ("Mon 2026-03-02", True, "Mon 2026-03-02 16:00"),
        ("Sat 2026-03-07", False, None),
        ("Sat 2026-03-14", True, "Sat 2026-03-14 11:00"),  # a special opening
        ("Wed 2026-03-11", True, "Wed 2026-03-11 10:00"),  # closed from ten on: it counts all the same
        ("Thu 2026-03-19", False, None),
    ],
)
def test_05_a_working_day_has_a_window_and_closes_with_its_last(
    on: str, working: bool, close: str | None
) -> None:
    calendar = calendar_with(
        closed("Sat 2026-03-14", "opening", windows=windows("09:00-11:00")),
        closed("Wed 2026-03-11", "closure", "Banjir", windows=windows("08:00-10:00")),
    )
    assert calendar.is_working_day(day(on)) is working
    if close is not None:
        eve = when(f"{on} 00:00") - timedelta(hours=1)
        assert said(calendar.close_of_working_day(eve, 1)) == close


@pytest.mark.parametrize(
    ("start", "count", "close"),
    [
        ("Mon 2026-03-02 07:00", 1, "Tue 2026-03-03 16:00"),  # before opening
        ("Mon 2026-03-02 10:00", 1, "Tue 2026-03-03 16:00"),
        ("Mon 2026-03-02 23:59:59", 1, "Tue 2026-03-03 16:00"),  # after closing
        ("Fri 2026-03-06 10:00", 1, "Mon 2026-03-09 16:00"),
        ("Sat 2026-03-07 10:00", 1, "Mon 2026-03-09 16:00"),  # on a closed day
        ("Wed 2026-03-18 10:00", 1, "Mon 2026-03-23 16:00"),  # over Nyepi and collective leave
        ("Mon 2026-03-02 10:00", 5, "Mon 2026-03-09 16:00"),
    ],
)
def test_06_working_days_begin_the_day_after(start: str, count: int, close: str) -> None:
    assert said(CALENDAR.due(when(start), Amount("working_days", count))) == close


def test_06_there_are_no_zero_working_days() -> None:
    with pytest.raises(SlaError) as refused:
        CALENDAR.close_of_working_day(when("Mon 2026-03-02 10:00"), 0)
    assert refused.value.code == "amount_not_positive"


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("Mon 2026-03-02 00:00", 1, "Tue 2026-03-03 24:00"),
        ("Mon 2026-03-02 23:59:59", 1, "Tue 2026-03-03 24:00"),
        ("Mon 2026-03-02 10:00", 14, "Mon 2026-03-16 24:00"),
        ("Fri 2026-03-06 10:00", 1, "Sat 2026-03-07 24:00"),  # never rolled to a working day
        ("Thu 2026-12-31 10:00", 60, "Mon 2027-03-01 24:00"),  # needs no horizon
    ],
)
def test_07_calendar_days_end_at_midnight(start: str, count: int, end: str) -> None:
    assert CALENDAR.due(when(start), Amount("calendar_days", count)) == when(end)


def test_08_a_span_may_end_at_the_horizon_and_not_after_it() -> None:
    last = when("Thu 2026-12-31 24:00")
    assert CALENDAR.horizon_at == last
    assert CALENDAR.elapsed(when("Thu 2026-12-31 15:00"), last) == hours("1:00")
    with pytest.raises(HorizonError) as past:
        CALENDAR.elapsed(when("Thu 2026-12-31 15:00"), last + timedelta(seconds=1))
    assert (past.value.code, past.value.year) == ("horizon", 2027)
    with pytest.raises(HorizonError) as before:
        CALENDAR.elapsed(when("Wed 2025-12-31 15:00"), last)
    assert before.value.year == 2025


@pytest.mark.parametrize(
    "ask",
    [
        lambda line, at: line.work(at),
        lambda line, at: line.is_open(at),
        lambda line, at: line.next_open(at),
        lambda line, at: line.advance(at, 1),
        lambda line, at: line.day_index(at),
        lambda line, at: line.close_of_working_day(at, 1),
        lambda line, at: line.open_spans(min(at, line.horizon), max(at, line.first)),
        lambda line, at: line.elapsed(min(at, line.horizon), max(at, line.first)),
    ],
)
def test_08_no_question_is_answered_outside_the_known_days(ask: Callable[[Timeline, int], object]) -> None:
    line = CALENDAR.line
    for at, year in [(line.first - 1, 2025), (line.horizon + 1, 2027)]:
        with pytest.raises(HorizonError) as refused:
            ask(line, at)
        assert refused.value.year == year
    assert line.work(line.horizon) == line.elapsed(line.first, line.horizon)
    for at in (line.horizon, line.horizon - 1):  # 16:00 is past on the last day: nothing opens any more
        with pytest.raises(HorizonError):
            line.next_open(at)
    assert line.next_open(line.first) > line.first
    for about_its_day in (line.is_open, line.day_index):
        with pytest.raises(HorizonError):
            about_its_day(line.horizon)
    with pytest.raises(HorizonError):  # one working day more than there are
        line.close_of_working_day(line.horizon - 86400, 1)
    assert line.close_of_working_day(line.horizon - 2 * 86400, 1) < line.horizon


def test_open_spans_end_before_an_opening_at_their_end() -> None:
    night = when("Mon 2026-03-02 16:00"), when("Tue 2026-03-03 08:00")
    assert CALENDAR.open_spans(*night) == []
    assert CALENDAR.open_spans(when("Mon 2026-03-02 15:00"), night[1]) == [
        (when("Mon 2026-03-02 15:00"), night[0])
    ]


AT_THE_END = "Wed 2026-12-30 15:00 | citizen | received"


def test_08_before_the_horizon_a_clock_whose_due_lies_past_it_runs() -> None:
    found = judged(AT_THE_END, "Wed 2026-12-30 15:30").clocks
    assert {name: one.status for name, one in found.items()} == {
        "verification": "running",  # the close of Thursday
        "first_response": "running",  # four hours: Thursday noon
        "resolution": "running",  # fourteen hours: next year
        "legal_answer": "running",
        "legal_decision": "running",
        "legal_notice": "not_started",
        "next_response": "not_started",
    }
    one = found["resolution"]
    assert (one.add_year, one.due_at, one.used_seconds, one.remaining_seconds) == (
        2027,
        None,
        hours("0:30"),
        None,
    )
    at_the_horizon = clock("resolution", AT_THE_END, "Thu 2026-12-31 24:00")
    assert (at_the_horizon.status, at_the_horizon.used_seconds) == ("running", hours("8:00"))  # never at risk


def test_08_only_asked_past_the_horizon_with_the_due_past_it_too_is_unknown() -> None:
    found = judged(AT_THE_END, "Fri 2027-01-01 00:00:01").clocks
    unknown = found["resolution"]
    assert (unknown.status, unknown.reason, unknown.add_year) == ("unknown", "horizon", 2027)
    assert (unknown.due_at, unknown.used_seconds) == (None, None)
    assert found["legal_answer"].status == "running"  # calendar days need none
    late = AT_THE_END + "\nMon 2027-01-04 09:00 | person:7 | resolved"
    assert clock("resolution", late, "Tue 2027-01-05 09:00").status == "unknown"


def test_08_what_was_broken_before_the_horizon_is_broken_for_ever() -> None:
    table = "Wed 2026-12-23 08:00 | citizen | received"
    before = clock("first_response", table, "Thu 2026-12-31 24:00")
    assert (before.status, said(before.breached_at), before.at_least) == (
        "breached",
        "Wed 2026-12-23 12:00",
        False,
    )
    after = clock("first_response", table, "Fri 2027-01-01 00:01")
    assert (after.status, after.breached_at, after.add_year) == ("breached", before.breached_at, 2027)
    assert (after.used_seconds, after.at_least) == (before.used_seconds, True)
    assert on_time([after]).breached == 1
    answered = f"{table}\nFri 2027-01-08 09:00 | person:7 | message.sent | message=1, act=answer"
    done = clock("first_response", answered, "Fri 2027-01-08 10:00")
    assert (done.status, finished(done), waiting_quantile([done], 50)) == ("breached", False, None)


def test_08_stopped_before_the_horizon_it_is_judged_as_in_time() -> None:
    rules = only("resolution", "working_days", 14)
    table = "Wed 2026-12-30 09:00 | citizen | received\nWed 2026-12-30 11:00 | person:7 | {}"
    for as_of in ("Wed 2026-12-30 12:00", "Mon 2027-02-01 09:00"):
        met = clock("resolution", table.format("resolved"), as_of, policy=rules)
        assert (met.status, met.due_at, met.used_seconds, met.add_year) == ("met", None, hours("2:00"), 2027)
        stopped = clock("resolution", table.format("rejected | reason=spam"), as_of, policy=rules)
        assert (stopped.status, stopped.reason) == ("stopped", "rejected")
    assert finished(met)


def test_08_a_breach_before_a_release_whose_new_promise_lies_past_the_horizon_stays() -> None:
    rules = policy(
        row("roads", {"resolution": Amount("working_days", 14)}, category="roads"),
        row("floods", {"resolution": Amount("working", hours("1:00"))}, category="floods"),
    )
    table = """
        Wed 2026-12-30 09:00 | citizen  | received
        Wed 2026-12-30 09:10 | person:7 | classified | category=floods
        Wed 2026-12-30 09:20 | person:7 | classified | category=roads
        Wed 2026-12-30 11:00 | person:1 | target.released | clock=resolution, reason=wrong class"""
    for as_of in ("Wed 2026-12-30 12:00", "Mon 2027-02-01 09:00"):
        found = clock("resolution", table, as_of, policy=rules)
        assert (found.status, said(found.breached_at), found.due_at, found.add_year) == (
            "breached",
            "Wed 2026-12-30 10:00",
            None,
            2027,
        )


def test_08_before_the_first_known_day_nothing_is_certain() -> None:
    early = "Mon 2025-12-29 09:00 | citizen | received"
    found = clock("resolution", early, "Mon 2026-01-05 09:00")
    assert (found.status, found.add_year) == ("unknown", 2025)


def test_08_held_from_the_first_known_second_past_the_last_lacks_the_year_after() -> None:
    found = judged("Thu 2026-01-01 00:00 | citizen | received", "Fri 2027-01-01 09:00")
    assert found.custody.add_year == 2027


def test_08_a_rule_past_the_horizon_waits_for_that_year() -> None:
    table = """
        Mon 2026-12-28 09:00 | citizen  | received
        Tue 2026-12-29 09:00 | person:7 | resolved"""
    found = judged(table, "Fri 2027-03-12 09:00")
    assert found.final_closed_at is None
    assert found.custody.add_year == 2027
    longer = calendar_with(horizon_on=day("Fri 2027-12-31"), version="2027.1")
    assert (
        said(judged(table, "Fri 2027-03-12 09:00", calendar=longer).final_closed_at) == "Tue 2027-01-12 16:00"
    )


def test_09_a_pattern_with_an_end_beats_one_without_then_the_later_one() -> None:
    ramadan = pattern(
        "ramadan", "Wed 2026-02-18", {n: windows("08:00-15:00") for n in range(5)}, "Wed 2026-03-18"
    )
    later = pattern("later", "Mon 2026-03-09", {n: windows("09:00-17:00") for n in range(5)})
    calendar = compile_calendar(replace(SPEC, patterns=(*SPEC.patterns, later, ramadan)))
    for on, expected in [
        ("Tue 2026-02-17", "08:00-12:00 13:00-16:00"),
        ("Wed 2026-02-18", "08:00-15:00"),  # both dates are inclusive
        ("Tue 2026-03-10", "08:00-15:00"),
        ("Wed 2026-03-18", "08:00-15:00"),
        ("Mon 2026-03-23", "09:00-17:00"),
    ]:
        assert calendar.day_windows(day(on)) == windows(*expected.split()), on


def test_09_a_tie_of_patterns_is_refused() -> None:
    assert problem_codes(patterns=(*SPEC.patterns, replace(SPEC.patterns[0], key="twin"))) == ["patterns_tie"]


def test_09_a_childs_pattern_beats_its_parents() -> None:
    parent = replace(
        SPEC,
        code="national",
        patterns=(
            *SPEC.patterns,
            pattern(
                "ramadan", "Wed 2026-02-18", {n: windows("08:00-15:00") for n in range(5)}, "Wed 2026-03-18"
            ),
        ),
    )
    saturday = {**WEEK, 5: windows("08:00-11:00")}
    child = compile_calendar(
        replace(
            SPEC,
            code="unit",
            patterns=(pattern("counter", "Mon 2026-03-09", saturday),),
            exceptions=(),
            parent=parent,
        )
    )
    assert child.day_windows(day("Tue 2026-03-03")) == windows("08:00-15:00")
    assert child.day_windows(day("Tue 2026-03-10")) == WEEK[1]  # also against one with an end
    assert child.is_working_day(day("Sat 2026-03-14"))
    assert not child.is_working_day(day("Thu 2026-03-19"))  # the parent's holidays hold


@pytest.mark.parametrize(
    ("kinds", "winner"),
    [
        (["holiday", "opening"], "opening"),
        (["collective_leave", "changed"], "changed"),
        (["opening", "closure"], "closure"),
        (["changed", "closure"], "closure"),
        (["holiday", "closure"], "closure"),
    ],
)
def test_10_the_stronger_exception_replaces_the_days_windows(kinds: list[str], winner: str) -> None:
    hour = {"opening": windows("09:00-10:00"), "changed": windows("10:00-11:00")}
    on = "Tue 2026-03-10"
    calendar = calendar_with(*(closed(on, kind, windows=hour.get(kind, ())) for kind in kinds))
    decided = calendar.exception_on(day(on))
    assert decided is not None
    assert decided.kind == winner
    assert calendar.day_windows(day(on)) == hour.get(winner, ())


def test_11_windows_may_be_written_in_any_order() -> None:
    late_first = windows("13:00-16:00", "08:00-12:00")
    week = {0: late_first, 1: late_first}
    spec = replace(
        SPEC,
        patterns=(pattern("p", "Wed 2025-01-01", week),),
        exceptions=(closed("Sat 2026-03-07", "opening", windows=late_first),),
    )
    calendar = compile_calendar(spec)
    for on in ("Mon 2026-03-02", "Sat 2026-03-07"):
        assert calendar.day_windows(day(on)) == windows("08:00-12:00", "13:00-16:00")
        assert calendar.elapsed(when(f"{on} 00:00"), when(f"{on} 24:00")) == hours("7:00")


def test_08_no_day_outside_the_known_ones_has_windows() -> None:
    for on, year in [("Wed 2025-12-31", 2025), ("Fri 2027-01-01", 2027)]:
        with pytest.raises(HorizonError) as unknown:
            CALENDAR.day_windows(day(on))
        assert (unknown.value.year, unknown.value.key) == (year, "office")


def test_08_the_year_to_add_is_that_of_the_next_day_that_is_missing() -> None:
    days = {"first_on": day("Fri 2026-01-02"), "horizon_on": day("Wed 2026-12-30")}
    calendar = compile_calendar(replace(SPEC, **days))  # type: ignore[arg-type]
    for start, end in [
        ("Thu 2026-01-01 09:00", "Fri 2026-01-02 09:00"),
        ("Wed 2026-12-30 09:00", "Thu 2026-12-31 09:00"),
    ]:
        with pytest.raises(HorizonError) as unknown:
            calendar.elapsed(when(start), when(end))
        assert unknown.value.year == 2026


def test_09_a_calendar_knows_the_days_that_all_it_inherits_from_know() -> None:
    for first, last in [("Thu 2026-01-01", "Mon 2026-11-30"), ("Mon 2026-02-02", "Thu 2026-12-31")]:
        parent = replace(SPEC, code="city", first_on=day(first), horizon_on=day(last))
        child = compile_calendar(replace(SPEC, parent=parent))
        assert child.line.first == child.midnight(day(first))
        assert child.line.horizon == child.midnight(day(last) + timedelta(days=1))


def test_10_exceptions_count_from_the_first_known_day_to_the_last() -> None:
    decreed_at = when("Mon 2026-03-02 09:00")
    calendar = compile_calendar(
        replace(
            SPEC,
            exceptions=(
                closed("Wed 2025-12-31", decreed_at=decreed_at),  # not this calendar's
                closed("Thu 2026-01-01", name="Tahun Baru"),
                closed("Thu 2026-12-31", name="Malam Tahun Baru"),
                closed("Fri 2027-01-01", decreed_at=decreed_at),
            ),
        )
    )
    assert [calendar.is_working_day(day(on)) for on in ("Thu 2026-01-01", "Thu 2026-12-31")] == [False, False]
    assert calendar.decrees == ()


def test_10_rank_first_then_the_child() -> None:
    on = "Tue 2026-03-10"
    opened = closed(on, "opening", windows=windows("09:00-10:00"))
    parent = replace(SPEC, code="national", exceptions=(closed(on, "closure"),))
    child = replace(SPEC, code="unit", exceptions=(opened,), parent=parent)
    assert not compile_calendar(child).is_working_day(day(on))
    parent = replace(parent, exceptions=(closed(on, "changed", windows=windows("10:00-12:00")),))
    assert compile_calendar(replace(child, parent=parent)).day_windows(day(on)) == windows("09:00-10:00")


def test_10_two_of_equal_rank_in_one_calendar_are_refused() -> None:
    twin = closed("Thu 2026-03-19", "collective_leave", "Cuti")
    with pytest.raises(CalendarErrors) as refused:
        calendar_with(twin)
    (problem,) = refused.value.problems
    assert (problem.code, problem.key) == ("exceptions_tie", f"office.exceptions.{twin.key}")


def test_11_a_window_lies_inside_one_day_and_a_night_shift_is_two() -> None:
    night = {0: windows("22:00-24:00"), 1: windows("00:00-06:00")}
    calendar = compile_calendar(replace(SPEC, patterns=(pattern("night", "Wed 2025-01-01", night),)))
    assert said(calendar.advance(when("Mon 2026-03-02 23:00"), hours("2:00"))) == "Tue 2026-03-03 01:00"
    assert calendar.open_spans(when("Mon 2026-03-02 12:00"), when("Tue 2026-03-03 12:00")) == [
        (when("Mon 2026-03-02 22:00"), when("Tue 2026-03-03 06:00"))
    ]
    assert problem_codes(patterns=(pattern("night", "Wed 2025-01-01", {0: windows("22:00-30:00")}),)) == [
        "window_past_midnight"
    ]


# -- 12: late decrees ------------------------------------------------------------------------------------

RECEIVED = "Mon 2026-03-02 08:00 | citizen | received"
FOUR_DAYS = only("resolution", "working_days", 4)  # due Fri 2026-03-06 16:00


def decreed(on: str, at: str, kind: str = "collective_leave", **more: Any) -> Calendar:
    return calendar_with(closed(on, kind, decreed_at=when(at), **more))


@pytest.mark.parametrize(
    ("on", "decree", "stop", "expected"),
    [
        # A day off decreed while the clock runs moves its due.
        ("Thu 2026-03-05", "Tue 2026-03-03 12:00", None, "Mon 2026-03-09 16:00"),
        # Not a clock that had stopped at the decree; but one that stopped between the decree and the day.
        ("Thu 2026-03-05", "Tue 2026-03-03 12:00", "Tue 2026-03-03 11:59:59", "Fri 2026-03-06 16:00"),
        ("Thu 2026-03-05", "Tue 2026-03-03 12:00", "Tue 2026-03-03 12:00", "Fri 2026-03-06 16:00"),
        ("Thu 2026-03-05", "Tue 2026-03-03 12:00", "Tue 2026-03-03 12:00:01", "Mon 2026-03-09 16:00"),
        ("Thu 2026-03-05", "Tue 2026-03-03 12:00", "Wed 2026-03-04 23:59:59", "Mon 2026-03-09 16:00"),
        # Decreed after the day: it still helps what is open at the decree.
        ("Tue 2026-03-03", "Thu 2026-03-05 09:00", None, "Mon 2026-03-09 16:00"),
        ("Tue 2026-03-03", "Thu 2026-03-05 09:00", "Thu 2026-03-05 08:59:59", "Fri 2026-03-06 16:00"),
        # Known when the ticket was received: an ordinary holiday, whenever the clock stops.
        ("Thu 2026-03-05", "Sun 2026-03-01 12:00", "Tue 2026-03-03 09:00", "Mon 2026-03-09 16:00"),
    ],
)
def test_12_a_late_decree_moves_only_what_is_open(
    on: str, decree: str, stop: str | None, expected: str
) -> None:
    table = RECEIVED + (f"\n{stop} | person:7 | resolved" if stop else "")
    found = clock("resolution", table, "Fri 2026-03-06 12:00", policy=FOUR_DAYS, calendar=decreed(on, decree))
    assert due(found) == expected


def test_12_of_two_decrees_one_may_come_after_the_stop() -> None:
    """Stopped on Wednesday morning, it has the Thursday of Tuesday's decree off, not the Friday of the later."""
    calendar = calendar_with(
        closed("Thu 2026-03-05", "collective_leave", decreed_at=when("Tue 2026-03-03 12:00")),
        closed("Fri 2026-03-06", "collective_leave", decreed_at=when("Wed 2026-03-04 12:00")),
    )
    table = f"{RECEIVED}\nWed 2026-03-04 09:00 | person:7 | resolved"
    found = clock("resolution", table, "Fri 2026-03-06 12:00", policy=FOUR_DAYS, calendar=calendar)
    assert due(found) == "Mon 2026-03-09 16:00"


def test_12_a_round_asked_and_answered_in_the_second_of_the_decree_knows_it() -> None:
    table = f"""{RECEIVED}
        Mon 2026-03-02 09:00 | person:7 | message.sent | act=answer, message=2
        Tue 2026-03-03 12:00 | citizen | message.sent | act=message, message=3
        Tue 2026-03-03 12:00 | person:7 | message.sent | act=answer, message=4"""
    calendar = decreed("Thu 2026-03-05", "Tue 2026-03-03 12:00")
    promise = only("next_response", "working_days", 2)
    (found,) = judged(table, "Fri 2026-03-06 12:00", policy=promise, calendar=calendar).rounds
    assert due(found) == "Fri 2026-03-06 16:00"


def test_12_a_breach_before_the_decree_stays_and_its_clock_ignores_it() -> None:
    calendar = decreed("Thu 2026-03-05", "Mon 2026-03-09 09:00")
    found = clock("resolution", RECEIVED, "Tue 2026-03-10 12:00", policy=FOUR_DAYS, calendar=calendar)
    assert (found.status, said(found.breached_at)) == ("breached", "Fri 2026-03-06 16:00")
    assert found.used_seconds == hours("45:00")  # Thursday counted as it did


def test_12_a_breached_clock_takes_a_decree_that_does_not_move_its_breach() -> None:
    calendar = decreed("Tue 2026-03-10", "Mon 2026-03-09 09:00")
    found = clock("resolution", RECEIVED, "Wed 2026-03-11 08:00", policy=FOUR_DAYS, calendar=calendar)
    assert (found.status, said(found.breached_at)) == ("breached", "Fri 2026-03-06 16:00")
    assert found.used_seconds == hours("41:00")  # 4 x 7 h, 6 h, and Monday's 7 h


@pytest.mark.parametrize("promise", [("working", 36 * 3600), ("working_days", 4)])
def test_12_a_decree_that_opens_time_changes_nothing_but_custody(promise: tuple[str, int]) -> None:
    calendar = decreed("Sat 2026-03-07", "Fri 2026-03-06 09:00", "opening", windows=windows("08:00-12:00"))
    rules = only("resolution", *promise)
    for as_of in ("Fri 2026-03-06 10:00", "Mon 2026-03-09 09:00", "Mon 2026-03-09 11:00"):
        plain = clock("resolution", RECEIVED, as_of, policy=rules)
        assert (
            clock("resolution", RECEIVED, as_of, policy=rules, calendar=calendar)._replace(
                calendar_version=plain.calendar_version
            )
            == plain
        )
    found = judged(RECEIVED, "Mon 2026-03-09 08:00", calendar=calendar)
    assert found.custody.total_seconds == hours("38:00")  # four days of 7 h, one of 6, and Saturday's 4


def test_12_nor_does_one_that_moves_the_hours_of_a_day() -> None:
    calendar = decreed("Wed 2026-03-04", "Tue 2026-03-03 09:00", "changed", windows=windows("10:00-17:00"))
    found = clock("resolution", RECEIVED, "Wed 2026-03-04 12:00", policy=FOUR_DAYS, calendar=calendar)
    assert found.used_seconds == hours("18:00")


NOT_AFTER_TEN = {"kind": "closure", "windows": windows("08:00-10:00")}


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "Tue 2026-03-03 16:00"),  # due before that day
        (2, "Thu 2026-03-05 16:00"),  # Wednesday is not its second working day
        (3, "Thu 2026-03-05 16:00"),  # and yet a working day (5), only no last one
    ],
)
@pytest.mark.parametrize("resolved", [None, "Wed 2026-03-04 15:00", "Thu 2026-03-05 16:00"])
def test_12_a_day_that_closes_earlier_late_is_no_nth_working_day(
    count: int, expected: str, resolved: str | None
) -> None:
    calendar = decreed("Wed 2026-03-04", "Wed 2026-03-04 10:30", **NOT_AFTER_TEN)
    table = RECEIVED + (f"\n{resolved} | person:7 | resolved" if resolved else "")
    promise = only("resolution", "working_days", count)
    found = clock("resolution", table, "Thu 2026-03-05 16:00", policy=promise, calendar=calendar)
    assert due(found) == expected
    if count == 2:
        assert found.breached_at is None


def test_12_known_from_the_beginning_a_short_day_is_an_nth_working_day() -> None:
    calendar = decreed("Wed 2026-03-04", "Sun 2026-03-01 10:30", **NOT_AFTER_TEN)
    two_days = only("resolution", "working_days", 2)
    found = clock("resolution", RECEIVED, "Tue 2026-03-03 12:00", policy=two_days, calendar=calendar)
    assert due(found) == "Wed 2026-03-04 10:00"


def test_12_a_rules_own_days_do_not_end_before_the_decree_that_shortens_them() -> None:
    table = f"{RECEIVED}\nTue 2026-03-03 09:00 | person:7 | resolved"  # closed on Tuesday 17 March
    calendar = decreed("Tue 2026-03-17", "Tue 2026-03-17 10:30", **NOT_AFTER_TEN)
    found = judged(table, "Mon 2026-03-30 09:00", calendar=calendar)
    assert said(found.final_closed_at) == "Wed 2026-03-18 16:00"


def test_12_a_decree_that_would_bring_the_due_nearer_is_ignored() -> None:
    """What the pause covered on Tuesday would be less, and Thursday's close would move by less."""
    table = f"""{RECEIVED}
        Tue 2026-03-03 10:00 | person:7 | message.sent      | message=1, act=question
        Tue 2026-03-03 10:00 | rule     | message.delivered | message=1, route=page
        Tue 2026-03-03 15:00 | citizen  | message.sent      | message=2, act=message"""
    calendar = decreed("Tue 2026-03-03", "Tue 2026-03-03 11:00", "closure", windows=windows("08:00-12:00"))
    rules = only("resolution", "working_days", 3)
    plain = clock("resolution", table, "Wed 2026-03-04 09:00", policy=rules)
    assert due(plain) == "Fri 2026-03-06 14:00"  # 2 h before the break and 2 h after it
    found = clock("resolution", table, "Wed 2026-03-04 09:00", policy=rules, calendar=calendar)
    assert (due(found), found.used_seconds) == ("Fri 2026-03-06 14:00", plain.used_seconds)


def test_12_a_stop_that_a_dispute_voided_does_not_keep_the_decree_away() -> None:
    table = f"{RECEIVED}\nMon 2026-03-02 12:00 | person:7 | resolved"
    calendar = decreed("Thu 2026-03-05", "Tue 2026-03-03 12:00")
    stands = clock("resolution", table, "Wed 2026-03-04 09:00", policy=FOUR_DAYS, calendar=calendar)
    assert due(stands) == "Fri 2026-03-06 16:00"
    table += "\nMon 2026-03-02 12:00 | citizen | disputed"
    void = clock("resolution", table, "Wed 2026-03-04 09:00", policy=FOUR_DAYS, calendar=calendar)
    assert due(void) == "Mon 2026-03-09 16:00"


def test_12_what_a_calendar_shows_of_a_day_counts_every_late_decree() -> None:
    calendar = calendar_with(
        closed("Tue 2026-03-03", name="Banjir", decreed_at=when("Mon 2026-03-02 09:00")),
        closed(
            "Wed 2026-03-04",
            "changed",
            "Rapat",
            windows=windows("08:00-09:00"),
            decreed_at=when("Mon 2026-03-02 10:00"),
        ),
        closed(
            "Sat 2026-03-07",
            "opening",
            "Pasar",
            windows=windows("08:00-12:00"),
            decreed_at=when("Mon 2026-03-02 11:00"),
        ),
    )
    shown = {}
    for on in ("Mon 2026-03-02", "Tue 2026-03-03", "Wed 2026-03-04", "Sat 2026-03-07", "Thu 2026-03-19"):
        why, decided = calendar.closed_reason(day(on)), calendar.exception_on(day(on))
        shown[on[:3]] = (
            calendar.is_working_day(day(on)), why and why.name, decided and decided.name
        )  # fmt: skip
    assert shown == {
        "Mon": (True, None, None),
        "Tue": (False, "Banjir", "Banjir"),
        "Wed": (True, None, "Rapat"),
        "Sat": (True, None, "Pasar"),
        "Thu": (False, "Hari Suci Nyepi", "Hari Suci Nyepi"),
    }
    assert calendar.day_windows(day("Sat 2026-03-07")) == windows("08:00-12:00")
    first = min(calendar.decrees).bit
    for on, name in [("Tue 2026-03-03", "Banjir"), ("Sat 2026-03-07", None)]:
        found = calendar.exception_on(day(on), first)
        assert (found and found.name) == name
    assert calendar.exception_on(day("Tue 2026-03-03"), 0) is None
    assert calendar.line_with(0) is calendar.line_with(0)  # each timeline is made once
    assert calendar.line_with(0) is not calendar.line


def test_12_a_late_decree_is_of_one_local_day() -> None:
    (decree,) = calendar_with(off("Thu 2026-03-05", "Tue 2026-03-03 12:00")).decrees
    day_start, day_end = when("Thu 2026-03-05 00:00"), when("Thu 2026-03-05 24:00")
    assert (decree.day_start, decree.day_end) == (day_start.timestamp(), day_end.timestamp())


def test_12_an_answer_as_of_before_the_decree_ignores_it() -> None:
    calendar = decreed("Thu 2026-03-05", "Tue 2026-03-03 12:00")
    for as_of, expected in [
        ("Tue 2026-03-03 11:59:59", "Fri 2026-03-06 16:00"),
        ("Tue 2026-03-03 12:00", "Mon 2026-03-09 16:00"),
    ]:
        assert due(clock("resolution", RECEIVED, as_of, policy=FOUR_DAYS, calendar=calendar)) == expected


@pytest.mark.parametrize(
    ("on", "decree", "accepted", "total"),
    [
        ("Thu 2026-03-05", "Tue 2026-03-03 12:00", "Wed 2026-03-04 09:00", "15:00"),
        ("Thu 2026-03-05", "Tue 2026-03-03 12:00", "Fri 2026-03-06 09:00", "22:00"),
        ("Thu 2026-03-05", "Tue 2026-03-03 12:00", "Mon 2026-03-09 09:00", "28:00"),
        # Decreed for a day that had been: only what was not closed before the decree.
        ("Tue 2026-03-03", "Thu 2026-03-05 12:00", "Thu 2026-03-05 11:59:59", "24:59:59"),
        ("Tue 2026-03-03", "Thu 2026-03-05 12:00", "Thu 2026-03-05 12:00", "25:00"),
        ("Tue 2026-03-03", "Thu 2026-03-05 12:00", "Thu 2026-03-05 12:00:01", "18:00"),
    ],
)
def test_12_custody_takes_a_decree_by_its_final_closing(
    on: str, decree: str, accepted: str, total: str
) -> None:
    calendar = decreed(on, decree)
    found = judged(
        f"""{RECEIVED}
        Tue 2026-03-03 09:00 | person:7 | resolved
        {accepted} | citizen | closed | reason=accepted""",
        "Fri 2026-03-13 12:00",
        calendar=calendar,
    )
    assert found.custody.total_seconds == hours(total)


def off(on: str, at: str) -> DayException:
    return closed(on, "collective_leave", decreed_at=when(at))


@pytest.mark.parametrize(
    ("decrees", "stop", "expected"),
    [
        # Two days off, both in time.
        ((off("Wed 2026-03-04", "Tue 2026-03-03 09:00"), off("Thu 2026-03-05", "Tue 2026-03-03 10:00")), None,
         "Tue 2026-03-10 16:00"),
        # The stop came between the two decrees.
        ((off("Thu 2026-03-05", "Tue 2026-03-03 09:00"), off("Tue 2026-03-03", "Tue 2026-03-03 10:00")),
         "Tue 2026-03-03 09:30", "Mon 2026-03-09 16:00"),
        # At the due instant itself the clock is not broken yet.
        ((off("Thu 2026-03-05", "Fri 2026-03-06 16:00"),), None, "Mon 2026-03-09 16:00"),
        ((off("Thu 2026-03-05", "Fri 2026-03-06 16:00:01"),), None, "Fri 2026-03-06 16:00"),
    ],
)  # fmt: skip
def test_12_each_late_decree_is_taken_or_left_by_itself(
    decrees: tuple[DayException, ...], stop: str | None, expected: str
) -> None:
    table = RECEIVED + (f"\n{stop} | person:7 | resolved" if stop else "")
    for written in (decrees, decrees[::-1]):
        calendar = calendar_with(*written)
        assert list(calendar.decrees) == sorted(calendar.decrees)
        found = clock("resolution", table, "Sun 2026-03-08 12:00", policy=FOUR_DAYS, calendar=calendar)
        assert due(found) == expected


def test_12_after_one_that_would_move_the_breach_another_may_still_be_taken() -> None:
    moving, later = (
        off("Thu 2026-03-05", "Mon 2026-03-09 09:00"),
        off("Tue 2026-03-10", "Mon 2026-03-09 10:00"),
    )
    calendar = calendar_with(moving, later)
    found = clock("resolution", RECEIVED, "Wed 2026-03-11 08:00", policy=FOUR_DAYS, calendar=calendar)
    assert (said(found.breached_at), found.used_seconds) == ("Fri 2026-03-06 16:00", hours("41:00"))


def test_12_whose_number_it_is_follows_the_decree() -> None:
    table = """
        Mon 2026-03-02 08:00 | citizen  | received
        Mon 2026-03-02 08:00 | person:1 | routed | unit=SARPRAS, holder=person:7
        Mon 2026-03-02 13:00 | person:7 | handed_over | unit=SARPRAS, holder=person:8"""
    plain = clock("resolution", table, "Wed 2026-03-04 08:30", policy=FOUR_DAYS)
    decree = calendar_with(off("Tue 2026-03-03", "Mon 2026-03-02 15:00"))
    found = clock("resolution", table, "Wed 2026-03-04 08:30", policy=FOUR_DAYS, calendar=decree)
    assert (plain.owner, found.owner) == ("person:8", "person:7")  # 10:30 against 4 h; 3:30 against 4 h


def test_12_who_held_it_on_a_day_that_was_decreed_off_held_nothing_that_day() -> None:
    table = """
        Mon 2026-03-02 15:00 | citizen  | received
        Mon 2026-03-02 15:00 | person:1 | routed | unit=SARPRAS, holder=person:7
        Wed 2026-03-04 08:00 | person:7 | handed_over | unit=SARPRAS, holder=person:8"""
    decree = calendar_with(off("Tue 2026-03-03", "Mon 2026-03-02 15:30"))
    found = clock("resolution", table, "Wed 2026-03-04 11:00", policy=FOUR_DAYS, calendar=decree)
    assert found.owner == "person:8"  # 3 h against 1 h; with Tuesday it would be 8 h of person:7


def test_12_a_day_off_decreed_while_it_lasts_was_none_before() -> None:
    calendar = decreed("Mon 2026-03-02", "Mon 2026-03-02 12:00")
    promise = only("resolution", "working", hours("2:00"))
    for as_of, expected in [
        ("Mon 2026-03-02 09:59", "Mon 2026-03-02 10:00"),
        ("Mon 2026-03-02 13:00", "Mon 2026-03-02 10:00"),  # broken before the decree
    ]:
        assert due(clock("resolution", RECEIVED, as_of, policy=promise, calendar=calendar)) == expected


def test_12_a_decree_that_would_move_the_breach_is_ignored_even_if_the_due_in_force_stays() -> None:
    """Two targets: the earlier due began to apply after the later one had broken the clock."""
    rules = policy(
        row(targets={"resolution": Amount("working_days", 1)}),
        row("lamps", {"resolution": Amount("working", hours("1:00"))}, category="lamps"),
    )
    table = f"{RECEIVED}\nWed 2026-03-04 10:00 | person:7 | classified | category=lamps"
    calendar = decreed("Tue 2026-03-03", "Thu 2026-03-05 09:00")
    found = clock("resolution", table, "Fri 2026-03-06 12:00", policy=rules, calendar=calendar)
    assert (due(found), said(found.breached_at)) == ("Mon 2026-03-02 09:00", "Tue 2026-03-03 16:00")
    assert found.used_seconds == hours("31:30")  # Tuesday counts for it as it did


@pytest.mark.parametrize("decree", ["Mon 2026-03-02 12:00", "Tue 2026-03-03 10:00"])
def test_12_a_decree_is_not_late_for_a_round_that_began_after_it(decree: str) -> None:
    calendar = decreed("Wed 2026-03-04", decree)
    table = f"""{RECEIVED}
        Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 10:00 | citizen  | message.sent | message=2, act=message
        Mon 2026-03-02 11:00 | person:7 | message.sent | message=3, act=answer
        Tue 2026-03-03 10:00 | citizen  | message.sent | message=4, act=message
        Tue 2026-03-03 11:00 | person:7 | message.sent | message=5, act=answer"""
    rounds = judged(table, "Fri 2026-03-06 09:00", calendar=calendar).rounds
    assert [due(one) for one in rounds] == [
        "Tue 2026-03-03 10:00",
        "Thu 2026-03-05 10:00",
    ]  # the second's day off


def test_12_closing_by_rule_takes_a_decree_that_came_before_it() -> None:
    table = f"{RECEIVED}\nTue 2026-03-03 09:00 | person:7 | resolved"
    for decree, closing in [
        ("Mon 2026-03-09 09:00", "Wed 2026-03-18 16:00"),  # ten working days after Tuesday, one is off
        ("Tue 2026-03-17 16:00", "Wed 2026-03-18 16:00"),  # at the very instant of closing it is in time
        ("Wed 2026-03-18 09:00", "Tue 2026-03-17 16:00"),  # it had closed by then
    ]:
        calendar = decreed("Tue 2026-03-10", decree)
        assert said(judged(table, "Mon 2026-03-30 09:00", calendar=calendar).final_closed_at) == closing


ENTERED = when("Tue 2026-03-03 10:00")


def later_version(*exceptions: DayException) -> CalendarSpec:
    return replace(SPEC, version="2026.2", exceptions=(*SPEC.exceptions, *exceptions))


def test_12_without_decreed_at_the_instant_of_entry_is_taken_and_the_first_version_was_always_known() -> None:
    assert enter(SPEC, None, ENTERED) == SPEC
    said_so = closed("Mon 2026-03-02", name="Banjir", decreed_at=when("Sun 2026-03-01 09:00"))
    later = later_version(closed("Wed 2026-03-04"), closed("Thu 2026-03-05", "closure"), said_so)
    found = {one.on: one.decreed_at for one in enter(later, SPEC, ENTERED).exceptions}
    assert found == {
        day("Thu 2026-03-19"): None,
        day("Fri 2026-03-20"): None,
        day("Wed 2026-03-04"): ENTERED,
        day("Thu 2026-03-05"): ENTERED,
        day("Mon 2026-03-02"): when("Sun 2026-03-01 09:00"),
    }
    # A third version writes the same days again: they count as they did.
    third = replace(later, version="2026.3")
    second = enter(later, SPEC, ENTERED)
    assert enter_all((SPEC, later, third), {("office", "2026.2"): ENTERED}, when("Fri 2026-03-06 09:00")) == (
        SPEC,
        second,
        replace(second, version="2026.3"),
    )


@pytest.mark.parametrize(
    ("on", "refused"),
    [("Mon 2026-03-02", True), ("Tue 2026-03-03", True), ("Wed 2026-03-04", False)],  # today is refused too
)
def test_12_an_exception_for_today_or_a_day_past_added_later_must_say_when_it_was_decreed(
    on: str, refused: bool
) -> None:
    later = later_version(closed(on))
    if not refused:
        enter(later, SPEC, ENTERED)
        return
    with pytest.raises(CalendarErrors) as told:
        enter(later, SPEC, ENTERED)
    assert told.value.key == "office 2026.2"
    assert [(one.code, one.key) for one in told.value.problems] == [
        ("decree_undated", f"office.exceptions.{on} holiday")
    ]


def test_12_a_version_that_says_itself_when_a_day_was_decreed_is_taken_at_its_word() -> None:
    """Also where the version before it took the instant of entry."""
    second = enter(later_version(closed("Wed 2026-03-04")), SPEC, ENTERED)
    earlier = when("Mon 2026-03-02 09:00")
    third = enter(later_version(closed("Wed 2026-03-04", decreed_at=earlier)), second, ENTERED)
    assert [one.decreed_at for one in second.exceptions[2:]] == [ENTERED]
    assert [one.decreed_at for one in third.exceptions[2:]] == [earlier]


def test_12_a_day_closed_afterwards_breaks_nothing_that_was_met() -> None:
    """Resolved in time on Wednesday; on Friday somebody writes that Tuesday was open only until nine."""
    early = closed("Tue 2026-03-03", "changed", windows=windows("08:00-09:00"))
    table = f"{RECEIVED}\nTue 2026-03-03 15:00 | person:7 | resolved"
    promise = only("resolution", "working_days", 1)
    assert clock("resolution", table, "Fri 2026-03-06 12:00", policy=promise).status == "met"
    with pytest.raises(CalendarErrors):
        enter(later_version(early), SPEC, when("Fri 2026-03-06 09:00"))
    dated = replace(early, decreed_at=when("Fri 2026-03-06 09:00"))
    calendar = compile_calendar(enter(later_version(dated), SPEC, when("Fri 2026-03-06 09:00")))
    found = clock("resolution", table, "Fri 2026-03-06 12:00", policy=promise, calendar=calendar)
    assert found.status == "met"


def test_a_local_day_that_never_was_has_no_time() -> None:
    """Samoa skipped Friday 30 December 2011 when it crossed the date line."""
    week = {n: windows("00:00-24:00") for n in range(7)}
    spec = replace(
        SPEC,
        zone="Pacific/Apia",
        patterns=(pattern("always", "Sat 2011-01-01", week),),
        exceptions=(),
        first_on=day("Sat 2011-01-01"),
        horizon_on=day("Mon 2012-12-31"),
    )
    calendar = compile_calendar(spec)
    thursday, saturday = (calendar.midnight(day(text)) for text in ("Thu 2011-12-29", "Sat 2011-12-31"))
    assert saturday - thursday == 86400
    assert calendar.midnight(day("Fri 2011-12-30")) == saturday
    assert calendar.line.elapsed(thursday, saturday) == 86400


def test_a_local_day_whose_midnight_never_was_begins_at_the_jump() -> None:
    """In 1919 Toronto's clocks went from 23:30 on Sunday to 00:30 on Monday."""
    week = {n: windows("00:00-24:00") for n in range(7)}
    days = {"first_on": day("Sat 1919-03-01"), "horizon_on": day("Wed 1919-04-30")}
    always = pattern("always", "Wed 1919-01-01", week)
    spec = replace(SPEC, zone="America/Toronto", patterns=(always,), exceptions=(), **days)
    calendar = compile_calendar(spec)
    begins = [calendar.midnight(day(text)) for text in ("Sun 1919-03-30", "Mon 1919-03-31", "Tue 1919-04-01")]
    assert datetime.fromtimestamp(begins[1], UTC) == datetime(1919, 3, 31, 4, 30, tzinfo=UTC)
    assert [calendar.line.elapsed(*pair) for pair in pairwise(begins)] == [hours("23:30"), hours("23:30")]


def test_a_window_the_clock_jumps_over_makes_no_working_day() -> None:
    """In Amsterdam 02:00 became 03:00 on Sunday 31 March 2019."""
    amsterdam = ZoneInfo("Europe/Amsterdam")
    week = {0: windows("08:00-12:00"), 6: windows("02:00-03:00")}
    spec = replace(
        SPEC,
        zone="Europe/Amsterdam",
        patterns=(pattern("p", "Tue 2019-01-01", week),),
        exceptions=(),
        first_on=day("Tue 2019-01-01"),
        horizon_on=day("Tue 2019-12-31"),
    )
    friday = when("Fri 2019-03-29 10:00", amsterdam)
    calendar = compile_calendar(spec)
    assert said(calendar.close_of_working_day(friday, 1), amsterdam) == "Mon 2019-04-01 12:00"
    assert said(calendar.close_of_working_day(friday, 2), amsterdam) == "Sun 2019-04-07 03:00"


def test_a_calendar_tells_all_its_mistakes_at_once_with_their_keys() -> None:
    spec = replace(
        SPEC,
        zone="Asia/Marelan",
        patterns=(
            pattern("empty", "Wed 2025-01-01", {}),
            pattern(
                "torn",
                "Thu 2026-01-01",
                {0: windows("08:00-12:00", "11:00-16:00"), 1: windows("09:00-09:00")},
            ),
        ),
        exceptions=(NYEPI, CUTI, closed("Tue 2026-03-10", "opening")),
    )
    with pytest.raises(CalendarErrors) as refused:
        compile_calendar(spec)
    assert {(one.code, one.key) for one in refused.value.problems} == {
        ("unknown_zone", "office.zone"),
        ("pattern_without_window", "office.patterns.empty"),
        ("windows_overlap", "office.patterns.torn.0"),
        ("window_empty", "office.patterns.torn.1"),
        ("exception_without_window", "office.exceptions.Tue 2026-03-10 opening"),
    }


def test_a_day_without_any_pattern_is_a_mistake() -> None:
    assert problem_codes(patterns=(pattern("late", "Mon 2026-03-02", WEEK),)) == ["day_without_pattern"]


def test_a_policy_tells_all_its_mistakes_at_once_with_their_keys() -> None:
    with pytest.raises(PolicyErrors) as refused:
        policy(row("a"), row("b"), row("c", {}, kind="aspiration"), row("d", kind="x", warning_share=0))
    assert {(one.code, one.key) for one in refused.value.problems} == {
        ("row_named_twice", "rows.b"),
        ("row_without_target", "rows.c.targets"),
        ("share_out_of_range", "rows.d.warning_share"),
    }


def test_a_naive_event_names_itself() -> None:
    event = Event(4, "ticket.received", datetime(2026, 3, 2), when("Mon 2026-03-02 09:00"), "citizen", {})  # noqa: DTZ001
    with pytest.raises(SlaError) as refused:
        judged([event], "Mon 2026-03-02 10:00")
    assert (refused.value.code, refused.value.key) == ("naive_instant", "event 4")
