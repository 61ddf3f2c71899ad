"""The curve of waits that are told one by one, as books tell them."""

from __future__ import annotations

from collections.abc import Iterable

from complaints_service.measurement.indicators.fairness import CurveStep, kaplan_meier


def curve_of(observed: Iterable[tuple[float, bool]]) -> list[CurveStep]:
    """Of durations, each with whether it finished."""
    ordered = sorted(observed)
    return kaplan_meier([at for at, _ in ordered], [at for at, finished in ordered if finished])
