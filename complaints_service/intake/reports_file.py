"""Reading a list of reports from another office: every broken row is told with its line, field and reason.

Columns `agency` (a code or a name of the rulebook), `number` (as that office calls it) and `text`; what else
a list may say stands in COLUMNS. What a list may look like stands in `people/lists/sheets.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from complaints_service.errors import Words, words
from complaints_service.people.lists.sheets import Record, RowProblem, read_sheet
from complaints_service.places.place import Place
from complaints_service.tickets.elsewhere import Elsewhere, elsewhere_problem, one_way
from complaints_service.tickets.opening.draft import Draft
from config.entries.office import PRIVACY_LEVELS
from config.rulebook import Rulebook

REQUIRED = ("agency", "number", "text")
COLUMNS = (
    *REQUIRED,
    "received_at",
    "category",
    "kelurahan",
    "address",
    "privacy",
    "name",
    "phone",
    "email",
)
_LONGEST = {"address": 300, "name": 120, "phone": 20, "email": 254}
#: 2026-11-24 09:15, and as worksheet programs here write it: 24/11/2026 09.15.
_AT = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<d2>\d\d?)[/.-](?P<m2>\d\d?)[/.-](?P<y2>\d{4}))"
    r"(?:[ T](?P<hour>\d\d?)[:.](?P<minute>\d\d)(?:[:.]\d\d)?)?"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{6,18}")


@dataclass(frozen=True)
class ListedReport:
    """One good line."""

    line: int
    draft: Draft


@dataclass(frozen=True)
class ReportsFile:
    """A list of reports as read: its good rows, and every problem in the order of the lines."""

    rows: tuple[ListedReport, ...] = ()
    problems: tuple[RowProblem, ...] = ()


def read_reports(content: bytes, rulebook: Rulebook) -> ReportsFile:
    """Reads a list of reports. Never raises for what the file holds: problems are part of the answer."""
    sheet = read_sheet(content)
    if not sheet.columns:
        return ReportsFile(problems=tuple(sheet.problems))
    heads = [
        RowProblem(sheet.line, name, words("Kolom ini tidak ada."))
        for name in REQUIRED
        if name not in sheet.columns
    ]
    if heads:
        return ReportsFile(problems=tuple(heads))
    unknown = words("Kolom ini tidak dikenal dan tidak dibaca.")
    heads = [RowProblem(sheet.line, name, unknown) for name in sheet.columns if name and name not in COLUMNS]
    rows: list[ListedReport] = []
    problems = list(sheet.problems)
    seen: dict[Elsewhere, int] = {}
    for record in sheet.records:
        wrong, draft = _read_row(record, rulebook)
        if draft is not None and draft.elsewhere is not None:
            first = seen.setdefault(draft.elsewhere, record.line)
            if first != record.line:
                wrong.append(
                    RowProblem(record.line, "number", words("Sudah ada di baris %(line)s.", line=first))
                )
        problems += wrong
        if draft is not None and not wrong:
            rows.append(ListedReport(record.line, draft))
    return ReportsFile(tuple(rows), (*heads, *sorted(problems, key=lambda problem: problem.line)))


def _read_row(record: Record, rulebook: Rulebook) -> tuple[list[RowProblem], Draft | None]:
    """What is wrong with a row, field by field, and its draft where nothing is."""
    said = {name: record.values.get(name, "") for name in COLUMNS}
    wrong: dict[str, Words] = {}
    told = Elsewhere(_agency(said["agency"], rulebook), one_way(said["number"]))
    if (problem := elsewhere_problem(told, rulebook)) is not None:
        wrong["agency" if problem[0] == "agency" else "number"] = problem[1]
    for name in REQUIRED:
        if not said[name]:
            wrong[name] = words("Harus diisi.")
    for name, most in _LONGEST.items():
        if len(said[name]) > most:
            wrong[name] = words("Terlalu panjang, paling banyak %(count)s huruf.", count=most)
    at = _instant(said["received_at"], rulebook)
    if said["received_at"] and at is None:
        wrong["received_at"] = words("Isi dengan tanggal dan jam, misalnya 2026-11-24 09:15.")
    kelurahan = _kelurahan(said["kelurahan"], rulebook)
    if said["kelurahan"] and kelurahan is None:
        wrong["kelurahan"] = words("Kelurahan ini tidak dikenal.")
    privacy = said["privacy"].lower() or "confidential"
    if privacy not in PRIVACY_LEVELS:
        wrong["privacy"] = words("Isi open, confidential, atau anonymous.")
    if said["email"] and not _EMAIL.fullmatch(said["email"]):
        wrong["email"] = words("Bukan alamat surel.")
    if said["phone"] and not _PHONE.fullmatch(said["phone"]):
        wrong["phone"] = words("Bukan nomor telepon.")
    if wrong:
        return [RowProblem(record.line, name, reason) for name, reason in wrong.items()], None
    return [], Draft(
        text=said["text"],
        category=said["category"],
        place=Place(kelurahan=kelurahan, address=said["address"] or None),
        name=said["name"] or None,
        phone=said["phone"] or None,
        email=said["email"] or None,
        privacy=privacy,
        channel="agency",
        received_at=at,
        elsewhere=told,
    )


def _agency(typed: str, rulebook: Rulebook) -> str:
    """The code of another office, by its code or its name."""
    names = {
        name.casefold(): agency.code
        for agency in rulebook.agencies
        for name in (agency.code, agency.names.id, agency.names.en)
    }
    return names.get(typed.casefold(), typed)


def _kelurahan(typed: str, rulebook: Rulebook) -> str | None:
    names: Mapping[str, str] = {
        name.casefold(): one.code for one in rulebook.kelurahan for name in (one.code, one.name)
    }
    return names.get(typed.casefold().removeprefix("kelurahan ").strip())


def _instant(typed: str, rulebook: Rulebook) -> datetime | None:
    """A day with its time, or the beginning of a day, on the office's clock."""
    found = _AT.fullmatch(typed)
    if found is None:
        return None
    year, month, day = (int(found[name] or found[f"{name}2"]) for name in ("y", "m", "d"))
    try:
        clock = time(int(found["hour"] or 0), int(found["minute"] or 0))
        return datetime.combine(date(year, month, day), clock, ZoneInfo(rulebook.office.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
