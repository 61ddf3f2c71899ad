"""Acts that come twice, too late or out of place: what they change, which is mostly nothing."""

from __future__ import annotations

import pytest

from sla import SlaError, rule_closing
from tests.sla.office import CALENDAR, POLICY, clock, judged, ledger, only, policy, row
from tests.sla.weekdays import hours, said, when

OPEN = """
    Mon 2026-03-02 08:00 | citizen  | received
    Mon 2026-03-02 08:00 | rule     | routed            | unit=SARPRAS, holder=person:7
"""
ASKED = (
    OPEN
    + """
    Mon 2026-03-02 10:00 | person:7 | message.sent      | message=1, act=question
    Mon 2026-03-02 10:00 | rule     | message.delivered | message=1, route=page
"""
)
PAPERS = ASKED.replace("act=question", "act=completeness")
RESOLVED = OPEN + "Mon 2026-03-02 10:00 | person:7 | resolved\n"
ANSWERED = RESOLVED.replace("resolved", "message.sent | message=7, act=answer") + RESOLVED[len(OPEN) :]
ACCEPTED = ANSWERED + "Mon 2026-03-02 11:00 | citizen | closed | reason=accepted\n"
CANCELLED = OPEN + "Mon 2026-03-02 10:00 | person:7 | cancelled | reason=moved\n"
REJECTED = OPEN + "Mon 2026-03-02 10:00 | person:7 | rejected | reason=spam\n"
EXPIRED = "Tue 2026-03-17 09:00"  # ASKED expired the day before, at closing


@pytest.mark.parametrize(
    ("before", "act"),
    [
        (ASKED, "Mon 2026-03-02 11:00 | person:1 | reopened | reason=by mistake"),
        (ASKED, "Mon 2026-03-02 11:00 | citizen | disputed"),
        (ASKED, "Mon 2026-03-02 11:00 | rule | message.delivered"),
        (ASKED, "Mon 2026-03-02 11:00 | person:7 | ticket.split | into=MRL-9"),  # the parent's own note of it
        (ASKED, "Mon 2026-03-02 11:00 | person:7 | file.completed"),
        (RESOLVED, "Wed 2026-03-04 11:00 | person:8 | resolved"),
        (RESOLVED, "Wed 2026-03-04 11:00 | rule | message.delivered"),
        (ACCEPTED, "Wed 2026-03-04 11:00 | rule | closed | reason=no_objection"),
        (ACCEPTED, "Wed 2026-03-04 11:00 | citizen | closed | reason=accepted"),
        (ACCEPTED, "Wed 2026-03-04 11:00 | person:1 | rejected | reason=spam"),
        (ACCEPTED, "Wed 2026-03-04 11:00 | person:1 | resolved"),
        (ACCEPTED, "Wed 2026-03-04 11:00 | citizen | message.sent | message=9, act=message"),
        (ACCEPTED, "Mon 2026-03-02 11:00 | citizen | message.sent | message=9, act=message"),
        (CANCELLED, "Wed 2026-03-04 11:00 | person:1 | rejected | reason=spam"),
        (CANCELLED, "Wed 2026-03-04 11:00 | person:1 | resolved"),
        (CANCELLED, "Wed 2026-03-04 11:00 | citizen | message.sent | message=9, act=message"),
        (CANCELLED, "Wed 2026-03-04 11:00 | citizen | disputed"),
        (REJECTED, "Wed 2026-03-04 11:00 | person:1 | cancelled | reason=moved"),
        (REJECTED, "Wed 2026-03-04 11:00 | citizen | message.sent | message=9, act=message"),
        (ASKED, f"{EXPIRED} | rule | closed | reason=no_answer"),
        (ASKED, f"{EXPIRED} | person:7 | resolved"),
        (ASKED, f"{EXPIRED} | person:7 | rejected | reason=spam"),
    ],
)
def test_an_act_that_changes_nothing(before: str, act: str) -> None:
    for as_of in ("Tue 2026-03-17 10:00", "Fri 2026-05-29 09:00"):
        assert judged(before + act, as_of) == judged(before, as_of)


def test_an_agencys_answer_does_not_reopen_what_was_resolved_meanwhile() -> None:
    table = OPEN + "Mon 2026-03-02 09:00 | person:7 | agency.asked | agency=PLN, reason=theirs\n"
    table += "Mon 2026-03-02 10:00 | person:7 | resolved\nMon 2026-03-02 11:00 | person:1 | ticket.returned"
    assert clock("resolution", table, "Mon 2026-03-02 12:00").status == "met"


def test_27_a_message_after_the_resolution_opens_a_round_and_stops_no_closing_by_rule() -> None:
    thanks = (
        OPEN
        + """
        Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 10:00 | person:7 | resolved     | message=1
        Mon 2026-03-02 11:00 | citizen  | message.sent | message=2, act=message"""
    )
    found = clock("next_response", thanks, "Mon 2026-03-02 12:00")
    assert (found.status, said(found.started_at)) == ("running", "Mon 2026-03-02 11:00")
    assert said(judged(thanks, "Mon 2026-03-30 09:00").final_closed_at) == "Mon 2026-03-16 16:00"


def test_18_a_question_after_the_resolution_pauses_nothing() -> None:
    table = (
        RESOLVED
        + """
        Mon 2026-03-02 11:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 11:00 | rule     | message.delivered | message=1, route=page
        Mon 2026-03-02 14:00 | citizen  | disputed"""
    )
    found = judged(table, "Mon 2026-03-02 15:00")
    resolution = found.clocks["resolution"]
    assert (resolution.used_seconds, resolution.paused, found.questions_asked) == (hours("3:00"), False, 0)


def test_35_referred_and_then_rejected_it_is_closed() -> None:
    table = OPEN + "Mon 2026-03-02 10:00 | person:7 | referred | agency=PLN, reason=theirs\n"
    table += "Mon 2026-03-02 11:00 | person:7 | rejected | reason=spam"
    assert said(judged(table, "Mon 2026-03-02 12:00").final_closed_at) == "Mon 2026-03-02 11:00"


def test_28_a_message_during_a_referral_that_was_cancelled_opens_a_round_at_the_reopening() -> None:
    table = OPEN + "Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer\n"
    table += "Mon 2026-03-02 10:00 | person:7 | referred | agency=PLN, reason=theirs\n"
    table += "Mon 2026-03-02 11:00 | citizen | message.sent | message=2, act=message\n"
    cancelled = "Mon 2026-03-02 12:00 | person:7 | cancelled | reason=moved\n"
    reopened = "Mon 2026-03-02 14:00 | person:7 | reopened | reason=by mistake"
    (one,) = judged(table + cancelled + reopened, "Mon 2026-03-02 15:00").rounds
    assert said(one.started_at) == "Mon 2026-03-02 14:00"  # nobody has answered it: at the reopening (28)
    (one,) = judged(table + "Mon 2026-03-02 14:00 | person:7 | returned", "Mon 2026-03-02 15:00").rounds
    assert said(one.started_at) == "Mon 2026-03-02 11:00"


@pytest.mark.parametrize("end", ["", "Fri 2026-03-06 09:00 | person:1 | reopened | reason=it was none"])
def test_46_papers_brought_to_a_rejected_ticket_move_nothing(end: str) -> None:
    table = PAPERS + "Wed 2026-03-04 09:00 | person:7 | rejected | reason=spam\n"
    table += "Thu 2026-03-05 09:00 | citizen | message.sent | message=2, act=message\n"
    found = clock("legal_decision", table + end, "Mon 2026-03-09 09:00")
    assert (said(found.started_at), found.paused) == ("Mon 2026-03-02 08:00", False)


def test_32_closing_without_a_reason_is_refused_after_a_resolution_too() -> None:
    with pytest.raises(SlaError) as refused:
        judged(RESOLVED + "Mon 2026-03-02 11:00 | citizen | closed", "Mon 2026-03-02 12:00")
    assert refused.value.code == "closed_without_resolution"


def test_08_a_question_whose_expiry_lies_past_the_horizon_waits_for_that_year() -> None:
    late = ASKED.replace("Mon 2026-03-02", "Mon 2026-12-28")
    found = judged(late, "Thu 2026-12-31 16:00")
    assert (found.final_closed_at, found.clocks["resolution"].paused) == (None, True)


@pytest.mark.parametrize(
    ("table", "as_of", "expected"),
    [
        (ASKED, "Mon 2026-03-16 15:59:59", None),
        (ASKED, "Fri 2026-03-20 09:00", ("Mon 2026-03-16 16:00", "no_answer")),
        (RESOLVED, "Fri 2026-03-20 09:00", ("Mon 2026-03-16 16:00", "no_objection")),
        (ACCEPTED, "Fri 2026-03-20 09:00", None),  # by the citizen
        (REJECTED, "Fri 2026-03-20 09:00", None),
    ],
)
def test_what_a_rule_closed_and_when(table: str, as_of: str, expected: tuple[str, str] | None) -> None:
    found = rule_closing(ledger(table), policy=POLICY, calendar=CALENDAR, as_of=when(as_of))
    assert (found and (said(found[0]), found[1])) == expected


def test_48_what_was_written_last_may_have_happened_first() -> None:
    table = """
        Mon 2026-03-02 08:00 | citizen  | received
        Mon 2026-03-02 11:00 | citizen  | message.sent | message=2, act=message
        Mon 2026-03-02 10:00 | person:7 | message.sent | message=1, act=answer"""
    (one,) = judged(table, "Mon 2026-03-02 12:00").rounds
    assert said(one.started_at) == "Mon 2026-03-02 11:00"


def test_20_only_a_bounce_takes_a_delivery_back() -> None:
    delivered = ASKED.replace(", route=page", "")
    other = "Mon 2026-03-02 11:00 | rule | message.bounced | message=9, route=email\n"
    unmarked = "Mon 2026-03-02 11:00 | person:1 | message.unmarked | message=1"
    assert clock("resolution", delivered + other + unmarked, "Mon 2026-03-02 12:00").paused


def test_46_a_question_needs_no_legal_target_and_the_earliest_one_decides_what_is_in_time() -> None:
    answered = "Thu 2026-03-05 09:00 | citizen | message.sent | message=2, act=message"
    silent = only("resolution", "working_days", 5)
    assert (
        clock("legal_decision", PAPERS + answered, "Fri 2026-03-06 09:00", policy=silent).status
        == "no_target"
    )
    strict = only("legal_decision", "calendar_days", 1).rows[0]
    mild = row("lamps", only("legal_decision", "calendar_days", 9).rows[0].targets, category="lamps")  # type: ignore[arg-type]
    none = row("trees", silent.rows[0].targets, category="trees")  # type: ignore[arg-type]
    late = PAPERS.replace("Mon 2026-03-02 10:00", "Wed 2026-03-04 00:00:01")
    for category in ("lamps", "trees"):
        table = f"{late}Mon 2026-03-02 09:00 | person:7 | classified | category={category}\n{answered}"
        found = clock("legal_decision", table, "Fri 2026-03-06 09:00", policy=policy(strict, mild, none))
        assert (found.status, said(found.breached_at)) == ("breached", "Wed 2026-03-04 00:00"), category
