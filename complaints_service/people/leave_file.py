"""Reading a list of leave: every broken row is reported with its line, field and reason, the good ones kept.

Columns `person` and `substitute` (a NIP, a code or a login; the substitute may stay empty), `first_on` and
`last_on` (2026-12-24), `kind`. What a list may look like stands in `sheets`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from complaints_service.errors import words
from complaints_service.people.kinds import LEAVE_KINDS
from complaints_service.people.sheets import Record, RowProblem, read_sheet

COLUMNS = ("person", "first_on", "last_on", "kind", "substitute")
REQUIRED = COLUMNS[:4]


@dataclass(frozen=True, kw_only=True)
class LeaveRow:
    """One good line; people are named as the file names them."""

    line: int
    person: str
    first_on: date
    last_on: date
    kind: str
    substitute: str | None


@dataclass(frozen=True)
class LeaveFile:
    """A list of leave as read: its good rows, and every problem in the order of the lines."""

    rows: tuple[LeaveRow, ...] = ()
    problems: tuple[RowProblem, ...] = ()


def read_leave(content: bytes) -> LeaveFile:
    """Reads a list of leave. Never raises for what the file holds: problems are part of the answer."""
    sheet = read_sheet(content)
    if not sheet.columns:
        return LeaveFile(problems=tuple(sheet.problems))
    missing = words("Kolom ini tidak ada.")
    lacking = [RowProblem(sheet.line, name, missing) for name in REQUIRED if name not in sheet.columns]
    if lacking:
        return LeaveFile(problems=tuple(lacking))
    rows: list[LeaveRow] = []
    problems = list(sheet.problems)
    for record in sheet.records:
        found = _read_row(record)
        if isinstance(found, LeaveRow):
            rows.append(found)
        else:
            problems += found
    return LeaveFile(tuple(rows), tuple(sorted(problems, key=lambda problem: problem.line)))


def _read_row(record: Record) -> LeaveRow | list[RowProblem]:
    number, typed = record.line, record.values
    problems = [
        RowProblem(number, name, words("Bagian ini perlu diisi.")) for name in REQUIRED if not typed[name]
    ]
    days = {name: _day(typed[name]) for name in ("first_on", "last_on")}
    problems += [
        RowProblem(number, name, words("Tulis tanggal seperti 2026-12-24."))
        for name, day in days.items()
        if day is None and typed[name]
    ]
    if typed["kind"] and typed["kind"] not in LEAVE_KINDS:
        listed = ", ".join(LEAVE_KINDS)
        problems.append(RowProblem(number, "kind", words("Pilih salah satu: %(choices)s.", choices=listed)))
    first_on, last_on = days["first_on"], days["last_on"]
    if problems or first_on is None or last_on is None:
        return problems
    return LeaveRow(
        line=number,
        person=typed["person"],
        first_on=first_on,
        last_on=last_on,
        kind=typed["kind"],
        substitute=typed.get("substitute") or None,
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
