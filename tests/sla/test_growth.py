"""What a ledger of thousands of entries costs: about as many times more as it is longer."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import timedelta
from time import process_time

import pytest

from sla import Event, assess, because, escalations
from tests.sla.office import CALENDAR, POLICY, ledger
from tests.sla.weekdays import when

AS_OF = when("Fri 2026-03-06 12:00")
OPEN = ledger("Mon 2026-03-02 08:00 | citizen | received")


def questions(count: int) -> list[Event]:
    """So many open questions, each delivered."""
    events = [*OPEN]
    for number in range(count):
        at = OPEN[0].at + timedelta(seconds=number)
        seq = 2 * number + 2
        asked = {"message": seq, "act": "completeness" if number % 2 else "question"}
        events.append(Event(seq, "message.sent", at, at, "person:7", asked))
        events.append(Event(seq + 1, "message.delivered", at, at, "rule", {"message": seq, "route": "email"}))
    return events


def bounces(count: int) -> list[Event]:
    """The same, and each comes back."""
    events = questions(count)
    for number in range(count):
        at = OPEN[0].at + timedelta(hours=30, seconds=number)
        back = {"message": 2 * number + 2, "route": "email"}
        events.append(Event(2 * count + number + 2, "message.bounced", at, at, "rule", back))
    return events


def conversation(count: int) -> list[Event]:
    """So many questions, each answered: as many pauses."""
    events = []
    for event in questions(count):
        events.append(event._replace(seq=2 * event.seq))
        if event.kind == "message.delivered":
            wrote = {"message": 2 * event.seq + 1, "act": "message"}
            events.append(Event(2 * event.seq + 1, "message.sent", event.at, event.at, "citizen", wrote))
    return events


def seconds(ask: Callable[[], object]) -> float:
    """A core's time for it; what other tests left behind is not searched for garbage meanwhile."""
    gc.disable()
    try:
        begin = process_time()
        ask()
        return process_time() - begin
    finally:
        gc.enable()


def seconds_of(events: list[Event]) -> float:
    return seconds(lambda: assess(events, policy=POLICY, calendar=CALENDAR, as_of=AS_OF))


def million_steps() -> float:
    """What a million steps of Python take on this machine now: some 0.07 s on a fast one, with nothing counted."""
    return min(seconds(lambda: sum(one * one % 7 for one in range(1_000_000))) for _ in range(3))


def test_five_thousand_open_questions_take_a_few_million_steps() -> None:
    """A fifth of a second on that fast one; `benchmarks/sla_judging.py` tells what it is."""
    events = questions(5000)
    assert min(seconds_of(events) for _ in range(5)) < 6 * million_steps()


@pytest.mark.parametrize("made", [questions, bounces, conversation])
def test_ten_times_the_ledger_takes_about_ten_times_as_long(made: object) -> None:
    small, large = (made(count) for count in (400, 4000))  # type: ignore[operator]
    one, ten = (min(seconds_of(events) for _ in range(5)) for events in (small, large))
    assert ten < 30 * one, (one, ten)


def test_explaining_and_reminding_of_a_long_conversation_take_about_as_long() -> None:
    events = conversation(2000)
    for ask in (
        lambda: because(events, policy=POLICY, calendar=CALENDAR, as_of=AS_OF, clock="resolution"),
        lambda: escalations(events, policy=POLICY, calendar=CALENDAR, as_of=AS_OF),
    ):
        assert seconds(ask) < 30 * million_steps()
