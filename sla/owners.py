"""Whose number a verdict is: who held the ticket for most of the working time its clock counted (57)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sla.holders import Switch
from sla.timeline import Timeline


class Claim(NamedTuple):
    """What is to be charged: a clock's counted part, which gaps it leaves out, and who stopped it."""

    start: int
    end: int
    gaps: Sequence[tuple[int, int]]
    stopped_by: str


def owner_of(claim: Claim, held: list[Switch], works: list[int], line: Timeline) -> str:
    """Whose the largest part is; a tie: who held first; nothing counted: whoever stopped it.

    `works`: W at the begin of each of `held` and at the end of the last. W only grows, so the working
    time of an intersection is the difference of the smaller W of its ends and the larger of its begins.
    """
    start, end, gaps, stopped_by = claim
    work = line.work_inside
    low, until = work(start), work(end)
    left_out = [(work(one), work(other)) for one, other in gaps]
    shares: dict[str, int] = {}
    gap = 0  # the first that is not over before `low`: spans and gaps are both in order
    for span, high in zip(held, works[1:], strict=True):
        if high > until:
            high = until
        if high > low:
            seconds = high - low
            while gap < len(left_out) and left_out[gap][0] < high:
                first, last = left_out[gap]
                seconds -= max(0, min(last, high) - max(first, low))
                if last > high:
                    break
                gap += 1
            if seconds:
                shares[span.charged] = shares.get(span.charged, 0) + seconds
            low = high
    return max(shares, key=shares.__getitem__) if shares else stopped_by


def unit_at(switches: list[Switch], start: int, end: int) -> str:
    """The unit a ticket was in at the end of a clock's time."""
    for switch in reversed(switches):
        if switch.at < end or switch.at <= start:
            break
    return switch.unit
