"""Sentences 48 to 60 of "Exactly": order, lateness, custody, and whose number it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import permutations

import pytest

from sla import SlaError, Verdict, assess, month_of, needs_superior, on_time, waiting_quantile
from sla.custody import custody_of, works_of
from sla.entries import Instants
from sla.figures import broken_before, finished
from sla.holders import Switch
from tests.sla.office import (
    CALENDAR,
    POLICY,
    WORKING_HOUR,
    calendar_with,
    clock,
    closed,
    custody,
    instants,
    judged,
    ledger,
    only,
    windows,
)
from tests.sla.weekdays import hours, said, when

RECEIVED = "Mon 2026-03-02 08:00 | citizen | received\n"
TAKEN = RECEIVED + "Mon 2026-03-02 08:00 | rule | routed | unit=SARPRAS, holder=person:7\n"


# -- order and lateness ----------------------------------------------------------------------------------


def test_48_equal_instants_apply_in_ledger_order() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | rule     | routed | unit=SARPRAS, holder=person:7
        Mon 2026-03-02 09:00 | person:7 | handed_over | unit=SARPRAS, holder=person:8"""
    )
    events = ledger(table)
    expected = assess(events, policy=POLICY, calendar=CALENDAR, as_of=when("Mon 2026-03-02 10:00"))
    assert list(expected.custody.totals) == ["unit:DESK", "person:8"]
    for shuffled in permutations(events):  # the order in which they are handed in never matters
        assert (
            assess(shuffled, policy=POLICY, calendar=CALENDAR, as_of=when("Mon 2026-03-02 10:00")) == expected
        )


def test_49_a_verdict_as_of_an_instant_uses_only_events_up_to_it() -> None:
    table = TAKEN + "Mon 2026-03-02 10:00 | person:7 | message.sent | message=1, act=answer"
    events = ledger(table)
    events[-1] = events[-1]._replace(recorded_at=when("Fri 2026-03-06 09:00"))
    assert judged(events, "Mon 2026-03-02 09:59:59").clocks["first_response"].status == "running"
    assert judged(events, "Mon 2026-03-02 10:00").clocks["first_response"].status == "met"
    with pytest.raises(SlaError) as refused:
        judged(events, "Mon 2026-03-02 07:59")
    assert refused.value.code == "not_received"


def test_50_verdicts_use_when_it_was_and_not_when_it_was_written() -> None:
    events = [event._replace(recorded_at=when("Mon 2026-03-09 09:00")) for event in ledger(TAKEN)]
    assert judged(events, "Mon 2026-03-02 10:00") == judged(TAKEN, "Mon 2026-03-02 10:00")


def test_50_what_was_written_late_counts_at_its_own_instant() -> None:
    table = (
        TAKEN
        + """
        Tue 2026-03-03 09:00 | person:7 | resolved
        Mon 2026-03-02 10:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 09:00 | person:7 | handed_over  | unit=SARPRAS, holder=person:8"""
    )
    monday = judged(table, "Mon 2026-03-02 11:00")
    assert monday.clocks["first_response"].status == "met"
    assert monday.custody.totals == {"person:7": hours("1:00"), "person:8": hours("2:00")}
    assert judged(table, "Tue 2026-03-03 10:00").clocks["resolution"].used_seconds == hours("8:00")


@pytest.mark.parametrize(
    ("recorded", "needed"),
    [
        ("Fri 2026-03-06 10:05", False),
        ("Mon 2026-03-09 16:00", False),  # the close of one working day
        ("Mon 2026-03-09 16:00:01", True),
    ],
)
def test_50_backdating_past_the_close_of_one_working_day_needs_a_superior(
    recorded: str, needed: bool
) -> None:
    at = when("Fri 2026-03-06 10:00")
    assert needs_superior(at=at, recorded_at=when(recorded), calendar=CALENDAR) is needed


def test_an_event_before_received_is_refused() -> None:
    table = RECEIVED + "Mon 2026-03-02 07:59 | person:7 | message.sent | message=1, act=answer"
    with pytest.raises(SlaError) as refused:
        judged(table, "Mon 2026-03-02 10:00")
    assert (refused.value.code, refused.value.key) == ("event_before_received", "event 2")


# -- custody ---------------------------------------------------------------------------------------------


def holders(table: str, as_of: str = "Fri 2026-03-06 16:00") -> list[str]:
    return [holder for _start, _end, holder in custody(judged(table, as_of))]


def test_51_holders_by_precedence() -> None:
    table = (
        TAKEN
        + """
        Mon 2026-03-02 10:00 | person:7 | agency.asked | agency=pln
        Mon 2026-03-02 11:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 11:00 | rule     | message.delivered | message=1, route=page
        Mon 2026-03-02 14:00 | citizen  | message.sent      | message=2, act=message
        Mon 2026-03-02 15:00 | person:7 | resolved
        Tue 2026-03-03 09:00 | person:1 | custody.corrected | start=2026-03-02T15:30+07:00, end=2026-03-03T08:30+07:00, holder=person:8"""
    )
    assert custody(judged(table, "Tue 2026-03-03 10:00")) == [
        ("Mon 2026-03-02 08:00", "Mon 2026-03-02 10:00", "person:7"),
        ("Mon 2026-03-02 10:00", "Mon 2026-03-02 11:00", "agency:pln"),
        ("Mon 2026-03-02 11:00", "Mon 2026-03-02 14:00", "citizen"),  # before the agency
        ("Mon 2026-03-02 14:00", "Mon 2026-03-02 15:00", "agency:pln"),
        ("Mon 2026-03-02 15:00", "Mon 2026-03-02 15:30", "nobody"),  # before anyone
        ("Mon 2026-03-02 15:30", "Tue 2026-03-03 08:30", "person:8"),  # but for a correction
        ("Tue 2026-03-03 08:30", "Tue 2026-03-03 10:00", "nobody"),
    ]


LEAVE = "person:7 | leave.approved | person=person:7, first_on=2026-03-03, last_on=2026-03-04"


@pytest.mark.parametrize("approved", ["Mon 2026-03-02 09:00", "Thu 2026-03-05 09:00"])  # whenever approved
def test_52_leave_is_whole_local_days_and_the_queues(approved: str) -> None:
    found = judged(TAKEN + f"{approved} | {LEAVE}", "Thu 2026-03-05 10:00")
    assert custody(found) == [
        ("Mon 2026-03-02 08:00", "Tue 2026-03-03 00:00", "person:7"),
        ("Tue 2026-03-03 00:00", "Thu 2026-03-05 00:00", "unit:SARPRAS"),
        ("Thu 2026-03-05 00:00", "Thu 2026-03-05 10:00", "person:7"),  # it returns by itself
    ]
    assert found.clocks == {
        name: one._replace(owner=found.clocks[name].owner)
        for name, one in judged(TAKEN, "Thu 2026-03-05 10:00").clocks.items()
    }  # leave moves no clock


def test_52_leave_that_begins_when_it_was_handed_over_is_nobodys_absence() -> None:
    table = TAKEN + "Tue 2026-03-03 00:00 | person:7 | handed_over | unit=DRAINS, holder=person:8\n"
    table += "Mon 2026-03-02 09:00 | person:1 | leave.approved | person=person:7, first_on=2026-03-03, last_on=2026-03-04"
    assert custody(judged(table, "Tue 2026-03-03 10:00")) == [
        ("Mon 2026-03-02 08:00", "Tue 2026-03-03 00:00", "person:7"),
        ("Tue 2026-03-03 00:00", "Tue 2026-03-03 10:00", "person:8"),
    ]


def test_52_leave_cancelled_in_part_comes_back_in_part() -> None:
    table = (
        TAKEN
        + f"""Mon 2026-03-02 09:00 | {LEAVE}
        Wed 2026-03-04 07:00 | person:7 | leave.cancelled | person=person:7, first_on=2026-03-04, last_on=2026-03-04"""
    )
    assert custody(judged(table, "Wed 2026-03-04 10:00"))[1:] == [
        ("Tue 2026-03-03 00:00", "Wed 2026-03-04 00:00", "unit:SARPRAS"),
        ("Wed 2026-03-04 00:00", "Wed 2026-03-04 10:00", "person:7"),
    ]


def test_52_between_two_leaves_it_is_theirs() -> None:
    table = (
        TAKEN
        + """
        Mon 2026-03-02 09:00 | person:7 | leave.approved | person=person:7, first_on=2026-03-05, last_on=2026-03-05
        Mon 2026-03-02 09:00 | person:7 | leave.approved | person=person:7, first_on=2026-03-03, last_on=2026-03-03"""
    )
    assert holders(table, "Fri 2026-03-06 09:00") == [
        "person:7", "unit:SARPRAS", "person:7", "unit:SARPRAS", "person:7"
    ]  # fmt: skip


def test_55_a_custody_that_begins_before_the_calendar_says_which_year_is_missing() -> None:
    found = judged("Mon 2025-12-29 09:00 | citizen | received", "Mon 2026-01-05 09:00").custody
    assert (found.add_year, found.total_seconds) == (
        2025,
        CALENDAR.elapsed(*instants("Thu 2026-01-01 00:00", "Mon 2026-01-05 09:00")),
    )


def test_56_a_correction_that_names_the_holder_it_had_changes_nothing() -> None:
    same = correction("Mon 2026-03-02 15:00", "2026-03-02T10:00+07:00", "2026-03-02T11:00+07:00", "person:7")
    assert (
        judged(TAKEN + same, "Mon 2026-03-02 16:00").custody == judged(TAKEN, "Mon 2026-03-02 16:00").custody
    )


def test_52_leave_known_before_the_ticket_was_received() -> None:
    table = (
        TAKEN
        + "Mon 2026-02-16 09:00 | person:7 | leave.approved | person=person:7, first_on=2026-03-02, last_on=2026-03-02"
    )
    assert holders(table, "Mon 2026-03-02 10:00") == ["unit:SARPRAS"]


def test_53_a_substitute_gets_custody_only_by_a_hand_over() -> None:
    away = TAKEN + f"Mon 2026-03-02 09:00 | {LEAVE}\n"
    assert "person:8" not in holders(away)
    handed = away + "Tue 2026-03-03 09:00 | rule | handed_over | unit=SARPRAS, holder=person:8"
    assert holders(handed, "Tue 2026-03-03 10:00") == ["person:7", "unit:SARPRAS", "person:8"]


def test_54_the_receiving_units_queue_holds_first_and_custody_ends_at_the_last_final_closing() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 08:30 | rule     | queued | unit=DESK
        Mon 2026-03-02 09:00 | person:1 | routed | unit=SARPRAS, holder=person:7
        Mon 2026-03-02 10:00 | person:7 | resolved
        Mon 2026-03-02 11:00 | citizen  | closed | reason=accepted
        Mon 2026-03-02 14:00 | person:1 | reopened | reason=not done
        Mon 2026-03-02 15:00 | person:7 | rejected | reason=spam"""
    )
    assert custody(judged(table, "Fri 2026-03-06 09:00")) == [
        ("Mon 2026-03-02 08:00", "Mon 2026-03-02 09:00", "unit:DESK"),
        ("Mon 2026-03-02 09:00", "Mon 2026-03-02 10:00", "person:7"),
        ("Mon 2026-03-02 10:00", "Mon 2026-03-02 14:00", "nobody"),  # the gap before a reopening is inside
        ("Mon 2026-03-02 14:00", "Mon 2026-03-02 15:00", "person:7"),
    ]


def test_54_the_receiving_units_queue_holds_before_the_first_routing_hand_over_or_triage_queue() -> None:
    queued = RECEIVED + "Mon 2026-03-02 09:00 | rule | queued | unit=TRIAGE\n"
    assert holders(queued, "Mon 2026-03-02 10:00") == ["unit:DESK", "unit:TRIAGE"]
    back = TAKEN + "Mon 2026-03-02 09:00 | person:7 | queued | unit=TRIAGE\n"
    assert holders(back, "Mon 2026-03-02 10:00") == ["person:7", "unit:TRIAGE"]
    handed_first = (
        RECEIVED
        + """
        Mon 2026-03-02 08:30 | person:1 | handed_over | unit=SARPRAS, holder=person:7
        Mon 2026-03-02 09:00 | person:7 | queued | unit=TRIAGE"""
    )
    assert holders(handed_first, "Mon 2026-03-02 10:00") == ["unit:DESK", "person:7", "unit:TRIAGE"]


@pytest.mark.parametrize(
    "end", ["rejected | reason=spam", "cancelled | reason=moved", "merged | reason=twice, into=MRL-1"]
)
def test_54_custody_ends_with_these_too(end: str) -> None:
    table = TAKEN + f"Mon 2026-03-02 10:00 | person:7 | {end}"
    found = judged(table, "Fri 2026-03-06 09:00")
    assert (said(found.final_closed_at), found.custody.total_seconds) == (
        "Mon 2026-03-02 10:00",
        hours("2:00"),
    )


def test_54_the_same_holder_in_two_units_is_one_span() -> None:
    table = TAKEN + "Mon 2026-03-02 09:00 | person:7 | handed_over | unit=SARPRAS, holder=person:8\n"
    table += "Mon 2026-03-02 10:30 | person:8 | handed_over | unit=DRAINS, holder=person:8"
    spans = judged(table, "Mon 2026-03-02 11:30").custody.spans
    assert [(span.holder, span.seconds) for span in spans] == [
        ("person:7", hours("1:00")),
        ("person:8", hours("2:30")),
    ]


@pytest.mark.parametrize("split", ["Mon 2026-03-02 10:00", "Mon 2026-03-02 11:00"])
def test_38_who_had_it_before_the_split_has_no_part_in_the_custody(split: str) -> None:
    table = TAKEN + "Mon 2026-03-02 09:00 | person:7 | handed_over | unit=SARPRAS, holder=person:8\n"
    table += "Mon 2026-03-02 10:00 | person:8 | handed_over | unit=SARPRAS, holder=person:9\n"
    table += f"{split} | person:9 | ticket.split | parent=MRL-1\n"
    table += "Mon 2026-03-02 14:00 | person:9 | handed_over | unit=SARPRAS, holder=person:7"
    assert custody(judged(table, "Mon 2026-03-02 15:00")) == [
        (split, "Mon 2026-03-02 14:00", "person:9"),
        ("Mon 2026-03-02 14:00", "Mon 2026-03-02 15:00", "person:7"),
    ]


def test_55_a_custody_that_does_not_sum_is_refused() -> None:
    begin, end = (int(when(f"Mon 2026-03-02 {at}").timestamp()) for at in ("08:00", "10:00"))
    held = [Switch(begin, "person:7", "person:7", "SARPRAS")]
    works = works_of(held, end, CALENDAR.line)
    assert custody_of(held, end, works, CALENDAR.line, Instants()).total_seconds == hours("2:00")
    with pytest.raises(SlaError) as refused:
        custody_of(held, end, [works[0], works[1] - 1], CALENDAR.line, Instants())
    assert (refused.value.code, refused.value.key) == ("custody_does_not_sum", "custody")


def test_55_a_custody_from_the_calendars_first_second_to_its_last_needs_no_other_year() -> None:
    found = judged("Thu 2026-01-01 00:00 | citizen | received", "Thu 2026-12-31 24:00").custody
    assert found.add_year is None


def test_55_custody_is_in_working_seconds_and_sums() -> None:
    table = (
        TAKEN
        + """
        Mon 2026-03-02 10:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 10:00 | rule     | message.delivered | message=1, route=page
        Tue 2026-03-03 10:00 | citizen  | message.sent      | message=2, act=message"""
    )
    found = judged(table, "Wed 2026-03-04 08:00")
    assert found.custody.totals == {"person:7": hours("7:00"), "citizen": hours("7:00")}
    assert found.custody.total_seconds == hours("14:00")
    assert found.clocks["resolution"].used_seconds == hours("7:00")  # not the same thing


def correction(at: str, start: str, end: str, holder: str) -> str:
    return f"{at} | person:1 | custody.corrected | start={start}, end={end}, holder={holder}\n"


def test_56_the_latest_correction_wins_and_moves_no_clock() -> None:
    table = (
        TAKEN
        + correction("Mon 2026-03-02 15:00", "2026-03-02T09:00+07:00", "2026-03-02T12:00+07:00", "person:8")
        + correction("Mon 2026-03-02 15:30", "2026-03-02T10:00+07:00", "2026-03-02T11:00+07:00", "person:9")
    )
    found = judged(table, "Mon 2026-03-02 16:00")
    assert found.custody.totals == {
        "person:7": hours("4:00"),
        "person:8": hours("2:00"),
        "person:9": hours("1:00"),
    }
    assert found.clocks["resolution"].used_seconds == hours("7:00")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-02T07:59+07:00", "2026-03-02T09:00+07:00"),
        ("2026-03-02T09:00+07:00", "2026-03-02T16:00:01+07:00"),
        ("2026-03-02T09:00+07:00", "2026-03-02T09:00+07:00"),
        ("2026-03-02T10:00+07:00", "2026-03-02T09:00+07:00"),
    ],
)
def test_56_a_correction_outside_the_custody_is_refused(start: str, end: str) -> None:
    table = TAKEN + correction("Mon 2026-03-02 15:00", start, end, "person:8")
    with pytest.raises(SlaError) as refused:
        judged(table, "Mon 2026-03-02 16:00")
    assert (refused.value.code, refused.value.key) == ("correction_outside_custody", "event 3")


@pytest.mark.parametrize(
    ("start", "code"), [("2026-03-02T09:00", "naive_instant"), ("soon", "instant_unreadable")]
)
def test_56_a_corrections_instants_must_be_readable(start: str, code: str) -> None:
    table = TAKEN + correction("Mon 2026-03-02 15:00", start, "2026-03-02T12:00+07:00", "person:8")
    with pytest.raises(SlaError) as refused:
        judged(table, "Mon 2026-03-02 16:00")
    assert (refused.value.code, refused.value.key) == (code, "event 3")


# -- whose number it is ----------------------------------------------------------------------------------


def handed(*turns: tuple[str, str]) -> str:
    return RECEIVED + "".join(
        f"{at} | person:1 | handed_over | unit=SARPRAS{', holder=' + holder if holder else ''}\n"
        for at, holder in turns
    )


# Desk 2 h, person:7 3 h, person:8 2 h by Monday's closing.
THREE = (("Mon 2026-03-02 10:00", "person:7"), ("Mon 2026-03-02 14:00", "person:8"))
SEVEN_HOURS = only("resolution", "working", 7 * WORKING_HOUR)  # due at Monday's closing


@pytest.mark.parametrize(
    ("turns", "owner"),
    [
        (THREE, "person:7"),  # the largest part, even under half
        # A late hand-over is the first holder's delay.
        ((("Mon 2026-03-02 08:30", "person:7"), ("Mon 2026-03-02 15:59", "person:8")), "person:7"),
        ((("Mon 2026-03-02 14:00", "person:7"),), None),  # a queue held most: for the unit only
        # A tie: who held first.
        ((("Mon 2026-03-02 08:00", "person:7"), ("Mon 2026-03-02 12:30", "person:8")), "person:7"),
        ((("Mon 2026-03-02 09:00", "person:7"), ("Mon 2026-03-02 12:00", "person:8")), "person:7"),
    ],
)
@pytest.mark.parametrize("end", ["", "Wed 2026-03-04 09:00 | person:8 | resolved"])
def test_57_a_breach_is_whose_who_held_most_of_the_time_until_it(
    turns: tuple[tuple[str, str], ...], owner: str | None, end: str
) -> None:
    found = clock("resolution", handed(*turns) + end, "Thu 2026-03-05 09:00", policy=SEVEN_HOURS)
    assert (found.status, found.owner, found.owner_unit) == ("breached", owner, "SARPRAS")


def test_57_what_still_runs_or_was_stopped_likewise_until_now_or_the_stop() -> None:
    for end in ("", "Mon 2026-03-02 16:00 | person:8 | cancelled | reason=moved"):
        found = clock("resolution", handed(*THREE) + end, "Mon 2026-03-02 16:00")
        assert (found.status, found.owner) == ("stopped" if end else "running", "person:7")


def test_57_a_met_is_whose_who_held_it_last_before_the_stop() -> None:
    """Held most by person:7, and resolved in time by person:8."""
    for by in ("person:8", "person:9"):  # whoever pressed the button
        found = clock(
            "resolution", handed(*THREE) + f"Mon 2026-03-02 15:00 | {by} | resolved", "Tue 2026-03-03 09:00"
        )
        assert (found.status, found.owner, found.owner_unit) == ("met", "person:8", "SARPRAS")
    queue = clock(
        "resolution", RECEIVED + "Mon 2026-03-02 15:00 | person:8 | resolved", "Tue 2026-03-03 09:00"
    )
    assert (queue.status, queue.owner, queue.owner_unit) == ("met", None, "DESK")


@pytest.mark.parametrize(
    ("order", "owner", "unit"),
    [(("handed_over | unit=DRAINS, holder=person:8", "resolved"), "person:8", "DRAINS"),
     (("resolved", "handed_over | unit=DRAINS, holder=person:8"), "person:7", "SARPRAS")],
)  # fmt: skip
def test_57_last_in_ledger_order_at_the_very_instant(order: tuple[str, str], owner: str, unit: str) -> None:
    table = TAKEN + "".join(f"Mon 2026-03-02 10:00 | person:8 | {one}\n" for one in order)
    found = clock("resolution", table, "Mon 2026-03-02 11:00")
    assert (found.status, found.owner, found.owner_unit) == ("met", owner, unit)


def test_57_a_met_leaves_pauses_and_resolutions_out() -> None:
    asked = """
        Mon 2026-03-02 09:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 09:00 | rule     | message.delivered | message=1, route=page
    """
    paused = TAKEN + asked + "Mon 2026-03-02 11:00 | person:7 | resolved"
    assert clock("resolution", paused, "Mon 2026-03-02 12:00").owner == "person:7"
    given = TAKEN + asked + "Mon 2026-03-02 10:00 | person:7 | handed_over | unit=SARPRAS, holder=person:8\n"
    assert (
        clock(
            "resolution", given + "Mon 2026-03-02 11:00 | person:7 | resolved", "Mon 2026-03-02 12:00"
        ).owner
        == "person:8"
    )
    answered = (
        TAKEN
        + """
        Mon 2026-03-02 09:00 | person:7 | resolved
        Mon 2026-03-02 11:00 | person:8 | message.sent | message=1, act=answer"""
    )
    assert clock("first_response", answered, "Mon 2026-03-02 12:00").owner == "person:7"


def test_57_a_met_follows_leave_and_corrections() -> None:
    resolved = "Tue 2026-03-03 10:00 | person:7 | resolved\n"
    away = "Mon 2026-03-02 09:00 | person:1 | leave.approved | person=person:7, first_on=2026-03-03, last_on=2026-03-03\n"
    as_of = "Tue 2026-03-03 12:00"
    assert clock("resolution", TAKEN + away + resolved, as_of).owner is None  # the queue's
    assert (
        clock("resolution", TAKEN + away.replace("=2026-03-03", "=2026-03-04") + resolved, as_of).owner
        == "person:7"
    )
    midnight = "Tue 2026-03-03 00:00 | person:7 | resolved\n"
    assert clock("resolution", TAKEN + away + midnight, as_of).owner == "person:7"  # last before it: Monday
    for start, owner in [("2026-03-03T09:00+07:00", "person:9"), ("2026-03-03T08:00+07:00", "person:9")]:
        moved = correction("Tue 2026-03-03 11:00", start, "2026-03-03T10:00+07:00", "person:9")
        assert clock("resolution", TAKEN + resolved + moved, as_of).owner == owner
    before = correction(
        "Tue 2026-03-03 11:00", "2026-03-03T08:00+07:00", "2026-03-03T09:59:59+07:00", "person:9"
    )
    assert clock("resolution", TAKEN + resolved + before, as_of).owner == "person:7"


def test_57_a_met_while_it_was_rejected_is_whose_who_rejected() -> None:
    table = (
        TAKEN
        + """
        Mon 2026-03-02 09:00 | person:1 | rejected     | reason=spam
        Mon 2026-03-02 10:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 11:00 | person:2 | reopened     | reason=it was none"""
    )
    assert clock("first_response", table, "Mon 2026-03-02 12:00").owner == "person:1"


@pytest.mark.parametrize(("by", "owner"), [("person:7", "person:7"), ("rule", None)])
def test_57_a_round_opened_while_the_ticket_is_resolved_is_whose_who_resolved(
    by: str, owner: str | None
) -> None:
    table = (
        TAKEN
        + f"""
        Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 10:00 | {by}     | resolved     | message=1
        Mon 2026-03-02 11:00 | citizen  | message.sent | message=2, act=message"""
    )
    running = judged(table, "Mon 2026-03-02 12:00").open_round
    broken = judged(table, "Wed 2026-03-04 12:00").open_round
    assert running is not None and broken is not None
    assert [(one.status, one.owner, one.owner_unit) for one in (running, broken)] == [
        ("running", owner, "SARPRAS"),
        ("breached", owner, "SARPRAS"),
    ]
    given = (
        table
        + """
        Mon 2026-03-02 13:00 | citizen  | disputed
        Mon 2026-03-02 13:00 | person:1 | handed_over  | unit=SARPRAS, holder=person:8
        Mon 2026-03-02 14:00 | person:8 | message.sent | message=3, act=answer"""
    )
    (met,) = judged(given, "Mon 2026-03-02 15:00").rounds
    assert (met.status, met.owner) == ("met", owner)


def test_57_the_legal_notice_counts_for_the_unit_only() -> None:
    table = TAKEN + "Mon 2026-03-02 09:00 | person:7 | resolved\n"
    for end in ("", "Mon 2026-03-02 10:00 | citizen | closed | reason=accepted"):
        found = clock("legal_notice", table + end, "Mon 2026-03-02 12:00")
        assert (found.owner, found.owner_unit) == (None, "SARPRAS")


def test_57_until_the_breach_if_it_was_broken() -> None:
    table = handed(("Mon 2026-03-02 08:00", "person:7"), ("Mon 2026-03-02 11:00", "person:8"))
    promise = only(
        "resolution", "working", 4 * WORKING_HOUR
    )  # broken at noon; person:8 has it for days after
    assert clock("resolution", table, "Fri 2026-03-06 09:00", policy=promise).owner == "person:7"


def test_57_waiting_for_the_citizen_is_not_counted() -> None:
    table = (
        handed(("Mon 2026-03-02 08:00", "person:7"))
        + """
        Mon 2026-03-02 09:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 09:00 | rule     | message.delivered | message=1, route=page
        Tue 2026-03-03 09:00 | citizen  | message.sent      | message=2, act=message"""
    )
    found = judged(table, "Tue 2026-03-03 10:00")
    assert found.clocks["resolution"].owner == "person:7"
    assert found.clocks["legal_decision"].owner is None  # nothing moves it: the citizen held most


QUESTION_AT_ELEVEN = """
    Mon 2026-03-02 11:00 | person:8 | message.sent      | message=1, act=question
    Mon 2026-03-02 11:00 | rule     | message.delivered | message=1, route=page
"""
ANSWERED_AT_TWO = "Mon 2026-03-02 14:00 | citizen | message.sent | message=2, act=message\n"


@pytest.mark.parametrize(
    ("before", "after", "owner"),
    [
        (("08:00 person:7", "09:00 person:8"), (), "person:8"),  # 1 h, 2 h
        (("08:00 person:8",), ("14:00 person:7", "14:30 person:9"), "person:8"),  # 3 h, half an hour, 2 h
        ((), ("14:00 person:7", "14:30 person:9"), None),  # the desk's 3 h
        # Two hours and a half each: who held first, however often.
        (("08:00 person:7", "09:00 person:6", "09:30 person:7"), ("14:00 person:9",), "person:7"),
        (("09:00 person:7",), ("14:00 person:9", "15:00 person:6", "15:30 person:9"), "person:7"),
    ],
)
def test_57_a_pause_takes_nothing_from_the_time_before_and_after_it(
    before: tuple[str, ...], after: tuple[str, ...], owner: str | None
) -> None:
    lines = {"before": "", "after": ""}
    for name, given in (("before", before), ("after", after)):
        for at, holder in (one.split() for one in given):
            lines[name] += f"Mon 2026-03-02 {at} | person:1 | assigned | unit=SARPRAS, holder={holder}\n"
    table = RECEIVED + lines["before"] + QUESTION_AT_ELEVEN + ANSWERED_AT_TWO + lines["after"]
    assert clock("resolution", table, "Tue 2026-03-03 08:30").owner == owner


def test_57_a_clock_that_was_paused_all_the_time_is_whose_who_stopped_it() -> None:
    asked = QUESTION_AT_ELEVEN.replace("11:00", "08:00")
    found = clock(
        "resolution",
        RECEIVED + asked + "Mon 2026-03-02 10:00 | person:7 | cancelled | reason=moved",
        "Mon 2026-03-02 15:00",
    )
    assert (found.used_seconds, found.owner) == (0, "person:7")


def test_57_one_second_decides() -> None:
    held = RECEIVED.replace("Mon 2026-03-02 08:00", "Sat 2026-02-28 10:00")
    held += "Sat 2026-02-28 10:00 | rule | routed | unit=SARPRAS, holder=person:8\n"
    table = held + "Mon 2026-03-02 08:00:01 | person:7 | cancelled | reason=moved"
    assert clock("resolution", table, "Mon 2026-03-02 09:00").owner == "person:8"
    assert clock("resolution", table.replace(":00:01", ":00"), "Mon 2026-03-02 09:00").owner == "person:7"


def test_57_rejected_and_reopened_whoever_rejected_is_charged_for_nothing_later() -> None:
    table = (
        TAKEN
        + """
        Mon 2026-03-02 10:00 | person:1 | rejected | reason=spam
        Mon 2026-03-02 11:00 | person:2 | reopened | reason=it was none
        Mon 2026-03-02 11:00 | person:7 | resolved"""
    )
    assert clock("legal_notice", table, "Mon 2026-03-02 15:00").owner is None


def test_57_who_held_it_before_a_round_began_has_no_part_in_it() -> None:
    table = (
        handed(("Mon 2026-03-02 08:00", "person:6"), ("Mon 2026-03-02 10:00", "person:7"))
        + """
        Mon 2026-03-02 11:00 | person:7 | message.sent | message=1, act=answer
        Wed 2026-03-04 09:00 | citizen  | message.sent | message=2, act=message
        Wed 2026-03-04 09:30 | person:1 | handed_over  | unit=SARPRAS, holder=person:8"""
    )
    assert clock("next_response", table, "Wed 2026-03-04 11:00").owner == "person:8"


@pytest.mark.parametrize(
    ("by", "owner"), [("person:7", "person:7"), ("rule", None), ("citizen", None), (None, None)]
)
def test_57_where_nothing_was_counted_it_is_whose_who_stopped_it(by: str | None, owner: str | None) -> None:
    table = "Sat 2026-03-07 10:00 | citizen | received\n"
    if by is not None:
        table += f"Sat 2026-03-07 11:00 | {by} | cancelled | reason=moved"
    assert clock("verification", table, "Sat 2026-03-07 12:00").owner == owner


def test_57_time_from_a_rejection_to_its_reopening_counts_for_whoever_rejected() -> None:
    table = (
        handed(("Mon 2026-03-02 08:00", "person:7"))
        + """
        Mon 2026-03-02 10:00 | person:1 | rejected | reason=spam
        Tue 2026-03-03 09:00 | person:2 | reopened | reason=it was none"""
    )
    found = judged(table, "Tue 2026-03-03 10:00")
    assert found.clocks["resolution"].owner == "person:1"
    assert found.custody.totals == {"person:7": hours("3:00"), "nobody": hours("6:00")}
    done = table + "\nTue 2026-03-03 10:00 | person:7 | resolved"
    assert clock("resolution", done, "Wed 2026-03-04 09:00").owner == "person:7"  # a met: who held it last


def test_51_the_holder_who_rejects_it_does_not_hold_it_any_more() -> None:
    table = (
        handed(("Mon 2026-03-02 08:00", "person:7"))
        + """
        Mon 2026-03-02 10:00 | person:7 | rejected | reason=spam
        Mon 2026-03-02 14:00 | person:1 | reopened | reason=it was none"""
    )
    found = judged(table, "Mon 2026-03-02 15:00")
    assert found.custody.totals == {"person:7": hours("3:00"), "nobody": hours("3:00")}


def test_57_time_after_a_merge_of_a_resolved_ticket_is_charged_to_whoever_merged() -> None:
    table = (
        handed(("Mon 2026-03-02 08:00", "person:7"))
        + """
        Mon 2026-03-02 09:00 | person:7 | resolved
        Mon 2026-03-02 09:30 | person:2 | merged | into=MRL-1, reason=twice
        Mon 2026-03-02 14:00 | person:1 | unmerged | reason=another lamp"""
    )
    assert clock("first_response", table, "Mon 2026-03-02 15:00").owner == "person:2"


def test_57_the_unit_is_the_one_it_was_in_then_also_during_a_pause() -> None:
    table = (
        handed(("Mon 2026-03-02 08:00", "person:7"))
        + """
        Mon 2026-03-02 09:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 09:00 | rule     | message.delivered | message=1, route=page
        Mon 2026-03-02 10:00 | person:1 | handed_over | unit=DRAINS, holder=person:9
        Mon 2026-03-02 11:00 | person:1 | cancelled | reason=moved"""
    )
    found = clock("resolution", table, "Mon 2026-03-02 15:00")
    assert (found.owner, found.owner_unit) == ("person:7", "DRAINS")


def test_57_what_a_pause_covers_counts_for_nobody_even_if_corrected() -> None:
    table = (
        handed(("Mon 2026-03-02 08:00", "person:7"), ("Mon 2026-03-02 09:00", "person:8"))
        + """
        Mon 2026-03-02 10:00 | person:8 | message.sent      | message=1, act=question
        Mon 2026-03-02 10:00 | rule     | message.delivered | message=1, route=page
        Mon 2026-03-02 14:00 | citizen  | message.sent      | message=2, act=message
    """
    )
    paused = correction(
        "Mon 2026-03-02 15:30", "2026-03-02T10:00+07:00", "2026-03-02T14:00+07:00", "person:7"
    )
    both = correction("Mon 2026-03-02 15:30", "2026-03-02T09:30+07:00", "2026-03-02T15:30+07:00", "person:7")
    for line, owner in [("", "person:8"), (paused, "person:8"), (both, "person:7")]:
        # Counted: 8 to 9 for person:7, 9 to 10 and 14 to 16 for person:8.
        found = clock("resolution", table + line, "Mon 2026-03-02 16:00")
        assert (found.owner, found.used_seconds) == (owner, hours("4:00"))


@pytest.mark.parametrize(
    ("routed", "unit"), [("Mon 2026-03-02 08:00", "DESK"), ("Mon 2026-03-02 11:00", "DESK")]
)
def test_57_checking_counts_for_the_unit_that_checked(routed: str, unit: str) -> None:
    table = RECEIVED + f"{routed} | person:1 | routed | unit=SARPRAS, holder=person:7"
    assert clock("verification", table, "Mon 2026-03-02 12:00").owner_unit == unit


def test_56_a_correction_may_name_the_whole_custody() -> None:
    table = TAKEN + correction(
        "Mon 2026-03-02 16:00", "2026-03-02T08:00+07:00", "2026-03-02T16:00+07:00", "person:8"
    )
    assert judged(table, "Mon 2026-03-02 16:00").custody.totals == {"person:8": hours("7:00")}


def test_57_a_correction_moves_the_number() -> None:
    table = handed(("Mon 2026-03-02 08:00", "person:7")) + correction(
        "Mon 2026-03-02 15:00", "2026-03-02T08:00+07:00", "2026-03-02T14:00+07:00", "person:8"
    )
    assert clock("resolution", table, "Mon 2026-03-02 16:00").owner == "person:8"


@pytest.mark.parametrize(
    ("stop", "status", "month"),
    [
        ("Tue 2026-03-31 23:59:59", "met", (2026, 3)),
        ("Wed 2026-04-01 00:00", "met", (2026, 4)),  # local midnight, not that of UTC
        (None, "breached", (2026, 4)),  # the month of the breach, however long it stays open
        ("Mon 2026-05-11 09:00", "breached", (2026, 4)),
    ],
)
def test_58_a_verdict_belongs_to_a_local_month(stop: str | None, status: str, month: tuple[int, int]) -> None:
    table = "Mon 2026-03-30 08:00 | citizen | received\n"
    if stop:
        table += f"{stop} | person:7 | resolved"
    promise = only("resolution", "working_days", 2)
    found = clock("resolution", table, "Tue 2026-05-12 09:00", policy=promise)
    assert (found.status, month_of(found, CALENDAR)) == (status, month)


def test_58_a_void_stop_leaves_its_month() -> None:
    table = "Mon 2026-03-30 08:00 | citizen | received\nMon 2026-03-30 09:00 | person:7 | resolved\n"
    assert month_of(clock("resolution", table, "Tue 2026-03-31 09:00"), CALENDAR) == (2026, 3)
    table += "Tue 2026-03-31 10:00 | citizen | disputed\n"
    assert month_of(clock("resolution", table, "Tue 2026-03-31 11:00"), CALENDAR) is None
    table += "Wed 2026-04-01 08:30 | person:7 | resolved"
    assert month_of(clock("resolution", table, "Wed 2026-04-01 09:00"), CALENDAR) == (2026, 4)


def verdicts(*entries: tuple[str, int | None, bool]) -> Sequence[Verdict]:
    """(status, used, stopped) of each."""
    sample = clock("resolution", RECEIVED, "Mon 2026-03-02 09:00")
    return [
        sample._replace(
            status=status,  # type: ignore[arg-type]
            used_seconds=used,
            stopped_at=when("Mon 2026-03-02 12:00") if stopped else None,
            reason="rejected" if status == "stopped" else None,
        )
        for status, used, stopped in entries
    ]


def test_59_on_time_is_met_of_met_and_breached() -> None:
    found = on_time(
        verdicts(
            ("met", 10, True),
            ("met", 20, True),
            ("breached", 30, True),
            ("breached", 40, False),
            ("running", 1, False),
            ("at_risk", 8, False),
            ("not_started", None, False),
            ("stopped", 3, True),
            ("no_target", None, False),
            ("unknown", None, False),
        )
    )
    assert (found.met, found.breached, found.share) == (2, 2, Fraction(1, 2))
    assert found.others == dict.fromkeys(
        ("running", "at_risk", "not_started", "stopped", "no_target", "unknown"), 1
    )
    assert on_time([]).share is None


@pytest.mark.parametrize(
    ("entries", "median", "ninetieth"),
    [
        # All finished: the plain quantiles.
        ([("met", 10, True), ("met", 20, True), ("breached", 30, True), ("met", 40, True)], 20, 40),
        # Open ones are censored at what they used: leaving a late ticket open never helps.
        ([("met", 10, True), ("met", 20, True), ("breached", 90, False), ("breached", 90, False)], 20, None),
        ([("met", 10, True), ("breached", 90, False), ("running", 90, False)], None, None),
        # Censored between two ends: 1 - 1/4, then of the two left one.
        ([("met", 10, True), ("stopped", 15, True), ("met", 20, True), ("running", 30, False)], 20, None),
        # Ends at the same instant come before what is censored there.
        ([("met", 10, True), ("running", 10, False)], 10, None),
        # These are left out.
        (
            [
                ("unknown", None, False),
                ("met", 10, True),
                ("no_target", None, True),
                ("not_started", None, False),
            ],
            10,
            10,
        ),
        ([("met", 10, True), ("no_target", 50, True)], 10, 10),
        ([("met", 10, True), ("unknown", 50, True)], 10, 10),
        ([("met", 10, True), ("not_started", 50, True)], 10, 10),
        # In whatever order they come.
        ([("met", 30, True), ("met", 10, True), ("running", 15, False), ("met", 20, True)], 20, 30),
        ([], None, None),
    ],
)
def test_60_the_median_is_kaplan_meiers(
    entries: list[tuple[str, int | None, bool]], median: int | None, ninetieth: int | None
) -> None:
    assert waiting_quantile(verdicts(*entries), 50) == median
    assert waiting_quantile(verdicts(*entries), 90) == ninetieth


@pytest.mark.parametrize(
    ("status", "stopped", "reason", "expected"),
    [
        ("met", True, None, True),
        ("breached", True, None, True),  # late, but done
        ("breached", False, None, False),
        ("breached", True, "rejected", False),
        ("stopped", True, "rejected", False),
        ("no_target", True, None, False),
        ("unknown", True, None, False),
        ("running", False, None, False),
    ],
)
def test_60_finished_is_work_done_late_or_not(
    status: str, stopped: bool, reason: str | None, expected: bool
) -> None:
    (one,) = verdicts((status, 5, stopped))
    assert finished(one._replace(reason=reason)) is expected


def test_58_a_stop_with_a_reason_has_its_month_too() -> None:
    table = RECEIVED + "Tue 2026-03-31 10:00 | person:7 | cancelled | reason=moved"
    promise = only("resolution", "working_days", 60)
    found = clock("resolution", table, "Wed 2026-04-01 09:00", policy=promise)
    assert (found.status, month_of(found, CALENDAR)) == ("stopped", (2026, 3))


def test_60_a_median_of_many_is_not_lost_to_rounding() -> None:
    many = verdicts(*[("met", used, True) for used in range(1, 1001)])
    assert (waiting_quantile(many, 50), waiting_quantile(many, 90)) == (500, 900)


def test_custody_over_a_special_opening() -> None:
    calendar = calendar_with(closed("Sat 2026-03-07", "opening", windows=windows("09:00-11:00")))
    found = judged("Fri 2026-03-06 15:00 | citizen | received", "Sun 2026-03-08 09:00", calendar=calendar)
    assert found.custody.totals == {"unit:DESK": hours("3:00")}
    assert found.as_of - found.received_at == timedelta(hours=42)


# -- what later entries put out of place, leave without end, and what is told apart -----------------------


def test_56_a_correction_that_later_events_put_outside_the_custody_is_cut_to_it() -> None:
    table = TAKEN + correction(
        "Mon 2026-03-02 15:00", "2026-03-02T09:00+07:00", "2026-03-02T14:00+07:00", "person:8"
    )
    table += "Mon 2026-03-02 10:00 | person:7 | cancelled | reason=written down late"
    assert judged(table, "Mon 2026-03-02 16:00").custody.totals == {
        "person:7": hours("1:00"),
        "person:8": hours("1:00"),
    }
    entered_after = (
        TAKEN
        + "Mon 2026-03-02 10:00 | person:7 | cancelled | reason=moved\n"
        + correction(
            "Mon 2026-03-02 15:00", "2026-03-02T09:00+07:00", "2026-03-02T10:00:01+07:00", "person:8"
        )
    )
    with pytest.raises(SlaError) as refused:
        judged(entered_after, "Mon 2026-03-02 16:00")
    assert (refused.value.code, refused.value.key) == ("correction_outside_custody", "event 4")


def test_56_a_correction_ends_at_or_before_its_own_instant() -> None:
    for end, good in [("2026-03-02T15:00+07:00", True), ("2026-03-02T15:00:01+07:00", False)]:
        table = TAKEN + correction("Mon 2026-03-02 15:00", "2026-03-02T09:00+07:00", end, "person:8")
        if good:
            assert judged(table, "Tue 2026-03-03 09:00").custody.totals["person:8"] == hours("5:00")
            continue
        with pytest.raises(SlaError) as refused:
            judged(table, "Tue 2026-03-03 09:00")
        assert refused.value.code == "correction_outside_custody"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-03-02", "2026-03-02", None),
        ("2026-03-02", "2027-03-02", None),  # 366 days
        ("2026-03-02", "2030-03-05", None),  # what a ledger holds already is read; entry takes no longer ones
        ("1900-01-01", "9000-01-01", None),
        ("1899-12-31", "2026-03-02", "date_out_of_range"),
        ("2026-03-02", "9000-01-02", "date_out_of_range"),
        ("2026-03-03", "2026-03-02", "end_before_start"),
        ("2026-03-02", "9999-12-31", "date_out_of_range"),
        ("9999-12-31", "9999-12-31", "date_out_of_range"),
    ],
)
def test_52_leave_of_any_length_that_a_ledger_holds_is_read(first: str, last: str, code: str | None) -> None:
    entry = f"Mon 2026-03-02 09:00 | person:7 | leave.approved | person=person:7, first_on={first}, last_on={last}"
    if code is None:
        assert holders(TAKEN + entry, "Mon 2026-03-02 10:00") == ["unit:SARPRAS"]
        return
    with pytest.raises(SlaError) as refused:
        judged(TAKEN + entry, "Mon 2026-03-02 10:00")
    assert (refused.value.code, refused.value.key) == (code, "event 3")


def test_58_every_month_also_tells_what_was_broken_before_its_end_and_not_stopped_by_then() -> None:
    two_days = only("resolution", "working_days", 2)
    stops = ("", "Tue 2026-03-31 10:00 | person:7 | resolved", "Wed 2026-04-01 10:00 | person:7 | resolved")
    broken = [clock("resolution", RECEIVED + stop, "Tue 2026-05-12 09:00", policy=two_days) for stop in stops]
    ends = instants("Thu 2026-03-05 00:00", "Wed 2026-04-01 00:00", "Fri 2026-05-01 00:00")
    assert [broken_before(broken, end) for end in ends] == [3, 2, 1]
    assert broken_before(broken, when("Wed 2026-03-04 16:00")) == 0  # the breach is strictly after its due
    last = broken[1].stopped_at
    assert last is not None
    assert broken_before(broken, last) == 3  # what is stopped at its end was not stopped by then
    kept = clock(
        "resolution", RECEIVED + "Tue 2026-03-03 10:00 | person:7 | resolved", "Tue 2026-05-12 09:00"
    )
    assert broken_before([kept, *broken], ends[0]) == 3  # and what was never broken is none of them


def test_59_the_resolutions_that_came_after_a_dispute_or_reopening_or_were_followed_by_one() -> None:
    resolved = TAKEN + "Mon 2026-03-02 09:00 | person:7 | resolved\n"
    again = "Mon 2026-03-02 15:00 | person:7 | resolved\n"
    accepted = "Mon 2026-03-02 10:00 | citizen | closed | reason=accepted\n"
    cases = {
        resolved: [False],
        resolved + "Mon 2026-03-02 10:00 | citizen | disputed\n" + again: [True],
        resolved + accepted: [False],
        resolved + accepted + "Mon 2026-03-02 14:00 | person:1 | reopened | reason=not done\n" + again: [
            True,
            True,
        ],
        TAKEN + "Mon 2026-03-02 09:00 | person:7 | referred | agency=pln, reason=theirs\n"
        "Mon 2026-03-02 10:00 | person:7 | returned | holder=person:7\n" + again: [False],
    }
    found = [judged(table, "Mon 2026-03-02 16:00").lives for table in cases]
    assert [[one.redone for one in lives] for lives in found] == list(cases.values())
    counted = on_time(one for lives in found for one in lives)
    assert (counted.met, counted.redone) == (6, 3)
    late = resolved + "Mon 2026-03-02 10:00 | citizen | disputed\nFri 2026-03-13 15:00 | person:7 | resolved"
    counted = on_time(judged(late, "Mon 2026-03-16 16:00").lives)  # broken: told as that, not apart
    assert (counted.met, counted.breached, counted.redone) == (0, 1, 0)
