"""Counts, and waits beside them, that add up: what every sort of cell holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Self

from complaints_service.measurement.facts.cells.waits import Wait, Waits


@dataclass(kw_only=True)
class Counts:
    """Counts by their names, told by each sort of cell."""

    @classmethod
    @cache
    def counted(cls) -> tuple[str, ...]:
        """The names of the counts."""
        return tuple(each.name for each in fields(cls) if each.name != "waits")

    def count(self, names: Iterable[str]) -> None:
        """Counts one more of each of these names."""
        for name in names:
            setattr(self, name, getattr(self, name) + 1)

    def add(self, other: Self, times: int = 1) -> None:
        """Puts another's counts to these, or with -1 takes them away."""
        for name in self.counted():
            if more := getattr(other, name):
                setattr(self, name, getattr(self, name) + times * more)

    @property
    def empty(self) -> bool:
        """Whether nothing is counted here."""
        return not any(getattr(self, name) for name in self.counted())


@dataclass(kw_only=True)
class Sums(Counts):
    """Counts, and the `waits` a curve is made of."""

    waits: Waits = field(default_factory=Waits)

    def count(self, names: Iterable[str], wait: Wait | None = None) -> None:
        """Counts one more of each of these names, and one more that waited so long."""
        super().count(names)
        if wait is not None:
            self.waits.put(wait)

    def add(self, other: Self, times: int = 1) -> None:
        """Puts another's sums to these, or with -1 takes them away."""
        super().add(other, times)
        self.waits.add(other.waits, times)

    @property
    def empty(self) -> bool:
        """Whether nothing is counted here."""
        return not self.waits and super().empty
