"""What was reported of a target split over the year, against what its months are held to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PortionReached:
    """The sum of what the months reported, their portion of the year, and whether that was reached."""

    total: float
    portion: float
    met: bool


def portion_reached(indicator: Mapping[str, Any]) -> PortionReached | None:
    """Of an indicator of the record whose year is split into portions and of which something was reported."""
    reported = [each["value"] for each in indicator["reported"] if each["value"] is not None]
    if indicator.get("spread") != "sum" or not reported:
        return None
    total, portion = sum(reported), indicator["period_target"]
    met = total <= portion if indicator["better"] == "lower" else total >= portion
    return PortionReached(total, portion, met)
