"""Whose number a verdict is (57), counted again quarter hour by quarter hour."""

from __future__ import annotations

from random import Random

from sla.events import seconds_of
from sla.holders import Switch
from sla.owners import Claim, owner_of, unit_at
from tests.sla.office import CALENDAR
from tests.sla.weekdays import when

BEGIN = seconds_of(when("Mon 2026-03-02 06:00"))
QUARTER = 900
LINE = CALENDAR.line
NOBODY = "person:0"


def by_hand(claim: Claim, held: list[Switch], end: int) -> str:
    """The largest of the shares, each quarter hour given to who had the ticket; a tie: who had it first."""
    shares: dict[str, int] = {}
    for at in range(claim.start, claim.end, QUARTER):
        if at >= end or any(one <= at < other for one, other in claim.gaps):
            continue
        holders = [switch.charged for switch in held if switch.at <= at]
        work = LINE.elapsed(at, at + QUARTER)
        if holders and work:
            shares[holders[-1]] = shares.get(holders[-1], 0) + work
    return max(shares, key=shares.__getitem__) if shares else claim.stopped_by


def cuts(random: Random, count: int) -> list[int]:
    """Instants in order, at quarter hours of four days."""
    return [BEGIN + QUARTER * each for each in sorted(random.sample(range(4 * 96), count))]


def test_57_the_owner_had_most_of_what_was_counted() -> None:
    random = Random(57)
    for _ in range(600):
        *begins, end = [BEGIN, *cuts(random, random.randint(1, 5))]  # somebody has it from the receipt on
        held = [Switch(at, who, who, "A") for at in begins for who in [f"person:{random.randint(1, 3)}"]]
        edges = cuts(random, 2 * random.randint(0, 4))
        start, stop = cuts(random, 2)
        claim = Claim(start, stop, list(zip(edges[::2], edges[1::2], strict=True)), NOBODY)
        found = owner_of(claim, held, LINE.works_inside([*begins, end]), LINE)
        assert found == by_hand(claim, held, end), (claim, held, end)


def test_57_gaps_that_touch_the_spans_and_fill_them_leave_nothing() -> None:
    at = [BEGIN + QUARTER * each for each in (8, 12, 16, 20, 24)]
    held = [Switch(at[0], "person:1", "person:1", "A"), Switch(at[2], "person:2", "person:2", "A")]
    works = LINE.works_inside([at[0], at[2], at[4]])
    for gaps, owner in (
        ([(at[0], at[2])], "person:2"),
        ([(at[0], at[1]), (at[1], at[2])], "person:2"),
        ([(at[2], at[4])], "person:1"),
        ([(at[0], at[4])], NOBODY),
        ([(at[1], at[3])], "person:1"),  # a tie: who had it first
        ([(at[0], at[1]), (at[2], at[4])], "person:1"),
    ):
        assert owner_of(Claim(at[0], at[4], gaps, NOBODY), held, works, LINE) == owner, gaps


def test_the_unit_of_a_clock_is_where_the_ticket_was_just_before_its_end() -> None:
    """A move at the end itself comes too late, but not one at the start of a clock that lasted no time."""
    switches = [Switch(at, "unit:A", "unit:A", unit) for at, unit in ((10, "A"), (20, "B"), (30, "C"))]
    for start, end, unit in (
        (10, 20, "A"),
        (10, 21, "B"),
        (10, 30, "B"),
        (10, 31, "C"),
        (10, 99, "C"),
        (20, 20, "B"),
        (30, 30, "C"),
        (10, 10, "A"),
        (5, 10, "A"),
    ):
        assert unit_at(switches, start, end) == unit, (start, end)
