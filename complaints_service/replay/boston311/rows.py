"""Reads a Boston 311 file: good rows as they will happen here, and every problem with its line and column.

Each line is read by itself, so a stray quotation mark costs one row and not the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

#: Whole weeks, so that a Monday stays a Monday: 2015 becomes 2025.
FORWARD = timedelta(weeks=522)
COLUMNS = (
    "CASE_ENQUIRY_ID",
    "OPEN_DT",
    "CLOSED_DT",
    "CASE_STATUS",
    "CLOSURE_REASON",
    "CASE_TITLE",
    "REASON",
    "TYPE",
    "Department",
    "neighborhood",
    "Source",
    "suggested_category",
)
#: Boston's ways in, as the doors they would be here.
CHANNELS = {
    "Constituent Call": "phone",
    "Employee Generated": "staff",
    "City Worker App": "staff",
    "Citizens Connect App": "api",
    "Self Service": "web",
    "Maximo Integration": "api",
    "Twitter": "social",
}
_MOMENT = "%m/%d/%Y %I:%M:%S %p"
_DEPARTMENT = re.compile(r"[A-Za-z][A-Za-z0-9]{0,15}")
_LOST = re.compile(r"[\udc80-\udcff\x00]")


class NotA311File(ValueError):
    """The file cannot be read as a Boston 311 list at all; the message says what is missing."""


@dataclass(frozen=True)
class LineProblem:
    """What is wrong with one line; `column` is empty for the line as a whole."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"baris {self.line}, kolom {self.column}" if self.column else f"baris {self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class ServiceRequest:
    """One service request at its moved instants. `closed_at` is never before `opened_at`.

    `closed_early`: in its source it closes before it opens.
    """

    line: int
    case: str
    opened_at: datetime
    closed_at: datetime | None
    department: str
    channel: str
    category: str
    text: str
    closure: str
    closed_early: bool


@dataclass(frozen=True)
class CaseFile:
    """The good rows in the order of the file, and every problem in the order of the lines."""

    cases: tuple[ServiceRequest, ...]
    problems: tuple[LineProblem, ...]


def read_cases(file: Path, *, categories: Collection[str], zone: str, limit: int | None = None) -> CaseFile:
    """Reads the first `limit` rows (None: all), their wall clock taken as `zone`'s. Raises NotA311File."""
    with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as opened:
        lines = [(number, line) for number, line in enumerate(opened, start=1) if line.strip()]
    header = _cells(lines[0][1]) if lines else []
    if missing := [column for column in COLUMNS if column not in header]:
        raise NotA311File(f"Kolom tidak ada: {', '.join(missing)}.")
    cases: list[ServiceRequest] = []
    problems: list[LineProblem] = []
    seen: dict[str, int] = {}
    reader = _Reader(categories, ZoneInfo(zone))
    for number, line in lines[1 : None if limit is None else limit + 1]:
        cells = _cells(line)
        if len(cells) != len(header):
            reason = f"{len(cells)} sel, seharusnya {len(header)}; periksa tanda kutip dan koma"
            problems.append(LineProblem(number, "", reason))
            continue
        row = dict(zip(header, cells, strict=True))
        found = reader.problems(number, row)
        if (first := seen.setdefault(row["CASE_ENQUIRY_ID"], number)) != number:
            found.append(LineProblem(number, "CASE_ENQUIRY_ID", f"sudah ada di baris {first}"))
        if found:
            problems += found
        else:
            cases.append(reader.case(number, row))
    return CaseFile(tuple(cases), tuple(problems))


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r\n")]), [])
    except csv.Error:
        return []


@dataclass(frozen=True)
class _Reader:
    categories: Collection[str]
    zone: ZoneInfo

    def problems(self, line: int, row: dict[str, str]) -> list[LineProblem]:
        """Everything wrong with a row."""
        found = [
            LineProblem(line, column, "huruf rusak: berkas ini bukan UTF-8")
            for column in COLUMNS
            if _LOST.search(row[column])
        ]

        def check(column: str, right: object, reason: str) -> None:
            if not right:
                found.append(LineProblem(line, column, reason.format(given=row[column])))

        check("CASE_ENQUIRY_ID", row["CASE_ENQUIRY_ID"].strip(), "kosong")
        check("OPEN_DT", self._moment(row["OPEN_DT"]), "bukan tanggal dan jam: {given!r}")
        if row["CLOSED_DT"] or row["CASE_STATUS"] == "Closed":
            check("CLOSED_DT", self._moment(row["CLOSED_DT"]), "bukan tanggal dan jam: {given!r}")
        check("CASE_STATUS", row["CASE_STATUS"] in ("Open", "Closed"), "Open atau Closed, bukan {given!r}")
        check("Department", _DEPARTMENT.fullmatch(row["Department"]), "bukan kode bagian: {given!r}")
        check("Source", row["Source"] in CHANNELS, "saluran tidak dikenal: {given!r}")
        known = row["suggested_category"] in self.categories
        check("suggested_category", known, "kategori tidak dikenal: {given!r}")
        return found

    def case(self, line: int, row: dict[str, str]) -> ServiceRequest:
        """A row without problems, as it will happen here."""
        opened_at, closed_at = self._moment(row["OPEN_DT"]), self._moment(row["CLOSED_DT"])
        assert opened_at is not None
        early = closed_at is not None and closed_at < opened_at
        return ServiceRequest(
            line=line,
            case=row["CASE_ENQUIRY_ID"].strip(),
            opened_at=opened_at,
            closed_at=opened_at if early else closed_at,
            department=row["Department"],
            channel=CHANNELS[row["Source"]],
            category=row["suggested_category"],
            text=_told(row),
            closure=_plain(row["CLOSURE_REASON"]) or "Case closed; the source gives no reason.",
            closed_early=early,
        )

    def _moment(self, given: str) -> datetime | None:
        try:
            wall = datetime.strptime(given, _MOMENT).replace(tzinfo=self.zone)
        except ValueError:
            return None
        return (wall + FORWARD).astimezone(UTC)


def _told(row: dict[str, str]) -> str:
    """What was asked for in plain words: title, type and reason, each said once, and where."""
    parts = [_plain(row[column]) for column in ("CASE_TITLE", "TYPE", "REASON")]
    said = list(dict.fromkeys(part for part in parts if part))
    # "Street Lights" adds nothing beside "Street Lights: Outage".
    told = [part for part in said if not any(part != other and part in other for other in said)]
    place = f" in {_plain(row['neighborhood'])}" if row["neighborhood"].strip() else ""
    return f"{_joined(told)}{place}. Boston 311, case {row['CASE_ENQUIRY_ID'].strip()}."


def _joined(parts: Sequence[str]) -> str:
    if not parts:
        return "Service request"
    return parts[0] + (f" ({', '.join(parts[1:])})" if len(parts) > 1 else "")


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
