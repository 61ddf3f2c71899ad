"""From verdicts to the numbers of a period: month, on-time share, median (58 to 60)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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
    """On-time share and the counts beside it; `share` is None where nothing was met or broken."""

    met: int
    breached: int
    share: Fraction | None
    others: dict[str, int]


def on_time(verdicts: Iterable[Verdict]) -> OnTime:
    """Met of met and breached, open late ones being breached; the rest is counted apart (59)."""
    counts: Counter[str] = Counter(verdict.status for verdict in verdicts)
    met, breached = counts.pop("met", 0), counts.pop("breached", 0)
    share = Fraction(met, met + breached) if met + breached else None
    return OnTime(met, breached, share, dict(counts))


def finished(verdict: Verdict) -> bool:
    """Whether the work itself came to its end, late or not; a stop with a reason is not that."""
    return verdict.status in ("met", "breached") and verdict.stopped_at is not None and verdict.reason is None


def waiting_quantile(verdicts: Iterable[Verdict], percent: int) -> int | None:
    """After how many used seconds so many percent were finished, by Kaplan and Meier (60).

    What still waits, or was stopped with a reason, is censored at its used seconds. None where the curve
    never comes down that far: "more than half (one in ten) still wait".
    """
    ends: Counter[int] = Counter()
    leaves: Counter[int] = Counter()
    for verdict in verdicts:
        if verdict.status in LEFT_OUT or verdict.used_seconds is None:
            continue
        leaves[verdict.used_seconds] += 1
        if finished(verdict):
            ends[verdict.used_seconds] += 1
    at_risk = sum(leaves.values())
    waiting = 1.0
    for used in sorted(leaves):
        waiting *= 1 - ends[used] / at_risk
        if waiting <= 1 - percent / 100 + TINY:
            return used
        at_risk -= leaves[used]
    return None
