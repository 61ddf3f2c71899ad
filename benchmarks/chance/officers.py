"""The officers, tickets and hand-overs that fairness_simulation.py draws."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from complaints_service.measurement.indicators.mix import Cell, WeighedCase

#: How much harder than the office's mean a category and a kelurahan is, in points of the share.
CATEGORIES = {"sampah": 6, "lampu_jalan": -10, "drainase_banjir": -6, "ktp": 9, "ketertiban": 1, "lainnya": 0}
KELURAHAN = {"1001": 2, "1002": -2, "1003": 0, "1004": -1, "1005": 1}
CELLS: tuple[Cell, ...] = tuple((category, kelurahan) for category in CATEGORIES for kelurahan in KELURAHAN)

Month = list[WeighedCase]


@dataclass(frozen=True)
class Officer:
    """Cases a month, how often each cell comes, and the share on time in each (0..1)."""

    cases: int
    mix: Sequence[float]
    conduct: Sequence[float]


@dataclass(frozen=True)
class HandingOn:
    """How tickets change hands: in which share of them officers try to, and from which part of the due on.

    `half`: only every second officer does; all others keep what they have.
    """

    share: float = 0.0
    since: float = 0.0
    half: bool = False


NOT_AT_ALL = HandingOn()


def mix_of(chance: random.Random, *, alike: bool) -> list[float]:
    """How often each cell comes to an officer: a few cells make most of the work, or all the same."""
    return [1.0 if alike else chance.gammavariate(0.25, 1) + 1e-9 for _ in CELLS]


def conduct_at(mean: float, mixes: Sequence[Sequence[float]], counts: Sequence[int]) -> list[float]:
    """The shares on time in each cell that make the whole office reach `mean`, however the mixes fall."""

    def points(cell: Cell) -> float:
        return (CATEGORIES[cell[0]] + KELURAHAN[cell[1] or ""]) / 100

    weights = [
        sum(count * mix[at] / sum(mix) for mix, count in zip(mixes, counts, strict=True))
        for at in range(len(CELLS))
    ]
    off = sum(weight * points(cell) for weight, cell in zip(weights, CELLS, strict=True)) / sum(weights)
    return [min(0.99, max(0.01, mean - off + points(cell))) for cell in CELLS]


def worked(chance: random.Random, officer: Officer) -> Month:
    """One month of an officer's cases."""
    chosen = chance.choices(range(len(CELLS)), officer.mix, k=officer.cases)
    return [WeighedCase(CELLS[at], float(chance.random() < officer.conduct[at])) for at in chosen]


def worked_by_all(chance: random.Random, officers: Sequence[Officer], handing: HandingOn) -> list[Month]:
    """One month of everybody's cases, each with whoever it counts for (57).

    A ticket kept in time is done at any time until its due. It is handed on at any time from `since` on, if
    it is not done by then, to anybody else.
    """
    months = [worked(chance, officer) for officer in officers]
    if not handing.share:
        return months
    counted: list[Month] = [[] for _ in officers]
    for giver, month in enumerate(months):
        for case in month:
            owner = giver
            if not (handing.half and giver % 2) and chance.random() < handing.share:
                handed = chance.uniform(handing.since, 1)
                receiver = (giver + chance.randrange(1, len(officers))) % len(officers)
                if handed < chance.random() if case.worth else handed < 0.5:
                    owner = receiver
            counted[owner].append(case)
    return counted
