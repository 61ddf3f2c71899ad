"""The 25 failures known from other systems: each is a test here, by its number in the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from config.rulebook import Rulebook
from sla import CalendarErrors, Event, Rung, compile_calendar, escalations, month_of, unsent
from sla.escalation import Escalation
from tests.sla.office import (
    CALENDAR,
    POLICY,
    SPEC,
    WEEK,
    WORKING_HOUR,
    calendar_with,
    clock,
    closed,
    due,
    judged,
    ledger,
    only,
    pattern,
    policy,
    row,
    windows,
)
from tests.sla.weekdays import NAMES, day, hours, said, when

RECEIVED = "Mon 2026-03-02 08:00 | citizen | received\n"
TAKEN = RECEIVED + "Mon 2026-03-02 08:00 | rule | routed | unit=SARPRAS, holder=person:7\n"


def asked(at: str, message: int = 1) -> str:
    return (
        f"{at} | person:7 | message.sent | message={message}, act=question\n"
        f"{at} | rule | message.delivered | message={message}, route=page\n"
    )


def wrote(at: str, message: int = 2) -> str:
    return f"{at} | citizen | message.sent | message={message}, act=message\n"


@pytest.mark.parametrize(
    "received", ["Fri 2026-03-06 17:30", "Sat 2026-03-07 11:00", "Sun 2026-03-08 23:59:59"]
)
def test_failure_01_created_off_hours(received: str) -> None:
    table = f"{received} | citizen | received\n"
    assert due(clock("first_response", table, "Mon 2026-03-09 09:00")) == "Mon 2026-03-09 12:00"
    answered = clock(
        "first_response",
        table + "Mon 2026-03-09 07:00 | person:7 | message.sent | message=1, act=answer",
        "Mon 2026-03-09 09:00",
    )
    assert (answered.status, answered.used_seconds) == ("met", 0)


def test_failure_01_created_on_a_holiday() -> None:
    found = clock("first_response", "Thu 2026-03-19 10:00 | citizen | received", "Mon 2026-03-23 09:00")
    assert (found.used_seconds, due(found)) == (hours("1:00"), "Mon 2026-03-23 12:00")


@pytest.mark.parametrize(
    ("received", "close"),
    [
        ("Sun 2026-03-01 23:59:59", "Mon 2026-03-02 16:00"),  # Sunday afternoon in UTC too
        ("Mon 2026-03-02 00:00", "Tue 2026-03-03 16:00"),  # in UTC it is still Sunday
        ("Mon 2026-03-02 06:59", "Tue 2026-03-03 16:00"),
        ("Fri 2026-03-06 23:30", "Mon 2026-03-09 16:00"),
    ],
)
def test_failure_02_the_weekday_is_the_local_one_near_midnight(received: str, close: str) -> None:
    promise = only("resolution", "working_days", 1)
    assert (
        due(clock("resolution", f"{received} | citizen | received", "Tue 2026-03-10 09:00", policy=promise))
        == close
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [("Mon 2026-03-02 16:00", "Tue 2026-03-03 08:00"), ("Fri 2026-03-06 16:00", "Mon 2026-03-09 08:00")],
)
def test_failure_03_a_hold_over_night_or_weekend_adds_nothing(start: str, end: str) -> None:
    held = clock("resolution", TAKEN + asked(start) + wrote(end), "Mon 2026-03-09 09:00")
    plain = clock("resolution", TAKEN, "Mon 2026-03-09 09:00")
    assert (held.used_seconds, held.due_at) == (plain.used_seconds, plain.due_at)


def test_failure_04_paused_then_resolved_directly() -> None:
    table = TAKEN + asked("Mon 2026-03-02 10:00") + "Tue 2026-03-03 10:00 | person:7 | resolved"
    found = clock("resolution", table, "Tue 2026-03-03 12:00")
    assert (found.status, found.used_seconds, found.paused) == ("met", hours("2:00"), False)


@pytest.mark.parametrize(
    ("table", "used"),
    [
        # Two pauses in one minute.
        (
            asked("Mon 2026-03-02 10:00:05")
            + wrote("Mon 2026-03-02 10:00:15")
            + asked("Mon 2026-03-02 10:00:20", 3)
            + wrote("Mon 2026-03-02 10:00:50", 4),
            "3:59:20",
        ),
        # Shorter than a minute, and of no length at all.
        (asked("Mon 2026-03-02 10:00:05") + wrote("Mon 2026-03-02 10:00:06"), "3:59:59"),
        (asked("Mon 2026-03-02 10:00:05") + wrote("Mon 2026-03-02 10:00:05"), "4:00"),
        # Overlapping.
        (
            asked("Mon 2026-03-02 10:00") + asked("Mon 2026-03-02 10:20", 3) + wrote("Mon 2026-03-02 10:30"),
            "3:30",
        ),
    ],
)
def test_failure_05_short_and_overlapping_pauses(table: str, used: str) -> None:
    assert clock("resolution", TAKEN + table, "Mon 2026-03-02 12:00").used_seconds == hours(used)


def test_failure_06_a_reply_and_a_pause_in_one_action_keep_the_first_response() -> None:
    found = judged(TAKEN + asked("Mon 2026-03-02 10:00"), "Mon 2026-03-02 14:00").clocks
    assert (found["first_response"].status, found["first_response"].used_seconds) == ("met", hours("2:00"))
    assert found["resolution"].paused


@pytest.mark.parametrize("change", ["classified | category=floods", "reprioritised | priority=high"])
def test_failure_07_a_change_during_a_pause_keeps_the_paused_time(change: str) -> None:
    rules = policy(row(), row("floods", category="floods"), row("high", priority="high"))
    table = TAKEN + asked("Mon 2026-03-02 10:00") + f"Mon 2026-03-02 11:00 | person:7 | {change}\n"
    found = clock("resolution", table + wrote("Mon 2026-03-02 14:00"), "Mon 2026-03-02 15:00", policy=rules)
    assert (found.used_seconds, due(found)) == (hours("3:00"), "Wed 2026-03-04 11:00")


def test_failure_08_reassigned_to_a_unit_with_other_targets() -> None:
    rules = policy(
        row(),
        row(
            "fast",
            {"resolution": only("resolution", "working", 7200).rows[0].targets["resolution"]},
            unit="DRAINS",
        ),
    )
    table = TAKEN + "Mon 2026-03-02 09:00 | person:7 | handed_over | unit=DRAINS, holder=person:9"
    found = clock("resolution", table, "Mon 2026-03-02 09:30", policy=rules)
    assert (said(found.started_at), due(found)) == ("Mon 2026-03-02 08:00", "Mon 2026-03-02 10:00")


def test_failure_09_reopened_and_reopened_twice() -> None:
    promise = only("resolution", "working", 2 * WORKING_HOUR)
    table = (
        TAKEN
        + """
        Mon 2026-03-02 10:30 | person:7 | resolved
        Mon 2026-03-02 11:00 | citizen  | disputed
        Mon 2026-03-02 11:10 | person:7 | resolved
        Mon 2026-03-02 11:40 | citizen  | closed | reason=accepted
        Tue 2026-03-03 09:00 | person:1 | reopened | reason=broken again
        Tue 2026-03-03 09:05 | person:7 | resolved"""
    )
    found = judged(table, "Tue 2026-03-03 12:00", policy=promise)
    # The breach of the first life stays; 2:30 and 0:10 count there, what lay between is nobody's.
    first, second = found.lives
    assert (first.status, said(first.breached_at)) == ("breached", "Mon 2026-03-02 10:00")
    assert first.used_seconds == hours("2:40")
    # The citizen had accepted: the reopening begins a life of its own.
    assert (second.status, second.used_seconds) == ("met", hours("0:05"))
    assert found.clocks["resolution"] == first  # the worst is shown


def test_failure_10_closed_with_the_citizens_message_last() -> None:
    table = (
        TAKEN
        + "Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer\n"
        + wrote("Mon 2026-03-02 10:00")
        + "Mon 2026-03-02 11:00 | person:7 | resolved\nMon 2026-03-02 13:00 | citizen | closed | reason=accepted"
    )
    found = clock("next_response", table, "Fri 2026-03-06 09:00")
    assert (found.status, found.reason, said(found.stopped_at)) == (
        "stopped",
        "closed",
        "Mon 2026-03-02 13:00",
    )


def test_failure_11_merged_as_a_duplicate() -> None:
    found = judged(
        TAKEN + "Mon 2026-03-02 09:00 | person:7 | merged | into=MRL-1, reason=twice", "Fri 2026-03-06 09:00"
    )
    assert {one.status for name, one in found.clocks.items() if name in ("first_response", "resolution")} == {
        "stopped"
    }


def test_failure_11_split_into_two() -> None:
    both = TAKEN + "Tue 2026-03-03 09:00 | person:1 | split | parent=MRL-1"
    found = judged(both, "Tue 2026-03-03 10:00")
    assert found.clocks["resolution"].used_seconds == hours("9:00")
    assert found.custody.total_seconds == hours("1:00")


def test_failure_12_a_policy_switched_off_clears_its_pending_escalations() -> None:
    rules = only(
        "resolution",
        "working",
        3600,
        ladder=(Rung(clock="resolution", share=100, overdue_seconds=None, level="due", to="holder"),),
    )
    as_of = when("Mon 2026-03-02 12:00")
    ladder = escalations(ledger(TAKEN), policy=rules, calendar=CALENDAR, as_of=as_of)
    assert [rung.level for rung in unsent(ladder, sent=(), as_of=as_of)] == ["due"]
    assert unsent(ladder, sent=(), as_of=as_of, active=False) == ()


# National holidays and collective leave of 2026 (SKB 3 Menteri 1497/2, 2/2, 5/2025), with their week days.
FROZEN_2026 = """
    Thu 2026-01-01 | Fri 2026-01-16 | Mon 2026-02-16 | Tue 2026-02-17 | Wed 2026-03-18 | Thu 2026-03-19
    Fri 2026-03-20 | Sat 2026-03-21 | Sun 2026-03-22 | Mon 2026-03-23 | Tue 2026-03-24 | Fri 2026-04-03
    Sun 2026-04-05 | Fri 2026-05-01 | Thu 2026-05-14 | Fri 2026-05-15 | Wed 2026-05-27 | Thu 2026-05-28
    Sun 2026-05-31 | Mon 2026-06-01 | Tue 2026-06-16 | Mon 2026-08-17 | Tue 2026-08-25 | Thu 2026-12-24
    Fri 2026-12-25
"""


def test_failure_13_the_holiday_list_is_the_frozen_one(rulebook: Rulebook) -> None:
    national = rulebook.calendar("national")
    first = day("Thu 2026-01-01")
    found = []
    for step in range(365):
        on = first + timedelta(days=step)
        if national.closed_reason(on) is not None:
            found.append(f"{NAMES[on.weekday()]} {on}")
    assert found == [part.strip() for line in FROZEN_2026.strip().splitlines() for part in line.split("|")]


def test_failure_14_reminders_go_out_in_working_time_only() -> None:
    ladder = tuple(
        Rung(clock="legal_answer", share=share, overdue_seconds=None, level=f"{share}", to="holder")
        for share in range(5, 100, 5)
    )
    rules = only("legal_answer", "calendar_days", 14, ladder=ladder)
    found = escalations(ledger(TAKEN), policy=rules, calendar=CALENDAR, as_of=when("Mon 2026-03-02 08:00"))
    assert len(found) == len(ladder)
    for rung in found:
        assert CALENDAR.next_open(rung.at) == rung.at


def test_failure_15_breaks_of_another_length_on_friday_and_ramadan_from_mid_week() -> None:
    ramadan = pattern(
        "ramadan",
        "Wed 2026-02-18",
        {
            **{n: windows("08:00-12:00", "12:30-15:00") for n in range(4)},
            4: windows("08:00-11:30", "12:30-15:00"),
        },
        "Thu 2026-03-19",
    )
    calendar = compile_calendar(replace(SPEC, patterns=(*SPEC.patterns, ramadan)))
    for start, end, expected in [
        ("Tue 2026-02-17 00:00", "Tue 2026-02-17 24:00", "7:00"),
        ("Wed 2026-02-18 00:00", "Wed 2026-02-18 24:00", "6:30"),
        ("Fri 2026-02-20 00:00", "Fri 2026-02-20 24:00", "6:00"),
        ("Fri 2026-02-20 11:00", "Fri 2026-02-20 13:00", "1:00"),
        ("Fri 2026-04-10 11:00", "Fri 2026-04-10 14:00", "1:00"),
        ("Mon 2026-02-16 12:00", "Thu 2026-02-19 09:00", "17:30"),
    ]:
        assert calendar.elapsed(when(start), when(end)) == hours(expected), start


def test_failure_16_a_calendar_without_some_week_days_and_one_with_none() -> None:
    weekend = pattern("weekend", "Wed 2025-01-01", {5: windows("09:00-12:00"), 6: windows("09:00-12:00")})
    calendar = compile_calendar(replace(SPEC, patterns=(weekend,)))
    assert said(calendar.close_of_working_day(when("Mon 2026-03-02 10:00"), 3)) == "Sat 2026-03-14 12:00"
    with pytest.raises(CalendarErrors) as refused:
        compile_calendar(replace(SPEC, patterns=(pattern("none", "Wed 2025-01-01", {0: (), 3: ()}),)))
    assert [one.code for one in refused.value.problems] == ["pattern_without_window"]


def test_failure_17_the_job_is_late_or_down_for_a_week() -> None:
    resolved = TAKEN + "Mon 2026-03-02 10:00 | person:7 | resolved\n"
    closing = "Mon 2026-03-16 16:00 | rule | closed | reason=no_objection"
    on_time = judged(resolved + closing, "Fri 2026-03-27 09:00")
    never = judged(resolved, "Fri 2026-03-27 09:00")
    assert on_time == never
    noise = "Fri 2026-03-20 09:00 | rule | clock.breached | clock=verification\n"
    assert judged(resolved + noise, "Fri 2026-03-27 09:00") == never


def test_failure_18_a_backlog_is_scanned_whole_and_oldest_first() -> None:
    start = when("Mon 2026-03-02 08:00")
    backlog = [
        Escalation(
            start + timedelta(minutes=n), "resolution", "late", "holder", start + timedelta(seconds=n), start
        )
        for n in range(5000)
    ]
    Random(7).shuffle(backlog)
    found = unsent(backlog, sent=(), as_of=start + timedelta(days=30))
    assert len(found) == 5000
    assert list(found) == sorted(backlog)


@pytest.mark.parametrize("end", ["rejected | reason=spam", "cancelled | reason=moved"])
@pytest.mark.parametrize(
    ("at", "status"), [("Mon 2026-03-02 12:00", "stopped"), ("Mon 2026-03-02 13:00:01", "breached")]
)
def test_failure_19_rejected_and_cancelled_are_never_met(end: str, at: str, status: str) -> None:
    found = clock("first_response", TAKEN + f"{at} | person:7 | {end}", "Fri 2026-03-06 09:00")
    assert (found.status, found.reason) == (status, end.split(" ")[0])


@pytest.mark.parametrize(
    "noise",
    [
        "bot | message.sent | message=1, act=answer",
        "rule | message.sent | message=1, act=automatic",
        "person:7 | ticket.noted | message=1",
        "person:7 | taken | unit=SARPRAS, holder=person:7",
        "person:7 | classified | category=lamps",
        "rule | clock.warned | clock=first_response",
    ],
)
def test_failure_20_bots_automatic_replies_and_notes_are_no_response(noise: str) -> None:
    found = clock("first_response", TAKEN + f"Mon 2026-03-02 08:30 | {noise}", "Mon 2026-03-02 09:00")
    assert found.status == "running"


def test_failure_21_a_ticket_from_the_counter_has_the_same_policy() -> None:
    web = ledger(TAKEN)
    received = web[0]._replace(by="person:3", data={**web[0].data, "channel": "counter"})
    counter = [received, *web[1:]]
    assert judged(web, "Mon 2026-03-02 11:00") == judged(counter, "Mon 2026-03-02 11:00")


@pytest.mark.parametrize("zone", [ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati"), UTC])
def test_failure_22_the_viewers_zone_changes_nothing(zone: ZoneInfo) -> None:
    def moved(event: Event) -> Event:
        return event._replace(at=event.at.astimezone(zone), recorded_at=event.recorded_at.astimezone(zone))

    table = TAKEN + asked("Mon 2026-03-02 10:00") + wrote("Mon 2026-03-02 23:30")
    assert judged([moved(event) for event in ledger(table)], "Tue 2026-03-03 09:00") == judged(
        table, "Tue 2026-03-03 09:00"
    )


def test_failure_23_leave_substitutes_and_chains() -> None:
    leave = (
        "Mon 2026-03-02 09:00 | person:7 | leave.approved | person=person:7, first_on=2026-03-03, last_on=2026-03-03\n"
        "Mon 2026-03-02 09:00 | person:8 | leave.approved | person=person:8, first_on=2026-03-03, last_on=2026-03-03\n"
    )
    # From 00:00 local on, and the queue's; the substitute is away too, so a hand-over to them is the queue's.
    handed = "Tue 2026-03-03 09:00 | rule | handed_over | unit=SARPRAS, holder=person:8\n"
    third = "Tue 2026-03-03 14:00 | rule | handed_over | unit=SARPRAS, holder=person:9\n"
    found = judged(TAKEN + leave + handed + third, "Wed 2026-03-04 08:00").custody
    assert [(said(span.start), span.holder) for span in found.spans] == [
        ("Mon 2026-03-02 08:00", "person:7"),
        ("Tue 2026-03-03 00:00", "unit:SARPRAS"),
        ("Tue 2026-03-03 14:00", "person:9"),
    ]
    assert sum(found.totals.values()) == found.total_seconds


def test_failure_24_today_and_this_month_are_the_calendars() -> None:
    assert CALENDAR.local_date(when("Sun 2026-03-01 00:00")) == day("Sun 2026-03-01")
    table = "Sat 2026-02-28 23:00 | citizen | received\nSun 2026-03-01 00:00 | person:7 | resolved"
    found = clock("resolution", table, "Mon 2026-03-02 09:00")
    assert found.stopped_at is not None
    assert found.stopped_at.month == 2  # in UTC
    assert month_of(found, CALENDAR) == (2026, 3)


def test_failure_25_a_holiday_decreed_late_changes_only_what_was_not_stopped_when_it_was_decreed() -> None:
    late = closed("Tue 2026-03-03", "collective_leave", "Cuti", decreed_at=when("Mon 2026-03-02 14:00"))
    calendar = calendar_with(late)
    done = TAKEN + "Mon 2026-03-02 13:00 | person:7 | resolved"
    assert clock("resolution", done, "Fri 2026-03-06 09:00", calendar=calendar).due_at == when(
        "Tue 2026-03-03 16:00"
    )
    assert (
        due(clock("resolution", TAKEN, "Tue 2026-03-03 09:00", calendar=calendar)) == "Wed 2026-03-04 16:00"
    )
    assert WEEK[1] == windows("08:00-12:00", "13:00-16:00")
    assert POLICY.rows[0].key == "all"
