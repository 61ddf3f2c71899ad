"""A version of a plan as pages, evaluations and documents read it: plain values, whatever its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class IndicatorView:
    """An indicator (IKI). `target_value` is in `target_unit`: of a measured one the registry's unit."""

    id: int
    ordinal: int
    aspect: str
    words: str
    source: str
    indicator_code: str | None
    target_value: float | None
    target_unit: str | None
    target_words: str | None
    better: str
    spread: str | None = None
    period_targets: Sequence[float] | None = None


@dataclass(frozen=True, kw_only=True)
class ResultView:
    """A result (RHK) with its indicators in order."""

    id: int
    ordinal: int
    duty: str
    words: str
    weight: int
    superior_result_id: int | None
    goal_id: int | None
    indicators: tuple[IndicatorView, ...]


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """One version of a plan. `unit` is a code; `expectations` are the superior's own, by value's code.

    `parties`: `officer` and `rater` as they were called and stood when the first of them signed; None before.
    """

    version_id: int
    plan_id: int
    officer_id: int
    year: int
    number: int
    state: str
    effective_from: date
    rater_id: int | None
    unit: str
    position: str
    position_title: str
    basis: str
    reason: str | None
    digest: str | None
    revision: int
    officer_signed_at: datetime | None
    rater_signed_at: datetime | None
    signed_at: datetime | None
    created_at: datetime
    results: tuple[ResultView, ...]
    expectations: Mapping[str, str]
    support: str | None
    accountability: str | None
    consequence: str | None
    parties: Mapping[str, Mapping[str, str]] | None = None

    @property
    def weights(self) -> int:
        """The sum of all weights, in percent."""
        return sum(result.weight for result in self.results)
