"""Who must sign in with a second step, and whether now or soon. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Literal

from complaints_service.accounts.access import Rights

Demand = Literal["no", "soon", "now"]
#: So long after a proof nobody is asked for another one.
PROOF_HOLDS = timedelta(minutes=10)


def demand_of(rights: Rights, *, roles: Collection[str], since: date | None, on: date) -> Demand:
    """Whether somebody with these rights needs a second step on a local day; `soon`: from `since` on."""
    leads = "superior" in roles and bool(rights.subordinate_units)
    if since is None or not (leads or any(rights.granted(role) for role in roles)):
        return "no"
    return "now" if on >= since else "soon"


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Whether the last proof still counts for what hands out power or takes data along."""
    return proved_at is not None and now - proved_at < PROOF_HOLDS
