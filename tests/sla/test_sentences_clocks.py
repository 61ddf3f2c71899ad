"""Sentences 13 to 29 of "Exactly": verdicts, pauses, rounds of answers."""

from __future__ import annotations

import pytest

from sla import CLOCKS
from tests.sla.office import POLICY, WORKING_HOUR, calendar_with, clock, due, judged, ledger, only
from tests.sla.weekdays import day, hours, said

RECEIVED = "Mon 2026-03-02 08:00 | citizen | received\n"
SIX_HOURS = only("resolution", "working", 6 * WORKING_HOUR)  # due Mon 2026-03-02 15:00


# -- verdict ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stop", "status"),
    [
        ("Mon 2026-03-02 16:00", "met"),
        ("Mon 2026-03-02 16:00:01", "breached"),
        ("Mon 2026-03-02 20:00", "breached"),  # no working time was used, but it is late
    ],
)
def test_13_met_or_breached_is_decided_by_the_due_whatever_was_used(stop: str, status: str) -> None:
    promise = only("resolution", "working", 7 * WORKING_HOUR)  # due at closing
    found = clock(
        "resolution", f"{RECEIVED}{stop} | person:7 | resolved", "Tue 2026-03-03 09:00", policy=promise
    )
    assert (found.status, found.used_seconds, found.remaining_seconds) == (status, hours("7:00"), 0)


@pytest.mark.parametrize(
    ("as_of", "status", "breached"),
    [
        ("Mon 2026-03-02 14:59:59", "at_risk", None),
        ("Mon 2026-03-02 15:00", "at_risk", None),
        ("Mon 2026-03-02 15:00:01", "breached", "Mon 2026-03-02 15:00"),
        ("Wed 2026-03-11 09:00", "breached", "Mon 2026-03-02 15:00"),
    ],
)
def test_14_breached_strictly_after_the_due(as_of: str, status: str, breached: str | None) -> None:
    found = clock("resolution", RECEIVED, as_of, policy=SIX_HOURS)
    assert (found.status, said(found.breached_at)) == (status, breached)


@pytest.mark.parametrize("received", ["Sat 2026-02-28 21:15", "Sun 2026-03-01 03:00", "Mon 2026-03-02 07:59"])
def test_15_the_start_is_the_events_own_and_counting_begins_by_itself(received: str) -> None:
    found = clock("resolution", f"{received} | citizen | received", "Mon 2026-03-02 09:00", policy=SIX_HOURS)
    assert said(found.started_at) == received
    assert (found.used_seconds, due(found)) == (hours("1:00"), "Mon 2026-03-02 15:00")


@pytest.mark.parametrize(
    ("promise", "just_before", "at"),
    [
        (("working", 6 * WORKING_HOUR, 75), "Mon 2026-03-02 13:29:59", "Mon 2026-03-02 13:30"),
        (("working", 6 * WORKING_HOUR, 50), "Mon 2026-03-02 10:59:59", "Mon 2026-03-02 11:00"),
        (("working_days", 1, 50), "Mon 2026-03-02 15:59:59", "Mon 2026-03-02 16:00"),  # half of 14 h
        (("calendar_days", 3, 75), "Wed 2026-03-04 23:59:59", "Thu 2026-03-05 00:00"),  # from midnight: 96 h
    ],
)
def test_16_at_risk_from_the_share_of_its_own_kind_of_time(
    promise: tuple[str, int, int], just_before: str, at: str
) -> None:
    kind, count, share = promise
    received = "Mon 2026-03-02 00:00 | citizen | received"
    rules = only("resolution", kind, count, warning_share=share)
    assert clock("resolution", received, just_before, policy=rules).status == "running"
    assert clock("resolution", received, at, policy=rules).status == "at_risk"


def test_17_used_is_of_the_targets_own_kind_and_remaining_goes_below_zero() -> None:
    as_of = "Tue 2026-03-03 09:00"
    working = clock("resolution", RECEIVED, as_of, policy=SIX_HOURS)
    assert (working.used_seconds, working.remaining_seconds) == (hours("8:00"), hours("-2:00"))
    calendar = clock("resolution", RECEIVED, as_of, policy=only("resolution", "calendar_days", 1))
    assert (calendar.used_seconds, calendar.remaining_seconds) == (hours("25:00"), hours("15:00"))
    days = clock("resolution", RECEIVED, as_of, policy=only("resolution", "working_days", 1))
    assert (days.used_seconds, days.remaining_seconds) == (hours("8:00"), hours("6:00"))


# -- pauses ----------------------------------------------------------------------------------------------

ASKED = """
    Mon 2026-03-02 08:00 | citizen  | received
    Mon 2026-03-02 10:00 | person:7 | message.sent      | message=1, act=question
    Mon 2026-03-02 10:00 | rule     | message.delivered | message=1, route=page
"""


def test_18_pauses_apply_to_verification_and_resolution_only() -> None:
    table = ASKED + "Mon 2026-03-02 14:00 | citizen | message.sent | message=2, act=message"
    found = judged(table, "Mon 2026-03-02 15:00").clocks
    assert found["resolution"].used_seconds == hours("3:00")
    assert due(found["resolution"]) == "Wed 2026-03-04 11:00"  # 14 h and the 3 h paused
    assert found["verification"].used_seconds == hours("3:00")
    assert due(found["verification"]) == "Wed 2026-03-04 11:00"
    assert found["legal_answer"].used_seconds == hours("2:00")
    assert found["legal_decision"].used_seconds == hours("7:00")
    assert due(found["legal_decision"]) == "Sat 2026-05-02 00:00"
    assert [name for name, one in judged(ASKED, "Mon 2026-03-02 11:00").clocks.items() if one.paused] == [
        "verification",
        "resolution",
    ]


def test_19_only_a_members_question_pauses_and_it_is_a_response_itself() -> None:
    found = judged(ASKED, "Mon 2026-03-02 12:00").clocks
    assert found["resolution"].paused
    assert (found["first_response"].status, found["first_response"].used_seconds) == ("met", hours("2:00"))
    by_bot = judged(ASKED.replace("person:7", "bot"), "Mon 2026-03-02 12:00").clocks
    assert not by_bot["resolution"].paused
    assert by_bot["first_response"].status == "at_risk"


def sent_and(*rest: str) -> str:
    return "\n".join(
        (
            "Mon 2026-03-02 08:00 | citizen  | received",
            "Mon 2026-03-02 10:00 | person:7 | message.sent | message=1, act=question",
            *rest,
        )
    )


@pytest.mark.parametrize(
    ("rest", "used"),
    [
        ((), "7:00"),  # never accepted: pauses nothing
        (("Mon 2026-03-02 11:00 | rule | message.delivered | message=1, route=email",), "3:00"),
        (("Mon 2026-03-02 11:00 | rule | message.bounced | message=1, route=email",), "7:00"),
        (
            (
                "Mon 2026-03-02 11:00 | rule | message.bounced   | message=1, route=email",
                "Mon 2026-03-02 14:00 | rule | message.delivered | message=1, route=page",
            ),
            "5:00",
        ),
        (
            (  # accepted, and then it came back after all: as if never accepted
                "Mon 2026-03-02 11:00 | rule | message.delivered | message=1, route=email",
                "Mon 2026-03-02 13:30 | rule | message.bounced   | message=1, route=email",
                "Mon 2026-03-02 14:00 | rule | message.delivered | message=1, route=page",
            ),
            "5:00",
        ),
    ],
)
def test_20_a_question_pauses_from_its_delivery_and_answers_at_its_own_instant(
    rest: tuple[str, ...], used: str
) -> None:
    found = judged(sent_and(*rest), "Mon 2026-03-02 16:00").clocks
    assert found["resolution"].used_seconds == hours(used)
    assert said(found["first_response"].stopped_at) == "Mon 2026-03-02 10:00"


@pytest.mark.parametrize(
    ("target", "asked", "answered", "expected"),
    [
        # Starts before the due (15:00) and ends after it: all of it counts.
        (6, "Mon 2026-03-02 14:00", "Tue 2026-03-03 10:00", "Tue 2026-03-03 11:00"),
        # Starts exactly at the due.
        (6, "Mon 2026-03-02 15:00", "Tue 2026-03-03 10:00", "Tue 2026-03-03 10:00"),
        # Covers no working time (the due is at closing), and yet the due is never before the pause's own end.
        (7, "Mon 2026-03-02 16:00", "Mon 2026-03-02 20:00", "Mon 2026-03-02 20:00"),
        # Starts after the due: moves nothing and undoes nothing.
        (6, "Mon 2026-03-02 15:00:01", "Tue 2026-03-03 10:00", "Mon 2026-03-02 15:00"),
    ],
)
def test_21_a_pause_moves_the_due_if_it_starts_at_or_before_it(
    target: int, asked: str, answered: str, expected: str
) -> None:
    table = f"""{RECEIVED}
        {asked} | person:7 | message.sent | message=1, act=question
        {asked} | rule | message.delivered | message=1, route=page
        {answered} | citizen | message.sent | message=2, act=message"""
    promise = only("resolution", "working", target * WORKING_HOUR)
    found = clock("resolution", table, "Wed 2026-03-04 09:00", policy=promise)
    assert due(found) == expected
    assert found.breached_at == found.due_at


def test_21_a_breach_before_the_pause_stays() -> None:
    table = f"""{RECEIVED}
        Mon 2026-03-02 15:30 | person:7 | message.sent | message=1, act=question
        Mon 2026-03-02 15:30 | rule | message.delivered | message=1, route=page"""
    found = clock("resolution", table, "Tue 2026-03-03 12:00", policy=SIX_HOURS)
    assert (found.status, found.paused, said(found.breached_at)) == ("breached", True, "Mon 2026-03-02 15:00")
    assert (found.used_seconds, found.remaining_seconds) == (hours("6:30"), hours("-0:30"))


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        (
            ("working_days", 2),
            "Thu 2026-03-05 11:00",
        ),  # close of Wednesday and 3 h: not rounded to a day's end
        (("calendar_days", 2), "Thu 2026-03-05 04:00"),  # Wednesday 24:00 and 4 h by the wall clock
        (("working", 10 * WORKING_HOUR), "Tue 2026-03-03 15:00"),
    ],
)
def test_22_each_kind_of_due_moves_by_its_own_kind_of_time(promise: tuple[str, int], expected: str) -> None:
    table = ASKED + "Mon 2026-03-02 14:00 | citizen | message.sent | message=2, act=message"
    found = clock("resolution", table, "Mon 2026-03-02 15:00", policy=only("resolution", *promise))
    assert due(found) == expected


def test_22_a_pause_of_calendar_days_is_left_out_by_the_wall_clock() -> None:
    table = ASKED + "Mon 2026-03-02 20:00 | citizen | message.sent | message=2, act=message"
    found = clock("resolution", table, "Tue 2026-03-03 08:00", policy=only("resolution", "calendar_days", 2))
    assert (found.used_seconds, due(found)) == (hours("14:00"), "Thu 2026-03-05 10:00")
    assert found.remaining_seconds == hours("50:00")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("Mon 2026-03-02 10:00", "Mon 2026-03-02 15:00"),
        ("Mon 2026-03-02 11:00", "Mon 2026-03-02 16:00"),
        ("Mon 2026-03-02 20:00", "Tue 2026-03-03 12:00"),
        ("Thu 2026-03-05 09:00", "Thu 2026-03-05 14:00"),
    ],
)
def test_22_while_a_pause_is_open_the_due_is_as_if_it_ended_now(as_of: str, expected: str) -> None:
    found = clock("resolution", ASKED, as_of, policy=SIX_HOURS)
    assert (due(found), found.used_seconds, found.remaining_seconds) == (
        expected,
        hours("2:00"),
        hours("4:00"),
    )


ENDS = [
    "Mon 2026-03-02 14:00 | citizen  | message.sent | message=9, act=message",
    "Mon 2026-03-02 14:00 | person:7 | question.withdrawn | message=1",
    "Mon 2026-03-02 14:00 | person:7 | resolved",
    "Mon 2026-03-02 14:00 | person:7 | rejected | reason=spam",
    "Mon 2026-03-02 14:00 | citizen  | cancelled | reason=changed_mind",
    "Mon 2026-03-02 14:00 | person:7 | referred | reason=not_ours, agency=pln",
    "Mon 2026-03-02 14:00 | person:7 | merged | into=MRL-1, reason=duplicate",
]


@pytest.mark.parametrize("end", ENDS)
def test_23_these_end_every_pause_also_of_questions_under_way(end: str) -> None:
    later = """
        Mon 2026-03-02 11:00 | person:7 | message.sent      | message=2, act=question
        {end}
        Mon 2026-03-02 15:00 | rule     | message.delivered | message=2, route=email"""
    found = judged(ASKED + later.format(end=end), "Mon 2026-03-02 16:00")
    assert ("Mon 2026-03-02 10:00", "Mon 2026-03-02 14:00", "citizen") in [
        (said(span.start), said(span.end), span.holder) for span in found.custody.spans
    ]
    assert not found.clocks["resolution"].paused
    running = "message.sent" in end or "withdrawn" in end
    assert found.clocks["resolution"].used_seconds == hours("4:00" if running else "2:00")


@pytest.mark.parametrize(
    "other",
    [
        "Mon 2026-03-02 14:00 | person:7 | message.sent | message=9, act=answer",
        "Mon 2026-03-02 14:00 | person:7 | message.sent | message=9, act=question",
        "Mon 2026-03-02 14:00 | person:7 | handed_over | unit=SARPRAS, holder=person:8",
        "Mon 2026-03-02 14:00 | person:7 | ticket.noted | message=9",
        "Mon 2026-03-02 14:00 | bot | message.sent | message=9, act=automatic",
    ],
)
def test_23_nothing_else_ends_a_pause(other: str) -> None:
    found = clock("resolution", ASKED + other, "Mon 2026-03-02 16:00")
    assert (found.paused, found.used_seconds) == (True, hours("2:00"))


def test_23_overlapping_pauses_are_one() -> None:
    table = (
        ASKED
        + """
        Mon 2026-03-02 11:00 | person:7 | message.sent      | message=2, act=question
        Mon 2026-03-02 11:00 | rule     | message.delivered | message=2, route=page
        Mon 2026-03-02 14:00 | citizen  | message.sent      | message=3, act=message"""
    )
    found = clock("resolution", table, "Mon 2026-03-02 16:00")
    assert (found.used_seconds, due(found)) == (hours("4:00"), "Wed 2026-03-04 11:00")


def test_24_a_question_expires_at_the_close_of_the_tenth_working_day() -> None:
    before = judged(ASKED, "Mon 2026-03-16 15:59:59")
    assert (before.final_closed_at, before.clocks["resolution"].paused) == (None, True)
    at = judged(ASKED, "Mon 2026-03-16 16:00")  # closed strictly after it
    assert (at.final_closed_at, at.clocks["resolution"].paused) == (None, True)
    after = judged(ASKED, "Mon 2026-03-16 16:00:01")  # no job and no event is needed
    assert said(after.final_closed_at) == "Mon 2026-03-16 16:00"
    resolution = after.clocks["resolution"]
    assert (resolution.status, resolution.reason, resolution.used_seconds) == (
        "stopped",
        "no_answer",
        hours("2:00"),
    )
    assert said(resolution.stopped_at) == "Mon 2026-03-16 16:00"


def test_24_a_completeness_question_expires_at_the_end_of_the_thirtieth_day() -> None:
    asked = ASKED.replace("question", "completeness")
    assert judged(asked, "Thu 2026-04-02 00:00").final_closed_at is None
    assert said(judged(asked, "Thu 2026-04-02 00:00:01").final_closed_at) == "Thu 2026-04-02 00:00"


def test_24_the_pause_expires_with_the_last_of_its_questions() -> None:
    table = (
        ASKED
        + """
        Wed 2026-03-04 09:00 | person:7 | message.sent      | message=2, act=question
        Wed 2026-03-04 09:00 | rule     | message.delivered | message=2, route=page"""
    )
    assert said(judged(table, "Mon 2026-03-30 09:00").final_closed_at) == "Wed 2026-03-18 16:00"
    assert judged(table, "Mon 2026-03-30 09:00").questions_asked == 2


def test_18_routed_while_it_waits_for_the_citizen_the_checking_ends_with_the_pause_it_had() -> None:
    routed = "Mon 2026-03-02 14:00 | person:1 | routed | unit=SARPRAS, holder=person:8"
    found = clock("verification", ASKED + routed, "Tue 2026-03-03 09:00")
    assert (found.status, found.used_seconds, found.paused) == ("met", hours("2:00"), False)


def test_21_the_time_it_lay_resolved_and_a_later_pause_move_the_due_one_after_the_other() -> None:
    table = (
        RECEIVED
        + """
        Mon 2026-03-02 10:00 | person:7 | resolved
        Tue 2026-03-03 10:00 | citizen  | disputed
        Tue 2026-03-03 11:00 | person:7 | message.sent      | message=1, act=question
        Tue 2026-03-03 11:00 | rule     | message.delivered | message=1, route=page
        Tue 2026-03-03 12:00 | citizen  | message.sent      | message=2, act=message"""
    )
    found = clock("resolution", table, "Tue 2026-03-03 12:00", policy=SIX_HOURS)
    assert (due(found), found.used_seconds) == ("Tue 2026-03-03 16:00", hours("3:00"))


def test_24_the_last_to_expire_need_not_be_the_last_one_asked() -> None:
    table = (
        ASKED.replace("act=question", "act=completeness")
        + """
        Wed 2026-03-04 09:00 | person:7 | message.sent      | message=2, act=question
        Wed 2026-03-04 09:00 | rule     | message.delivered | message=2, route=page"""
    )
    assert judged(table, "Thu 2026-04-02 00:00").final_closed_at is None
    assert said(judged(table, "Thu 2026-04-02 00:00:01").final_closed_at) == "Thu 2026-04-02 00:00"


def test_24_a_question_that_arrives_again_by_another_route_expires_by_its_first_delivery() -> None:
    again = "Wed 2026-03-04 09:00 | rule | message.delivered | message=1, route=email"
    assert said(judged(ASKED + again, "Mon 2026-03-30 09:00").final_closed_at) == "Mon 2026-03-16 16:00"


TWO_UNDER_WAY = """
    Mon 2026-03-02 08:00 | citizen  | received
    Mon 2026-03-02 10:00 | person:7 | message.sent | message=1, act=completeness
    Mon 2026-03-02 10:00 | person:7 | message.sent | message=2, act=question
    Mon 2026-03-02 10:00 | person:7 | message.sent | message=3, act=answer
"""


def test_24_only_a_question_that_was_delivered_pauses_and_expires() -> None:
    answer = TWO_UNDER_WAY + "Mon 2026-03-02 11:00 | rule | message.delivered | message=3, route=email\n"
    found = judged(answer, "Fri 2026-05-29 09:00")
    assert (found.final_closed_at, found.clocks["resolution"].paused) == (None, False)
    second = TWO_UNDER_WAY + "Mon 2026-03-02 11:00 | rule | message.delivered | message=2, route=email\n"
    assert judged(second, "Mon 2026-03-02 12:00").clocks["legal_decision"].status == "running"
    assert said(judged(second, "Fri 2026-05-29 09:00").final_closed_at) == "Mon 2026-03-16 16:00"


def test_24_reopened_at_the_very_instant_of_the_expiry_it_stays_open() -> None:
    closed = "Mon 2026-03-16 16:00 | rule | closed | reason=no_answer\n"
    reopened = "Mon 2026-03-16 16:00 | person:1 | reopened | reason=came to the counter"
    found = judged(ASKED + closed + reopened, "Tue 2026-03-17 09:00")
    assert found.final_closed_at is None
    assert found.clocks["resolution"].used_seconds == hours("3:00")


def test_23_a_withdrawn_question_does_not_expire() -> None:
    withdrawn = "Mon 2026-03-02 11:00 | person:7 | question.withdrawn | message=1"
    assert judged(ASKED + withdrawn, "Fri 2026-05-29 09:00").final_closed_at is None


def test_23_withdrawing_what_is_no_open_question_ends_nothing() -> None:
    withdrawn = "Mon 2026-03-02 11:00 | person:7 | question.withdrawn | message=8"
    assert clock("resolution", ASKED + withdrawn, "Mon 2026-03-02 12:00").paused


def test_24_a_clock_already_past_due_ends_as_breached() -> None:
    table = ASKED.replace("Mon 2026-03-02 10:00", "Mon 2026-03-02 15:30")
    found = clock("resolution", table, "Mon 2026-03-30 09:00", policy=SIX_HOURS)
    assert (found.status, found.reason, said(found.breached_at)) == (
        "breached",
        "no_answer",
        "Mon 2026-03-02 15:00",
    )


@pytest.mark.parametrize(
    ("answered", "closed_at", "used"),
    [
        ("Mon 2026-03-16 16:00", None, "9:00"),  # at that very instant: in time
        ("Tue 2026-03-17 08:00", None, "9:00"),  # later: reopens, the gap is nobody's and does not count
        ("Tue 2026-03-17 10:00", None, "7:00"),
    ],
)
def test_24_an_answer_at_the_instant_is_in_time_and_a_later_one_reopens(
    answered: str, closed_at: str | None, used: str
) -> None:
    table = ASKED + f"{answered} | citizen | message.sent | message=2, act=message"
    found = judged(table, "Tue 2026-03-17 16:00")
    assert said(found.final_closed_at) == closed_at
    assert found.clocks["resolution"].used_seconds == hours(used)
    nobody = [span for span in found.custody.spans if span.holder == "nobody"]
    assert len(nobody) == (0 if answered == "Mon 2026-03-16 16:00" else 1)


def test_24_the_ledgers_own_closing_event_changes_nothing() -> None:
    for closing in ("", "Mon 2026-03-16 16:00 | rule | closed | reason=no_answer\n"):
        answer = "Mon 2026-03-16 16:00 | citizen | message.sent | message=2, act=message"
        assert judged(ASKED + closing, "Tue 2026-03-17 08:00").final_closed_at is not None
        assert judged(ASKED + closing + answer, "Tue 2026-03-17 08:00").final_closed_at is None


@pytest.mark.parametrize(
    ("by", "act", "status"),
    [
        ("person:7", "answer", "met"),
        ("person:7", "question", "met"),
        ("person:7", "completeness", "met"),
        ("person:7", "decision", "met"),
        ("person:7", "progress", "met"),
        ("person:7", "reason", "met"),
        ("person:7", "automatic", "running"),
        ("person:7", "attachment", "running"),
        ("person:7", "edit", "running"),
        ("bot", "answer", "running"),
        ("rule", "automatic", "running"),
        ("citizen", "message", "running"),
    ],
)
def test_25_substantive_is_decided_by_the_act(by: str, act: str, status: str) -> None:
    table = f"{RECEIVED} Mon 2026-03-02 09:00 | {by} | message.sent | message=1, act={act}"
    assert clock("first_response", table, "Mon 2026-03-02 10:00").status == status


def test_25_a_superior_may_unmark_a_message() -> None:
    table = f"""{RECEIVED}
        Mon 2026-03-02 09:00 | person:7 | message.sent     | message=1, act=answer
        Tue 2026-03-03 09:00 | person:1 | message.unmarked | message=1, reason=empty words"""
    assert clock("first_response", table, "Tue 2026-03-03 08:59").status == "met"
    found = clock("first_response", table, "Tue 2026-03-03 10:00")
    assert (found.status, said(found.breached_at)) == ("breached", "Mon 2026-03-02 12:00")


def test_26_any_member_of_the_office_counts() -> None:
    for member in ("person:7", "person:900"):  # a civil servant, an environment head
        table = f"{RECEIVED} Mon 2026-03-02 09:00 | {member} | message.sent | message=1, act=answer"
        found = clock("first_response", table, "Mon 2026-03-02 10:00")
        assert (found.status, found.reason) == ("met", None)


# -- rounds ----------------------------------------------------------------------------------------------

ANSWERED = f"""{RECEIVED}
    Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer
"""


def rounds(table: str, as_of: str = "Fri 2026-03-06 09:00") -> list[tuple[str | None, str, str | None]]:
    return [(said(one.started_at), one.status, one.reason) for one in judged(table, as_of).rounds]


def test_27_a_round_opens_at_the_first_message_and_further_ones_belong_to_it() -> None:
    table = (
        ANSWERED
        + """
        Mon 2026-03-02 10:00 | citizen  | message.sent | message=2, act=message
        Mon 2026-03-02 11:00 | citizen  | message.sent | message=3, act=message
        Mon 2026-03-02 14:00 | person:7 | message.sent | message=4, act=answer
        Mon 2026-03-02 15:00 | citizen  | message.sent | message=5, act=message"""
    )
    assert rounds(table, "Mon 2026-03-02 16:00") == [
        ("Mon 2026-03-02 10:00", "met", None),
        ("Mon 2026-03-02 15:00", "running", None),
    ]


AFTER_CLOSING = """
    Mon 2026-03-02 08:00 | citizen  | received
    Mon 2026-03-02 08:30 | citizen  | message.sent | message=1, act=message
    Mon 2026-03-02 09:00 | person:7 | message.sent | message=2, act=answer
    Mon 2026-03-02 10:00 | person:7 | resolved
    Mon 2026-03-02 11:00 | citizen  | closed | reason=accepted
    Mon 2026-03-02 14:00 | citizen  | message.sent | message=3, act=message
"""


def test_27_no_round_before_the_first_response_and_one_written_after_closing_at_the_reopening() -> None:
    assert rounds(AFTER_CLOSING, "Tue 2026-03-03 08:00") == []
    table = AFTER_CLOSING + "Tue 2026-03-03 09:00 | person:1 | reopened | reason=not done\n"
    table += "Tue 2026-03-03 10:00 | citizen  | message.sent | message=4, act=message"
    assert rounds(table) == [("Tue 2026-03-03 09:00", "breached", None)]


def test_27_what_the_office_answered_while_it_was_closed_opens_no_round() -> None:
    table = AFTER_CLOSING + "Mon 2026-03-02 15:00 | person:7 | message.sent | message=4, act=answer\n"
    table += "Tue 2026-03-03 09:00 | person:1 | reopened | reason=not done"
    assert rounds(table) == []


@pytest.mark.parametrize("end", ["cancelled | reason=by mistake", "closed | reason=accepted"])
def test_28_a_message_still_unanswered_opens_a_round_of_its_own_at_a_reopening(end: str) -> None:
    resolved = "Mon 2026-03-02 10:30 | person:7 | resolved\n" if end.startswith("closed") else ""
    table = OPEN_ROUND + resolved + f"Mon 2026-03-02 11:00 | citizen | {end}\n"
    table += "Mon 2026-03-02 14:00 | person:1 | reopened | reason=by mistake"
    reason = end.split(" ")[0]
    assert rounds(table, "Mon 2026-03-02 15:00") == [
        ("Mon 2026-03-02 10:00", "stopped", reason),
        ("Mon 2026-03-02 14:00", "running", None),
    ]
    assert rounds(table, "Fri 2026-03-06 09:00")[1] == ("Mon 2026-03-02 14:00", "breached", None)


def test_28_after_an_expiry_that_an_officer_reopens_what_waited_waits_again() -> None:
    table = (
        OPEN_ROUND
        + """
        Mon 2026-03-02 10:30 | person:7 | message.sent      | message=3, act=question
        Mon 2026-03-02 10:30 | rule     | message.delivered | message=3, route=page
        Tue 2026-03-17 09:00 | person:1 | reopened          | reason=found the note"""
    )
    assert rounds(table, "Tue 2026-03-17 10:00") == [("Mon 2026-03-02 10:00", "met", None)]
    unmarked = table + "\nTue 2026-03-17 09:30 | person:1 | message.unmarked | message=3, reason=empty"
    assert rounds(unmarked, "Tue 2026-03-17 10:00") == [
        ("Mon 2026-03-02 10:00", "breached", "no_answer"),
        ("Tue 2026-03-17 09:00", "running", None),
    ]


def test_25_what_an_unmarked_answer_let_open_stays_and_both_rounds_wait() -> None:
    """A breach once seen never vanishes: not of the round that a later unmarked answer had separated."""
    table = (
        OPEN_ROUND
        + """
        Mon 2026-03-02 11:00 | person:7 | message.sent     | message=3, act=answer
        Mon 2026-03-02 13:00 | citizen  | message.sent     | message=4, act=message
        Wed 2026-03-04 09:00 | person:1 | message.unmarked | message=3, reason=empty
        Wed 2026-03-04 10:00 | person:7 | message.sent     | message=5, act=answer"""
    )
    assert rounds(table, "Tue 2026-03-03 14:00") == [
        ("Mon 2026-03-02 10:00", "met", None),
        ("Mon 2026-03-02 13:00", "breached", None),
    ]
    found = judged(table, "Wed 2026-03-04 11:00").rounds
    assert [(said(one.breached_at), said(one.stopped_at)) for one in found] == [
        ("Tue 2026-03-03 10:00", "Wed 2026-03-04 10:00"),
        ("Tue 2026-03-03 12:00", "Wed 2026-03-04 10:00"),
    ]


def test_29_beside_the_worst_round_stands_the_one_that_runs_with_its_own_due() -> None:
    table = (
        OPEN_ROUND
        + """
        Wed 2026-03-04 09:00 | person:7 | message.sent | message=3, act=answer
        Wed 2026-03-04 10:00 | citizen  | message.sent | message=4, act=message"""
    )
    found = judged(table, "Wed 2026-03-04 11:00")
    assert found.clocks["next_response"].status == "breached"
    assert found.open_round is not None
    assert (found.open_round.status, due(found.open_round)) == ("running", "Thu 2026-03-05 10:00")
    answered = judged(table, "Wed 2026-03-04 09:30")
    assert (answered.clocks["next_response"].status, answered.open_round) == ("breached", None)


# -- 20 and 24: what was delivered, what came back, what expired -----------------------------------------


def test_20_a_closing_that_only_a_bounce_brings_about_falls_at_the_bounce() -> None:
    """The second question carried the pause past the first one's expiry, until it came back."""
    table = (
        ASKED
        + """
        Tue 2026-03-10 10:00 | person:7 | message.sent      | message=2, act=question
        Tue 2026-03-10 10:00 | rule     | message.delivered | message=2, route=email"""
    )
    back = "\nWed 2026-03-18 12:00 | rule | message.bounced | message=2, route=email"
    assert judged(table + back, "Wed 2026-03-18 12:00").final_closed_at is None
    assert said(judged(table + back, "Wed 2026-03-18 12:00:01").final_closed_at) == "Wed 2026-03-18 12:00"
    resolved = "\nWed 2026-03-18 10:00 | person:7 | resolved"
    found = judged(table + resolved + back, "Tue 2026-03-24 09:00")
    assert (found.final_closed_at, said(found.clocks["resolution"].stopped_at)) == (
        None,
        "Wed 2026-03-18 10:00",
    )
    corrected = (
        resolved
        + back
        + (
            "\nFri 2026-03-27 09:00 | person:1 | custody.corrected | "
            "start=2026-03-17T09:00+07:00, end=2026-03-18T09:00+07:00, holder=person:8"
        )
    )
    assert judged(table + corrected, "Fri 2026-03-27 10:00").custody.totals["person:8"] == hours("7:00")


def test_20_what_came_back_after_it_expired_paused_nothing_and_stays_closed() -> None:
    back = "Wed 2026-03-18 12:00 | rule | message.bounced | message=1, route=page"
    found = judged(ASKED + back, "Wed 2026-03-18 13:00")
    assert said(found.final_closed_at) == "Mon 2026-03-16 16:00"
    assert (found.clocks["resolution"].status, found.clocks["resolution"].reason) == ("breached", "no_answer")
    for job in ("", "Mon 2026-03-16 16:00 | rule | closed | reason=no_answer\n"):
        assert judged(ASKED + job + back, "Wed 2026-03-18 13:00") == found


@pytest.mark.parametrize("known", ["Mon 2026-03-02 12:00", "Mon 2026-03-02 14:00"])
def test_20_a_question_that_two_routes_took_expires_by_the_one_that_kept_it(known: str) -> None:
    table = sent_and(
        "Mon 2026-03-02 11:00 | rule | message.delivered | message=1, route=email",
        f"{known} | rule | message.delivered | message=1, route=page",
        "Tue 2026-03-03 09:00 | rule | message.bounced   | message=1, route=email",
    )
    found = judged(table, "Mon 2026-03-16 16:00:01")
    assert said(found.final_closed_at) == "Mon 2026-03-16 16:00"
    assert found.clocks["resolution"].used_seconds == hours("4:00" if "12:00" in known else "5:00")


@pytest.mark.parametrize("named", ["message=1, how=telephone", "how=telephone"])
def test_20_a_citizen_without_a_route_is_reached_when_an_officer_records_it(named: str) -> None:
    table = sent_and(f"Mon 2026-03-02 14:00 | person:7 | citizen.reached | {named}")
    assert not clock("resolution", table, "Mon 2026-03-02 13:30").paused
    found = judged(table, "Mon 2026-03-02 16:00")
    assert found.clocks["resolution"].used_seconds == hours("5:00")
    assert said(judged(table, "Tue 2026-03-17 08:00").final_closed_at) == "Mon 2026-03-16 16:00"


def told(delivered: str | None, *rest: str, routeless: bool = False) -> str:
    lines = [
        "Mon 2026-03-02 08:00 | citizen  | received",
        f"Mon 2026-03-02 10:00 | person:7 | message.sent | message=1, act=answer{', routeless=yes' * routeless}",
        *([f"{delivered} | rule | message.delivered | message=1, route=email"] if delivered else []),
        *rest,
    ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("table", "stopped", "reason"),
    [
        (told(None), None, None),  # sent is not delivered
        (told("Tue 2026-03-03 09:00"), "Tue 2026-03-03 09:00", None),
        (told(None, routeless=True), "Mon 2026-03-02 10:00", None),
        (  # it came back, and the page took it
            told(
                "Tue 2026-03-03 09:00",
                "Tue 2026-03-03 10:00 | rule | message.bounced   | message=1, route=email",
                "Wed 2026-03-04 09:00 | rule | message.delivered | message=1, route=page",
            ),
            "Wed 2026-03-04 09:00",
            None,
        ),
        (  # the message was sent before the act, and reaches the citizen after it
            told("Tue 2026-03-03 09:00", "Mon 2026-03-02 11:00 | person:7 | rejected | reason=spam"),
            "Tue 2026-03-03 09:00",
            None,
        ),
        (  # one sent after the act stops nothing
            told(
                None,
                "Mon 2026-03-02 11:00 | person:7 | rejected | reason=spam",
                "Mon 2026-03-02 14:00 | person:7 | message.sent | message=2, act=answer",
                "Mon 2026-03-02 15:00 | rule | message.delivered | message=2, route=email",
            ),
            "Mon 2026-03-02 11:00",
            "rejected",
        ),
        (  # but if the stop is void, it counts from its delivery
            told(
                None,
                "Mon 2026-03-02 11:00 | person:7 | rejected | reason=spam",
                "Mon 2026-03-02 14:00 | person:7 | message.sent | message=2, act=answer",
                "Mon 2026-03-02 15:00 | rule | message.delivered | message=2, route=email",
                "Tue 2026-03-03 09:00 | person:1 | reopened | reason=it was none",
            ),
            "Mon 2026-03-02 15:00",
            None,
        ),
        (  # unmarked: it was no answer
            told("Tue 2026-03-03 09:00", "Tue 2026-03-03 10:00 | person:1 | message.unmarked | message=1"),
            None,
            None,
        ),
    ],
)
def test_20_the_legal_answer_stops_with_the_first_delivery_of_a_substantive_message(
    table: str, stopped: str | None, reason: str | None
) -> None:
    found = clock("legal_answer", table, "Fri 2026-03-06 09:00")
    assert (said(found.stopped_at), found.reason) == (stopped, reason)


def test_24_an_ordinary_questions_expiry_stops_no_legal_clock_before_the_thirtieth_day() -> None:
    """Delivered on Monday 2 March: the law gives until Wednesday 1 April, 24:00."""
    for as_of, status, stopped in [
        ("Tue 2026-03-17 00:00", "running", None),
        ("Thu 2026-04-02 00:00", "running", None),
        ("Thu 2026-04-02 00:00:01", "stopped", "Thu 2026-04-02 00:00"),
    ]:
        found = clock("legal_decision", ASKED, as_of)
        assert (found.status, said(found.stopped_at)) == (status, stopped), as_of
    in_time = ASKED + "Thu 2026-04-02 00:00 | citizen | message.sent | message=2, act=message"
    assert clock("legal_decision", in_time, "Sat 2026-05-02 00:00:01").status == "breached"
    late = ASKED + "Thu 2026-04-02 00:00:01 | citizen | message.sent | message=2, act=message"
    found = clock("legal_decision", late, "Fri 2026-04-03 09:00")
    assert (found.status, found.used_seconds) == ("running", hours("769:00"))  # the gap counts by law (33)


def test_24_the_legal_clocks_wait_for_the_last_question_delivered() -> None:
    table = (
        ASKED
        + """
        Mon 2026-03-09 09:00 | person:7 | message.sent      | message=2, act=question
        Mon 2026-03-09 09:00 | rule     | message.delivered | message=2, route=page"""
    )
    assert clock("legal_decision", table, "Thu 2026-04-09 00:00").status == "running"
    found = clock("legal_decision", table, "Thu 2026-04-09 00:00:01")
    assert (found.status, said(found.stopped_at)) == ("stopped", "Thu 2026-04-09 00:00")


def test_24_stopped_without_an_answer_is_counted_beside_whoever_asked() -> None:
    table = ASKED + "Mon 2026-03-02 08:30 | rule | routed | unit=SARPRAS, holder=person:8\n"
    found = judged(table, "Thu 2026-04-02 00:00:01").clocks
    assert (found["resolution"].reason, found["resolution"].owner) == ("no_answer", "person:7")
    assert (found["legal_decision"].reason, found["legal_decision"].owner) == ("no_answer", "person:7")
    broken = clock("resolution", table, "Tue 2026-03-17 08:00", policy=only("resolution", "working", 3600))
    assert (broken.status, broken.reason, broken.owner) == ("breached", "no_answer", None)  # 57: the desk


def test_24_what_a_job_wrote_of_a_question_that_was_answered_before_closes_nothing() -> None:
    """The answer came in at the counter on the ninth day and was entered after the job had run."""
    table = (
        ASKED
        + """
        Mon 2026-03-16 16:00 | rule     | closed       | reason=no_answer
        Fri 2026-03-13 09:00 | citizen  | message.sent | message=2, act=message"""
    )
    assert judged(table, "Wed 2026-03-18 09:00").final_closed_at is None


def test_27_when_a_stop_is_void_messages_since_it_open_a_round_at_their_own_instant() -> None:
    table = (
        ANSWERED
        + """
        Mon 2026-03-02 10:00 | person:7 | rejected | reason=not_ours
        Mon 2026-03-02 11:00 | citizen  | message.sent | message=2, act=message
        Mon 2026-03-02 14:00 | person:7 | message.sent | message=3, act=answer
        Mon 2026-03-02 15:00 | citizen  | message.sent | message=4, act=message
        Tue 2026-03-03 09:00 | person:1 | reopened | reason=ours after all"""
    )
    assert rounds(table, "Mon 2026-03-02 16:00") == []
    assert rounds(table, "Tue 2026-03-03 10:00") == [
        ("Mon 2026-03-02 11:00", "met", None),
        ("Mon 2026-03-02 15:00", "running", None),
    ]


OPEN_ROUND = ANSWERED + "Mon 2026-03-02 10:00 | citizen | message.sent | message=2, act=message\n"


@pytest.mark.parametrize(
    ("event", "in_time", "late"),
    [
        ("person:7 | round.ended | reason=thanks only", "no_answer_needed", "no_answer_needed"),
        ("person:7 | rejected | reason=spam", "rejected", "rejected"),
    ],
)
def test_28_a_round_ends_with_a_reason_or_breached_if_past_due(event: str, in_time: str, late: str) -> None:
    assert rounds(OPEN_ROUND + f"Mon 2026-03-02 11:00 | {event}") == [
        ("Mon 2026-03-02 10:00", "stopped", in_time)
    ]
    assert rounds(OPEN_ROUND + f"Wed 2026-03-04 11:00 | {event}") == [
        ("Mon 2026-03-02 10:00", "breached", late)
    ]


def test_28_final_closing_ends_the_round_and_a_resolution_without_words_does_not() -> None:
    resolved = OPEN_ROUND + "Mon 2026-03-02 11:00 | person:7 | resolved\n"
    assert rounds(resolved, "Mon 2026-03-02 14:00") == [("Mon 2026-03-02 10:00", "running", None)]
    closed = resolved + "Mon 2026-03-02 15:00 | citizen | closed | reason=accepted"
    assert rounds(closed) == [("Mon 2026-03-02 10:00", "stopped", "closed")]
    assert rounds(resolved, "Mon 2026-03-30 09:00") == [("Mon 2026-03-02 10:00", "breached", "closed")]


@pytest.mark.parametrize(
    "words",
    [
        "Mon 2026-03-02 11:00 | citizen | disputed | message=3",
        "Mon 2026-03-02 11:00 | citizen | closed | reason=accepted, message=3",
        "Mon 2026-03-02 11:00 | citizen | survey.answered | message=3",
    ],
)
def test_28_words_with_an_acceptance_a_dispute_or_a_rating_are_no_message(words: str) -> None:
    table = ANSWERED + "Mon 2026-03-02 10:00 | person:7 | resolved\n" + words
    assert rounds(table, "Mon 2026-03-02 14:00") == []


def test_29_the_worst_round_is_shown() -> None:
    table = (
        ANSWERED
        + """
        Mon 2026-03-02 10:00 | citizen  | message.sent | message=2, act=message
        Mon 2026-03-02 11:00 | person:7 | message.sent | message=3, act=answer
        Mon 2026-03-02 13:00 | citizen  | message.sent | message=4, act=message
        Mon 2026-03-02 15:00 | person:7 | message.sent | message=5, act=answer
        Tue 2026-03-03 08:00 | citizen  | message.sent | message=6, act=message
        Tue 2026-03-03 10:00 | person:7 | message.sent | message=7, act=answer"""
    )
    shown = clock("next_response", table, "Tue 2026-03-03 11:00")
    assert (shown.status, said(shown.started_at)) == ("met", "Mon 2026-03-02 13:00")  # longest, then earliest
    ended = table + "\nTue 2026-03-03 13:00 | citizen | message.sent | message=8, act=message"
    stopped = ended + "\nTue 2026-03-03 13:10 | person:7 | round.ended | reason=thanks"
    assert clock("next_response", stopped, "Tue 2026-03-03 14:00").status == "stopped"
    running = stopped + "\nTue 2026-03-03 14:00 | citizen | message.sent | message=9, act=message"
    assert clock("next_response", running, "Tue 2026-03-03 14:30").status == "running"
    assert clock("next_response", running, "Wed 2026-03-04 13:00").status == "at_risk"
    assert clock("next_response", running, "Thu 2026-03-05 09:00").status == "breached"
    answered = running + "\nThu 2026-03-05 09:00 | person:7 | message.sent | message=10, act=answer"
    again = answered + "\nThu 2026-03-05 10:00 | citizen | message.sent | message=11, act=message"
    assert said(clock("next_response", again, "Thu 2026-03-05 11:00").started_at) == "Tue 2026-03-03 14:00"


def test_29_among_equals_the_longest_to_the_second() -> None:
    table = """
        Mon 2026-03-02 08:00    | citizen  | received
        Mon 2026-03-02 09:00    | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 17:00    | citizen  | message.sent | message=2, act=message
        Mon 2026-03-02 18:00    | person:7 | message.sent | message=3, act=answer
        Tue 2026-03-03 07:59    | citizen  | message.sent | message=4, act=message
        Tue 2026-03-03 08:00:01 | person:7 | message.sent | message=5, act=answer
        Tue 2026-03-03 18:00    | citizen  | message.sent | message=6, act=message
        Tue 2026-03-03 19:00    | person:7 | message.sent | message=7, act=answer"""
    found = clock("next_response", table, "Wed 2026-03-04 09:00")
    assert (said(found.started_at), found.used_seconds) == ("Tue 2026-03-03 07:59", 1)


def test_each_verdict_says_which_clock_it_is_of_also_where_there_was_no_round() -> None:
    found = judged(RECEIVED, "Mon 2026-03-02 09:00").clocks
    assert {name: one.clock for name, one in found.items()} == {name: name for name in CLOCKS}


def test_the_verdict_names_its_policy_and_calendar_versions() -> None:
    calendar = calendar_with(version="2026.2", horizon_on=day("Thu 2026-12-31"))
    found = clock("resolution", ledger(RECEIVED), "Mon 2026-03-02 09:00", calendar=calendar)
    assert (found.policy_version, found.calendar_version) == (POLICY.version, "2026.2")
