"""The curve of waits that are told one by one, as books tell them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from complaints_service.measurement.indicators.fairness import CurveStep, kaplan_meier


def curve_of(observed: Iterable[tuple[float, bool]]) -> list[CurveStep]:
    """Of durations, each with whether it finished."""
    ordered = sorted(observed)
    finished = Counter(at for at, done in ordered if done)
    return kaplan_meier((at, many, sum(each >= at for each, _ in ordered)) for at, many in finished.items())
