"""Whose number a verdict is: who held the ticket for most of the working time its clock counted (57)."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from sla.custody import Held
from sla.holders import Switch
from sla.timeline import Timeline


class Claim(NamedTuple):
    """What is to be charged: a clock's counted part, which gaps it leaves out, and who stopped it."""

    start: int
    end: int
    gaps: list[tuple[int, int]]
    stopped_by: str


def owner_of(
    claim: Claim, held: list[Held], works: list[int], line: Timeline, switches: list[Switch]
) -> tuple[str | None, str]:
    """The person it counts for (None: for the unit only) and the unit the ticket was in at the end.

    `works`: W at the begin of each span of `held` and at the end of the last. W only grows, so the working
    time of an intersection is the difference of the smaller W of its ends and the larger of its begins.
    """
    start, end, gaps, stopped_by = claim
    begin = works[0] if held and held[0].start == start else line.work_inside(start)
    until = works[-1] if held and held[-1].end == end else line.work_inside(end)
    left_out = [(line.work_inside(one), line.work_inside(other)) for one, other in gaps]
    shares: dict[str, int] = {}
    low = begin
    for span, high in zip(held, islice(works, 1, None), strict=True):
        if span.start >= end:
            break
        one = low if low > begin else begin  # noqa: FURB136 - max() costs a call, and this is the hot loop
        other = high if high < until else until  # noqa: FURB136
        low = high
        if one >= other:
            continue
        seconds = other - one
        for first, last in left_out:
            if first < other and last > one:
                seconds -= min(last, other) - max(first, one)
        if seconds:
            shares[span.charged] = shares.get(span.charged, 0) + seconds
    holder = max(shares, key=shares.__getitem__) if shares else stopped_by  # a tie: who held first
    unit = switches[0].unit
    for switch in switches:
        if switch.at >= end and switch.at > start:
            break
        unit = switch.unit
    return (holder if holder.startswith("person:") else None), unit
