"""How a year's target falls to its periods: portions that sum to it, or one of each period's own. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from complaints_service.appraisal.planning.kinds import SPREADS
from complaints_service.errors import Words, words

MONTHS = 12
#: How far portions may miss the year: what is lost where a third is typed with decimals.
SLACK = 0.005


class SpreadTarget(Protocol):
    """An indicator with the target of its year, and how that falls to periods of equal length."""

    @property
    def target_value(self) -> float | None: ...
    @property
    def spread(self) -> str | None: ...
    @property
    def period_targets(self) -> Sequence[float] | None: ...


def spreads_for(*, measured: bool, unit: str | None) -> tuple[str, ...]:
    """How a target in this unit may be split: only what is counted adds up over the year.

    What is measured is told as a share, a median or for each full month, so that no period is part of a sum.
    """
    adds_up = not measured and (unit or "").strip() != "%"
    return SPREADS if adds_up else ("each",)


def even_portions(whole: float, periods: int) -> tuple[float, ...]:
    """A year's amount in equal portions; whole numbers stay whole, the first periods take what is over."""
    if whole.is_integer():
        each, over = divmod(int(whole), periods)
        return tuple(float(each + (at < over)) for at in range(periods))
    first = round(whole / periods, 6)
    return (*(first for _ in range(periods - 1)), round(whole - first * (periods - 1), 6))


def target_of(indicator: SpreadTarget, months: Sequence[str]) -> float | None:
    """What these months of one year are held to: their portion, their period's own target, or the year's.

    A period of which only some months are meant gives as much of its portion. Over several periods with
    targets of their own it is the year's that counts.
    """
    targets, year = indicator.period_targets, indicator.target_value
    if not targets or year is None:
        return year
    length = MONTHS // len(targets)
    periods = [(int(month[5:7]) - 1) // length for month in months]
    if indicator.spread == "sum":
        return round(math.fsum(targets[at] for at in periods) / length, 6)
    return targets[periods[0]] if len(set(periods)) == 1 else year


def spread_problem(indicator: SpreadTarget, *, allowed: Sequence[str], periods: int) -> Words | None:
    """Why a year's target cannot be split so."""
    targets, year = indicator.period_targets or (), indicator.target_value
    if indicator.spread is None:
        return None
    if indicator.spread not in allowed:
        return words(
            "Persentase dan yang dihitung sistem tidak dijumlahkan: beri tiap periode targetnya sendiri."
        )
    if year is None:
        return words("Tulis dulu target setahun.")
    if len(targets) != periods or not all(math.isfinite(each) and each >= 0 for each in targets):
        return words("Isi target setiap periode dengan angka, paling kecil 0.")
    total = math.fsum(targets)
    if indicator.spread == "sum" and abs(total - year) > SLACK:
        said = {"total": f"{total:g}", "year": f"{year:g}"}
        return words("Jumlah periode %(total)s, padahal target setahun %(year)s.", **said)
    return None
