"""`because` and `explain`: one sum anyone can redo by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from sla import CLOCKS, Amount, SlaError, Span, because, explain
from sla.days import counted_seconds
from sla.words import LANGUAGES
from tests.sla.office import (
    CALENDAR,
    POLICY,
    WORKING_HOUR,
    calendar_with,
    clock,
    closed,
    judged,
    ledger,
    only,
    policy,
    row,
    windows,
)
from tests.sla.weekdays import said, when

STORY = """
    Thu 2026-03-05 15:00 | citizen  | received
    Thu 2026-03-05 15:10 | rule     | routed | unit=SARPRAS, holder=unit:SARPRAS
    Fri 2026-03-06 08:30 | person:7 | taken  | unit=SARPRAS, holder=person:7
    Fri 2026-03-06 10:00 | person:7 | message.sent      | message=1, act=question
    Fri 2026-03-06 10:00 | rule     | message.delivered | message=1, route=page
    Mon 2026-03-09 09:00 | citizen  | message.sent      | message=2, act=message
    Mon 2026-03-09 10:00 | person:7 | agency.asked | agency=pln
    Mon 2026-03-09 11:00 | person:7 | returned | holder=person:7
    Mon 2026-03-09 14:00 | person:7 | resolved
    Tue 2026-03-10 09:00 | citizen  | disputed
"""
AS_OF = "Tue 2026-03-10 10:00"


def spans(
    name: str = "resolution", table: str = STORY, as_of: str = AS_OF, **more: object
) -> tuple[Span, ...]:
    settings = {"policy": POLICY, "calendar": CALENDAR, **more}
    return because(ledger(table), as_of=when(as_of), clock=name, **settings)  # type: ignore[arg-type]


def test_every_span_of_a_clock_with_its_reason() -> None:
    told = [
        (str(said(span.start))[4:], span.kind, span.counted, span.reason_code, span.holder)
        for span in spans()
    ]
    assert told == [
        ("2026-03-05 15:00", "on", True, "counted", "unit:DESK"),
        ("2026-03-05 15:10", "on", True, "counted", "unit:SARPRAS"),
        ("2026-03-05 16:00", "closed", False, "night", "unit:SARPRAS"),
        ("2026-03-06 08:00", "on", True, "counted", "unit:SARPRAS"),
        ("2026-03-06 08:30", "on", True, "counted", "person:7"),
        ("2026-03-06 10:00", "wait", False, "question", "citizen"),
        ("2026-03-06 11:30", "closed", False, "break", "citizen"),
        ("2026-03-06 13:30", "wait", False, "question", "citizen"),
        ("2026-03-06 16:00", "closed", False, "night", "citizen"),
        ("2026-03-07 00:00", "closed", False, "day_off", "citizen"),
        ("2026-03-09 00:00", "closed", False, "night", "citizen"),
        ("2026-03-09 08:00", "wait", False, "question", "citizen"),
        ("2026-03-09 09:00", "on", True, "counted", "person:7"),
        ("2026-03-09 10:00", "agency", True, "agency", "agency:pln"),
        ("2026-03-09 11:00", "on", True, "counted", "person:7"),
        ("2026-03-09 12:00", "closed", False, "break", "person:7"),
        ("2026-03-09 13:00", "on", True, "counted", "person:7"),
        ("2026-03-09 14:00", "idle", False, "resolved", "nobody"),
        ("2026-03-09 16:00", "closed", False, "night", "nobody"),
        ("2026-03-10 08:00", "idle", False, "resolved", "nobody"),
        ("2026-03-10 09:00", "on", True, "counted", "person:7"),
        ("2026-03-10 10:00", "next", False, "next", ""),
        ("2026-03-10 12:00", "closed", False, "break", ""),
        ("2026-03-10 13:00", "next", False, "next", ""),
        ("2026-03-10 16:00", "closed", False, "night", ""),
        ("2026-03-11 08:00", "next", False, "next", ""),
    ]


@pytest.mark.parametrize("name", CLOCKS)
@pytest.mark.parametrize(
    "as_of", ["Thu 2026-03-05 15:00", "Fri 2026-03-06 12:00", AS_OF, "Fri 2026-05-29 09:00"]
)
def test_every_second_once_and_the_counted_ones_add_up_to_used(name: str, as_of: str) -> None:
    found, verdict = spans(name, as_of=as_of), judged(STORY, as_of).clocks[name]
    if found:
        assert found[0].start == when("Thu 2026-03-05 15:00")
        assert found[-1].end == max(when(as_of), verdict.due_at or when(as_of))
    assert all(one.end == other.start for one, other in pairwise(found))
    assert all(span.start < span.end for span in found)
    assert counted_seconds(found) == (verdict.used_seconds or 0)


def test_late_time_begins_at_the_breach() -> None:
    found = spans(policy=only("resolution", "working", 2 * WORKING_HOUR))
    assert [(said(span.start), said(span.end)) for span in found if span.kind == "late"] == [
        ("Fri 2026-03-06 09:00", "Fri 2026-03-06 10:00"),
        ("Mon 2026-03-09 09:00", "Mon 2026-03-09 10:00"),
        ("Mon 2026-03-09 10:00", "Mon 2026-03-09 11:00"),
        ("Mon 2026-03-09 11:00", "Mon 2026-03-09 12:00"),
        ("Mon 2026-03-09 13:00", "Mon 2026-03-09 14:00"),
        ("Tue 2026-03-10 09:00", "Tue 2026-03-10 10:00"),
    ]


def test_closed_days_say_what_closes_them() -> None:
    table = "Wed 2026-03-18 15:00 | citizen | received"
    calendar = calendar_with(
        closed("Tue 2026-03-24", "closure", "Banjir", decreed_at=when("Mon 2026-03-23 09:00"))
    )
    named = [
        (span.reason_code, span.name)
        for span in spans(table=table, as_of="Wed 2026-03-25 09:00", calendar=calendar)
        if span.name
    ]
    assert named == [
        ("holiday", "Hari Suci Nyepi"),
        ("collective_leave", "Cuti Bersama Idul Fitri"),
        ("closure", "Banjir"),
    ]
    early = spans(table=table, as_of="Mon 2026-03-23 08:30", calendar=calendar)
    assert "closure" not in [span.reason_code for span in early]


def test_a_clock_by_the_wall_clock_has_no_closed_time() -> None:
    assert {span.kind for span in spans("legal_decision")} <= {"on", "agency", "other", "next"}


def test_the_round_that_is_shown() -> None:
    found = spans("next_response")
    verdict = clock("next_response", STORY, AS_OF)
    assert verdict.status == "breached"
    assert [span.reason_code for span in found if span.counted] == [
        "counted",
        "agency",
        *["counted"] * 4,
        "late",
    ]
    assert counted_seconds(found) == verdict.used_seconds


def reasons(found: tuple[Span, ...], *, open_only: bool = True) -> list[tuple[str, str, str, str]]:
    return [
        (str(said(span.start))[4:], span.kind, span.reason_code, span.holder)
        for span in found
        if not (open_only and span.kind == "closed")
    ]


def test_the_round_that_is_shown_need_not_be_the_first() -> None:
    table = """
        Mon 2026-03-02 08:00 | citizen  | received
        Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer
        Mon 2026-03-02 10:00 | citizen  | message.sent | message=2, act=message
        Mon 2026-03-02 11:00 | person:7 | message.sent | message=3, act=answer
        Mon 2026-03-02 13:00 | citizen  | message.sent | message=4, act=message"""
    found = spans("next_response", table, "Mon 2026-03-02 14:00")
    assert [said(span.start) for span in found if span.counted] == ["Mon 2026-03-02 13:00"]


def test_before_the_file_is_complete_and_after_the_end() -> None:
    table = """
        Mon 2026-03-02 08:00 | citizen  | received
        Mon 2026-03-02 09:00 | person:7 | message.sent      | message=1, act=completeness
        Mon 2026-03-02 09:00 | rule     | message.delivered | message=1, route=page
        Mon 2026-03-02 10:00 | citizen  | message.sent      | message=2, act=message
        Mon 2026-03-02 11:00 | person:7 | cancelled | reason=moved"""
    promise = only("legal_decision", "calendar_days", 1)
    assert reasons(spans("legal_decision", table, "Mon 2026-03-02 13:00", policy=promise)) == [
        ("2026-03-02 08:00", "other", "before_start", "unit:DESK"),
        ("2026-03-02 09:00", "other", "before_start", "citizen"),
        ("2026-03-02 10:00", "on", "counted", "unit:DESK"),
        ("2026-03-02 11:00", "other", "after_stop", ""),
        ("2026-03-02 13:00", "next", "next", ""),
    ]


def test_two_pauses_and_the_time_it_lay_resolved_each_say_what_they_were() -> None:
    table = """
        Mon 2026-03-02 08:00 | citizen  | received
        Mon 2026-03-02 09:00 | person:7 | message.sent      | message=1, act=question
        Mon 2026-03-02 09:00 | rule     | message.delivered | message=1, route=page
        Mon 2026-03-02 10:00 | citizen  | message.sent      | message=2, act=message
        Mon 2026-03-02 13:00 | person:7 | message.sent      | message=3, act=question
        Mon 2026-03-02 13:00 | rule     | message.delivered | message=3, route=page
        Mon 2026-03-02 14:00 | person:7 | resolved
        Mon 2026-03-02 15:00 | citizen  | disputed"""
    found = reasons(spans(table=table, as_of="Mon 2026-03-02 16:00"))
    assert [(at, code) for at, _kind, code, _holder in found[:6]] == [
        ("2026-03-02 08:00", "counted"),
        ("2026-03-02 09:00", "question"),
        ("2026-03-02 10:00", "counted"),
        ("2026-03-02 13:00", "question"),
        ("2026-03-02 14:00", "resolved"),
        ("2026-03-02 15:00", "counted"),
    ]


def test_a_clock_without_a_target_has_spans_too() -> None:
    found = spans(
        table=STORY[: STORY.index("    Fri")],
        as_of="Fri 2026-03-06 08:15",
        policy=only("verification", "working", 60),
    )
    assert reasons(found) == [
        ("2026-03-05 15:00", "on", "counted", "unit:DESK"),
        ("2026-03-05 15:10", "on", "counted", "unit:SARPRAS"),
        ("2026-03-06 08:00", "on", "counted", "unit:SARPRAS"),
    ]


def test_days_the_calendar_does_not_know() -> None:
    early = spans(table="Wed 2025-12-31 15:00 | citizen | received", as_of="Fri 2026-01-02 09:00")
    assert reasons(early) == [
        ("2025-12-31 15:00", "other", "unknown", "unit:DESK"),
        ("2026-01-01 08:00", "on", "counted", "unit:DESK"),
        ("2026-01-01 13:00", "on", "counted", "unit:DESK"),
        ("2026-01-02 08:00", "on", "counted", "unit:DESK"),
    ]
    assert not any(span.counted for span in early[:1])
    last = "Thu 2026-12-31 15:00 | citizen | received"
    for as_of in ("Thu 2026-12-31 24:00", "Fri 2027-01-01 09:00"):
        found = reasons(spans(table=last, as_of=as_of), open_only=False)
        assert found[:2] == [
            ("2026-12-31 15:00", "on", "counted", "unit:DESK"),
            ("2026-12-31 16:00", "closed", "night", "unit:DESK"),
        ]
        after = [("other", "unknown")] * ("2027" in as_of)
        assert [(kind, code) for _at, kind, code, _holder in found[2:]] == after
        assert [span.counted for span in spans(table=last, as_of=as_of)[1:]] == [False] * (1 + len(after))


def test_of_a_promise_that_nobody_can_date_the_days_past_the_calendar_count_nothing() -> None:
    """Of two promises one is in working hours that no calendar knows yet: which one is in force is not known."""
    days = row("wall", {"resolution": Amount("calendar_days", 60)}, category="lamps")
    table = "Thu 2026-12-31 15:00 | citizen | received\nThu 2026-12-31 15:30 | person:7 | classified | category=lamps"
    found = spans(table=table, as_of="Fri 2027-01-01 09:00", policy=policy(row(), days))
    assert [(one.reason_code, one.counted) for one in found] == [
        ("counted", True),
        ("night", False),
        ("unknown", False),
    ]


def test_a_day_of_three_windows_has_two_breaks() -> None:
    market = calendar_with(
        closed("Sat 2026-03-07", "opening", windows=windows("08:00-10:00", "11:00-12:00", "13:00-14:00"))
    )
    found = spans(
        table="Fri 2026-03-06 15:00 | citizen | received", as_of="Sat 2026-03-07 18:00", calendar=market
    )
    saturday = [one for one in reasons(found, open_only=False) if one[0].startswith("2026-03-07")]
    assert [(at[11:], code) for at, _kind, code, _holder in saturday] == [
        ("00:00", "night"),
        ("08:00", "counted"),
        ("10:00", "break"),
        ("11:00", "counted"),
        ("12:00", "break"),
        ("13:00", "counted"),
        ("14:00", "night"),  # till now
        ("18:00", "night"),  # and from now on
    ]


def test_unknown_clocks_and_languages_are_refused() -> None:
    with pytest.raises(SlaError) as refused:
        spans("lunch")
    assert refused.value.code == "unknown_clock"
    for changed, code in [({"clock": "lunch"}, "unknown_clock"), ({"language": "nl"}, "unknown_language")]:
        asked = {
            "policy": POLICY,
            "calendar": CALENDAR,
            "as_of": when(AS_OF),
            "clock": "resolution",
            **changed,
        }
        with pytest.raises(SlaError) as refused:
            explain(ledger(STORY), **asked)  # type: ignore[arg-type]
        assert refused.value.code == code


SHORT = """
    Fri 2026-03-06 15:00 | citizen  | received
    Fri 2026-03-06 15:00 | rule     | routed | unit=SARPRAS, holder=person:7
    Mon 2026-03-09 08:30 | person:7 | message.sent      | message=1, act=question
    Mon 2026-03-09 08:30 | rule     | message.delivered | message=1, route=page
    Mon 2026-03-09 09:15 | citizen  | message.sent      | message=2, act=message
    Mon 2026-03-09 10:00 | person:7 | resolved
"""


def test_explained_in_indonesian() -> None:
    promise = only("resolution", "working", 2 * WORKING_HOUR)
    text = explain(
        ledger(SHORT),
        policy=promise,
        calendar=CALENDAR,
        as_of=when("Mon 2026-03-09 10:00"),
        clock="resolution",
    )
    assert (
        text
        == """\
Penyelesaian: terlambat
Mulai: Jum, 6 Mar 2026 15.00 WIB
Janji: 2 j 00 m kerja, Sen, 9 Mar 2026 09.45 WIB
Terlambat sejak: Sen, 9 Mar 2026 09.45 WIB
Berhenti: Sen, 9 Mar 2026 10.00 WIB
Terpakai: 2 j 15 m; lewat 0 j 15 m
Per Sen, 9 Mar 2026 10.00 WIB; aturan 2026, kalender 2026.1

Jum, 6 Mar 2026
  + 15.00-16.00  dihitung 1 j 00 m  [person:7]
    16.00-24.00  kantor tutup
Sab, 7 Mar 2026
    00.00-24.00  bukan hari kerja
Min, 8 Mar 2026
    00.00-24.00  bukan hari kerja
Sen, 9 Mar 2026
    00.00-08.00  kantor tutup
  + 08.00-08.30  dihitung 0 j 30 m  [person:7]
    08.30-09.15  menunggu jawaban warga  [citizen]
  + 09.15-09.45  dihitung 0 j 30 m  [person:7]
  + 09.45-10.00  dihitung, lewat janji 0 j 15 m  [person:7]

Jumlah yang dihitung: 2 j 15 m"""
    )


def test_explained_in_english() -> None:
    text = explain(
        ledger(SHORT),
        policy=POLICY,
        calendar=CALENDAR,
        as_of=when("Mon 2026-03-09 09:00"),
        clock="resolution",
        language="en",
    )
    assert text.splitlines()[:6] == [
        "Resolution: running; paused, waiting for the citizen",
        "Started: Fri, 6 Mar 2026 15.00 WIB",
        "Promised: 14 h 00 m of working time, Tue, 10 Mar 2026 15.30 WIB",
        "Used: 1 h 30 m; left 12 h 30 m",
        "As of Mon, 9 Mar 2026 09.00 WIB; policy 2026, calendar 2026.1",
        "",
    ]
    assert text.endswith("Counted in all: 1 h 30 m")
    legal = explain(
        ledger(SHORT),
        policy=POLICY,
        calendar=CALENDAR,
        as_of=when("Mon 2026-03-09 09:00"),
        clock="legal_answer",
        language="en",
    )
    assert "Promised: 14 calendar days, Fri, 20 Mar 2026 24.00 WIB" in legal


EIGHT = "Mon 2026-03-02 08:00 | citizen | received"
TWO_HOURS = only("resolution", "working", 2 * WORKING_HOUR)


def in_english(table: str, as_of: str, name: str = "resolution", **more: object) -> list[str]:
    asked = {"policy": POLICY, "calendar": CALENDAR, "clock": name, "language": "en", **more}
    return explain(ledger(table), as_of=when(as_of), **asked).splitlines()  # type: ignore[arg-type]


def test_explained_why_it_stopped_and_with_the_seconds_there_are() -> None:
    table = f"{EIGHT}\nMon 2026-03-02 09:00:07 | person:7 | rejected | reason=spam"
    lines = in_english(table, "Mon 2026-03-02 10:00")
    assert lines[0] == "Resolution: stopped (rejected)"
    assert lines[3:5] == ["Stopped: Mon, 2 Mar 2026 09.00.07 WIB", "Used: 1 h 00 m 07 s; left 12 h 59 m 53 s"]
    assert "  + 08.00-09.00.07  counted 1 h 00 m 07 s  [unit:DESK]" in lines


@pytest.mark.parametrize(
    ("as_of", "used"),
    [
        ("Mon 2026-03-02 09:59:59", "Used: 1 h 59 m 59 s; left 0 h 00 m 01 s"),
        ("Mon 2026-03-02 10:00", "Used: 2 h 00 m; left 0 h 00 m"),
        ("Mon 2026-03-02 10:00:01", "Used: 2 h 00 m 01 s; over by 0 h 00 m 01 s"),
    ],
)
def test_explained_to_the_second_of_the_promise_and_past_it(as_of: str, used: str) -> None:
    assert used in in_english(EIGHT, as_of, policy=TWO_HOURS)


def test_explained_what_ends_at_midnight_and_what_begins_there() -> None:
    one_day = only("legal_answer", "calendar_days", 1)
    table = "Mon 2026-03-02 00:00 | citizen | received"
    lines = in_english(table, "Thu 2026-03-05 00:00", "legal_answer", policy=one_day)
    assert lines[1:6] == [
        "Started: Mon, 2 Mar 2026 00.00 WIB",
        "Promised: 1 calendar days, Tue, 3 Mar 2026 24.00 WIB",
        "Late since: Tue, 3 Mar 2026 24.00 WIB",
        "Used: 72 h 00 m; over by 24 h 00 m",
        "As of Thu, 5 Mar 2026 00.00 WIB; policy 2026, calendar 2026.1",
    ]


def test_explained_without_a_promise_a_start_or_the_holidays() -> None:
    as_of = "As of Mon, 2 Mar 2026 10.00 WIB; policy 2026, calendar 2026.1"
    assert in_english(EIGHT, "Mon 2026-03-02 10:00", "verification", policy=TWO_HOURS) == [
        "Checking and routing: no target",
        "Started: Mon, 2 Mar 2026 08.00 WIB",
        as_of,
        "",
        "Mon, 2 Mar 2026",
        "  + 08.00-10.00  counted 2 h 00 m  [unit:DESK]",
    ]
    assert in_english(EIGHT, "Mon 2026-03-02 10:00", "legal_notice") == [
        "Notice of the decision by law: not started",
        as_of,
        "",
        "Mon, 2 Mar 2026",
        "    08.00-10.00  not started  [unit:DESK]",
    ]
    table = "Wed 2026-12-30 15:00 | citizen | received"
    assert in_english(table, "Wed 2026-12-30 15:30")[:4] == [
        "Resolution: running",
        "Started: Wed, 30 Dec 2026 15.00 WIB",
        "Used: 0 h 30 m",
        "Add the holidays of 2027 to the calendar.",
    ]
    assert in_english(table, "Fri 2027-01-01 09:00")[:4] == [
        "Resolution: cannot be counted yet (holidays not known yet)",
        "Started: Wed, 30 Dec 2026 15.00 WIB",
        "Add the holidays of 2027 to the calendar.",
        "As of Fri, 1 Jan 2027 09.00 WIB; policy 2026, calendar 2026.1",
    ]


ROUNDS = """
    Mon 2026-03-02 08:00 | citizen  | received
    Mon 2026-03-02 09:00 | person:7 | message.sent | message=1, act=answer
    Tue 2026-03-03 00:00 | citizen  | message.sent | message=2, act=message
    Tue 2026-03-03 09:00 | person:7 | message.sent | message=3, act=answer
    Wed 2026-03-04 00:00 | citizen  | message.sent | message=4, act=message
"""


@pytest.mark.parametrize(("number", "status"), [(None, "running"), (0, "on time"), (1, "running")])
def test_explained_is_the_round_asked_for_beside_all_of_them(number: int | None, status: str) -> None:
    one_day = only("next_response", "calendar_days", 1)
    lines = in_english(ROUNDS, "Wed 2026-03-04 09:00", "next_response", policy=one_day, number=number)
    assert lines[0] == f"Next answer: {status}"
    begin = lines.index("")
    assert lines[begin + 1 : begin + 4] == [
        "Next answer 1: on time; started Tue, 3 Mar 2026 00.00 WIB; promised Wed, 4 Mar 2026 24.00 WIB; "
        "stopped Tue, 3 Mar 2026 09.00 WIB",
        "Next answer 2: running; started Wed, 4 Mar 2026 00.00 WIB; promised Thu, 5 Mar 2026 24.00 WIB",
        "",
    ]


def test_explained_with_what_was_used_at_least_and_in_words_of_ones_own() -> None:
    own = replace(LANGUAGES["en"], total="Added up")
    lines = in_english(EIGHT, "Fri 2027-01-01 09:00", policy=TWO_HOURS, words=own)
    assert lines[4] == "Used: at least 1477 h 00 m; over by 1475 h 00 m"
    assert lines[-1] == "Added up: 1477 h 00 m"
