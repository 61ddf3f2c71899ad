"""Counts and waits that add up: what every sort of cell holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Self

from complaints_service.measurement.facts.waits import Wait, Waits


@dataclass(kw_only=True)
class Sums:
    """Counts by their names, told by each sort of cell, and the `waits` a curve is made of."""

    waits: Waits = field(default_factory=Waits)

    @classmethod
    @cache
    def counted(cls) -> tuple[str, ...]:
        """The names of the counts."""
        return tuple(each.name for each in fields(cls) if each.name != "waits")

    def count(self, names: Iterable[str], wait: Wait | None = None) -> None:
        """Counts one more of each of these names, and one more that waited so long."""
        for name in names:
            setattr(self, name, getattr(self, name) + 1)
        if wait is not None:
            self.waits[wait] += 1

    def add(self, other: Self, times: int = 1) -> None:
        """Puts another's sums to these, or with -1 takes them away."""
        for name in self.counted():
            if more := getattr(other, name):
                setattr(self, name, getattr(self, name) + times * more)
        for wait, count in other.waits.items():
            self.waits[wait] += times * count
            if not self.waits[wait]:
                del self.waits[wait]

    @property
    def empty(self) -> bool:
        """Whether nothing is counted here."""
        return not self.waits and not any(getattr(self, name) for name in self.counted())
