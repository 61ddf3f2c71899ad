"""Sentences 39 to 47 of "Exactly": targets and policy, the ladder, the legal clocks, verification."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from sla import Amount, Policy, PolicyErrors, Rung, escalations, next_rung, read, unsent
from tests.sla.office import (
    CALENDAR,
    POLICY,
    TARGETS,
    WORKING_HOUR,
    clock,
    due,
    judged,
    ledger,
    only,
    policy,
    row,
)
from tests.sla.weekdays import hours, said, when

RECEIVED = "Mon 2026-03-02 08:00 | citizen | received\n"


def promise(working_hours: int) -> dict[str, Amount]:
    return {"resolution": Amount("working", working_hours * WORKING_HOUR)}


CLASSES = policy(
    row("roads", promise(14), category="roads"),  # due Tue 2026-03-03 16:00
    row("floods", promise(6), category="floods"),  # due Mon 2026-03-02 15:00
    row("parks", promise(21), category="parks"),  # due Wed 2026-03-04 16:00
    row("urgent", promise(3), category="roads", priority="high"),  # due Mon 2026-03-02 11:00
    row("sarpras", promise(10), category="roads", unit="SARPRAS"),  # due Tue 2026-03-03 11:00
    row("silent", {"first_response": Amount("working", 60)}, category="silent"),
)


def changed(*lines: str, as_of: str = "Mon 2026-03-02 09:30") -> tuple[str, str | None]:
    found = clock("resolution", RECEIVED + "\n".join(lines), as_of, policy=CLASSES)
    return found.status, due(found)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("person:7 | classified | category=floods, kind=complaint", "Mon 2026-03-02 15:00"),
        (
            "person:7 | classified | category=parks, kind=complaint",
            "Tue 2026-03-03 16:00",
        ),  # the stricter stays
        ("person:7 | classified | category=silent, kind=complaint", "Tue 2026-03-03 16:00"),
        ("person:7 | reprioritised | priority=high", "Mon 2026-03-02 11:00"),
        ("rule | routed | unit=SARPRAS, holder=unit:SARPRAS", "Tue 2026-03-03 11:00"),
        ("person:7 | handed_over | unit=SARPRAS, holder=person:8", "Tue 2026-03-03 11:00"),
    ],
)
def test_39_each_change_adds_a_target_and_the_earliest_due_is_in_force(line: str, expected: str) -> None:
    assert changed(f"Mon 2026-03-02 09:00 | {line}")[1] == expected


def test_39_each_target_moves_by_pauses_of_its_own_kind_and_they_are_compared_when_asked() -> None:
    rules = policy(
        row("roads", {"resolution": Amount("working", 21 * WORKING_HOUR)}, category="roads"),  # Wed 16:00
        row("floods", {"resolution": Amount("calendar_days", 2)}, category="floods"),  # Wed 24:00
    )
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 08:00 | person:7 | classified | category=floods
        Mon 2026-03-02 08:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 08:00 | rule     | message.delivered | message=1, route=page"""
    )
    asleep = table + "\nMon 2026-03-02 20:00 | citizen | message.sent | message=2, act=message"
    # By then the pause covered 7 working hours of the one and 12 wall hours of the other.
    assert due(clock("resolution", table, "Mon 2026-03-02 09:00", policy=rules)) == "Thu 2026-03-05 01:00"
    assert due(clock("resolution", asleep, "Tue 2026-03-03 09:00", policy=rules)) == "Thu 2026-03-05 12:00"
    assert due(clock("resolution", RECEIVED, "Mon 2026-03-02 09:00", policy=rules)) == "Wed 2026-03-04 16:00"


def test_40_a_new_target_already_past_breaks_when_it_begins_to_apply() -> None:
    table = RECEIVED + "Tue 2026-03-03 09:00 | person:7 | classified | category=floods"
    before = clock("resolution", table, "Tue 2026-03-03 08:59", policy=CLASSES)
    after = clock("resolution", table, "Tue 2026-03-03 09:00:01", policy=CLASSES)
    assert (before.status, due(before)) == ("running", "Tue 2026-03-03 16:00")
    assert (after.status, due(after), said(after.breached_at)) == (
        "breached",
        "Mon 2026-03-02 15:00",
        "Tue 2026-03-03 09:00",
    )


def test_40_also_where_the_new_target_is_the_only_one() -> None:
    rules = policy(
        row("roads", promise(14), category="roads"),
        row("floods", {"first_response": Amount("working", 4 * WORKING_HOUR)}, category="floods"),
    )
    table = RECEIVED + "Tue 2026-03-10 09:00 | person:7 | classified | category=floods"
    assert clock("first_response", table, "Tue 2026-03-10 08:59", policy=rules).status == "no_target"
    found = clock("first_response", table, "Tue 2026-03-10 09:00:01", policy=rules)
    assert (found.status, due(found), said(found.breached_at)) == (
        "breached",
        "Mon 2026-03-02 12:00",
        "Tue 2026-03-10 09:00",
    )


def test_45_never_before_its_target_began_to_apply() -> None:
    ladder = (
        Rung(clock="resolution", share=50, overdue_seconds=None, level="half", to="holder"),
        Rung(clock="resolution", share=None, overdue_seconds=WORKING_HOUR, level="late", to="superior"),
    )
    rules = policy(
        row("roads", promise(14), category="roads"),
        row("floods", promise(6), category="floods", ladder=ladder),
    )
    table = RECEIVED + "{} | person:7 | classified | category=floods"
    assert rungs(table.format("Mon 2026-03-02 13:30"), "Mon 2026-03-02 14:00", rules) == [
        ("Mon 2026-03-02 13:30", "half", "holder"),
        ("Tue 2026-03-03 08:00", "late", "superior"),
    ]
    # Begun at night: at the next open second.
    assert [at for at, *_ in rungs(table.format("Tue 2026-03-03 20:00"), "Wed 2026-03-04 09:00", rules)] == [
        "Wed 2026-03-04 08:00",
        "Wed 2026-03-04 08:00",
    ]


FLOODS = "Mon 2026-03-02 09:00 | person:7 | classified | category=floods"
BACK = "Mon 2026-03-02 10:00 | person:7 | classified | category=roads"
SILENT = "Mon 2026-03-02 10:00 | person:7 | classified | category=silent"


def released(at: str, clock_name: str = "resolution") -> str:
    return f"{at} | person:1 | target.released | clock={clock_name}, reason=wrong class"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((FLOODS, BACK), ("running", "Mon 2026-03-02 15:00")),
        ((FLOODS, BACK, released("Mon 2026-03-02 11:00")), ("running", "Tue 2026-03-03 16:00")),
        (
            (FLOODS, BACK, released("Mon 2026-03-02 11:00", "first_response")),
            ("running", "Mon 2026-03-02 15:00"),
        ),
        # A row without a target adds none: the newest is the floods' own.
        ((FLOODS, SILENT, released("Mon 2026-03-02 11:00")), ("running", "Mon 2026-03-02 15:00")),
        # Released at the due instant itself: not yet breached.
        ((FLOODS, BACK, released("Mon 2026-03-02 15:00")), ("running", "Tue 2026-03-03 16:00")),
        # An earlier breach stays, and the newest target's due is the new promise.
        ((FLOODS, BACK, released("Mon 2026-03-02 15:00:01")), ("breached", "Tue 2026-03-03 16:00")),
    ],
)
def test_41_a_release_leaves_only_the_newest_target(
    lines: tuple[str, ...], expected: tuple[str, str]
) -> None:
    as_of = "Mon 2026-03-02 15:30" if "15:00" in lines[-1] else "Mon 2026-03-02 11:30"
    assert changed(*lines, as_of=as_of) == expected


def test_41_after_a_release_the_breach_stays_and_the_rungs_not_sent_follow_the_new_promise() -> None:
    ladder = (
        Rung(clock="resolution", share=100, overdue_seconds=None, level="due", to="unit_head"),
        Rung(clock="resolution", share=None, overdue_seconds=WORKING_HOUR, level="late", to="superior"),
    )
    rules = policy(
        row("roads", promise(14), category="roads", ladder=ladder),
        row("floods", promise(6), category="floods", ladder=ladder),
    )
    table = f"{RECEIVED}\n{FLOODS}\n{BACK}\n" + released("Mon 2026-03-02 15:30")
    found = clock("resolution", table, "Mon 2026-03-02 16:00", policy=rules)
    assert (found.status, said(found.breached_at), due(found)) == (
        "breached",
        "Mon 2026-03-02 15:00",
        "Tue 2026-03-03 16:00",
    )
    assert (found.used_seconds, found.remaining_seconds) == (hours("7:00"), hours("7:00"))
    assert found.target == Amount("working", 14 * WORKING_HOUR)
    events, as_of = ledger(table), when("Tue 2026-03-03 08:00")
    following = escalations(events, policy=rules, calendar=CALENDAR, as_of=as_of)
    assert [(said(one.at), one.level) for one in following] == [
        ("Wed 2026-03-04 08:00", "due"),
        ("Wed 2026-03-04 09:00", "late"),
    ]
    before = escalations(events, policy=rules, calendar=CALENDAR, as_of=when("Mon 2026-03-02 15:15"))
    assert said(before[0].at) == "Mon 2026-03-02 15:00"
    left = unsent(following, sent=[before[0].key], as_of=when("Wed 2026-03-04 10:00"))
    assert [one.level for one in left] == ["late"]  # what was sent is not sent again
    resolved = table + "\nTue 2026-03-03 09:00 | person:7 | resolved"
    assert clock("resolution", resolved, "Tue 2026-03-03 12:00", policy=rules).status == "breached"


def test_41_a_release_of_the_only_target_or_of_none_takes_nothing_away() -> None:
    roads, floods, parks = (
        row(name, {"resolution": Amount("working", count * WORKING_HOUR)}, category=name)
        for name, count in (("roads", 14), ("floods", 6), ("parks", 10))
    )
    release = "Mon 2026-03-02 08:30 | person:1 | target.released | clock=resolution, reason=rain\n"
    table = RECEIVED + release + "Mon 2026-03-02 09:00 | person:1 | classified | category=floods\n"
    table += "Mon 2026-03-02 09:30 | person:1 | classified | category=parks"
    for rules in (
        policy(roads, floods),
        policy(floods),
        policy(floods, parks),
    ):  # received as a matter of roads
        assert due(clock("resolution", table, "Mon 2026-03-02 10:00", policy=rules)) == "Mon 2026-03-02 15:00"


def test_41_two_releases_leave_the_newest_each_time() -> None:
    lines = (
        "Mon 2026-03-02 08:10 | person:7 | reprioritised | priority=high",  # 11:00
        "Mon 2026-03-02 08:20 | person:7 | reprioritised | priority=normal",
        released("Mon 2026-03-02 09:00"),  # Tuesday 16:00
        "Mon 2026-03-02 09:10 | person:7 | classified | category=floods",  # 15:00
        "Mon 2026-03-02 09:20 | person:7 | classified | category=parks",
        released("Mon 2026-03-02 12:00"),  # Wednesday 16:00
    )
    assert changed(*lines, as_of="Mon 2026-03-02 10:00") == ("running", "Mon 2026-03-02 15:00")
    assert changed(*lines, as_of="Tue 2026-03-03 09:00") == ("running", "Wed 2026-03-04 16:00")
    late = (*lines[:-1], released("Mon 2026-03-02 15:00:01"))  # broken under the second set of targets
    assert changed(*late, as_of="Tue 2026-03-03 09:00") == ("breached", "Wed 2026-03-04 16:00")
    found = clock("resolution", RECEIVED + "\n".join(late), "Tue 2026-03-03 09:00", policy=CLASSES)
    assert said(found.breached_at) == "Mon 2026-03-02 15:00"


@pytest.mark.parametrize(
    "more",
    [
        {"warning_share": 20},
        {"ladder": (Rung(clock="resolution", share=20, overdue_seconds=None, level="soon", to="holder"),)},
    ],
)
def test_41_the_newest_target_brings_its_own_warning_and_ladder(more: dict[str, Any]) -> None:
    rules = policy(
        row("roads", promise(14), category="roads"), row("twin", promise(14), category="twin", **more)
    )
    table = RECEIVED + "Mon 2026-03-02 09:00 | person:7 | classified | category=twin\n"

    def told(ledger_table: str) -> tuple[str, list[tuple[str | None, str, str]]]:
        as_of = "Mon 2026-03-02 12:00"
        return clock("resolution", ledger_table, as_of, policy=rules).status, rungs(
            ledger_table, as_of, rules
        )

    assert told(table) == ("running", [])  # of equal dues the older target stays in force
    expected = (
        ("at_risk", [])
        if "warning_share" in more
        else ("running", [("Mon 2026-03-02 10:48", "soon", "holder")])
    )
    assert told(table + released("Mon 2026-03-02 10:00")) == expected


def test_39_a_due_past_the_horizon_never_hides_one_that_is_known() -> None:
    rules = policy(row("roads", promise(14), category="roads"), row("floods", promise(6), category="floods"))
    table = """
        Wed 2026-12-30 13:00 | citizen  | received
        Wed 2026-12-30 14:00 | person:7 | classified | category=floods"""
    before = clock("resolution", table, "Wed 2026-12-30 13:30", policy=rules)
    after = clock("resolution", table, "Wed 2026-12-30 14:30", policy=rules)
    assert (before.status, due(before), before.add_year) == ("running", None, 2027)
    assert (after.status, due(after), after.add_year) == ("running", "Thu 2026-12-31 11:00", None)
    past = clock("resolution", table, "Fri 2027-01-01 09:00", policy=rules)
    assert (past.status, said(past.breached_at), past.add_year, past.at_least) == (
        "breached",
        "Thu 2026-12-31 11:00",
        2027,
        True,
    )


def test_39_a_due_past_the_horizon_that_needs_none_does_not_stand_for_one_that_is_unknown() -> None:
    rules = policy(
        row("roads", promise(14), category="roads"),
        row("floods", {"resolution": Amount("calendar_days", 3)}, category="floods"),
    )
    table = """
        Wed 2026-12-30 13:00 | citizen  | received
        Wed 2026-12-30 14:00 | person:7 | classified | category=floods"""
    running = clock("resolution", table, "Wed 2026-12-30 15:00", policy=rules)
    assert (running.status, due(running), running.add_year) == ("running", None, 2027)
    past = clock("resolution", table, "Mon 2027-01-04 09:00", policy=rules)
    assert (past.status, past.add_year) == ("unknown", 2027)


@pytest.mark.parametrize("at", ["Mon 2026-03-02 14:00", "Mon 2026-03-02 14:30"])
def test_41_changes_at_or_after_the_stop_change_nothing(at: str) -> None:
    resolved = "Mon 2026-03-02 14:00 | person:7 | resolved"
    late_change = f"{at} | person:7 | reprioritised | priority=high"
    assert changed(resolved, late_change, as_of="Tue 2026-03-03 09:00") == ("met", "Tue 2026-03-03 16:00")
    unlate = f"{at} | person:1 | target.released | clock=resolution, reason=please"
    late = ("Mon 2026-03-02 09:00 | person:7 | reprioritised | priority=high", resolved, unlate)
    assert changed(*late, as_of="Tue 2026-03-03 09:00") == ("breached", "Mon 2026-03-02 11:00")


def test_42_a_reclassified_ticket_keeps_the_policy_version_it_was_received_under() -> None:
    table = RECEIVED + FLOODS
    found = clock("resolution", table, "Mon 2026-03-02 10:00", policy=CLASSES)
    assert (found.policy_version, due(found)) == ("2026", "Mon 2026-03-02 15:00")
    newer = Policy(
        code="marelan",
        version="2027",
        effective_from=CLASSES.effective_from,
        rows=(row("floods", promise(1)),),
    )
    assert (
        clock("resolution", table, "Mon 2026-03-02 10:00", policy=newer).policy_version == "2027"
    )  # a what-if


LADDER = (
    Rung(clock="resolution", share=50, overdue_seconds=None, level="half", to="holder"),
    Rung(clock="resolution", share=100, overdue_seconds=None, level="due", to="unit_head"),
    Rung(clock="resolution", share=None, overdue_seconds=2 * WORKING_HOUR, level="late", to="superior"),
    Rung(
        clock="resolution",
        share=None,
        overdue_seconds=14 * WORKING_HOUR,
        level="very late",
        to="head_of_office",
    ),
)


def rungs(table: str, as_of: str, rules: Policy) -> list[tuple[str | None, str, str]]:
    found = escalations(ledger(table), policy=rules, calendar=CALENDAR, as_of=when(as_of))
    return [(said(one.at), one.level, one.to) for one in found]


def with_ladder(kind: str, count: int) -> Policy:
    return only("resolution", kind, count, ladder=LADDER)


@pytest.mark.parametrize(
    ("first", "second", "breached"),
    [(6, 10, "Mon 2026-03-02 15:00"), (10, 6, "Mon 2026-03-02 15:00"), (6, 6, "Mon 2026-03-02 15:00")],
)
def test_14_of_two_targets_broken_the_first_broke_it(first: int, second: int, breached: str) -> None:
    rules = policy(
        row(targets={"resolution": Amount("working", first * WORKING_HOUR)}),
        row("lamps", {"resolution": Amount("working", second * WORKING_HOUR)}, category="lamps"),
    )
    table = f"{RECEIVED}Mon 2026-03-02 09:00 | person:7 | classified | category=lamps"
    found = clock("resolution", table, "Wed 2026-03-04 09:00", policy=rules)
    assert (due(found), said(found.breached_at)) == (breached, breached)


def test_39_a_class_for_which_nothing_is_promised_takes_no_target_away() -> None:
    rules = policy(row("roads", {"resolution": Amount("working", 6 * WORKING_HOUR)}, category="roads"))
    table = f"{RECEIVED}Mon 2026-03-02 09:00 | person:7 | classified | category=lamps"
    assert due(clock("resolution", table, "Mon 2026-03-02 10:00", policy=rules)) == "Mon 2026-03-02 15:00"


def test_43_a_policy_switched_off_drops_only_unsent_escalations() -> None:
    rules, as_of = with_ladder("working", 6 * WORKING_HOUR), when("Tue 2026-03-03 16:00")
    ladder = escalations(ledger(RECEIVED), policy=rules, calendar=CALENDAR, as_of=as_of)
    assert [rung.level for rung in unsent(ladder, sent=(), as_of=as_of)] == ["half", "due", "late"]
    sent = [ladder[0].key]
    assert [rung.level for rung in unsent(ladder, sent=sent, as_of=as_of)] == ["due", "late"]
    assert unsent(ladder, sent=sent, as_of=as_of, active=False) == ()
    assert clock("resolution", RECEIVED, "Tue 2026-03-03 16:00", policy=rules).status == "breached"


def test_44_the_row_naming_most_wins_then_class_category_priority() -> None:
    rules = policy(
        row("any"),
        row("unit", unit="SARPRAS"),
        row("priority", priority="high"),
        row("category", category="roads"),
        row("class", kind="complaint"),
        row("category and unit", category="roads", unit="SARPRAS"),
        row("class and unit", kind="complaint", unit="SARPRAS"),
        row("three", category="roads", priority="high", unit="SARPRAS"),
    )
    for asked, expected in [
        ({}, "any"),
        ({"unit": "SARPRAS"}, "unit"),
        ({"priority": "high", "unit": "SARPRAS"}, "priority"),
        ({"category": "roads", "priority": "high"}, "category"),
        ({"kind": "complaint", "category": "roads", "priority": "high"}, "class"),
        ({"category": "roads", "unit": "SARPRAS"}, "category and unit"),
        ({"kind": "complaint", "category": "roads", "unit": "SARPRAS"}, "class and unit"),
        ({"kind": "complaint", "category": "roads", "priority": "high", "unit": "SARPRAS"}, "three"),
    ]:
        for written in (rules, policy(*reversed(rules.rows))):  # in whatever order the rows are written
            found = written.row_for(**asked)
            assert found is not None
            assert found.key == expected, asked
    assert policy(row("x", kind="aspiration")).row_for(kind="complaint") is None


def test_44_rows_naming_the_same_values_are_refused() -> None:
    with pytest.raises(PolicyErrors) as refused:
        policy(row("one", category="roads", unit="SARPRAS"), row("two", unit="SARPRAS", category="roads"))
    (problem,) = refused.value.problems
    assert (problem.code, problem.key) == ("row_named_twice", "rows.two")


@pytest.mark.parametrize(
    ("kind", "count", "expected"),
    [
        (
            "working",
            6 * WORKING_HOUR,
            ["Mon 2026-03-02 11:00", "Mon 2026-03-02 15:00", "Tue 2026-03-03 09:00"],
        ),
        # Half of 14 h falls on closing, and closing itself is closed: the next opening.
        (
            "working",
            14 * WORKING_HOUR,
            ["Tue 2026-03-03 08:00", "Wed 2026-03-04 08:00", "Wed 2026-03-04 10:00"],
        ),
        ("working_days", 1, ["Tue 2026-03-03 08:00", "Wed 2026-03-04 08:00", "Wed 2026-03-04 10:00"]),
        # Half of three days and 16 h by the wall clock is Wednesday 04:00.
        ("calendar_days", 3, ["Wed 2026-03-04 08:00", "Fri 2026-03-06 08:00", "Fri 2026-03-06 10:00"]),
    ],
)
def test_45_rungs_fall_in_working_time(kind: str, count: int, expected: list[str]) -> None:
    found = rungs(RECEIVED, "Mon 2026-03-02 08:00", with_ladder(kind, count))
    assert [at for at, _level, _to in found[:3]] == expected
    assert [(level, to) for _at, level, to in found] == [
        ("half", "holder"),
        ("due", "unit_head"),
        ("late", "superior"),
        ("very late", "head_of_office"),
    ]


def test_45_the_next_rung_is_the_earliest_in_whatever_order_the_ladder_is_written() -> None:
    steps = [(50, None), (75, None), (None, 0), (None, 3600)]
    ladder = [
        Rung(clock="resolution", share=share, overdue_seconds=overdue, level=str(place), to="holder")
        for place, (share, overdue) in enumerate(steps)
    ]
    events, now = ledger(RECEIVED), when("Mon 2026-03-02 08:00")
    for written in permutations(ladder):
        rules = policy(row(targets={"resolution": Amount("working", 8 * WORKING_HOUR)}, ladder=written))
        told = {"policy": rules, "calendar": CALENDAR, "as_of": now}
        found = escalations(events, **told)
        assert [one.level for one in found] == ["0", "1", "2", "3"]
        for sent in range(4):
            keys = [one.key for one in found[:sent]]
            assert next_rung(read(events, **told), sent=keys) == found[sent].at


def test_45_rungs_move_with_pauses_and_wait_while_one_is_open() -> None:
    rules = with_ladder("working", 6 * WORKING_HOUR)
    asked = (
        RECEIVED
        + """
        Mon 2026-03-02 10:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 10:00 | rule     | message.delivered | message=1, route=page
    """
    )
    assert rungs(asked, "Mon 2026-03-02 15:00", rules) == []
    answered = asked + "Mon 2026-03-02 14:00 | citizen | message.sent | message=2, act=message\n"
    assert [at for at, _level, _to in rungs(answered, "Mon 2026-03-02 15:00", rules)] == [
        "Mon 2026-03-02 15:00",
        "Tue 2026-03-03 10:00",
        "Tue 2026-03-03 13:00",
        "Thu 2026-03-05 10:00",
    ]
    late_question = (
        RECEIVED
        + """
        Mon 2026-03-02 15:30 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 15:30 | rule     | message.delivered | message=1, route=page
        Tue 2026-03-03 10:00 | citizen  | message.sent      | message=2, act=message"""
    )
    assert [at for at, _level, _to in rungs(late_question, "Tue 2026-03-03 10:00", rules)][:3] == [
        "Mon 2026-03-02 11:00",
        "Mon 2026-03-02 15:00",
        "Tue 2026-03-03 11:30",
    ]


def test_45_a_rung_at_the_very_due_and_one_at_the_begin_of_a_pause() -> None:
    at_due = (Rung(clock="resolution", share=None, overdue_seconds=0, level="at due", to="holder"),)
    rules = only("resolution", "working", 6 * WORKING_HOUR, ladder=at_due)
    assert rungs(RECEIVED, "Mon 2026-03-02 09:00", rules) == [("Mon 2026-03-02 15:00", "at due", "holder")]
    asked = (
        RECEIVED
        + """
        Mon 2026-03-02 11:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 11:00 | rule     | message.delivered | message=1, route=page"""
    )
    half = with_ladder("working", 6 * WORKING_HOUR)
    assert rungs(asked, "Mon 2026-03-02 11:00", half) == []  # the second in which it would go out is paused


def test_45_a_rung_before_an_open_pause_and_one_of_a_clock_that_does_not_pause() -> None:
    ladder = (
        Rung(clock="resolution", share=25, overdue_seconds=None, level="quarter", to="holder"),
        Rung(clock="resolution", share=50, overdue_seconds=None, level="half", to="holder"),
        Rung(clock="legal_decision", share=50, overdue_seconds=None, level="law", to="holder"),
    )
    rules = policy(row(targets={**TARGETS, "legal_decision": Amount("calendar_days", 3)}, ladder=ladder))
    asked = (
        RECEIVED
        + """
        Mon 2026-03-02 14:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 14:00 | rule     | message.delivered | message=1, route=page"""
    )
    # Half of three days and 16 h by the wall clock, and no hour of an office: Wednesday 04:00, at opening.
    assert rungs(asked, "Mon 2026-03-02 15:00", rules) == [
        ("Mon 2026-03-02 11:30", "quarter", "holder"),
        ("Wed 2026-03-04 08:00", "law", "holder"),
    ]


def test_45_a_calendar_days_share_is_by_the_wall_clock() -> None:
    ladder = (Rung(clock="resolution", share=60, overdue_seconds=None, level="share", to="holder"),)
    rules = only("resolution", "calendar_days", 3, ladder=ladder)
    # 60 % of 88 h are 52:48 h: Wednesday 12:48, in the break.
    assert rungs(RECEIVED, "Mon 2026-03-02 15:00", rules) == [("Wed 2026-03-04 13:00", "share", "holder")]


def test_45_a_rung_at_night_waits_for_the_end_of_a_pause_that_began_before_opening() -> None:
    ladder = (Rung(clock="resolution", share=None, overdue_seconds=0, level="due", to="holder"),)
    rules = only("resolution", "calendar_days", 1, ladder=ladder)
    table = """
        Fri 2026-03-06 08:00 | citizen  | received
        {asked} | person:7 | message.sent      | message=1, act=question
        {asked} | rule     | message.delivered | message=1, route=page
        Mon 2026-03-09 10:00 | citizen  | message.sent      | message=2, act=message"""
    for asked in (
        "Sun 2026-03-08 09:00",
        "Mon 2026-03-09 08:00",
    ):  # due Saturday 24:00, at opening Monday 08:00
        found = rungs(table.format(asked=asked), "Mon 2026-03-09 11:00", rules)
        assert found == [("Mon 2026-03-09 10:00", "due", "holder")], asked


def test_45_a_rung_past_the_horizon_hides_none_before_it() -> None:
    ladder = (
        Rung(clock="resolution", share=None, overdue_seconds=7 * WORKING_HOUR, level="late", to="superior"),
        Rung(clock="resolution", share=50, overdue_seconds=None, level="half", to="holder"),
    )
    rules = only("resolution", "working", 6 * WORKING_HOUR, ladder=ladder)
    late = RECEIVED.replace("Mon 2026-03-02", "Thu 2026-12-31")
    assert rungs(late, "Thu 2026-12-31 09:00", rules) == [("Thu 2026-12-31 11:00", "half", "holder")]


def test_45_the_rungs_of_all_clocks_come_in_order() -> None:
    ladder = (
        Rung(clock="resolution", share=50, overdue_seconds=None, level="second", to="holder"),
        Rung(clock="verification", share=50, overdue_seconds=None, level="third", to="holder"),
        Rung(clock="first_response", share=50, overdue_seconds=None, level="first", to="holder"),
    )
    found = rungs(RECEIVED, "Mon 2026-03-02 09:00", policy(row(ladder=ladder)))
    assert [level for _at, level, _to in found] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("resolved", "levels"),
    [
        ("Mon 2026-03-02 10:59:59", []),
        ("Mon 2026-03-02 11:00", []),  # at the stop itself: no more
        ("Mon 2026-03-02 11:00:01", ["half"]),
        ("Mon 2026-03-02 16:00", ["half", "due"]),
    ],
)
def test_45_never_at_or_after_the_stop(resolved: str, levels: list[str]) -> None:
    table = f"{RECEIVED}{resolved} | person:7 | resolved"
    found = rungs(table, "Fri 2026-03-06 09:00", with_ladder("working", 6 * WORKING_HOUR))
    assert [level for _at, level, _to in found] == levels


def test_45_each_clock_and_each_round_has_its_own_rungs_and_each_goes_out_from_its_instant_on() -> None:
    ladder = (
        Rung(clock="next_response", share=50, overdue_seconds=None, level="round", to="holder"),
        Rung(clock="resolution", share=50, overdue_seconds=None, level="half", to="holder"),
        Rung(clock="first_response", share=50, overdue_seconds=None, level="first", to="holder"),
    )
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 11:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 13:00 | citizen  | message.sent | message=2, act=message
        Tue 2026-03-03 13:30 | person:7 | message.sent | message=3, act=answer
        Tue 2026-03-03 14:00 | citizen  | message.sent | message=4, act=message"""
    )
    rules = policy(row(ladder=ladder))
    found = escalations(ledger(table), policy=rules, calendar=CALENDAR, as_of=when("Tue 2026-03-03 15:00"))
    assert [(said(one.at), one.level) for one in found] == [
        ("Mon 2026-03-02 10:00", "first"),
        ("Tue 2026-03-03 08:00", "half"),
        ("Tue 2026-03-03 08:30", "round"),
        ("Wed 2026-03-04 09:30", "round"),
    ]
    assert len({one.key for one in found}) == 4
    for as_of, count in [
        ("Mon 2026-03-02 09:59:59", 0),
        ("Mon 2026-03-02 10:00", 1),
        ("Tue 2026-03-03 08:30", 3),
    ]:
        assert len(unsent(found, sent=(), as_of=when(as_of))) == count


# -- 46: the legal clocks --------------------------------------------------------------------------------

PAPERS = """
    Tue 2026-03-03 10:00 | person:7 | message.sent      | message=1, act=completeness
    Tue 2026-03-03 10:00 | rule     | message.delivered | message=1, route=page
"""
BROUGHT = "Thu 2026-03-05 09:00 | citizen | message.sent | message=2, act=message\n"


def legal(name: str, table: str, as_of: str = "Mon 2026-03-09 09:00") -> tuple[str, str | None, str | None]:
    found = clock(name, RECEIVED + table, as_of)
    return found.status, said(found.started_at), due(found)


COMPLETE = ("running", "Mon 2026-03-02 08:00", "Sat 2026-05-02 00:00")
MOVED = ("running", "Thu 2026-03-05 09:00", "Tue 2026-05-05 00:00")


def test_46_the_file_is_complete_from_the_start_unless_a_question_said_what_is_missing() -> None:
    assert legal("legal_decision", "") == COMPLETE
    assert legal("legal_decision", PAPERS.replace("completeness", "question")) == COMPLETE
    assert legal("legal_decision", PAPERS + BROUGHT) == MOVED


def test_46_while_it_waits_it_is_running_and_paused_as_if_completed_at_the_instant_asked() -> None:
    found = clock("legal_decision", RECEIVED + PAPERS, "Mon 2026-03-09 09:00")
    assert (found.status, found.paused, found.reason) == ("running", True, None)
    assert (said(found.started_at), due(found)) == ("Mon 2026-03-09 09:00", "Sat 2026-05-09 00:00")
    assert (found.used_seconds, found.breached_at, found.stopped_at, found.owner) == (0, None, None, None)
    ladder = (Rung(clock="legal_decision", share=1, overdue_seconds=None, level="soon", to="holder"),)
    rules = policy(row(ladder=ladder))
    assert rungs(RECEIVED + PAPERS, "Mon 2026-03-09 09:00", rules) == []
    assert rungs(RECEIVED + PAPERS + BROUGHT, "Mon 2026-03-09 09:00", rules) != []


@pytest.mark.parametrize(
    ("promised", "status"),
    [
        (only("legal_notice", "calendar_days", 14), "no_target"),
        (only("legal_decision", "working_days", 300), "running"),  # past the days that are known
    ],
)
def test_46_while_it_waits_it_is_paused_whatever_is_promised_of_it(promised: Policy, status: str) -> None:
    as_of = "Mon 2026-03-09 09:00"
    found = clock("legal_decision", RECEIVED + PAPERS, as_of, policy=promised)
    assert (found.status, found.paused, said(found.started_at)) == (status, True, as_of)
    assert not clock("legal_decision", RECEIVED + PAPERS + BROUGHT, as_of, policy=promised).paused


def test_46_while_it_waits_it_is_paused_on_days_that_nobody_knows() -> None:
    table = (
        (RECEIVED + PAPERS)
        .replace("Mon 2026-03-02", "Mon 2026-12-28")
        .replace("Tue 2026-03-03", "Tue 2026-12-29")
    )
    as_of = "Mon 2027-01-11 09:00"
    found = clock("legal_decision", table, as_of, policy=only("legal_decision", "working_days", 60))
    assert (found.status, found.paused, said(found.started_at)) == ("unknown", True, as_of)


@pytest.mark.parametrize(
    "second",
    [
        "act=completeness",  # a second one moves nothing any more
        "act=question",
    ],
)
def test_46_only_the_question_delivered_first_moves_it(second: str) -> None:
    more = f"""
        Mon 2026-03-09 09:00 | person:7 | message.sent      | message=4, {second}
        Mon 2026-03-09 09:00 | rule     | message.delivered | message=4, route=page
    """
    for as_of in ("Mon 2026-03-09 10:00", "Fri 2026-03-13 10:00"):
        assert legal("legal_decision", PAPERS + BROUGHT + more, as_of) == MOVED
    last = PAPERS + BROUGHT + more + "Tue 2026-03-10 09:00 | citizen | message.sent | message=5, act=message"
    assert legal("legal_decision", last, "Tue 2026-03-10 10:00") == MOVED


def test_46_delivered_first_is_not_sent_first_and_what_came_back_was_not_delivered() -> None:
    table = """
        Tue 2026-03-03 10:00 | person:7 | message.sent      | message=1, act=completeness
        Tue 2026-03-03 11:00 | person:7 | message.sent      | message=2, act=completeness
        Tue 2026-03-03 12:00 | rule     | message.delivered | message=2, route=email
        Thu 2026-03-05 09:00 | citizen  | message.sent      | message=3, act=message"""
    assert legal("legal_decision", table) == MOVED
    back = table + "\nFri 2026-03-06 09:00 | rule | message.bounced | message=2, route=email"
    assert legal("legal_decision", back) == COMPLETE


@pytest.mark.parametrize(
    ("asked", "moved"),
    [
        ("Mon 2026-03-16 23:59:59", True),
        ("Tue 2026-03-17 00:00", True),  # the end of the fourteenth day is in time
        ("Tue 2026-03-17 00:00:01", False),
    ],
)
def test_46_only_within_fourteen_calendar_days(asked: str, moved: bool) -> None:
    table = PAPERS.replace("Tue 2026-03-03 10:00", asked)
    table += "Tue 2026-03-24 09:00 | citizen | message.sent | message=2, act=message"
    assert clock("legal_decision", RECEIVED + table, "Mon 2026-03-23 09:00").paused is moved
    expected = "Tue 2026-03-24 09:00" if moved else "Mon 2026-03-02 08:00"
    assert legal("legal_decision", table, "Wed 2026-03-25 09:00")[1] == expected


def test_46_a_question_withdrawn_after_a_minute_moves_nothing() -> None:
    table = PAPERS + "Tue 2026-03-03 10:01 | person:7 | question.withdrawn | message=1"
    for as_of, status in [("Sat 2026-05-02 00:00", "at_risk"), ("Fri 2026-09-18 09:00", "breached")]:
        found = clock("legal_decision", RECEIVED + table, as_of)
        assert (found.status, said(found.started_at), due(found)) == (status, *COMPLETE[1:])


def test_46_a_question_on_the_fifty_ninth_day_moves_nothing() -> None:
    asked = PAPERS.replace("Tue 2026-03-03 10:00", "Thu 2026-04-30 09:00")
    resolved = asked + "Thu 2026-05-21 09:00 | person:7 | resolved"
    found = clock("legal_decision", RECEIVED + resolved, "Fri 2026-05-22 09:00")
    assert (found.status, said(found.breached_at)) == ("breached", "Sat 2026-05-02 00:00")


@pytest.mark.parametrize(
    "end",
    [
        "Wed 2026-03-04 09:00 | person:7 | question.withdrawn | message=1",
        "Wed 2026-03-04 09:00 | person:7 | rejected | reason=spam",
        "Wed 2026-03-04 09:00 | citizen  | cancelled | reason=moved",
        "Wed 2026-03-04 09:00 | person:7 | merged | into=MRL-1, reason=twice",
        "Wed 2026-03-04 09:00 | person:7 | referred | agency=pln, reason=theirs",
        "Wed 2026-03-04 09:00 | person:7 | resolved",
    ],
)
def test_46_however_else_the_question_ends_nothing_moves(end: str) -> None:
    found = clock("legal_decision", RECEIVED + PAPERS + end + "\n" + BROUGHT, "Mon 2026-03-09 09:00")
    assert (said(found.started_at), found.paused) == ("Mon 2026-03-02 08:00", False)


def test_46_a_question_that_expired_moves_nothing_though_another_keeps_the_ticket_waiting() -> None:
    """Delivered on Tuesday 3 March it expires on Thursday 2 April, 24:00; another was asked on the way."""
    table = (
        PAPERS
        + """
        Mon 2026-03-30 09:00 | person:7 | message.sent      | message=2, act=question
        Mon 2026-03-30 09:00 | rule     | message.delivered | message=2, route=page
    """
    )
    at = "Fri 2026-04-03 00:00"
    assert clock("legal_decision", RECEIVED + table, at).paused
    after = clock("legal_decision", RECEIVED + table, "Fri 2026-04-03 00:00:01")
    assert (after.paused, said(after.started_at)) == (False, "Mon 2026-03-02 08:00")
    answered = "{} | citizen | message.sent | message=3, act=message"
    for when_answered, start in [(at, at), ("Fri 2026-04-03 00:00:01", "Mon 2026-03-02 08:00")]:
        found = legal("legal_decision", table + answered.format(when_answered), "Mon 2026-04-06 09:00")
        assert found[1] == start


def test_46_the_office_may_note_what_the_citizen_handed_in_once() -> None:
    noted = "Wed 2026-03-04 09:00 | person:7 | file.completed | handed_in=copy of the deed\n"
    assert legal("legal_decision", noted)[1] == "Mon 2026-03-02 08:00"  # nothing was asked for
    assert legal("legal_decision", PAPERS + noted)[1] == "Wed 2026-03-04 09:00"
    assert legal("legal_decision", PAPERS + noted + BROUGHT)[1] == "Wed 2026-03-04 09:00"  # the first counts
    assert (
        legal("legal_decision", PAPERS + "Wed 2026-03-04 09:00 | person:7 | file.completed\n" + BROUGHT)
        == MOVED
    )


def test_46_later_presses_do_nothing() -> None:
    """Asked and answered on the day; then the note that nothing was asked for, again and again."""
    table = PAPERS + "Tue 2026-03-03 11:00 | citizen | message.sent | message=2, act=message\n"
    for at in ("Thu 2026-04-30 09:00", "Sun 2026-06-28 09:00", "Wed 2026-08-26 09:00"):
        table += f"{at} | person:7 | file.completed | handed_in=deed\n"
    found = clock("legal_decision", RECEIVED + table, "Thu 2026-08-27 09:00")
    assert (said(found.started_at), said(found.breached_at)) == (
        "Tue 2026-03-03 11:00",
        "Sun 2026-05-03 00:00",
    )


def test_46_a_decision_on_an_incomplete_file_is_a_decision_and_its_time_ran_from_the_start() -> None:
    found = judged(
        RECEIVED + PAPERS + "Wed 2026-03-04 09:00 | person:7 | resolved", "Fri 2026-03-06 09:00"
    ).clocks
    decision = found["legal_decision"]
    assert (decision.status, decision.used_seconds, said(decision.stopped_at)) == (
        "met",
        hours("49:00"),
        "Wed 2026-03-04 09:00",
    )
    assert found["legal_notice"].status == "running"


def test_46_a_question_after_the_decision_changes_nothing() -> None:
    table = DECIDED.replace("message=1", "message=9") + "Wed 2026-03-04 09:00 | citizen | disputed"
    asked = PAPERS.replace("Tue 2026-03-03 10:00", "Wed 2026-03-04 10:00")
    assert legal("legal_decision", table + asked + BROUGHT)[:2] == ("met", "Mon 2026-03-02 08:00")


def test_46_a_question_after_the_breach_undoes_nothing() -> None:
    rules = only("legal_decision", "calendar_days", 1)  # due Tue 2026-03-03 24:00
    late = PAPERS.replace("Tue 2026-03-03 10:00", "Wed 2026-03-04 00:00:01")
    in_time = PAPERS.replace("Tue 2026-03-03 10:00", "Wed 2026-03-04 00:00")
    found = clock("legal_decision", RECEIVED + late + BROUGHT, "Mon 2026-03-09 09:00", policy=rules)
    assert (found.status, said(found.breached_at)) == ("breached", "Wed 2026-03-04 00:00")
    found = clock("legal_decision", RECEIVED + in_time + BROUGHT, "Thu 2026-03-05 10:00", policy=rules)
    assert (found.status, said(found.started_at)) == ("running", "Thu 2026-03-05 09:00")


def test_46_a_target_that_was_released_before_its_due_breaks_nothing() -> None:
    rules = policy(
        row(targets={"legal_decision": Amount("calendar_days", 60)}),
        row("urgent", {"legal_decision": Amount("calendar_days", 1)}, priority="high"),
        row("calm", {"legal_decision": Amount("calendar_days", 50)}, priority="low"),
    )
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | person:7 | reprioritised   | priority=high
        Mon 2026-03-02 09:10 | person:7 | reprioritised   | priority=low
        Mon 2026-03-02 09:20 | person:1 | target.released | clock=legal_decision, reason=by mistake
    """
        + PAPERS.replace("Tue 2026-03-03", "Thu 2026-03-05")
    )
    assert clock("legal_decision", table, "Fri 2026-03-06 09:00", policy=rules).paused


DECIDED = """
    Tue 2026-03-03 09:00 | person:7 | message.sent | message=1, act=answer
    Tue 2026-03-03 09:00 | person:7 | resolved | message=1
"""


def test_46_the_answer_and_the_decision_stop_once_and_for_all() -> None:
    disputed = (
        DECIDED
        + """
        Tue 2026-03-03 10:00 | rule    | message.delivered | message=1, route=email
        Wed 2026-03-04 09:00 | citizen | disputed"""
    )
    for name, stopped in [
        ("legal_answer", "Tue 2026-03-03 10:00"),  # at its delivery (20)
        ("legal_decision", "Tue 2026-03-03 09:00"),
    ]:
        found = clock(name, RECEIVED + disputed, "Fri 2026-03-06 09:00")
        assert (found.status, said(found.stopped_at)) == ("met", stopped)


def test_46_for_a_citizen_without_a_route_the_notice_is_given_with_the_message() -> None:
    table = RECEIVED + DECIDED.replace("act=answer", "act=answer, routeless=yes")
    found = clock("legal_notice", table, "Fri 2026-03-06 09:00")
    assert (found.status, said(found.stopped_at)) == ("met", "Tue 2026-03-03 09:00")


@pytest.mark.parametrize(
    ("rest", "stopped"),
    [
        ((), None),
        (
            ("Tue 2026-03-03 10:00 | rule | message.delivered | message=1, route=email",),
            "Tue 2026-03-03 10:00",
        ),
        (("Tue 2026-03-03 10:00 | rule | message.delivered | message=9, route=email",), None),
        (("Wed 2026-03-04 10:00 | citizen | closed | reason=accepted",), "Wed 2026-03-04 10:00"),
        (
            (
                "Wed 2026-03-04 10:00 | citizen | closed | reason=accepted",
                "Wed 2026-03-04 11:00 | rule | message.delivered | message=1, route=email",
            ),
            "Wed 2026-03-04 10:00",
        ),
        (
            (
                "Wed 2026-03-04 10:00 | citizen | disputed",
                "Wed 2026-03-04 11:00 | person:7 | resolved | message=3",
            ),
            None,
        ),
    ],
)
def test_46_the_notice_runs_from_the_first_resolution_to_its_delivery_or_acceptance(
    rest: tuple[str, ...], stopped: str | None
) -> None:
    found = clock("legal_notice", RECEIVED + DECIDED + "\n".join(rest), "Fri 2026-03-06 09:00")
    assert (said(found.started_at), said(found.stopped_at)) == ("Tue 2026-03-03 09:00", stopped)
    assert due(found) == "Wed 2026-03-18 00:00"


def test_46_the_page_delivers_before_the_ticket_is_resolved() -> None:
    table = """
        Tue 2026-03-03 09:00 | person:7 | message.sent      | message=1, act=answer
        Tue 2026-03-03 09:00 | rule     | message.delivered | message=1, route=page
        Tue 2026-03-03 09:00 | person:7 | resolved          | message=1"""
    found = clock("legal_notice", RECEIVED + table, "Fri 2026-03-06 09:00")
    assert (found.status, said(found.stopped_at), found.used_seconds) == ("met", "Tue 2026-03-03 09:00", 0)


def test_46_closing_by_rule_does_not_end_the_notice() -> None:
    found = judged(RECEIVED + DECIDED, "Mon 2026-03-23 09:00")
    assert said(found.final_closed_at) == "Tue 2026-03-17 16:00"
    assert (found.clocks["legal_notice"].status, found.clocks["legal_notice"].stopped_at) == (
        "breached",
        None,
    )


@pytest.mark.parametrize(
    ("line", "stopped"),
    [
        ("rule | queued | unit=DESK", None),  # the triage queue is no routing
        ("rule | routed | unit=SARPRAS, holder=unit:SARPRAS", "Mon 2026-03-02 08:00"),
        ("person:1 | routed | unit=SARPRAS, holder=person:7", "Mon 2026-03-02 08:00"),
        ("person:1 | resolved", "Mon 2026-03-02 08:00"),
        ("person:1 | taken | unit=DESK, holder=person:1", None),
    ],
)
def test_47_verification_stops_at_the_first_routing_or_a_resolution_without_one(
    line: str, stopped: str | None
) -> None:
    found = clock("verification", RECEIVED + f"Mon 2026-03-02 08:00 | {line}", "Mon 2026-03-02 09:00")
    assert said(found.stopped_at) == stopped
    assert found.used_seconds == hours("0:00" if stopped else "1:00")


def test_the_targets_of_the_tests_are_those_of_the_law() -> None:
    assert {name: TARGETS[name].count for name in TARGETS if name.startswith("legal")} == {
        "legal_answer": 14,
        "legal_decision": 60,
        "legal_notice": 14,
    }
    assert POLICY.completeness_expiry == Amount("calendar_days", 30)
    assert timedelta(seconds=WORKING_HOUR) == timedelta(hours=1)
