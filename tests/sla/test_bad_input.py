"""Bad input: each a typed error with a code and the offending key or event, never a wrong number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from sla import (
    Amount,
    CalendarErrors,
    Event,
    HorizonError,
    PolicyErrors,
    Rung,
    SlaError,
    Window,
    compile_calendar,
    escalations,
)
from tests.sla.office import (
    CALENDAR,
    POLICY,
    SPEC,
    WEEK,
    closed,
    custody,
    judged,
    ledger,
    only,
    pattern,
    policy,
    row,
)
from tests.sla.office import windows as hours_of
from tests.sla.weekdays import day, when

RECEIVED = "Mon 2026-03-02 08:00 | citizen | received\n"
NEW_YEARS_EVE = day("Wed 2025-12-31")


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"zone": "Asia/Marelan"}, "unknown_zone", "office.zone"),
        ({"zone": ""}, "unknown_zone", "office.zone"),
        ({"patterns": (pattern("p", "Wed 2025-01-01", {}),)}, "pattern_without_window", "office.patterns.p"),
        (
            {"patterns": (pattern("p", "Wed 2025-01-01", {2: hours_of("08:00-12:00", "11:59-13:00")}),)},
            "windows_overlap",
            "office.patterns.p.2",
        ),
        (
            {"patterns": (pattern("p", "Wed 2025-01-01", {2: hours_of("22:00-06:00")}),)},
            "window_past_midnight",
            "office.patterns.p.2",
        ),
        (
            {"patterns": (pattern("p", "Wed 2025-01-01", {2: hours_of("09:00-09:00")}),)},
            "window_empty",
            "office.patterns.p.2",
        ),
        (
            {
                "patterns": (
                    pattern("p", "Wed 2025-01-01", {7: hours_of("09:00-10:00"), 0: hours_of("09:00-10:00")}),
                )
            },
            "unknown_week_day",
            "office.patterns.p.7",
        ),
        (
            {
                "patterns": (
                    *SPEC.patterns,
                    pattern("p", "Mon 2026-03-09", {0: hours_of("09:00-10:00")}, "Sun 2026-03-08"),
                )
            },
            "end_before_start",
            "office.patterns.p.effective_until",
        ),
        (
            {"patterns": (*SPEC.patterns, replace(SPEC.patterns[0], effective_from=day("Mon 2026-03-09")))},
            "key_used_twice",
            "office.patterns.normal",
        ),
        ({"horizon_on": day("Wed 2025-12-31")}, "end_before_start", "office.horizon_on"),
        ({"nominal_day_seconds": 0}, "amount_not_positive", "office.nominal_day_seconds"),
        (
            {
                "exceptions": (
                    closed("Tue 2026-03-10"),
                    replace(closed("Wed 2026-03-11"), key="Tue 2026-03-10 holiday"),
                )
            },
            "key_used_twice",
            "office.exceptions.Tue 2026-03-10 holiday",
        ),
        (
            {"exceptions": (closed("Tue 2026-03-10", "picnic"),)},
            "unknown_exception_kind",
            "office.exceptions.Tue 2026-03-10 picnic",
        ),
        (
            {"exceptions": (closed("Tue 2026-03-10", decreed_at=datetime(2026, 3, 1)),)},  # noqa: DTZ001
            "naive_instant",
            "office.exceptions.Tue 2026-03-10 holiday.decreed_at",
        ),
        (
            {
                "exceptions": (
                    closed("Tue 2026-03-10", "opening", windows=hours_of("09:00-12:00", "10:00-11:00")),
                )
            },
            "windows_overlap",
            "office.exceptions.Tue 2026-03-10 opening",
        ),
        *(
            (
                {
                    "patterns": (
                        pattern("p", "Wed 2025-01-01", {2: hours_of("09:00-10:00"), number: (window,)}),
                    )
                },
                code,
                f"office.patterns.p.{number}",
            )
            for number, window, code in (
                (-1, Window(0, 60), "unknown_week_day"),
                (3, Window(-1, 60), "window_empty"),
                (3, Window(60, 60), "window_empty"),
                (3, Window(86_401, 60), "window_empty"),
                (3, Window(86_400, 60), "window_past_midnight"),
                (3, Window(0, 86_401), "window_past_midnight"),
                (3, Window(-1, 86_401), "window_empty"),
            )
        ),
        *(
            (
                {"exceptions": (closed("Tue 2026-03-10", kind),)},
                "exception_without_window",
                f"office.exceptions.Tue 2026-03-10 {kind}",
            )
            for kind in ("opening", "changed")
        ),
        (
            {"exceptions": (closed("Tue 2026-03-10"), closed("Tue 2026-03-10", "collective_leave"))},
            "exceptions_tie",
            "office.exceptions.Tue 2026-03-10 collective_leave",
        ),
        (
            {"patterns": (*SPEC.patterns, replace(SPEC.patterns[0], key="p"))},
            "patterns_tie",
            "office.patterns.p",
        ),
        *(
            ({"patterns": patterns}, "day_without_pattern", "office.patterns")
            for patterns in (
                (pattern("p", "Fri 2026-01-02", WEEK),),
                (pattern("p", "Wed 2025-01-01", WEEK, "Wed 2026-12-30"),),
                (
                    pattern("p", "Wed 2025-01-01", WEEK, "Mon 2026-03-09"),
                    pattern("q", "Wed 2026-03-11", WEEK),
                ),
            )
        ),
        ({"parent": replace(SPEC, code="old", zone="Asia/Marelan")}, "unknown_zone", "old.zone"),
        (
            {
                "parent": replace(
                    SPEC, code="old", first_on=day("Wed 2025-01-01"), horizon_on=day("Wed 2025-12-31")
                )
            },
            "horizon_before_parent",
            "office.horizon_on",
        ),
        (
            {"parent": replace(SPEC, code="old", first_on=NEW_YEARS_EVE, horizon_on=NEW_YEARS_EVE)},
            "horizon_before_parent",
            "office.horizon_on",
        ),
        (
            {"horizon_on": NEW_YEARS_EVE, "parent": replace(SPEC, code="old")},
            "end_before_start",
            "office.horizon_on",
        ),
    ],
)
def test_a_bad_calendar(changes: dict[str, Any], code: str, key: str) -> None:
    with pytest.raises(CalendarErrors) as refused:
        compile_calendar(replace(SPEC, **changes))
    assert [(one.code, one.key) for one in refused.value.problems] == [(code, key)]
    assert code in str(refused.value)
    assert key in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"nominal_day_seconds": 1},
        {"first_on": SPEC.horizon_on},
        {"patterns": (pattern("p", "Thu 2026-01-01", WEEK, "Thu 2026-12-31"),)},
        {"patterns": (*SPEC.patterns, pattern("p", "Mon 2026-03-09", WEEK, "Mon 2026-03-09"))},
        {"patterns": (*SPEC.patterns, pattern("p", "Wed 2025-01-01", WEEK, "Mon 2026-03-09"))},
        {"patterns": (*SPEC.patterns, pattern("p", "Thu 2025-01-02", WEEK))},
        {
            "patterns": (
                pattern("p", "Wed 2025-01-01", WEEK, "Mon 2026-03-09"),
                pattern("q", "Tue 2026-03-10", WEEK),
            )
        },
        {
            "patterns": (
                pattern(
                    "p",
                    "Wed 2025-01-01",
                    {0: hours_of("08:00-12:00", "12:00-13:00"), 6: (Window(0, 86_400),)},
                ),
            )
        },
        {"parent": replace(SPEC, code="old", horizon_on=SPEC.first_on)},
    ],
)
def test_a_calendar_at_the_very_edge_of_what_is_right(changes: dict[str, Any]) -> None:
    calendar = compile_calendar(replace(SPEC, exceptions=(), **changes))
    assert calendar.line.first <= calendar.line.horizon - 86_400


def test_mistakes_come_in_the_order_of_the_week_and_none_hides_the_next() -> None:
    week = {2: hours_of("11:00-13:00", "08:00-12:00"), 1: hours_of("09:00-09:00"), 0: hours_of("09:00-10:00")}
    exceptions = (closed("Tue 2026-03-10", "picnic"), closed("Wed 2026-03-11", "opening"))
    with pytest.raises(CalendarErrors) as refused:
        compile_calendar(
            replace(SPEC, patterns=(pattern("p", "Wed 2025-01-01", week),), exceptions=exceptions)
        )
    assert [one.code for one in refused.value.problems] == [
        "window_empty",
        "windows_overlap",
        "unknown_exception_kind",
        "exception_without_window",
    ]


def test_a_refusal_says_where_and_what() -> None:
    one = SlaError("naive_instant", "event 7", "has no offset")
    assert (str(one), one.detail) == ("event 7: has no offset [naive_instant]", "has no offset")
    horizon = HorizonError("office", 2027)
    assert str(horizon) == "office: the calendar does not know 2027: add its holidays [horizon]"
    for kind, code in ((CalendarErrors, "calendar_invalid"), (PolicyErrors, "policy_invalid")):
        told = kind("office", [one, horizon])
        assert str(told) == f"office: {one}; {horizon} [{code}]"
        assert told.problems == (one, horizon)


def test_all_mistakes_are_of_the_calendar_or_policy_they_were_found_in() -> None:
    with pytest.raises(CalendarErrors) as calendar:
        compile_calendar(replace(SPEC, zone="Asia/Marelan"))
    assert (calendar.value.code, calendar.value.key) == ("calendar_invalid", "office 2026.1")
    with pytest.raises(PolicyErrors) as rules:
        policy(row("r", {}))
    assert (rules.value.code, rules.value.key) == ("policy_invalid", "marelan 2026")
    assert "rows.r.targets" in str(rules.value)


def test_a_window_past_midnight_is_told_how_to_say_it() -> None:
    with pytest.raises(CalendarErrors, match="a night shift is two windows"):
        compile_calendar(
            replace(SPEC, patterns=(pattern("p", "Wed 2025-01-01", {2: hours_of("22:00-06:00")}),))
        )


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"targets": {}}, "row_without_target", "rows.r.targets"),
        ({"targets": {"lunch": POLICY.question_expiry}}, "unknown_clock", "rows.r.targets.lunch"),
        (
            {"targets": {"resolution": replace(POLICY.question_expiry, kind="moons")}},
            "unknown_amount_kind",
            "rows.r.targets.resolution",
        ),
        ({"warning_share": 0}, "share_out_of_range", "rows.r.warning_share"),
        (
            {"ladder": (Rung(clock="resolution", share=101, overdue_seconds=None, level="a", to="holder"),)},
            "share_out_of_range",
            "rows.r.ladder.0",
        ),
        (
            {
                "ladder": (
                    Rung(clock="resolution", share=1, overdue_seconds=None, level="a", to="holder"),
                    Rung(clock="resolution", share=0, overdue_seconds=None, level="b", to="holder"),
                )
            },
            "share_out_of_range",
            "rows.r.ladder.1",
        ),
        ({"warning_share": 101}, "share_out_of_range", "rows.r.warning_share"),
        (
            {"ladder": (Rung(clock="resolution", share=0, overdue_seconds=None, level="a", to="holder"),)},
            "share_out_of_range",
            "rows.r.ladder.0",
        ),
        (
            {"ladder": (Rung(clock="resolution", share=50, overdue_seconds=60, level="a", to="holder"),)},
            "rung_ambiguous",
            "rows.r.ladder.0",
        ),
        (
            {"ladder": (Rung(clock="resolution", share=None, overdue_seconds=None, level="a", to="holder"),)},
            "rung_ambiguous",
            "rows.r.ladder.0",
        ),
        (
            {"ladder": (Rung(clock="resolution", share=None, overdue_seconds=-1, level="a", to="holder"),)},
            "negative_amount",
            "rows.r.ladder.0",
        ),
        (
            {
                "ladder": (
                    Rung(clock="next_response", share=50, overdue_seconds=None, level="a", to="holder"),
                )
            },
            "rung_without_target",
            "rows.r.ladder.0",
        ),
    ],
)
def test_a_bad_policy_row(changes: dict[str, Any], code: str, key: str) -> None:
    targets = {"resolution": only("resolution", "working", 3600).rows[0].targets["resolution"]}
    with pytest.raises(PolicyErrors) as refused:
        policy(replace(row("r", targets), **changes))
    assert [(one.code, one.key) for one in refused.value.problems] == [(code, key)]


def test_a_policy_at_the_very_edge_of_what_is_right() -> None:
    ladder = tuple(
        Rung(clock="resolution", share=share, overdue_seconds=None, level="a", to="holder")
        for share in (1, 100)
    )
    ladder += (Rung(clock="resolution", share=None, overdue_seconds=0, level="b", to="holder"),)
    for share in (1, 100):
        rules = only("resolution", "working", 1, warning_share=share, ladder=ladder)
        assert replace(rules, effective_until=rules.effective_from).rows == rules.rows


@pytest.mark.parametrize(
    "name", ["question_expiry", "completeness_expiry", "objection_period", "reopen_limit"]
)
def test_each_period_of_a_policy_is_at_least_one(name: str) -> None:
    with pytest.raises(PolicyErrors) as refused:
        policy(**{name: replace(POLICY.question_expiry, count=0)})
    assert [(one.code, one.key) for one in refused.value.problems] == [("amount_not_positive", name)]


def test_two_rows_of_one_key_are_refused_whatever_they_name() -> None:
    with pytest.raises(PolicyErrors) as refused:
        policy(row("r", category="roads"), row("r", category="lamps"))
    assert {(one.code, one.key) for one in refused.value.problems} == {("row_named_twice", "rows.r")}


def test_a_bad_policy() -> None:
    with pytest.raises(PolicyErrors) as refused:
        policy(
            effective_until=day("Wed 2025-12-31"),
            objection_period=replace(POLICY.objection_period, count=0),
        )
    assert [(one.code, one.key) for one in refused.value.problems] == [
        ("end_before_start", "effective_until"),
        ("amount_not_positive", "objection_period"),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Mon 2026-03-02 07:59:59 | person:7 | resolved", "event_before_received"),
        ("Mon 2026-03-02 09:00 | citizen | received", "received_twice"),
        ("Mon 2026-03-02 09:00 | person:7 | rejected", "reason_missing"),
        ("Mon 2026-03-02 09:00 | person:7 | referred | reason=theirs", "agency_missing"),
        ("Mon 2026-03-02 09:00 | person:7 | agency.asked", "agency_missing"),
        ("Mon 2026-03-02 09:00 | person:7 | round.ended", "reason_missing"),
        ("Mon 2026-03-02 09:00 | person:7 | target.released | clock=resolution", "reason_missing"),
        ("Mon 2026-03-02 09:00 | person:7 | target.released | reason=please", "clock_missing"),
        ("Mon 2026-03-02 09:00 | person:7 | closed | reason=accepted", "closed_without_resolution"),
        (
            "Mon 2026-03-02 09:00 | person:7 | leave.approved | person=person:7, first_on=2026-03-02",
            "last_on_missing",
        ),
        (
            "Mon 2026-03-02 09:00 | person:7 | leave.approved | person=person:7, first_on=soon, last_on=2026-03-02",
            "date_unreadable",
        ),
        (
            "Mon 2026-03-02 09:00 | person:7 | leave.approved | person=person:7, first_on=2026-03-03, last_on=2026-03-02",
            "end_before_start",
        ),
        (
            "Mon 2026-03-02 09:00 | person:1 | custody.corrected | "
            "start=2026-03-02T08:00+07:00, end=2026-03-02T09:01+07:00, holder=person:7",
            "correction_outside_custody",
        ),
        (
            "Mon 2026-03-02 09:00 | person:1 | custody.corrected | start=2026-03-02T08:00+07:00",
            "instant_unreadable",
        ),
    ],
)
def test_a_bad_event_is_named(line: str, code: str) -> None:
    with pytest.raises(SlaError) as refused:
        judged(RECEIVED + line, "Mon 2026-03-02 09:00")
    assert (refused.value.code, refused.value.key) == (code, "event 2")


@pytest.mark.parametrize("data", [{}, {"unit": ""}])
def test_a_ticket_is_received_by_a_unit(data: dict[str, str]) -> None:
    at = when("Mon 2026-03-02 08:00")
    with pytest.raises(SlaError) as refused:
        judged([Event(1, "ticket.received", at, at, "citizen", data)], "Mon 2026-03-02 09:00")
    assert (refused.value.code, refused.value.key) == ("unit_missing", "event 1")


def test_a_ledger_before_its_ticket_was_received_says_nothing() -> None:
    with pytest.raises(SlaError) as refused:
        judged(RECEIVED, "Mon 2026-03-02 07:59:59")
    assert (refused.value.code, refused.value.key) == ("not_received", "events")


def test_as_of_needs_an_offset_too() -> None:
    with pytest.raises(SlaError) as refused:
        escalations(ledger(RECEIVED), policy=POLICY, calendar=CALENDAR, as_of=datetime(2026, 3, 2))  # noqa: DTZ001
    assert (refused.value.code, refused.value.key) == ("naive_instant", "as_of")


@pytest.mark.parametrize("received", ["Mon 2027-03-01 09:00", "Mon 2025-12-01 09:00"])
def test_a_ticket_outside_the_calendar_is_taken_in_all_the_same(received: str) -> None:
    table = f"""{received} | citizen | received
        {received[:-5]}10:00 | rule | routed | unit=SARPRAS, holder=person:7
        {received[:-5]}11:00 | person:7 | message.sent | message=1, act=completeness
        {received[:-5]}11:00 | rule | message.delivered | message=1, route=page
        {received[:-5]}12:00 | citizen | message.sent | message=2, act=message
        {received[:-5]}13:00 | person:7 | resolved"""
    found = judged(table, f"{received[:-5]}15:00")
    year = int(received[4:8])
    assert {name: (one.status, one.add_year) for name, one in found.clocks.items()} == {
        "verification": ("unknown", year),
        "first_response": ("unknown", year),
        "next_response": ("unknown", year),
        "resolution": ("unknown", year),
        "legal_answer": ("met", None),
        "legal_decision": ("met", None),
        "legal_notice": ("running", None),
    }
    assert (found.custody.total_seconds, found.custody.add_year) == (0, year)
    assert [holder for _start, _end, holder in custody(found)] == [
        "unit:DESK", "person:7", "citizen", "person:7", "nobody"
    ]  # fmt: skip


# -- refused by a code, never by an accident of the machine ----------------------------------------------


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Amount("working", 0), "amount_not_positive"),
        (Amount("working_days", -1), "amount_not_positive"),
        (Amount("calendar_days", 0), "amount_not_positive"),
        (Amount("working", 1.5), "amount_not_whole"),  # type: ignore[arg-type]
        (Amount("calendar_days", "2"), "amount_not_whole"),  # type: ignore[arg-type]
        (Amount("working_days", True), "amount_not_whole"),
        (Amount("weeks", 2), "unknown_amount_kind"),  # type: ignore[arg-type]
        (Amount("calendar_days", 10**9), "amount_too_large"),
        (Amount("working_days", 36_526), "amount_too_large"),
    ],
)
def test_an_amount_is_so_many_whole_seconds_or_days(amount: Amount, code: str) -> None:
    with pytest.raises(SlaError) as refused:
        CALENDAR.due(when("Mon 2026-03-02 09:00"), amount)
    assert (refused.value.code, refused.value.key) == (code, "amount")
    with pytest.raises(PolicyErrors) as in_policy:
        policy(row(targets={"resolution": amount}))
    assert [(one.code, one.key) for one in in_policy.value.problems] == [
        (code, "rows.all.targets.resolution")
    ]


def test_the_largest_amounts_are_answered_or_past_the_horizon() -> None:
    start = when("Mon 2026-03-02 09:00")
    assert CALENDAR.due(start, Amount("calendar_days", 36_525)).year == 2126
    for amount in (Amount("working_days", 36_525), Amount("working", 10**12)):
        with pytest.raises(HorizonError):
            CALENDAR.due(start, amount)


def test_an_advance_is_by_whole_seconds() -> None:
    with pytest.raises(SlaError) as refused:
        CALENDAR.advance(when("Mon 2026-03-02 09:00"), 1.5)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.key) == ("amount_not_whole", "office")


def test_the_calendars_own_date_is_of_an_instant_with_an_offset() -> None:
    naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001
    for ask in (CALENDAR.local_date, CALENDAR.next_open, lambda at: CALENDAR.end_of_calendar_day(at, 1)):
        with pytest.raises(SlaError) as refused:
            ask(naive)
        assert (refused.value.code, refused.value.key) == ("naive_instant", "instant")


@pytest.mark.parametrize("by", [None, "", 7])
def test_every_entry_says_whose_act_it_was(by: object) -> None:
    events = ledger(
        """
        Mon 2026-03-02 08:00 | citizen  | received
        Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer"""
    )
    for index in (0, 1):
        wrong = [*events]
        wrong[index] = wrong[index]._replace(by=by)  # type: ignore[arg-type]
        with pytest.raises(SlaError) as refused:
            judged(wrong, "Mon 2026-03-02 10:00")
        assert (refused.value.code, refused.value.key) == ("by_missing", f"event {index + 1}")
