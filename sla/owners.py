"""Whose number a verdict is: who held the ticket for most of the working time its clock counted (57)."""

from __future__ import annotations

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
    begin, until = line.work_inside(start), line.work_inside(end)
    left_out = [(line.work_inside(one), line.work_inside(other)) for one, other in gaps]
    shares: dict[str, int] = {}
    low = begin
    for span, high in zip(held, works[1:], strict=True):
        if high > until:
            high = until
        if high > low:
            seconds = high - low
            for first, last in left_out:
                seconds -= max(0, min(last, high) - max(first, low))
            if seconds:
                shares[span.charged] = shares.get(span.charged, 0) + seconds
            low = high
    holder = max(shares, key=shares.__getitem__) if shares else stopped_by  # a tie: who held first
    for switch in reversed(switches):
        if switch.at < end or switch.at <= start:
            break
    unit = switch.unit
    return (holder if holder.startswith("person:") else None), unit
