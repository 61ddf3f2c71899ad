"""Whose number a verdict is: who held the ticket for most of the working time its clock counted (57)."""

from __future__ import annotations

from sla.custody import Held
from sla.timeline import Timeline


def owner_of(
    held: list[Held], line: Timeline, start: int, end: int, gaps: list[tuple[int, int]], stopped_by: str
) -> tuple[str | None, str | None]:
    """The person it counts for (None: for the unit only) and the unit the ticket was in at the end."""
    unit = None
    shares: dict[str, int] = {}
    for span in held:
        if span.start > end or (span.start == end and unit is not None):
            break
        unit = span.unit
        one = max(start, span.start)
        other = min(end, span.end)
        if one < other:
            seconds = line.work_inside(other) - line.work_inside(one)
            for begin, stop in gaps:
                if begin < other and stop > one:
                    seconds -= line.work_inside(min(stop, other)) - line.work_inside(max(begin, one))
            if seconds:
                shares[span.charged] = shares.get(span.charged, 0) + seconds
    holder = max(shares, key=shares.__getitem__) if shares else stopped_by  # a tie: who held first
    return (holder if holder.startswith("person:") else None), unit
