"""Orders of events that are rare, where a small fault would go unnoticed: each is a case of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from sla import Custody, Policy, SlaError, on_time
from sla.happenings import READ_KINDS
from tests.sla.office import TARGETS, clock, due, judged, ledger, only, policy, row
from tests.sla.test_out_of_place import ANSWERED, ASKED, CANCELLED, EXPIRED, OPEN, PAPERS, REJECTED
from tests.sla.weekdays import JAKARTA, said

REOPENED = "Tue 2026-03-03 09:00 | person:1 | reopened | reason=no spam"
WROTE = "Mon 2026-03-02 09:00 | citizen | message.sent | message=2, act=message\n"
SPLIT = "Mon 2026-03-02 09:00 | person:7 | ticket.split | parent=MRL-1\n"


# -- questions -------------------------------------------------------------------------------------------


def test_20_what_is_delivered_again_at_the_bounces_own_instant_closes_nothing_before_it() -> None:
    table = (
        ASKED
        + """
        Tue 2026-03-10 10:00 | person:7 | message.sent      | message=2, act=question
        Tue 2026-03-10 10:00 | rule     | message.delivered | message=2, route=email
        Wed 2026-03-18 12:00 | rule     | message.bounced   | message=2, route=email
        Wed 2026-03-18 12:00 | rule     | message.delivered | message=1, route=email"""
    )
    assert said(judged(table, "Wed 2026-03-18 13:00").final_closed_at) == "Wed 2026-03-18 12:00"


def test_20_after_a_bounce_the_question_that_expires_last_counts() -> None:
    """The first expires on 16 March, the second on 18 March, the third came back."""
    table = (
        ASKED
        + """
        Wed 2026-03-04 10:00 | person:7 | message.sent      | message=2, act=question
        Wed 2026-03-04 10:00 | rule     | message.delivered | message=2, route=email
        Fri 2026-03-06 10:00 | person:7 | message.sent      | message=3, act=question
        Fri 2026-03-06 10:00 | rule     | message.delivered | message=3, route=email
        Mon 2026-03-09 10:00 | rule     | message.bounced   | message=3, route=email"""
    )
    found = judged(table, "Fri 2026-04-10 09:00")
    assert said(found.final_closed_at) == "Wed 2026-03-18 16:00"
    late = only("resolution", "calendar_days", 90)
    assert clock("resolution", table, "Fri 2026-04-10 09:00", policy=late).reason == "no_answer"


def test_20_a_question_whose_first_route_came_back_expires_by_the_next_one() -> None:
    table = (
        OPEN
        + """
        Mon 2026-03-02 10:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 10:00 | rule     | message.delivered | message=1, route=page
        Tue 2026-03-03 10:00 | rule     | message.delivered | message=1, route=email
        Thu 2026-03-05 10:00 | rule     | message.delivered | message=1, route=chat
        Fri 2026-03-06 10:00 | rule     | message.bounced   | message=1, route=page"""
    )
    assert said(judged(table, "Fri 2026-04-10 09:00").final_closed_at) == "Tue 2026-03-17 16:00"


def test_08_a_question_that_expires_past_the_horizon_closes_nothing_whatever_else_is_out() -> None:
    """Two questions: the first expires in the year that is known, the second past it."""
    table = """
        Mon 2026-12-14 08:00 | citizen  | received
        Mon 2026-12-14 09:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-12-14 09:00 | rule     | message.delivered | message=1, route=page
        Mon 2026-12-28 09:00 | person:8 | message.sent      | message=2, act=question
        Mon 2026-12-28 09:00 | rule     | message.delivered | message=2, route=email
    """
    assert judged(table, "Thu 2026-12-31 20:00").final_closed_at is None
    back = "Tue 2026-12-29 09:00 | rule | message.bounced | message=2, route=email"
    assert said(judged(table + back, "Thu 2026-12-31 20:00").final_closed_at) == "Tue 2026-12-29 09:00"
    again = "Tue 2026-12-22 09:00 | rule | message.bounced | message=1, route=page\n"
    assert judged(table + again, "Thu 2026-12-31 20:00").final_closed_at is None


def test_24_it_is_beside_the_share_of_whoever_asked_what_expires_last() -> None:
    table = (
        ASKED
        + """
        Tue 2026-03-03 10:00 | person:8 | message.sent      | message=2, act=question
        Tue 2026-03-03 10:00 | rule     | message.delivered | message=2, route=page"""
    )
    promise = only("resolution", "calendar_days", 90)
    found = clock("resolution", table, "Wed 2026-03-18 09:00", policy=promise)
    assert (found.status, found.reason, found.owner) == ("stopped", "no_answer", "person:8")
    # By the law a question has thirty days from its first delivery, by whatever route it comes again.
    again = table + "\nThu 2026-03-05 10:00 | rule | message.delivered | message=2, route=email"
    found = clock("legal_decision", again, "Fri 2026-04-10 09:00")
    assert (found.reason, said(found.stopped_at)) == ("no_answer", "Fri 2026-04-03 00:00")


def test_20_an_officer_who_says_how_one_message_was_reached_says_nothing_of_others() -> None:
    table = (
        OPEN
        + """
        Mon 2026-03-02 09:00 | person:7 | message.sent    | message=1, act=answer
        Mon 2026-03-02 09:30 | person:7 | message.sent    | message=2, act=question
        Mon 2026-03-02 10:00 | person:7 | citizen.reached | message=1
    """
    )
    found = judged(table, "Mon 2026-03-02 11:00").clocks
    assert said(found["legal_answer"].stopped_at) == "Mon 2026-03-02 10:00"
    assert not found["resolution"].paused


def test_24_what_the_citizen_accepts_after_the_expiry_is_no_other_closing() -> None:
    accepted = "Mon 2026-03-30 11:00 | citizen | closed | reason=accepted"
    before, after = (judged(table, "Tue 2026-03-31 09:00") for table in (ASKED, ASKED + accepted))
    assert said(before.final_closed_at) == "Mon 2026-03-16 16:00"
    assert after == before


def test_the_kinds_that_are_read_are_all_that_change_what_is_said() -> None:
    assert {"ticket.resolved", "leave.cancelled", "message.unmarked", "message.bounced"} <= READ_KINDS
    assert not {"ticket.noted", "rating.given"} & READ_KINDS


# -- stops that are void ---------------------------------------------------------------------------------


def test_34_of_answers_given_meanwhile_the_one_that_reached_the_citizen_first_counts() -> None:
    table = (
        REJECTED
        + """
        Mon 2026-03-02 11:00 | person:7 | message.sent      | message=3, act=answer
        Mon 2026-03-02 11:30 | person:8 | message.sent      | message=4, act=answer
        Mon 2026-03-02 12:00 | rule     | message.delivered | message=4, route=page
        Mon 2026-03-02 15:00 | rule     | message.delivered | message=3, route=email
    """
        + REOPENED
    )
    assert said(clock("legal_answer", table, "Tue 2026-03-03 10:00").stopped_at) == "Mon 2026-03-02 12:00"


def test_34_an_answer_given_meanwhile_to_a_citizen_without_a_route_counts_by_itself() -> None:
    answer = "Mon 2026-03-02 11:00 | person:7 | message.sent | message=3, act=answer, routeless=yes\n"
    found = clock("legal_answer", REJECTED + answer + REOPENED, "Tue 2026-03-03 10:00")
    assert (found.status, said(found.stopped_at)) == ("met", "Mon 2026-03-02 11:00")


def test_34_a_round_that_was_open_before_a_void_stop_goes_on_as_the_same() -> None:
    answered = OPEN + "Mon 2026-03-02 08:30 | person:7 | message.sent | message=1, act=answer\n" + WROTE
    rejected = "Mon 2026-03-02 10:00 | person:7 | rejected | reason=spam\n"
    referred = "Mon 2026-03-02 09:30 | person:7 | referred | reason=theirs, agency=pln\n"
    later = "\nTue 2026-03-03 10:00 | citizen | message.sent | message=5, act=message"
    for stops in (rejected, referred + rejected):
        found = judged(answered + stops + REOPENED + later, "Tue 2026-03-03 11:00")
        assert [said(one.started_at) for one in found.rounds] == ["Mon 2026-03-02 09:00"], stops


def test_20_an_answer_delivered_after_a_rejection_stays_met_when_that_turns_out_void() -> None:
    table = REJECTED.replace("rejected", "message.sent | message=3, act=answer", 1) + (
        "Mon 2026-03-02 11:00 | person:7 | rejected | reason=spam\n"
        "Mon 2026-03-02 12:00 | rule | message.delivered | message=3, route=page\n" + REOPENED
    )
    table = table.replace(" | reason=spam\nMon 2026-03-02 11:00", "\nMon 2026-03-02 11:00")
    found = clock("legal_answer", table, "Tue 2026-03-03 10:00")
    assert (found.status, said(found.stopped_at)) == ("met", "Mon 2026-03-02 12:00")


def test_28_an_answer_that_is_unmarked_later_answered_nothing_while_it_was_closed() -> None:
    answered = OPEN + "Mon 2026-03-02 08:30 | person:7 | message.sent | message=1, act=answer\n"
    table = answered + (
        "Mon 2026-03-02 10:00 | person:7 | cancelled | reason=moved\n"
        "Mon 2026-03-02 11:00 | citizen | message.sent | message=5, act=message\n"
        "Mon 2026-03-02 12:00 | person:7 | message.sent | message=6, act=answer\n"
    )
    unmarked = "\nTue 2026-03-03 10:00 | person:1 | message.unmarked | message=6, reason=empty"
    assert judged(table + REOPENED, "Tue 2026-03-03 11:00").rounds == ()
    (found,) = judged(table + REOPENED + unmarked, "Tue 2026-03-03 11:00").rounds
    assert said(found.started_at) == "Tue 2026-03-03 09:00"


def test_38_what_was_inherited_runs_again_as_ones_own_after_a_dispute() -> None:
    table = OPEN + (
        "Mon 2026-03-02 08:30 | person:7 | resolved\n"
        + SPLIT
        + "Mon 2026-03-02 10:00 | citizen | disputed\nMon 2026-03-02 11:00 | person:7 | resolved"
    )
    lives = judged(table, "Mon 2026-03-02 12:00").lives
    assert [one.inherited for one in lives] == [None]
    assert on_time(lives).met == 1


JOINED = "{} | citizen | merged.wrote | message=5, of=MRL-2\n"
ONCE = OPEN + "Mon 2026-03-02 08:30 | person:7 | message.sent | message=1, act=answer\n"


def test_28_what_the_citizen_of_a_merged_report_writes_awaits_an_answer_of_whoever_has_the_ticket() -> None:
    (found,) = judged(ONCE + JOINED.format("Mon 2026-03-02 09:00"), "Mon 2026-03-02 10:00").rounds
    assert (said(found.started_at), found.owner) == ("Mon 2026-03-02 09:00", "person:7")
    resolved = "Mon 2026-03-02 08:45 | person:8 | resolved\n"
    (found,) = judged(ONCE + resolved + JOINED.format("Mon 2026-03-02 09:00"), "Mon 2026-03-02 10:00").rounds
    assert (said(found.started_at), found.owner) == ("Mon 2026-03-02 09:00", "person:8")


def test_23_what_the_citizen_of_a_merged_report_writes_answers_nobody_elses_question() -> None:
    wrote = JOINED.format("Mon 2026-03-02 11:00")
    assert judged(ASKED + wrote, "Mon 2026-03-02 12:00").clocks["resolution"].paused
    assert judged(ASKED + wrote, "Fri 2026-04-10 09:00").clocks["legal_decision"].reason == "no_answer"


def test_28_what_the_citizen_of_a_merged_report_writes_once_it_is_closed_awaits_nothing() -> None:
    closed = ONCE + "Mon 2026-03-02 10:00 | person:7 | rejected | reason=spam\n"
    for table in (closed, closed + JOINED.format("Mon 2026-03-02 11:00")):
        assert judged(table + REOPENED, "Tue 2026-03-03 11:00").rounds == ()


# -- places and targets ----------------------------------------------------------------------------------


def test_36_after_one_hand_over_out_of_place_the_next_ones_are_in_place() -> None:
    """The agency was written down for 11:00 when the ticket had gone on at 12:00 already."""
    table = OPEN + (
        "Mon 2026-03-02 12:00 | person:7 | handed_over | holder=person:8\n"
        "Mon 2026-03-02 11:00 | person:7 | agency.asked | agency=pln\n"
        "Mon 2026-03-02 13:00 | person:8 | handed_over | holder=person:9"
    )
    assert judged(table, "Mon 2026-03-02 14:00").custody.spans[-1].holder == "person:9"


def test_56_a_correction_names_a_span_of_the_split_off_tickets_own_custody() -> None:
    def corrected(start: str, end: str) -> str:
        return (
            OPEN
            + SPLIT
            + f"Tue 2026-03-03 09:00 | person:1 | custody.corrected | start=2026-03-02T{start}+07:00, end=2026-03-02T{end}+07:00, holder=person:9"
        )

    assert "person:9" in judged(corrected("09:00", "10:00"), "Tue 2026-03-03 10:00").custody.totals
    with pytest.raises(SlaError, match="correction_outside_custody"):
        judged(corrected("08:59", "10:00"), "Tue 2026-03-03 10:00")


def test_56_a_correction_may_end_where_the_custody_does() -> None:
    for end, good in (("10:00:00", True), ("10:00:01", False)):
        table = CANCELLED + (
            "Tue 2026-03-03 09:00 | person:1 | custody.corrected | "
            f"start=2026-03-02T09:00+07:00, end=2026-03-02T{end}+07:00, holder=person:9"
        )
        if good:
            assert "person:9" in judged(table, "Tue 2026-03-03 10:00").custody.totals
            continue
        with pytest.raises(SlaError, match="correction_outside_custody"):
            judged(table, "Tue 2026-03-03 10:00")


@pytest.mark.parametrize(
    ("before", "split", "as_of"),
    [
        (OPEN, "Mon 2026-03-02 09:00", "Mon 2026-03-02 09:00"),  # as of the split's own instant
        (CANCELLED, "Mon 2026-03-02 10:00", "Mon 2026-03-02 14:00"),  # closed at it
        (CANCELLED, "Mon 2026-03-02 12:00", "Mon 2026-03-02 14:00"),  # closed before it
    ],
)
def test_38_of_what_is_split_off_nobody_has_a_time_that_is_none(before: str, split: str, as_of: str) -> None:
    table = before + f"{split} | person:7 | ticket.split | parent=MRL-1"
    assert judged(table, as_of).custody == Custody((), {}, 0)


def test_46_a_reason_says_what_the_citizen_handed_in_too() -> None:
    for says, moved in (("handed_in=the deed", True), ("reason=brought the deed", True), ("", False)):
        table = PAPERS + f"Thu 2026-03-05 09:00 | person:7 | file.completed | {says}"
        found = clock("legal_decision", table, "Fri 2026-03-06 09:00")
        assert (said(found.started_at) == "Thu 2026-03-05 09:00") is moved, says


def strict(**selectors: str) -> Policy:
    """Fourteen hours for all, and seven for some."""
    return policy(
        row(),
        row("strict", {**TARGETS, "resolution": replace(TARGETS["resolution"], count=7 * 3600)}, **selectors),
    )


@pytest.mark.parametrize(
    ("entry", "selectors"),
    [
        ("classified | kind=aspiration", {"kind": "aspiration"}),
        ("classified | category=lamps", {"category": "lamps"}),
        ("reprioritised | priority=high", {"priority": "high"}),
        ("handed_over | unit=TRANTIB", {"unit": "TRANTIB"}),
    ],
)
def test_39_each_of_the_four_adds_a_target(entry: str, selectors: dict[str, str]) -> None:
    table = OPEN + f"Mon 2026-03-02 09:00 | person:7 | {entry}"
    assert (
        due(clock("resolution", table, "Mon 2026-03-02 10:00", policy=strict(**selectors)))
        == "Mon 2026-03-02 16:00"
    )


def test_41_a_clock_whose_only_target_came_at_or_after_its_stop_has_none() -> None:
    answer = "Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer\n"
    lamps = row("lamps", {"first_response": TARGETS["first_response"]}, category="lamps")
    silent = row(targets={"resolution": TARGETS["resolution"]})
    for at, status in (("08:59:59", "met"), ("09:00", "no_target"), ("10:00", "no_target")):
        table = OPEN + answer + f"Mon 2026-03-02 {at} | person:7 | classified | category=lamps"
        assert (
            clock("first_response", table, "Mon 2026-03-02 11:00", policy=policy(silent, lamps)).status
            == status
        )


def test_41_of_several_targets_the_smallest_that_came_before_the_stop_counts() -> None:
    sizes = {"lamps": 2, "trees": 1, "floods": 3}
    rows = [
        row(key, {"first_response": replace(TARGETS["first_response"], count=count * 3600)}, category=key)
        for key, count in sizes.items()
    ]
    promise = policy(row(targets={"first_response": TARGETS["first_response"]}), *rows)
    classes = "".join(
        f"Mon 2026-03-02 08:{minute:02d} | person:7 | classified | category={key}\n"
        for minute, key in zip((10, 40, 20), sizes, strict=True)
    )
    for at, wanted in (("08:40", "10:00"), ("08:41", "09:00")):
        table = OPEN + classes + f"Mon 2026-03-02 {at} | person:7 | message.sent | message=1, act=answer"
        found = clock("first_response", table, "Mon 2026-03-02 11:00", policy=promise)
        assert (found.status, due(found)) == ("met", f"Mon 2026-03-02 {wanted}")


def test_01_instants_are_shown_in_utc_and_cut_to_the_second_however_they_come() -> None:
    events = ledger(OPEN)
    odd = [events[0]._replace(at=events[0].at.astimezone(JAKARTA).replace(microsecond=5)), *events[1:]]
    found = judged(odd, "Mon 2026-03-02 09:00")
    assert found == judged(events, "Mon 2026-03-02 09:00")
    assert found.received_at.tzinfo is UTC and not found.received_at.microsecond
    micro = [events[0]._replace(at=events[0].at.replace(microsecond=5)), *events[1:]]
    assert judged(micro, "Mon 2026-03-02 09:00").clocks["resolution"].started_at == events[0].at


def test_57_what_is_rejected_and_reopened_is_charged_to_whoever_did_it_and_to_nobody_otherwise() -> None:
    """Six hours closed: after a rejection the doer's, after a cancellation nobody's."""
    promise = only("resolution", "working", 40 * 3600)
    for closed, owner in ((REJECTED, "person:1"), (CANCELLED, "person:7")):
        table = closed.replace("10:00 | person:7", "10:00 | person:1") + REOPENED
        assert clock("resolution", table, "Tue 2026-03-03 10:00", policy=promise).owner == owner


def test_57_what_lies_resolved_after_a_rejection_is_nobodys_all_the_same() -> None:
    table = REJECTED.replace("10:00 | person:7", "10:00 | person:1") + (
        "Mon 2026-03-02 11:00 | person:1 | reopened | reason=no spam\n"
        "Mon 2026-03-02 12:00 | person:7 | resolved"
    )
    assert clock("legal_answer", table, "Wed 2026-03-11 10:00").owner is None


@pytest.mark.parametrize(
    ("stop", "owner"),
    [
        ("Tue 2026-03-03 00:00:00", "person:7"),
        ("Tue 2026-03-03 00:00:01", None),
        ("Wed 2026-03-04 00:00:00", None),
        ("Wed 2026-03-04 00:00:01", "person:7"),
    ],
)
def test_57_a_met_on_the_edge_of_leave_is_whose_the_last_second_before_it_was(
    stop: str, owner: str | None
) -> None:
    away = "Mon 2026-03-02 09:00 | person:1 | leave.approved | person={}, first_on=2026-03-03, last_on=2026-03-03\n"
    promise = only("resolution", "calendar_days", 9)
    for person, whose in (("person:7", owner), ("person:8", "person:7")):
        table = OPEN + away.format(person) + f"{stop} | person:7 | resolved"
        assert clock("resolution", table, "Wed 2026-03-04 10:00", policy=promise).owner == whose


def test_57_a_met_on_the_edge_of_a_correction_is_whose_the_last_second_before_it_was() -> None:
    corrected = (
        "\nTue 2026-03-03 09:00 | person:1 | custody.corrected | "
        "start=2026-03-02T10:00+07:00, end=2026-03-02T11:00+07:00, holder=person:9"
    )
    for stop, owner in (("10:00", 7), ("10:00:01", 9), ("11:00", 9), ("11:00:01", 7)):
        table = OPEN + f"Mon 2026-03-02 08:30 | person:7 | message.sent | message=1, act=progress\n{WROTE}"
        table += f"Mon 2026-03-02 {stop} | person:7 | message.sent | message=3, act=answer{corrected}"
        (found,) = judged(table, "Tue 2026-03-03 10:00").rounds
        assert (found.status, found.owner) == ("met", f"person:{owner}"), stop


def test_20_a_bounce_of_what_asks_nothing_leaves_the_closing_by_rule_alone() -> None:
    back = "Mon 2026-03-02 11:00 | rule | message.bounced | message=7, route=email"
    plain, bounced = (judged(table, "Wed 2026-04-01 09:00") for table in (ANSWERED, ANSWERED + back))
    assert plain.final_closed_at is not None
    assert bounced.final_closed_at == plain.final_closed_at


def test_20_of_two_questions_that_expire_together_one_that_comes_back_leaves_the_other() -> None:
    table = (
        ASKED
        + """
        Mon 2026-03-02 11:00 | person:7 | message.sent      | message=2, act=question
        Mon 2026-03-02 11:00 | rule     | message.delivered | message=2, route=email
        Tue 2026-03-03 11:00 | rule     | message.bounced   | message=2, route=email"""
    )
    assert said(judged(table, "Wed 2026-04-01 09:00").final_closed_at) == "Mon 2026-03-16 16:00"


def test_23_what_expired_before_an_answer_plays_no_part_after_it() -> None:
    """A completeness question until 2 April is answered; of two ordinary ones after it one comes back."""
    table = (
        PAPERS
        + """
        Tue 2026-03-03 09:00 | citizen  | message.sent      | message=2, act=message
        Tue 2026-03-03 10:00 | person:7 | message.sent      | message=3, act=question
        Tue 2026-03-03 10:00 | rule     | message.delivered | message=3, route=page
        Tue 2026-03-03 11:00 | person:7 | message.sent      | message=4, act=question
        Tue 2026-03-03 11:00 | rule     | message.delivered | message=4, route=email
        Wed 2026-03-04 11:00 | rule     | message.bounced   | message=4, route=email"""
    )
    assert said(judged(table, "Wed 2026-04-08 09:00").final_closed_at) == "Tue 2026-03-17 16:00"


def test_24_a_question_that_expires_sooner_shortens_nothing() -> None:
    table = PAPERS + (
        "Tue 2026-03-03 10:00 | person:7 | message.sent      | message=2, act=question\n"
        "Tue 2026-03-03 10:00 | rule     | message.delivered | message=2, route=page"
    )
    assert judged(table, "Tue 2026-03-31 09:00").final_closed_at is None
    assert said(judged(table, "Fri 2026-04-03 09:00").final_closed_at) == "Thu 2026-04-02 00:00"


def test_54_who_has_it_changes_with_the_unit_alone_too() -> None:
    table = OPEN + (
        "Mon 2026-03-02 10:00 | person:7 | handed_over | unit=TRANTIB, holder=person:7\n"
        "Mon 2026-03-02 11:00 | person:1 | leave.approved | person=person:7, first_on=2026-03-03, last_on=2026-03-03"
    )
    assert judged(table, "Tue 2026-03-03 12:00").custody.spans[-1].holder == "unit:TRANTIB"


def test_24_expired_it_stays_closed() -> None:
    assert judged(ASKED, EXPIRED).clocks["resolution"].reason == "no_answer"
