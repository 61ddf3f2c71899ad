"""What must hold of every history: over random ledgers with every kind of act, decree and horizon.

A hundred random histories in the suite, three thousand in `make faults`; `SLA_HISTORIES=10000` makes them so many.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from sla import Assessment, Event, Verdict, assess, because, clocks, escalations, explain, rule_closing
from sla.assess import read
from sla.clocks import judge
from tests.sla.histories import ACTS, RULES, START, a_calendar, a_history, moments, received
from tests.sla.office import CALENDAR
from tests.sla.weekdays import JAKARTA
from tests.support.lengths import WHOLE

COUNT = int(os.environ.get("SLA_HISTORIES", "3000" if WHOLE else "100"))
pytestmark = pytest.mark.timeout(120 + COUNT)


def verdicts(found: Assessment) -> dict[tuple[str, int], Verdict]:
    """Every clock, round and life, by its name and number."""
    single = {
        (name, 0): one for name, one in found.clocks.items() if name not in ("resolution", "next_response")
    }
    rounds = {("next_response", number): one for number, one in enumerate(found.rounds)}
    return {**single, **rounds, **{("resolution", number): one for number, one in enumerate(found.lives)}}


def test_the_short_way_of_judging_is_the_general_one() -> None:
    random = Random(31)
    judged = 0
    for _ in range(COUNT):
        events, calendar = a_history(random), a_calendar(random)
        for as_of in random.sample(moments(events), 3):
            case = read(events, policy=RULES, calendar=calendar, as_of=as_of)
            tracks = case.reading.tracks
            for track in (*tracks.single.values(), *tracks.lives, *tracks.rounds):
                short = judge(case, track)
                with pytest.MonkeyPatch.context() as patched:
                    patched.setattr(clocks, "plain", lambda *_asked: None)
                    assert judge(case, track) == short
                judged += short.used_seconds is not None
    assert judged > 10 * COUNT


def test_a_breach_once_seen_never_vanishes_or_moves() -> None:
    """But for a bounce, which takes back what paused: those histories are left out (20)."""
    random = Random(32)
    seen_any = 0
    for _ in range(COUNT):
        events = a_history(random, without="message.bounced")
        calendar = a_calendar(random)
        seen: dict[tuple[str, int], datetime | None] = {}
        for as_of in moments(events):
            found = verdicts(assess(events, policy=RULES, calendar=calendar, as_of=as_of))
            for key, broken in seen.items():
                assert found[key].status == "breached", (key, as_of, events)
                assert found[key].breached_at == broken, (key, as_of, events)
            for key, one in found.items():
                if one.status == "breached":
                    seen[key] = one.breached_at
        seen_any += bool(seen)
    assert seen_any > COUNT / 3


def test_nothing_that_was_accepted_at_entry_is_refused_later() -> None:
    """`a_history` asserts it as each act is entered; here as of every instant, by every question."""
    random = Random(33)
    late = 0
    for _ in range(COUNT):
        events, calendar = a_history(random, length=24), a_calendar(random)
        late += any(event.at < event.recorded_at for event in events)
        for as_of in random.sample(moments(events), 2):
            given = {"policy": RULES, "calendar": calendar, "as_of": as_of}
            found = assess(events, **given)  # type: ignore[arg-type]
            assert sum(found.custody.totals.values()) == found.custody.total_seconds
            assert all(
                one.end == two.start
                for one, two in zip(found.custody.spans, found.custody.spans[1:], strict=False)
            )
            escalations(events, **given)  # type: ignore[arg-type]
            rule_closing(events, **given)  # type: ignore[arg-type]
            for clock in found.clocks:
                because(events, **given, clock=clock)  # type: ignore[arg-type]
                explain(events, **given, clock=clock, full=False)  # type: ignore[arg-type]
    assert late > COUNT / 3


def test_a_bounce_closes_nothing_that_was_open_before_it() -> None:
    """Sentence 20: what a bounce brings about falls at the bounce, never before."""
    random = Random(34)
    for _ in range(COUNT):
        events = a_history(random, backdates=False)
        for event in events:
            if event.kind != "message.bounced":
                continue
            before = [one for one in events if (one.at, one.seq) < (event.at, event.seq)]
            without = assess(before, policy=RULES, calendar=CALENDAR, as_of=event.at)
            then = assess([*before, event], policy=RULES, calendar=CALENDAR, as_of=event.at)
            assert then.final_closed_at == without.final_closed_at
            assert [one.started_at for one in then.rounds] == [one.started_at for one in without.rounds]
            assert len(then.lives) == len(without.lives)


def test_what_a_job_writes_at_its_rules_own_instant_changes_nothing() -> None:
    job = "ticket.closed"
    random = Random(35)
    written = 0
    for _ in range(COUNT):
        events = a_history(random, backdates=False, without=job)
        as_of = events[-1].at + timedelta(days=60)
        closing = rule_closing(events, policy=RULES, calendar=CALENDAR, as_of=as_of)
        if closing is None or closing[0] < events[-1].at:
            continue
        at, reason = closing
        told = [
            *events,
            Event(events[-1].seq + 1, job, at, at + timedelta(days=3), "rule", {"reason": reason}),
        ]
        found = assess(events, policy=RULES, calendar=CALENDAR, as_of=as_of)
        assert assess(told, policy=RULES, calendar=CALENDAR, as_of=as_of) == found
        written += 1
    assert written > COUNT / 40


# -- 46: nothing the office does moves the 60-day clock but its one question in time -----------------------


def end_of_day(at: datetime, days: int) -> datetime:
    """24:00 of the local day so many days after the one an instant lies in."""
    local = at.astimezone(JAKARTA)
    return datetime(local.year, local.month, local.day, tzinfo=JAKARTA).astimezone(UTC) + timedelta(
        days=days + 1
    )


ENDS = {
    "question.withdrawn",
    "ticket.resolved",
    "ticket.rejected",
    "ticket.cancelled",
    "ticket.merged",
    "ticket.referred",
}


def start_by_hand(events: list[Event], as_of: datetime) -> datetime:
    """The start of the legal decision by the words of 46, read without the engine.

    For histories in which the ticket is open until its first decision, rejection or the like.
    """
    first: datetime | None = None
    asked: set[object] = set()
    for event in sorted(events, key=lambda one: (one.at, one.seq)):
        if event.at > as_of:
            break
        message = event.data.get("message")
        if event.kind in ENDS and (event.kind != "question.withdrawn" or message in asked):
            if event.kind != "question.withdrawn":
                return START
            asked.clear()
            if first is not None:
                return START
        elif event.kind == "message.sent" and event.data["act"] == "completeness":
            asked.add(message)
        elif event.kind == "message.sent" and event.by == "citizen":
            asked.clear()
            if first is not None:
                return event.at if event.at <= end_of_day(first, 30) else START
        elif event.kind == "file.completed" and event.data.get("handed_in") and first is not None:
            return event.at if event.at <= end_of_day(first, 30) else START
        elif event.kind == "message.delivered" and message in asked and first is None:
            if event.at > end_of_day(START, 14):
                return START
            first = event.at
    waits = first is not None and as_of <= end_of_day(first, 30)
    return as_of if waits else START


OFFICE = [
    act
    for act in ACTS
    if act[1] in ENDS | {"message.delivered", "file.completed", "ticket.taken", "ticket.classified"}
    or (act[1] == "message.sent" and act[2]["act"] in ("completeness", "answer"))
    or act[1] in ("ticket.reprioritised", "target.released", "custody.corrected")
]
#: Often enough that the office says what is missing, and that it arrives.
OFTEN = [act for act in OFFICE if act[1] == "message.delivered" or act[2].get("act") == "completeness"]
CITIZEN = ("citizen", "message.sent", {"act": "message"})


@pytest.mark.parametrize("writes", [False, True])
def test_46_no_act_of_the_office_moves_the_sixty_days(writes: bool) -> None:
    random = Random(36 + writes)
    moved = waited = 0
    for _ in range(COUNT):
        events, now = [received()], START
        for seq in range(2, 2 + random.randint(1, 9)):
            now += timedelta(seconds=random.choice((1, 60, 60, 3600, 90_000, 300_000, 1_500_000)))
            by, kind, data = (
                CITIZEN if writes and random.random() < 0.2 else random.choice(OFFICE + 6 * OFTEN)
            )
            message = seq if kind == "message.sent" else random.randint(max(2, seq - 3), seq)
            more = {"message": message, "start": START.isoformat()}
            more["end"] = (START + timedelta(seconds=1)).isoformat()
            events.append(Event(seq, kind, now, now, by, {**more, **data}))
            if kind in ENDS - {"question.withdrawn"}:
                break
        if not writes and any(event.kind == "file.completed" for event in events):
            events = [event for event in events if event.kind != "file.completed"]
        for as_of in (now, now + timedelta(days=20), START + timedelta(days=50), START + timedelta(days=100)):
            if as_of < now:
                continue
            found = assess(events, policy=RULES, calendar=CALENDAR, as_of=as_of).clocks["legal_decision"]
            expected = start_by_hand(events, as_of)
            assert found.started_at == expected, (as_of, events)
            assert found.due_at == end_of_day(expected, 60), (as_of, events)
            moved += expected not in (START, as_of)
            waited += found.paused
            if not writes and not found.paused:
                assert expected == START  # nobody but the citizen can move it
            late = found.stopped_at is None and as_of > end_of_day(START, 60) and expected == START
            assert not late or found.status == "breached"
    assert waited > COUNT / 50
    assert (moved > COUNT / 50) is writes
