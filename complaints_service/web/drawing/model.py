"""What the drawings are given. Everything is judged already: a drawing places, it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from markupsafe import Markup

Kind = Literal["on", "late", "wait", "idle", "agency", "next", "beyond", "other"]
Role = Literal["person", "queue", "agency", "citizen", "nobody"]
Tone = Literal["person", "second", "queue", "agency", "citizen", "nobody"]
Audience = Literal["citizen", "officer"]
Glyph = Literal["in", "ans", "msg", "ask", "move", "done", "redo", "due", "law", "now"]


@dataclass(frozen=True)
class Holder:
    """Who has the ticket, as this page names them: to citizens units, to officers persons."""

    key: str
    initials: str
    name: str
    role: Role


NOBODY = Holder("nobody", "", "", "nobody")


class ClockSpan(NamedTuple):
    """A judged stretch of the clock; `tone` is the fill of the holder's counted time."""

    start: datetime
    end: datetime
    kind: Kind
    counted: bool
    holder: Holder
    tone: Tone


@dataclass(frozen=True)
class Happening:
    """Something to mark and list, in words already."""

    at: datetime
    glyph: Glyph
    words: str


@dataclass(frozen=True)
class Day:
    """One local day: open windows in seconds of the day, and the name of a holiday or closure.

    `known` False: the office's calendar does not reach that day, so nobody can say whether it is open.
    """

    on: date
    windows: tuple[tuple[int, int], ...]
    closed_name: str = ""
    known: bool = True


@dataclass(frozen=True)
class CustodyShare:
    """Working seconds one holder had the ticket (or a set of tickets)."""

    initials: str
    name: str
    tone: Tone
    seconds: int


@dataclass(frozen=True, kw_only=True)
class IndicatorDrawing:
    """One indicator on its scale: shares 0..1 or seconds, all in the same unit.

    `value` None: no dot (the median does not exist yet). `few`: n is under the floor.
    """

    low: float
    high: float
    value: float | None
    interval: tuple[float, float] | None
    target: float | None
    median: float | None
    good: Literal["high", "low"]
    few: bool = False


@dataclass(frozen=True, kw_only=True)
class MonthOnTime:
    """Counts of one month; `provisional` while it still runs."""

    label: str
    met: int
    late_finished: int
    late_open: int
    running: int
    provisional: bool = False


@dataclass(frozen=True)
class Drawn:
    """A drawing and the table that holds its figures."""

    drawing: Markup
    table: Markup
