"""From verdicts to the numbers of a period: month, on-time share, median (58 to 60)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from sla.calendars import Calendar
from sla.verdict import Verdict

LEFT_OUT = frozenset({"not_started", "no_target", "unknown"})
TINY = 1e-12


def month_of(verdict: Verdict, calendar: Calendar) -> tuple[int, int] | None:
    """The local month a verdict belongs to: of its stop, or of its breach; None while it is neither (58)."""
    if verdict.status in ("met", "stopped"):
        at = verdict.stopped_at
    else:
        at = verdict.breached_at
    if at is None:
        return None
    day = calendar.local_date(at)
    return day.year, day.month


class OnTime(NamedTuple):
    """On-time share and the counts beside it; `share` is None where nothing was met or broken.

    `redone`: how many of the met came after a dispute or reopening, or were followed by one.
    """

    met: int
    breached: int
    share: Fraction | None
    others: dict[str, int]
    redone: int


def on_time(verdicts: Iterable[Verdict]) -> OnTime:
    """Met of met and breached, open late ones being breached; the rest is counted apart (59).

    What a split-off ticket inherited counts where it was copied from (38).
    """
    own = [verdict for verdict in verdicts if verdict.inherited is None]
    counts: Counter[str] = Counter(verdict.status for verdict in own)
    met, breached = counts.pop("met", 0), counts.pop("breached", 0)
    share = Fraction(met, met + breached) if met + breached else None
    redone = sum(verdict.redone for verdict in own if verdict.status == "met")
    return OnTime(met, breached, share, dict(counts), redone)


def broken_before(verdicts: Iterable[Verdict], end: datetime) -> int:
    """How many were broken before a month's end and not stopped by then, whenever they broke (58)."""
    return sum(
        verdict.breached_at is not None
        and verdict.breached_at < end
        and (verdict.stopped_at is None or verdict.stopped_at >= end)
        for verdict in verdicts
    )


def finished(verdict: Verdict) -> bool:
    """Whether the work itself came to its end, late or not; a stop with a reason is not that.

    Nor is one past the calendar's horizon: how long it took is not known (8).
    """
    done = verdict.stopped_at is not None and verdict.reason is None and not verdict.at_least
    return done and verdict.status in ("met", "breached")


def waiting_quantile(verdicts: Iterable[Verdict], percent: int) -> int | None:
    """After how many used seconds so many percent were finished, by Kaplan and Meier (60).

    What still waits, or was stopped with a reason, is censored at its used seconds. None where the curve
    never comes down that far: "more than half (one in ten) still wait". A stop that a split-off ticket
    inherited is the other one's.
    """
    ends: Counter[int] = Counter()
    leaves: Counter[int] = Counter()
    for verdict in verdicts:
        if verdict.status in LEFT_OUT or verdict.inherited == "stop":
            continue
        used = verdict.used_seconds
        assert used is not None  # of all others it is known
        leaves[used] += 1
        if finished(verdict):
            ends[used] += 1
    at_risk = sum(leaves.values())
    waiting = 1.0
    for used in sorted(leaves):
        waiting *= 1 - ends[used] / at_risk
        if waiting <= 1 - percent / 100 + TINY:
            return used
        at_risk -= leaves[used]
    return None
