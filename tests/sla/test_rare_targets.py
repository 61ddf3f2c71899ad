"""Targets, decrees and horizons in rare company, where a small fault would go unnoticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sla import Amount, Policy, Rung, SlaError, Window, because, escalations
from tests.sla.office import (
    CALENDAR,
    TARGETS,
    calendar_with,
    clock,
    closed,
    due,
    judged,
    ledger,
    pattern,
    policy,
    row,
)
from tests.sla.office import windows as hours_open
from tests.sla.test_out_of_place import ANSWERED, ASKED, OPEN, PAPERS
from tests.sla.weekdays import day, hours, said, when

DAY, HOUR = 86_400, 3600
LAMPS = "Mon 2026-03-02 09:00 | person:7 | classified | category=lamps\n"


def then(*amounts: Amount) -> Policy:
    """What is promised of the resolution at first, and for the classes `lamps` and `trees`."""
    rows = [
        row(key, {"resolution": amount}, category=key)
        for key, amount in zip(("lamps", "trees"), amounts[1:], strict=False)
    ]
    return policy(row(targets={"resolution": amounts[0]}), *rows)


def strict(**selectors: str) -> Policy:
    """Fourteen hours for all, and seven for some."""
    sooner = {**TARGETS, "resolution": replace(TARGETS["resolution"], count=7 * HOUR)}
    return policy(row(), row("strict", sooner, **selectors))


# -- which row, and which target -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "selectors", [{"kind": "complaint"}, {"category": "roads"}, {"priority": "normal"}, {"unit": "DESK"}]
)
def test_44_each_of_the_four_given_at_the_receipt_chooses_the_row(selectors: dict[str, str]) -> None:
    table = "Mon 2026-03-02 08:00 | citizen | received"
    found = clock("resolution", table, "Mon 2026-03-02 09:00", policy=strict(**selectors))
    assert due(found) == "Mon 2026-03-02 16:00"


@pytest.mark.parametrize(
    ("entry", "selectors"),
    [
        ("classified | category=lamps", {"category": "lamps", "kind": "complaint"}),
        ("classified | category=lamps", {"category": "lamps", "priority": "normal"}),
        ("classified | category=lamps", {"category": "lamps", "unit": "SARPRAS"}),
        ("handed_over | unit=TRANTIB", {"unit": "TRANTIB", "category": "roads"}),
    ],
)
def test_39_what_a_change_does_not_name_stays_as_it_was(entry: str, selectors: dict[str, str]) -> None:
    table = OPEN + f"Mon 2026-03-02 09:00 | person:7 | {entry}"
    found = clock("resolution", table, "Mon 2026-03-02 10:00", policy=strict(**selectors))
    assert due(found) == "Mon 2026-03-02 16:00"


def test_39_a_class_that_promises_nothing_hides_none_of_the_targets_after_it() -> None:
    silent = row("lamps", {"verification": TARGETS["verification"]}, category="lamps")
    rows = then(Amount("calendar_days", 9), Amount("working", 1), Amount("working", 7 * HOUR)).rows
    table = OPEN + LAMPS + "Mon 2026-03-02 09:30 | person:7 | classified | category=trees"
    found = clock("resolution", table, "Mon 2026-03-02 10:00", policy=policy(rows[0], silent, rows[2]))
    assert due(found) == "Mon 2026-03-02 16:00"


def test_39_as_many_days_of_another_kind_are_another_target() -> None:
    """A calendar day ends at midnight, a working day at closing."""
    promise = then(Amount("calendar_days", 1), Amount("working_days", 1))
    found = clock("resolution", OPEN + LAMPS, "Mon 2026-03-02 10:00", policy=promise)
    assert due(found) == "Tue 2026-03-03 16:00"


def test_03_a_promise_of_one_working_second_is_one_of_time_not_of_days() -> None:
    found = clock("resolution", OPEN, "Mon 2026-03-02 08:00", policy=then(Amount("working", 1)))
    assert (due(found), found.remaining_seconds) == ("Mon 2026-03-02 08:00:01", 1)


def test_40_of_two_targets_that_are_past_the_one_that_broke_first_says_when() -> None:
    table = OPEN + LAMPS.replace("Mon 2026-03-02", "Wed 2026-03-04")
    for promise in (strict(category="lamps"), then(TARGETS["resolution"], Amount("working_days", 1))):
        found = clock("resolution", table, "Wed 2026-03-04 10:00", policy=promise)
        assert (found.status, said(found.breached_at)) == ("breached", "Tue 2026-03-03 16:00")


def test_45_a_class_with_the_same_target_puts_off_no_rung_even_if_it_is_released_later() -> None:
    ladder = (Rung(clock="resolution", share=25, overdue_seconds=None, level="first", to="superior"),)
    promise = policy(row(ladder=ladder), row("lamps", ladder=ladder, category="lamps"))
    table = OPEN + (
        "Mon 2026-03-02 15:00 | person:7 | classified | category=lamps\n"
        "Tue 2026-03-03 09:00 | person:1 | target.released | clock=resolution, reason=flood"
    )
    (rung,) = escalations(
        ledger(table), policy=promise, calendar=CALENDAR, as_of=when("Tue 2026-03-03 10:00")
    )
    assert said(rung.at) == "Mon 2026-03-02 11:30"


def test_17_of_a_promise_in_calendar_days_a_pause_counts_by_the_wall() -> None:
    """Nine days, a pause of one and, after the due, one of two hours that is nobody's but moves nothing."""
    table = (
        OPEN
        + LAMPS
        + """
        Tue 2026-03-03 10:00 | person:7 | message.sent      | message=1, act=question
        Tue 2026-03-03 10:00 | rule     | message.delivered | message=1, route=page
        Wed 2026-03-04 10:00 | citizen  | message.sent      | message=2, act=message
        Fri 2026-03-13 09:00 | person:7 | message.sent      | message=3, act=question
        Fri 2026-03-13 09:00 | rule     | message.delivered | message=3, route=page
        Fri 2026-03-13 11:00 | citizen  | message.sent      | message=4, act=message"""
    )
    promise = then(Amount("calendar_days", 9), Amount("working", 100 * HOUR))
    whole = 9 * DAY + 16 * HOUR
    for as_of, used in (
        ("Thu 2026-03-05 08:00", 2 * DAY),
        ("Fri 2026-03-13 12:00", 10 * DAY + 2 * HOUR),
    ):
        found = clock("resolution", table, as_of, policy=promise)
        assert due(found) == "Fri 2026-03-13 00:00"
        assert (found.used_seconds, found.remaining_seconds) == (used, whole - used)


# -- the horizon -----------------------------------------------------------------------------------------


def test_08_a_due_at_the_horizon_itself_is_known_beside_one_past_it() -> None:
    table = OPEN.replace("Mon 2026-03-02", "Mon 2026-12-21") + LAMPS.replace(
        "Mon 2026-03-02", "Mon 2026-12-21"
    )
    promise = then(Amount("calendar_days", 10), Amount("working", 500 * HOUR))
    assert due(clock("resolution", table, "Tue 2026-12-29 09:00", policy=promise)) == "Fri 2027-01-01 00:00"


def test_08_where_no_due_is_known_the_newest_target_is_named() -> None:
    table = OPEN.replace("Mon 2026-03-02", "Mon 2026-12-21") + LAMPS.replace(
        "Mon 2026-03-02", "Mon 2026-12-21"
    )
    newest = Amount("working_days", 90)
    found = clock(
        "resolution", table, "Tue 2026-12-29 09:00", policy=then(Amount("working", 500 * HOUR), newest)
    )
    assert (found.status, found.due_at, found.target) == ("running", None, newest)


def test_08_a_pause_from_the_due_on_moves_it_to_the_horizon_and_past_it_nobody_knows() -> None:
    table = (
        OPEN.replace("Mon 2026-03-02", "Thu 2026-12-31")
        + """
        Thu 2026-12-31 16:00 | person:7 | message.sent      | message=1, act=question
        Thu 2026-12-31 16:00 | rule     | message.delivered | message=1, route=page"""
    )
    promise = then(Amount("working", 7 * HOUR))
    for as_of, moved in (("Thu 2026-12-31 18:00",) * 2, ("Fri 2027-01-01 00:00",) * 2):
        assert due(clock("resolution", table, as_of, policy=promise)) == moved
    later = clock("resolution", table, "Mon 2027-01-04 09:00", policy=promise)
    assert (later.status, later.due_at) == ("unknown", None)


def test_08_asked_at_the_horizon_itself_everything_used_is_known() -> None:
    promise = then(Amount("working_days", 3), Amount("working", 7 * HOUR))
    for as_of, at_least in (("Fri 2027-01-01 00:00", False), ("Fri 2027-01-01 00:00:01", True)):
        assert clock("resolution", OPEN + LAMPS, as_of, policy=promise).at_least is at_least


def test_08_a_clock_from_the_calendars_first_second_on_runs_though_its_due_is_not_known() -> None:
    promise = then(Amount("working", 9000 * HOUR))
    for received, status in (("Thu 2026-01-01 00:00", "running"), ("Wed 2025-12-31 23:59:59", "unknown")):
        found = clock(
            "resolution", f"{received} | citizen | received", "Fri 2026-01-02 09:00", policy=promise
        )
        assert (found.status, found.due_at) == (status, None)


def test_08_a_breach_is_told_of_where_the_due_that_a_release_left_lies_past_the_horizon() -> None:
    table = (
        OPEN + LAMPS + "Mon 2026-03-02 14:00 | person:1 | target.released | clock=resolution, reason=flood"
    )
    promise = then(Amount("working", 3 * HOUR), Amount("working_days", 300))
    as_of = when("Mon 2027-01-04 09:00")
    spans = because(ledger(table), policy=promise, calendar=CALENDAR, as_of=as_of, clock="resolution")
    late = [said(one.start) for one in spans if one.kind == "late"]
    assert late[0] == "Mon 2026-03-02 11:00"


# -- decrees ---------------------------------------------------------------------------------------------

FLOOD = closed("Tue 2026-03-10", "closure", "Banjir", decreed_at=when("Sun 2026-03-01 09:00"))
FAIR = closed(
    "Sat 2026-03-07",
    "opening",
    "Pasar",
    windows=hours_open("08:00-12:00"),
    decreed_at=when("Tue 2026-03-03 08:00"),
)
STORM = closed("Wed 2026-03-11", "closure", "Badai", decreed_at=when("Tue 2026-03-03 09:00"))


def test_12_a_rule_dates_itself_by_every_decree_that_closes_and_by_none_that_opens() -> None:
    """Closed days decreed before the receipt and during the ten days each put the expiry off by one."""
    for decrees, expiry in (
        ((FLOOD,), "Tue 2026-03-17 16:00"),
        ((FLOOD, FAIR), "Tue 2026-03-17 16:00"),
        ((FLOOD, STORM), "Wed 2026-03-18 16:00"),
        ((FLOOD, FAIR, STORM), "Wed 2026-03-18 16:00"),
    ):
        found = judged(ASKED, "Fri 2026-03-27 09:00", calendar=calendar_with(*decrees))
        assert said(found.final_closed_at) == expiry


def test_12_a_day_opened_by_decree_counts_for_a_round_that_began_after_it() -> None:
    """Of seven hours four are over on Friday at closing, and three on the Saturday that was opened."""
    table = OPEN + (
        "Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer\n"
        "Fri 2026-03-06 10:00 | citizen  | message.sent | message=2, act=message"
    )
    found = clock("next_response", table, "Fri 2026-03-06 11:00", calendar=calendar_with(FAIR))
    assert due(found) == "Sat 2026-03-07 11:00"


def test_12_after_a_decree_that_opens_one_that_closes_is_taken() -> None:
    """Forty-nine hours end on Wednesday the 11th, or on the day after where that was closed."""
    promise = then(Amount("working", 49 * HOUR))
    for decrees, ends in (((FAIR,), "Wed 2026-03-11 09:00"), ((FAIR, STORM), "Thu 2026-03-12 09:00")):
        calendar = calendar_with(*decrees)
        found = clock("resolution", OPEN, "Tue 2026-03-03 10:00", policy=promise, calendar=calendar)
        assert due(found) == ends


#: A pause of four working hours, of which a closing at noon leaves two, and one at ten none.
PAUSED = """
    Mon 2026-03-02 08:00 | citizen  | received
    Tue 2026-03-03 10:00 | person:7 | message.sent      | message=1, act=question
    Tue 2026-03-03 10:00 | rule     | message.delivered | message=1, route=page
    Tue 2026-03-03 15:00 | citizen  | message.sent      | message=2, act=message
"""
NOON = closed(
    "Tue 2026-03-03",
    "closure",
    "Banjir",
    windows=hours_open("08:00-12:00"),
    decreed_at=when("Tue 2026-03-03 11:00"),
)


def test_12_after_a_decree_that_would_bring_the_due_nearer_the_next_is_taken() -> None:
    promise = then(Amount("working_days", 3))
    storm = closed("Thu 2026-03-05", "closure", "Badai", decreed_at=when("Tue 2026-03-03 12:00"))
    for decrees, ends in (((NOON,), "Fri 2026-03-06 14:00"), ((NOON, storm), "Mon 2026-03-09 12:00")):
        calendar = calendar_with(*decrees)
        found = clock("resolution", PAUSED, "Wed 2026-03-04 09:00", policy=promise, calendar=calendar)
        assert due(found) == ends


def test_12_a_decree_that_would_bring_a_released_promises_breach_nearer_is_ignored() -> None:
    """The promise now in force is in calendar days, and no closing moves it."""
    table = PAUSED + (
        "Fri 2026-03-06 15:00 | person:7 | classified      | category=lamps\n"
        "Fri 2026-03-06 15:30 | person:1 | target.released | clock=resolution, reason=flood"
    )
    promise = then(Amount("working_days", 3), Amount("calendar_days", 90))
    for calendar in (CALENDAR, calendar_with(NOON)):
        found = clock("resolution", table, "Mon 2026-03-09 09:00", policy=promise, calendar=calendar)
        assert (due(found), said(found.breached_at)) == ("Mon 2026-06-01 05:00", "Fri 2026-03-06 14:00")


def test_12_nor_does_a_decree_bring_a_due_past_the_horizon_into_the_year() -> None:
    """The year's last day is the third, and the pause moves its closing: closed at ten it would not."""
    table = PAUSED.replace("Mon 2026-03-02", "Mon 2026-12-28").replace("Tue 2026-03-03", "Tue 2026-12-29")
    early = replace(
        NOON,
        on=day("Tue 2026-12-29"),
        windows=hours_open("08:00-10:00"),
        decreed_at=when("Tue 2026-12-29 11:00"),
    )
    promise = then(Amount("working_days", 3))
    for calendar in (CALENDAR, calendar_with(early)):
        found = clock("resolution", table, "Wed 2026-12-30 09:00", policy=promise, calendar=calendar)
        assert (found.status, found.due_at, found.add_year) == ("running", None, 2027)


def test_57_without_a_target_a_day_decreed_off_before_the_receipt_is_nobodys_either() -> None:
    """Six hours are the first holder's, one is the second's: the Tuesday they then had it was closed."""
    off = closed("Tue 2026-03-03", "closure", "Banjir", decreed_at=when("Sun 2026-03-01 09:00"))
    table = OPEN + "Mon 2026-03-02 15:00 | person:7 | handed_over | holder=person:8"
    silent = policy(row(targets={"verification": TARGETS["verification"]}))
    for calendar, owner in ((calendar_with(off), "person:7"), (CALENDAR, "person:8")):
        found = clock("resolution", table, "Wed 2026-03-04 08:00", policy=silent, calendar=calendar)
        assert (found.status, found.owner) == ("no_target", owner)


def test_46_the_file_is_complete_with_the_citizens_answer_where_nothing_is_promised_too() -> None:
    table = PAPERS + "Tue 2026-03-03 09:00 | citizen | message.sent | message=2, act=message"
    silent = policy(row(targets={"verification": TARGETS["verification"]}))
    found = clock("legal_decision", table, "Wed 2026-03-04 09:00", policy=silent)
    assert (found.status, said(found.started_at)) == ("no_target", "Tue 2026-03-03 09:00")


# -- closed, refused, unanswered -------------------------------------------------------------------------


def test_24_closed_by_hand_for_want_of_an_answer_nobody_was_asked_for_every_clock_ends_then() -> None:
    table = OPEN + "Mon 2026-03-02 10:00 | person:1 | closed | reason=no_answer"
    for as_of in ("Mon 2026-03-02 10:00", "Tue 2026-03-03 09:00"):
        found = judged(table, as_of).clocks
        for name in ("resolution", "legal_answer", "legal_decision"):
            stop = (found[name].status, found[name].reason, said(found[name].stopped_at))
            assert stop == ("stopped", "no_answer", "Mon 2026-03-02 10:00"), name


def test_56_what_was_out_of_place_when_it_was_entered_is_refused_whatever_comes_before_it_later() -> None:
    table = OPEN + (
        "Mon 2026-03-02 10:00 | person:7 | agency.asked | agency=pln\n"
        "Mon 2026-03-02 11:00 | person:7 | handed_over  | holder=person:8\n"
        "Mon 2026-03-02 10:30 | citizen  | message.sent | message=9, act=message"
    )
    with pytest.raises(SlaError, match="handed_over_at_agency"):
        judged(table, "Mon 2026-03-02 12:00")


def test_29_of_two_rounds_that_run_the_older_is_shown_and_the_newer_stands_beside_it() -> None:
    """What was unmarked later answered nothing, but what the citizen wrote after it opened a round."""
    table = ANSWERED[: ANSWERED.index("Mon 2026-03-02 10:00 | person:7 | resolved")] + (
        "Mon 2026-03-02 11:00 | citizen  | message.sent     | message=8, act=message\n"
        "Mon 2026-03-02 13:00 | person:7 | message.sent     | message=9, act=answer\n"
        "Mon 2026-03-02 14:00 | citizen  | message.sent     | message=10, act=message\n"
        "Mon 2026-03-02 15:00 | person:1 | message.unmarked | message=9, reason=empty"
    )
    found = judged(table, "Mon 2026-03-02 15:30")
    assert found.open_round is not None
    assert said(found.clocks["next_response"].started_at) == "Mon 2026-03-02 11:00"
    assert said(found.open_round.started_at) == "Mon 2026-03-02 14:00"


def test_38_what_was_late_and_stopped_before_the_split_is_inherited_with_its_stop() -> None:
    table = OPEN + (
        "Tue 2026-03-03 10:00 | person:7 | message.sent | message=1, act=answer\n"
        "Wed 2026-03-04 09:00 | person:7 | ticket.split | parent=MRL-1"
    )
    found = clock("first_response", table, "Wed 2026-03-04 10:00")
    assert (found.status, found.inherited) == ("breached", "stop")


def test_38_a_breach_from_the_instant_of_the_split_on_is_the_split_off_tickets_own() -> None:
    """Due at noon: a ticket that was split off then was in time until then (14)."""
    for at, inherited in (("12:00:00", None), ("12:00:01", "breach")):
        table = OPEN + f"Mon 2026-03-02 {at} | person:7 | ticket.split | parent=MRL-1"
        found = clock("first_response", table, "Tue 2026-03-03 09:00")
        assert (found.status, found.inherited) == ("breached", inherited)


@pytest.mark.parametrize(
    ("decreed", "wanted"), [("08:00", "Sat 2026-03-07 10:00"), ("08:00:01", "Mon 2026-03-09 10:00")]
)
def test_12_what_is_decreed_as_a_clock_begins_is_not_late_for_it(decreed: str, wanted: str) -> None:
    calendar = calendar_with(replace(FAIR, decreed_at=when(f"Fri 2026-03-06 {decreed}")))
    table = "Fri 2026-03-06 08:00 | citizen | received"
    eight = then(Amount("working", 8 * HOUR))
    found = clock("resolution", table, "Fri 2026-03-06 10:00", policy=eight, calendar=calendar)
    assert due(found) == wanted


@pytest.mark.parametrize(("as_of", "total"), [("08:59:59", "48:59:59"), ("09:00", "42:00")])
def test_12_custody_takes_no_decree_before_it_is_made_whatever_was_decreed_before(
    as_of: str, total: str
) -> None:
    """The storm of Wednesday is decreed on Thursday, the flood of Tuesday in the week before."""
    storm = replace(STORM, decreed_at=when("Thu 2026-03-12 09:00"))
    flood = replace(FLOOD, decreed_at=when("Tue 2026-03-03 09:00"))
    found = judged(OPEN, f"Thu 2026-03-12 {as_of}", calendar=calendar_with(flood, storm))
    assert found.custody.total_seconds == hours(total)


@pytest.mark.parametrize(
    ("windows", "opens"),
    [
        ([(13, 16)], False),
        ([(8, 12), (13, 16)], False),
        ([(8, 9), (10, 12), (14, 15)], False),
        ([(13, 16 + 1 / HOUR)], True),  # one second
        ([(8 - 1 / HOUR, 12)], True),
        ([(9, 13)], True),
        ([(8, 16)], True),
        ([], False),
    ],
)
def test_12_a_decree_opens_time_if_one_second_of_it_was_closed(
    windows: list[tuple[float, float]], opens: bool
) -> None:
    """Before it the Wednesday was open from 8 to 12 and from 13 to 16."""
    parts = tuple(Window(round(start * HOUR), round(end * HOUR)) for start, end in windows)
    calendar = calendar_with(replace(STORM, kind="changed" if parts else "closure", windows=parts))
    (decree,) = calendar.decrees
    assert calendar.opens(decree, 0) is opens


@pytest.mark.parametrize(
    ("day_decreed", "closes", "wanted"),
    [
        ("Wed 2026-03-04", 20 * HOUR, "Wed 2026-03-04 00:00"),  # the day after the due says nothing of it
        ("Tue 2026-03-03", 20 * HOUR, "Thu 2026-03-05 00:00"),
        ("Tue 2026-03-03", 1, "Thu 2026-03-05 00:00"),  # closed but for its first second
    ],
)
def test_12_where_days_close_at_midnight_the_one_that_closes_earlier_is_no_working_day(
    day_decreed: str, closes: int, wanted: str
) -> None:
    long = pattern("long", "Wed 2025-01-01", dict.fromkeys(range(5), (Window(0, DAY),)))
    decree = replace(
        STORM,
        on=day(day_decreed),
        kind="changed",
        windows=(Window(0, closes),),
        decreed_at=when("Mon 2026-03-02 12:00"),
    )
    found = clock(
        "resolution",
        OPEN,
        "Mon 2026-03-02 13:00",
        policy=then(Amount("working_days", 1)),
        calendar=calendar_with(decree, patterns=(long,)),
    )
    assert due(found) == wanted
