"""Sentences 30 to 38 of "Exactly": resolution, closing, reopening, referral, merge, split."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sla import (
    Amount,
    HorizonError,
    Rung,
    SlaError,
    because,
    check_merge,
    escalations,
    explain,
    may_reopen,
    month_of,
    on_time,
    rule_closing,
    split_ledger,
    waiting_quantile,
)
from sla.days import counted_seconds
from tests.sla.office import (
    CALENDAR,
    POLICY,
    WORKING_HOUR,
    clock,
    custody,
    due,
    judged,
    ledger,
    only,
    policy,
    row,
)
from tests.sla.weekdays import hours, said, when

RECEIVED = """
    Mon 2026-03-02 08:00 | citizen  | received
    Mon 2026-03-02 08:00 | rule     | routed | unit=SARPRAS, holder=person:7
"""
TEN_HOURS = only("resolution", "working", 10 * WORKING_HOUR)  # due Tue 2026-03-03 11:00
LADDER = (Rung(clock="resolution", share=50, overdue_seconds=None, level="half", to="holder"),)


def test_30_another_resolution_without_a_dispute_between_changes_nothing() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 10:00 | person:7 | resolved
        Mon 2026-03-02 14:00 | person:7 | resolved"""
    )
    found = clock("resolution", table, "Tue 2026-03-03 09:00")
    assert (found.status, said(found.stopped_at)) == ("met", "Mon 2026-03-02 10:00")


@pytest.mark.parametrize("void", ["citizen | disputed", "person:1 | reopened | reason=not done"])
def test_30_a_dispute_or_reopening_voids_the_stop_and_returns_the_ticket_to_its_last_holder(
    void: str,
) -> None:
    table = (
        RECEIVED
        + f"""
        Mon 2026-03-02 10:00 | person:7 | resolved
        Mon 2026-03-02 14:00 | {void}"""
    )
    found = judged(table, "Mon 2026-03-02 15:00")
    assert (found.clocks["resolution"].status, found.clocks["resolution"].used_seconds) == (
        "running",
        hours("3:00"),
    )
    assert custody(found) == [
        ("Mon 2026-03-02 08:00", "Mon 2026-03-02 10:00", "person:7"),
        ("Mon 2026-03-02 10:00", "Mon 2026-03-02 14:00", "nobody"),
        ("Mon 2026-03-02 14:00", "Mon 2026-03-02 15:00", "person:7"),
    ]
    again = clock(
        "resolution", table + "\nMon 2026-03-02 15:00 | person:7 | resolved", "Tue 2026-03-03 09:00"
    )
    assert (again.status, said(again.stopped_at), again.used_seconds) == (
        "met",
        "Mon 2026-03-02 15:00",
        hours("3:00"),
    )


@pytest.mark.parametrize(
    ("resolved", "disputed", "expected", "status"),
    [
        ("Tue 2026-03-03 09:00", "Wed 2026-03-04 09:00", "Wed 2026-03-04 11:00", "at_risk"),
        ("Tue 2026-03-03 11:00", "Wed 2026-03-04 09:00", "Wed 2026-03-04 09:00", "breached"),
        # A late resolution is never repaired.
        ("Tue 2026-03-03 11:00:01", "Wed 2026-03-04 09:00", "Tue 2026-03-03 11:00", "breached"),
    ],
)
def test_31_from_resolved_to_dispute_nothing_counts_and_the_due_moves(
    resolved: str, disputed: str, expected: str, status: str
) -> None:
    table = RECEIVED + f"{resolved} | person:7 | resolved\n{disputed} | citizen | disputed"
    found = clock("resolution", table, "Wed 2026-03-04 09:30", policy=TEN_HOURS)
    assert (due(found), found.status) == (expected, status)


def test_32_closed_by_acceptance_or_by_rule_at_the_close_of_the_tenth_working_day() -> None:
    resolved = RECEIVED + "Mon 2026-03-02 10:00 | person:7 | resolved\n"
    accepted = judged(
        resolved + "Tue 2026-03-03 19:00 | citizen | closed | reason=accepted", "Wed 2026-03-04 09:00"
    )
    assert said(accepted.final_closed_at) == "Tue 2026-03-03 19:00"
    assert judged(resolved, "Mon 2026-03-16 15:59:59").final_closed_at is None
    assert said(judged(resolved, "Mon 2026-03-16 16:00").final_closed_at) == "Mon 2026-03-16 16:00"
    by_rule = rule_closing(
        ledger(resolved), policy=POLICY, calendar=CALENDAR, as_of=when("Mon 2026-03-30 09:00")
    )
    assert by_rule == (when("Mon 2026-03-16 16:00"), "no_objection")
    disputed = resolved + "Mon 2026-03-16 16:00 | citizen | disputed"  # at that very instant: in time
    assert judged(disputed, "Mon 2026-03-30 09:00").final_closed_at is None


def test_32_what_a_job_wrote_stands_and_a_dispute_at_that_instant_is_in_time() -> None:
    resolved = RECEIVED + "Mon 2026-03-02 10:00 | person:7 | resolved\n"
    # Written under an older calendar, say: the ledger's own instant is the one that counts.
    written = resolved + "Fri 2026-03-13 16:00 | rule | closed | reason=no_objection\n"
    assert said(judged(written, "Mon 2026-03-30 09:00").final_closed_at) == "Fri 2026-03-13 16:00"
    disputed = written + "Fri 2026-03-13 16:00 | citizen | disputed"
    assert judged(disputed, "Mon 2026-03-30 09:00").final_closed_at is None
    reopened = judged(
        written + "Fri 2026-03-13 16:00 | person:1 | reopened | reason=not done", "Mon 2026-03-30 09:00"
    )
    assert reopened.final_closed_at is None
    assert reopened.clocks["legal_answer"].stopped_at is None
    assert reopened.clocks["resolution"].status == "breached"


def test_32_final_closing_ends_the_answer_clocks_like_a_round() -> None:
    resolved = RECEIVED + "Mon 2026-03-02 10:00 | person:7 | resolved\n"
    early = judged(
        resolved + "Mon 2026-03-02 11:00 | citizen | closed | reason=accepted", "Fri 2026-03-06 09:00"
    )
    for name in ("first_response", "legal_answer"):
        assert (early.clocks[name].status, early.clocks[name].reason) == ("stopped", "closed")
    late = judged(resolved, "Fri 2026-03-27 09:00").clocks["first_response"]
    assert (late.status, late.reason, said(late.breached_at)) == (
        "breached",
        "closed",
        "Mon 2026-03-02 12:00",
    )


def test_32_closing_without_a_resolution_or_a_reason_is_refused() -> None:
    for event in (
        "citizen | closed | reason=accepted",
        "rule | closed | reason=no_objection",
        "person:1 | closed",
    ):
        with pytest.raises(SlaError) as refused:
            judged(RECEIVED + f"Mon 2026-03-02 11:00 | {event}", "Fri 2026-03-06 09:00")
        assert (refused.value.code, refused.value.key) == ("closed_without_resolution", "event 3")


REOPENED = (
    RECEIVED
    + """
    Mon 2026-03-02 10:00 | person:7 | resolved
    Mon 2026-03-02 11:00 | citizen  | closed | reason=accepted
    Mon 2026-03-02 14:00 | person:1 | reopened | reason=not done
"""
)


def test_33_reopening_continues_custody_and_clocks_and_the_gap_is_nobodys() -> None:
    found = judged(REOPENED, "Mon 2026-03-02 15:00")
    assert custody(found)[1:] == [
        ("Mon 2026-03-02 10:00", "Mon 2026-03-02 14:00", "nobody"),
        ("Mon 2026-03-02 14:00", "Mon 2026-03-02 15:00", "person:7"),
    ]
    first, answer = found.clocks["first_response"], found.clocks["legal_answer"]
    assert (first.status, first.used_seconds, due(first)) == (
        "at_risk",
        hours("4:00"),
        "Mon 2026-03-02 15:00",
    )
    assert (answer.status, answer.used_seconds, due(answer)) == (
        "running",
        hours("7:00"),
        "Tue 2026-03-17 00:00",
    )


def lives(table: str, as_of: str) -> list[tuple[str | None, str, str | None, str | None]]:
    found = judged(table, as_of).lives
    return [(said(one.started_at), one.status, due(one), said(one.stopped_at)) for one in found]


FIRST_LIFE = ("Mon 2026-03-02 08:00", "met", "Tue 2026-03-03 16:00", "Mon 2026-03-02 10:00")


def test_33_after_the_citizens_own_acceptance_a_new_life_begins_at_the_reopening() -> None:
    second = ("Mon 2026-03-02 14:00", "running", "Wed 2026-03-04 14:00", None)  # 14 h from there
    assert lives(REOPENED, "Mon 2026-03-02 15:00") == [FIRST_LIFE, second]
    found = judged(REOPENED, "Mon 2026-03-02 15:00")
    assert found.clocks["resolution"] == found.life  # of met and running, the running one is shown (29)
    assert found.life.used_seconds == hours("1:00")
    done = REOPENED + "Mon 2026-03-02 15:00 | person:7 | resolved"
    assert lives(done, "Tue 2026-03-03 09:00")[1][1:] == (
        "met", "Wed 2026-03-04 14:00", "Mon 2026-03-02 15:00"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reopened", "again"),
    [
        ("Wed 2026-03-25 16:00", False),  # the close of the fifth working day: Nyepi and the leave are none
        ("Wed 2026-03-25 16:00:01", True),
    ],
)
def test_33_long_after_a_closing_by_rule_too(reopened: str, again: bool) -> None:
    resolved = RECEIVED + "Mon 2026-03-02 10:00 | person:7 | resolved\n"  # closed Mon 2026-03-16 16:00
    table = resolved + f"{reopened} | person:1 | reopened | reason=not done"
    found = judged(table, "Thu 2026-03-26 09:00")
    assert len(found.lives) == (2 if again else 1)
    assert found.life.used_seconds == hours("1:00" if again else "3:00")
    assert (said(found.life.started_at) == reopened) is again


def test_33_a_late_answer_after_an_expiry_continues_the_life() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 09:00 | rule     | message.delivered | message=1, route=page
        Fri 2026-05-29 09:00 | citizen  | message.sent      | message=2, act=message"""
    )
    assert [one[:2] for one in lives(table, "Fri 2026-05-29 10:00")] == [("Mon 2026-03-02 08:00", "running")]


def test_33_a_breach_of_the_first_life_is_shown_and_the_second_has_its_own_due() -> None:
    table = REOPENED.replace("Mon 2026-03-02 10:00", "Tue 2026-03-03 16:30")
    table = table.replace("Mon 2026-03-02 11:00", "Wed 2026-03-04 08:00")
    table = table.replace("Mon 2026-03-02 14:00", "Wed 2026-03-04 09:00")
    found = judged(table, "Wed 2026-03-04 10:00")
    assert (found.clocks["resolution"].status, due(found.clocks["resolution"])) == (
        "breached",
        "Tue 2026-03-03 16:00",
    )
    assert (found.life.status, due(found.life)) == ("running", "Fri 2026-03-06 09:00")


def test_33_a_new_life_has_the_targets_in_force_at_the_reopening() -> None:
    rules = policy(
        row("roads", {"resolution": Amount("working", 14 * WORKING_HOUR)}, category="roads"),
        row("floods", {"resolution": Amount("working", 6 * WORKING_HOUR)}, category="floods"),
    )
    stricter = REOPENED + "Mon 2026-03-02 13:30 | person:7 | classified | category=floods"
    found = judged(stricter, "Mon 2026-03-02 15:00", policy=rules)
    # Closed by then, so the first life's due did not change; the second has six hours from 14:00.
    assert [due(one) for one in found.lives] == ["Tue 2026-03-03 16:00", "Tue 2026-03-03 12:00"]
    released = (
        stricter.replace("13:30 | person:7 | classified", "09:00 | person:7 | classified")
        + "\nMon 2026-03-02 09:10 | person:7 | classified | category=roads"
        + "\nMon 2026-03-02 13:00 | person:1 | target.released | clock=resolution, reason=wrong class"
    )
    found = judged(released, "Mon 2026-03-02 15:00", policy=rules)
    assert [due(one) for one in found.lives] == ["Mon 2026-03-02 15:00", "Wed 2026-03-04 14:00"]


def test_33_a_pause_of_one_life_moves_nothing_in_the_other() -> None:
    asked = """
        {at} | person:7 | message.sent      | message=1, act=question
        {at} | rule     | message.delivered | message=1, route=page
        {to} | citizen  | message.sent      | message=2, act=message
    """
    first = RECEIVED + asked.format(at="Mon 2026-03-02 08:30", to="Mon 2026-03-02 09:00")
    found = judged(first + REOPENED[len(RECEIVED) :], "Mon 2026-03-02 15:00").lives
    assert [(due(one), one.used_seconds) for one in found] == [
        ("Wed 2026-03-04 08:30", hours("1:30")),
        ("Wed 2026-03-04 14:00", hours("1:00")),
    ]
    second = REOPENED + asked.format(at="Mon 2026-03-02 14:00", to="Mon 2026-03-02 15:00")
    found = judged(second, "Mon 2026-03-02 16:00").lives
    assert [(due(one), one.used_seconds) for one in found] == [
        ("Tue 2026-03-03 16:00", hours("2:00")),
        ("Wed 2026-03-04 15:00", hours("1:00")),
    ]


def test_33_each_life_has_its_own_owner_month_and_rungs() -> None:
    rules = only("resolution", "working", 2 * WORKING_HOUR, ladder=LADDER)
    table = (
        RECEIVED.replace("2026-03-02", "2026-03-30")
        + """
        Mon 2026-03-30 09:30 | person:7 | resolved
        Mon 2026-03-30 11:00 | citizen  | closed | reason=accepted
        Wed 2026-04-01 08:00 | person:1 | reopened | reason=not done
        Wed 2026-04-01 08:00 | person:1 | handed_over | unit=SARPRAS, holder=person:8
        Wed 2026-04-01 09:30 | person:8 | resolved"""
    )
    found = judged(table, "Thu 2026-04-02 09:00", policy=rules)
    assert [(one.owner, month_of(one, CALENDAR)) for one in found.lives] == [
        ("person:7", (2026, 3)),
        ("person:8", (2026, 4)),
    ]
    sent = escalations(ledger(table), policy=rules, calendar=CALENDAR, as_of=when("Thu 2026-04-02 09:00"))
    assert [said(one.at) for one in sent] == ["Mon 2026-03-30 09:00", "Wed 2026-04-01 09:00"]
    assert len({one.key for one in sent}) == 2


def test_33_a_dispute_in_the_new_life_voids_its_own_stop_only() -> None:
    table = (
        REOPENED
        + """
        Mon 2026-03-02 15:00 | person:7 | resolved
        Tue 2026-03-03 08:00 | citizen  | disputed"""
    )
    assert [one[1] for one in lives(table, "Tue 2026-03-03 09:00")] == ["met", "running"]
    assert judged(table, "Tue 2026-03-03 09:00").life.used_seconds == hours("2:00")


def test_33_every_life_is_explained_by_its_number_and_named_beside_the_other() -> None:
    given = {"policy": POLICY, "calendar": CALENDAR, "as_of": when("Mon 2026-03-02 15:00")}
    both = [because(ledger(REOPENED), clock="resolution", number=number, **given) for number in (0, 1)]
    assert [counted_seconds(spans) for spans in both] == [hours("2:00"), hours("1:00")]
    assert because(ledger(REOPENED), clock="resolution", **given) == both[1]
    text = explain(ledger(REOPENED), clock="resolution", language="en", **given).splitlines()
    beside = [line for line in text if line.startswith("Resolution ")]
    assert beside == [
        "Resolution 1: on time; started Mon, 2 Mar 2026 08.00 WIB; promised Tue, 3 Mar 2026 16.00 WIB; "
        "stopped Mon, 2 Mar 2026 10.00 WIB",
        "Resolution 2: running; started Mon, 2 Mar 2026 14.00 WIB; promised Wed, 4 Mar 2026 14.00 WIB",
    ]


ROUND_AT_CLOSING = (
    RECEIVED
    + """
    Mon 2026-03-02 08:30 | person:7 | message.sent | message=1, act=answer
    Mon 2026-03-02 09:00 | citizen  | message.sent | message=2, act=message
    Mon 2026-03-02 10:00 | person:7 | resolved
    Mon 2026-03-02 11:00 | citizen  | closed | reason=accepted
    Mon 2026-03-02 14:00 | person:1 | reopened | reason=not done
"""
)


def test_33_a_round_ended_by_closing_stays_ended_and_what_it_waited_for_waits_anew() -> None:
    ended, again = judged(ROUND_AT_CLOSING, "Mon 2026-03-02 15:00").rounds
    assert (ended.status, ended.reason, said(ended.stopped_at)) == (
        "stopped",
        "closed",
        "Mon 2026-03-02 11:00",
    )
    assert (again.status, said(again.started_at)) == ("running", "Mon 2026-03-02 14:00")


def test_33_after_reopening_the_next_message_belongs_to_the_round_that_waits_anew() -> None:
    table = ROUND_AT_CLOSING + "Mon 2026-03-02 15:00 | citizen | message.sent | message=3, act=message"
    found = judged(table, "Mon 2026-03-02 15:30").rounds
    assert [said(one.started_at) for one in found] == ["Mon 2026-03-02 09:00", "Mon 2026-03-02 14:00"]


@pytest.mark.parametrize(
    ("reason", "at", "allowed"),
    [
        ("accepted", "Mon 2026-03-16 16:00", True),
        ("accepted", "Mon 2026-03-16 16:00:01", False),
        ("no_objection", "Tue 2026-03-17 09:00", False),
        ("no_answer", "Mon 2026-06-15 09:00", True),  # a late answer is always taken
    ],
)
def test_33_past_the_limit_a_new_linked_ticket_is_opened(reason: str, at: str, allowed: bool) -> None:
    rules = policy(reopen_limit=Amount("working_days", 10))
    closed_at = when("Mon 2026-03-02 11:00")
    assert (
        may_reopen(closed_at=closed_at, reason=reason, at=when(at), policy=rules, calendar=CALENDAR)
        is allowed
    )


def test_33_a_limit_past_the_horizon_allows_what_is_asked_before_it() -> None:
    closed_at = when("Mon 2026-12-28 11:00")

    def asked(at: str) -> bool:
        return may_reopen(
            closed_at=closed_at, reason="accepted", at=when(at), policy=POLICY, calendar=CALENDAR
        )

    assert asked("Wed 2026-12-30 09:00") is True
    assert asked("Thu 2026-12-31 24:00") is True
    with pytest.raises(HorizonError):
        asked("Fri 2027-01-01 00:00:01")


@pytest.mark.parametrize(
    ("stop", "start_again", "counts"),
    [
        ("person:7 | rejected | reason=spam", "person:1 | reopened | reason=ours", True),
        (
            "person:7 | merged | into=MRL-1, reason=duplicate",
            "person:1 | unmerged | reason=another matter",
            True,
        ),
        ("person:7 | referred | agency=pln, reason=theirs", "person:7 | returned | reason=sent back", True),
        ("citizen | cancelled | reason=changed mind", "person:1 | reopened | reason=asked again", False),
    ],
)
def test_34_after_a_void_stop_the_time_counts_as_if_never_stopped(
    stop: str, start_again: str, counts: bool
) -> None:
    table = (
        RECEIVED
        + f"""
        Mon 2026-03-02 09:00 | {stop}
        Mon 2026-03-02 11:00 | {start_again}"""
    )
    found = judged(table, "Mon 2026-03-02 12:00").clocks
    used, moved = ("4:00", "Mon 2026-03-02 12:00") if counts else ("2:00", "Mon 2026-03-02 15:00")
    assert (found["first_response"].used_seconds, due(found["first_response"])) == (hours(used), moved)
    assert found["resolution"].used_seconds == hours(used)
    assert found["legal_answer"].used_seconds == hours("4:00")  # nothing moves the legal clocks


def test_34_an_open_round_runs_on_and_is_answered() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 08:30 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 09:00 | citizen  | message.sent | message=2, act=message
        Mon 2026-03-02 10:00 | person:7 | rejected | reason=spam
        Mon 2026-03-02 11:00 | person:1 | reopened | reason=ours
        Mon 2026-03-02 14:00 | person:7 | message.sent | message=3, act=answer"""
    )
    (one,) = judged(table, "Mon 2026-03-02 15:00").rounds
    assert (one.status, one.used_seconds) == ("met", hours("4:00"))


def test_34_stopped_twice_each_stop_is_void_by_itself() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 08:30 | person:7 | rejected | reason=spam
        Mon 2026-03-02 09:00 | person:1 | reopened | reason=ours
        Mon 2026-03-02 10:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 11:00 | person:7 | rejected | reason=spam
        Mon 2026-03-02 11:30 | person:1 | reopened | reason=ours"""
    )
    found = judged(table, "Mon 2026-03-02 15:00").clocks
    assert (found["first_response"].status, found["first_response"].used_seconds) == ("met", hours("2:00"))
    assert (found["resolution"].status, found["resolution"].used_seconds) == ("running", hours("6:00"))


def test_34_referred_and_then_rejected_both_stops_are_void() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | person:7 | referred | agency=pln, reason=theirs
        Mon 2026-03-02 10:00 | person:7 | rejected | reason=not ours
        Mon 2026-03-02 14:00 | person:1 | reopened | reason=ours"""
    )
    assert clock("resolution", table, "Mon 2026-03-02 15:00").used_seconds == hours("6:00")


def test_34_a_resolved_ticket_that_was_merged_and_unmerged_leaves_out_the_gap() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | person:7 | resolved
        Mon 2026-03-02 10:00 | person:7 | merged | into=MRL-1, reason=twice
        Mon 2026-03-02 14:00 | person:1 | unmerged | reason=another lamp"""
    )
    found = judged(table, "Mon 2026-03-02 15:00").clocks
    assert (found["resolution"].status, found["resolution"].used_seconds) == ("running", hours("2:00"))
    assert found["first_response"].used_seconds == hours("6:00")


def test_36_a_hand_over_that_was_in_place_is_let_pass_when_the_agency_is_written_down_later() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 10:00 | person:7 | handed_over  | unit=SARPRAS, holder=person:8
        Mon 2026-03-02 09:00 | person:7 | agency.asked | agency=pln"""
    )
    assert custody(judged(table, "Mon 2026-03-02 12:00")) == [
        ("Mon 2026-03-02 08:00", "Mon 2026-03-02 09:00", "person:7"),
        ("Mon 2026-03-02 09:00", "Mon 2026-03-02 10:00", "agency:pln"),
        ("Mon 2026-03-02 10:00", "Mon 2026-03-02 12:00", "person:8"),
    ]


def test_32_an_acceptance_that_was_in_place_is_let_pass_when_something_is_entered_before_it() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 10:00 | person:7 | resolved
        Mon 2026-03-02 11:00 | citizen  | closed   | reason=accepted
        Mon 2026-03-02 10:30 | citizen  | disputed"""
    )
    found = judged(table, "Mon 2026-03-02 12:00")
    assert (found.final_closed_at, found.clocks["resolution"].status) == (None, "running")
    with pytest.raises(SlaError) as refused:  # and what never was in place is refused as ever
        judged(table + "\nMon 2026-03-02 11:30 | citizen | closed | reason=accepted", "Mon 2026-03-02 12:00")
    assert (refused.value.code, refused.value.key) == ("closed_without_resolution", "event 6")


def test_38_what_was_decided_before_the_split_is_inherited_and_counted_once() -> None:
    parent = ledger(RECEIVED + "Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer")
    at = when("Mon 2026-03-02 14:00")
    child = split_ledger(parent, parent="MRL-1", at=at, recorded_at=at, by="person:1")
    both = [judged(one, "Tue 2026-03-03 09:00").clocks for one in (parent, child)]
    assert [one["first_response"].status for one in both] == ["met", "met"]
    assert [one["first_response"].inherited for one in both] == [None, "stop"]
    assert both[1]["resolution"].inherited is None
    assert on_time(one["first_response"] for one in both).met == 1
    used = [one["first_response"] for one in both]
    assert waiting_quantile([*used, both[1]["resolution"]], 50) == hours(
        "1:00"
    )  # one of two, not two of three
    assert waiting_quantile([both[1]["first_response"], both[1]["resolution"]], 50) is None


def test_38_a_breach_before_the_split_is_one_breach() -> None:
    parent = ledger(RECEIVED)  # first response due at noon
    at = when("Mon 2026-03-02 14:00")
    child = split_ledger(parent, parent="MRL-1", at=at, recorded_at=at, by="person:1")
    found = judged(child, "Tue 2026-03-03 09:00").clocks
    assert (found["first_response"].status, found["first_response"].inherited) == ("breached", "breach")
    parents = judged(parent, "Tue 2026-03-03 09:00").clocks
    assert on_time([parents["first_response"], found["first_response"]]).breached == 1
    answered = child + ledger("Mon 2026-03-02 15:00 | person:7 | message.sent | message=9, act=answer")
    answered[-1] = answered[-1]._replace(seq=99)
    assert judged(answered, "Tue 2026-03-03 09:00").clocks["first_response"].inherited == "breach"
    assert judged(child, "Wed 2026-03-04 09:00").clocks["resolution"].inherited is None  # broken after it


def test_34_after_an_expiry_the_gap_does_not_count() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=question
        Mon 2026-03-02 09:00 | rule | message.delivered | message=1, route=page
        Fri 2026-03-27 09:00 | citizen | message.sent | message=2, act=message"""
    )
    assert clock("resolution", table, "Fri 2026-03-27 11:00").used_seconds == hours("3:00")


ACTS = [
    "rejected | reason=spam",
    "referred | reason=theirs, agency=pln",
    "merged | reason=twice, into=MRL-1",
    "cancelled | reason=changed mind",
]


@pytest.mark.parametrize("act", ACTS)
def test_35_these_acts_stop_every_running_clock_and_keep_their_reason(act: str) -> None:
    kind = act.split(" ")[0]
    table = RECEIVED + f"Mon 2026-03-02 14:00 | person:7 | {act}"
    found = judged(table, "Wed 2026-03-04 09:00").clocks
    assert (found["resolution"].status, found["resolution"].reason) == ("stopped", kind)
    assert (found["legal_answer"].status, found["legal_answer"].reason) == ("stopped", kind)
    late = found["first_response"]  # due at noon: never counted as met, and late stays late
    assert (late.status, late.reason, said(late.stopped_at)) == ("breached", kind, "Mon 2026-03-02 14:00")


@pytest.mark.parametrize("act", ACTS)
def test_35_they_need_a_reason(act: str) -> None:
    kind = act.split(" ")[0]
    with pytest.raises(SlaError) as refused:
        judged(RECEIVED + f"Mon 2026-03-02 14:00 | person:7 | {kind} | agency=pln", "Wed 2026-03-04 09:00")
    assert (refused.value.code, refused.value.key) == ("reason_missing", "event 3")


def test_35_the_act_is_no_response_but_the_message_with_its_reason_is() -> None:
    told = "Mon 2026-03-02 10:00 | person:7 | message.sent | message=1, act=reason\n"
    act = "Mon 2026-03-02 10:00 | person:7 | rejected | reason=spam\n"
    as_of = "Mon 2026-03-02 11:00"
    assert clock("first_response", RECEIVED + act, as_of).status == "stopped"
    assert clock("first_response", RECEIVED + told + act, as_of).status == "met"
    assert clock("first_response", RECEIVED + act + told, as_of).status == "stopped"  # ledger order decides


def test_36_refer_stops_the_clocks_and_the_agency_has_it_until_return() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | person:7 | referred | agency=pln, reason=theirs
        Mon 2026-03-02 11:00 | person:7 | returned | reason=ours"""
    )
    assert clock("resolution", table, "Mon 2026-03-02 10:00").status == "stopped"
    assert custody(judged(table, "Mon 2026-03-02 12:00")) == [
        ("Mon 2026-03-02 08:00", "Mon 2026-03-02 09:00", "person:7"),
        ("Mon 2026-03-02 09:00", "Mon 2026-03-02 11:00", "agency:pln"),
        ("Mon 2026-03-02 11:00", "Mon 2026-03-02 12:00", "unit:SARPRAS"),
    ]


def test_36_asking_an_agency_stops_and_pauses_nothing() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | person:7 | agency.asked | agency=pln
        Mon 2026-03-02 11:00 | person:7 | returned | holder=person:8"""
    )
    found = judged(table, "Mon 2026-03-02 12:00")
    assert found.clocks["resolution"].used_seconds == hours("4:00")
    assert [holder for _start, _end, holder in custody(found)] == ["person:7", "agency:pln", "person:8"]


@pytest.mark.parametrize("start", ["referred | agency=pln, reason=theirs", "agency.asked | agency=pln"])
def test_36_a_hand_over_before_the_return_is_refused(start: str) -> None:
    table = (
        RECEIVED
        + f"""
        Mon 2026-03-02 09:00 | person:7 | {start}
        Mon 2026-03-02 10:00 | person:7 | handed_over | unit=SARPRAS, holder=person:8"""
    )
    with pytest.raises(SlaError) as refused:
        judged(table, "Mon 2026-03-02 12:00")
    assert (refused.value.code, refused.value.key) == ("handed_over_at_agency", "event 4")


def test_37_a_merge_goes_into_the_ticket_received_first() -> None:
    early, late = when("Mon 2026-03-02 08:00"), when("Mon 2026-03-02 09:00")
    check_merge(duplicate_received_at=late, survivor_received_at=early)
    check_merge(duplicate_received_at=early, survivor_received_at=early)
    with pytest.raises(SlaError) as refused:
        check_merge(duplicate_received_at=early, survivor_received_at=late)
    assert (refused.value.code, refused.value.key) == ("merged_into_later", "survivor")
    naive = early.replace(tzinfo=None)
    for given in ("duplicate_received_at", "survivor_received_at"):
        with pytest.raises(SlaError) as refused:
            check_merge(**{"duplicate_received_at": late, "survivor_received_at": early, given: naive})
        assert (refused.value.code, refused.value.key) == ("naive_instant", given)


def test_38_the_ledger_of_a_split_off_ticket_is_numbered_anew_up_to_the_split() -> None:
    parent = ledger("""
        Mon 2026-03-02 08:00 | citizen  | received
        Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 10:00 | person:7 | message.sent | message=2, act=answer
        Mon 2026-03-02 10:01 | person:7 | message.sent | message=3, act=answer""")
    parent = [
        event._replace(seq=event.seq * 10) for event in parent
    ]  # as it stands among other tickets' events
    at = when("Mon 2026-03-02 10:00")
    found = split_ledger(reversed(parent), parent="MRL-1", at=at, recorded_at=at, by="person:7")
    assert [(event.seq, event.kind, event.data.get("message")) for event in found] == [
        (1, "ticket.received", None),
        (2, "message.sent", 1),
        (3, "message.sent", 2),
        (4, "ticket.split", None),
    ]
    assert (found[-1].at, found[-1].by, found[-1].data) == (at, "person:7", {"parent": "MRL-1"})
    with pytest.raises(SlaError) as refused:
        split_ledger(parent, parent="MRL-1", at=at.replace(tzinfo=None), recorded_at=at, by="person:7")
    assert refused.value.key == "at"


def test_33_the_gap_after_an_expiry_counts_for_each_of_the_legal_clocks() -> None:
    asked = """
        Mon 2026-03-02 12:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 12:00 | rule     | message.delivered | message=1, route=page
        Tue 2026-03-17 09:00 | citizen  | message.sent      | message=2, act=message"""
    decided = """
        Mon 2026-03-02 10:00 | person:7 | resolved
        Mon 2026-03-02 11:00 | citizen  | disputed"""
    wall = hours("24:00") * 15
    found = judged(RECEIVED + asked, "Tue 2026-03-17 10:00").clocks["legal_decision"]
    assert (found.status, found.used_seconds) == ("running", wall + hours("2:00"))
    found = judged(RECEIVED + decided + asked, "Tue 2026-03-17 10:00").clocks["legal_notice"]
    assert (found.status, found.used_seconds) == ("breached", wall)


def test_37_the_duplicate_is_stopped_and_the_survivor_does_not_change() -> None:
    duplicate = RECEIVED + "Mon 2026-03-02 10:00 | person:7 | merged | into=MRL-1, reason=same lamp"
    found = judged(duplicate, "Mon 2026-03-02 11:00")
    assert (found.clocks["resolution"].status, found.clocks["resolution"].reason) == ("stopped", "merged")
    survivor = RECEIVED + "Mon 2026-03-02 10:00 | person:7 | ticket.absorbed | number=MRL-2"
    as_of = "Tue 2026-03-03 09:00"
    assert judged(survivor, as_of).clocks == judged(RECEIVED, as_of).clocks


def test_38_a_split_off_ticket_copies_the_ledger_and_its_custody_begins_at_the_split() -> None:
    parent = ledger(
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer
        Tue 2026-03-03 09:00 | person:7 | resolved"""
    )
    at = when("Mon 2026-03-02 14:00")
    child = split_ledger(parent, parent="MRL-1", at=at, recorded_at=at, by="person:1")
    found = judged(child, "Tue 2026-03-03 09:00")
    assert found.clocks["first_response"].status == "met"  # met stays met
    assert said(found.clocks["resolution"].started_at) == "Mon 2026-03-02 08:00"
    assert (found.clocks["resolution"].status, found.clocks["resolution"].used_seconds) == (
        "running",
        hours("8:00"),
    )
    assert custody(found) == [("Mon 2026-03-02 14:00", "Tue 2026-03-03 09:00", "person:7")]
    assert found.custody.total_seconds == hours("3:00")


def test_reopened_twice_each_gap_is_left_out() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 09:00 | person:7 | resolved
        Mon 2026-03-02 10:00 | citizen  | disputed
        Mon 2026-03-02 11:00 | person:7 | resolved
        Mon 2026-03-02 14:00 | citizen  | disputed
        Mon 2026-03-02 15:00 | person:7 | resolved"""
    )
    found = clock("resolution", table, "Mon 2026-03-02 16:00", policy=TEN_HOURS)
    assert (found.status, found.used_seconds, due(found)) == ("met", hours("3:00"), "Tue 2026-03-03 15:00")


def test_an_act_by_rule_dated_late_is_as_good_as_one_in_time() -> None:
    resolved = ledger(RECEIVED + "Mon 2026-03-02 10:00 | person:7 | resolved")
    closing = when("Mon 2026-03-16 16:00")
    job = resolved[-1]._replace(
        seq=9,
        kind="ticket.closed",
        at=closing,
        recorded_at=closing + timedelta(days=7),
        by="rule",
        data={"reason": "no_objection"},
    )
    as_of = "Mon 2026-03-30 09:00"
    assert judged([*resolved, job], as_of) == judged(resolved, as_of)


def test_rows_promise_only_what_they_name() -> None:
    rules = policy(row(targets={"resolution": Amount("working", WORKING_HOUR)}))
    found = clock("verification", RECEIVED, "Mon 2026-03-02 12:00", policy=rules)
    assert (found.status, found.due_at, found.used_seconds) == ("no_target", None, None)
