"""Calendars as written: patterns of windows, dated exceptions, inheritance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

ExceptionKind = Literal["holiday", "collective_leave", "closure", "opening", "changed"]

RANK: dict[str, int] = {"closure": 3, "opening": 2, "changed": 2, "holiday": 1, "collective_leave": 1}


class Window(NamedTuple):
    """An open part of a local day, in seconds of its wall clock; 86400 is 24:00 (sentence 11)."""

    start_seconds: int
    end_seconds: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """The open windows of each week day (0 is Monday) between two inclusive dates (sentence 9)."""

    key: str
    effective_from: date
    windows: Mapping[int, tuple[Window, ...]]
    effective_until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the pattern is in force on that local day."""
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayException:
    """A dated exception; its windows replace those of the day (sentence 10)."""

    key: str
    on: date
    kind: ExceptionKind
    name: str
    windows: tuple[Window, ...] = ()
    decreed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSpec:
    """A calendar as written; the child may say more than its parent, day by day."""

    code: str
    version: str
    zone: str
    patterns: tuple[Pattern, ...]
    exceptions: tuple[DayException, ...]
    first_on: date
    horizon_on: date
    nominal_day_seconds: int = 27000
    parent: CalendarSpec | None = None


class Decree(NamedTuple):
    """An exception decreed at a known instant, in seconds; `bit` is its place in a set of decrees."""

    decreed: int
    day_start: int
    day_end: int
    bit: int
