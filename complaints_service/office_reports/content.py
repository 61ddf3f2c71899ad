"""What a report says, as plain data that every form draws: tables of typed cells. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from complaints_service.errors import marked
from complaints_service.office_reports.comparing import Difference

#: What a cell may be, and what a program is told of it. Never a formula, never a name of an officer.
KINDS: Mapping[str, str] = {
    "count": "a whole number",
    "share": "a part of one; n is how many it is of, k how many of them",
    "seconds": "working time in seconds, by Kaplan-Meier where it is of waits",
    "number": "a number with a decimal",
    "text": "words",
    "day": "a local day, like 2026-11-24",
}
CELL: Mapping[str, str] = {
    "value": "the figure; null: fewer than the floor stand behind it, or there is none yet",
    "n": "how many stand behind it; null where the figure is a count itself",
    "k": "of n, how many",
    "change": "beside the period compared with: before, interval (90 %), and up, down, same or few",
    "measure": "what its rows are asked for by; empty: it has none",
}


@dataclass(frozen=True, kw_only=True)
class ReportCell:
    """One figure (`CELL` says what each field means)."""

    value: str | float | None = None
    n: int | None = None
    k: int | None = None
    change: Difference | None = None
    measure: str = ""


@dataclass(frozen=True)
class ReportColumn:
    """A column: what it is called, of which kind its cells are, and which way is good (or neither)."""

    title: str
    kind: str
    better: str = ""


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A row: what it is called, its cells in the columns' order, and what narrows the rows behind them.

    `total`: it is the others added up.
    """

    title: str
    cells: tuple[ReportCell, ...]
    where: Mapping[str, str] = field(default_factory=dict)
    total: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """One table of a report; `first` heads its rows, `note` says how it is to be read."""

    code: str
    title: str
    first: str
    columns: tuple[ReportColumn, ...]
    lines: tuple[TableRow, ...]
    note: str = ""


def plain(table: ReportTable) -> dict[str, Any]:
    """A table as JSON holds it."""
    told: dict[str, Any] = json.loads(json.dumps(table, default=vars))
    return told


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of a report, in one order of its keys."""
    told = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


#: How a difference is said.
SAID: Mapping[str, str] = {
    "up": marked("naik"),
    "down": marked("turun"),
    "same": marked("tidak berbeda nyata"),
    "few": marked("terlalu sedikit untuk dibandingkan"),
}
