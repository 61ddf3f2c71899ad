"""What the office promises for an ordinary complaint handed in now."""

from __future__ import annotations

from datetime import datetime

from config.rulebook import Rulebook
from sla import known


def promises(rulebook: Rulebook, *, now: datetime, kind: str = "complaint") -> dict[str, datetime | None]:
    """The due of the first response and of the resolution; None where nothing is promised or known."""
    policy = rulebook.policy_at(now)
    row = policy.row_for(kind=kind, category="", priority="normal", unit="")
    found: dict[str, datetime | None] = {"first_response": None, "resolution": None}
    if row is None:
        return found
    calendar = rulebook.calendar(row.calendar)
    for clock in found:
        target = row.targets.get(clock)
        if target is not None:
            found[clock] = known.due(calendar, now, target)
    return found
