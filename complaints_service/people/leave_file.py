"""Reading a list of leave: every broken row is reported with its line, field and reason, the good ones kept.

Columns `person` and `substitute` (a NIP, a code or a login; the substitute may stay empty), `first_on` and
`last_on` (2026-12-24), `kind`. Comma or semicolon between values, UTF-8.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date

from complaints_service.errors import words
from complaints_service.people.kinds import LEAVE_KINDS
from complaints_service.people.staff_file import RowProblem

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
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return LeaveFile(problems=(RowProblem(1, "", words("Berkas ini bukan teks UTF-8.")),))
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        return LeaveFile(problems=(RowProblem(1, "", words("Berkas ini kosong.")),))
    delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    columns = [each.strip().lower() for each in lines[0].split(delimiter)]
    missing = words("Kolom ini tidak ada.")
    problems = [RowProblem(1, name, missing) for name in REQUIRED if name not in columns]
    if problems:
        return LeaveFile(problems=tuple(problems))
    rows: list[LeaveRow] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip(" \t;,"):
            continue
        found = _read_line(number, line, columns, delimiter)
        if isinstance(found, LeaveRow):
            rows.append(found)
        else:
            problems += found
    return LeaveFile(tuple(rows), tuple(problems))


def _read_line(number: int, line: str, columns: list[str], delimiter: str) -> LeaveRow | list[RowProblem]:
    try:
        [values] = csv.reader([line], delimiter=delimiter, strict=True)
    except csv.Error:
        return [RowProblem(number, "", words("Tanda kutip di baris ini tidak berpasangan."))]
    if len(values) != len(columns):
        reason = words(
            "Ada %(found)s nilai, seharusnya %(expected)s.", found=len(values), expected=len(columns)
        )
        return [RowProblem(number, "", reason)]
    typed = {name: value.strip() for name, value in zip(columns, values, strict=True)}
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
