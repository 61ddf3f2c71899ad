"""Reading a staff list: every broken row is reported with its line, field and reason, the good ones are kept.

Comma or semicolon between values (spreadsheets here write the latter), UTF-8. Each line is read by itself,
so a stray quotation mark costs one row and not the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from complaints_service.accounts.access import GRANTED_ROLES
from complaints_service.accounts.logins import require_login
from complaints_service.errors import Invalid, Words, words
from complaints_service.people.kinds import EMPLOYMENTS

REQUIRED = ("name", "employment", "position")
COLUMNS = ("nip", "name", "employment", "position", "unit", "login", "email", "phone", "roles", "code")

#: In `roles`, `manager@*` is a manager of the whole office, `manager@TERJUN` of one unit and all below it.
WHOLE_OFFICE = "*"
#: These reach the whole office unless a unit is named; the others the row's own unit.
_WIDE_ROLES = frozenset({"auditor", "administrator"})

_LONGEST = {"name": 120, "position": 120, "unit": 120, "code": 40, "email": 254}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NON_ASN = frozenset({"non_asn", "nonasn", "non"})


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one line of the file; `field` is a column's name, empty for the line as a whole."""

    line: int
    field: str
    reason: Words | str

    def __str__(self) -> str:
        return f"{self.line}: {self.field}: {self.reason}" if self.field else f"{self.line}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class StaffRow:
    """One good line. `roles` pairs a role with a unit's code: `*` the whole office, None the row's own unit.

    `roles` is None where the file does not speak of roles, and they stay as they are.
    """

    line: int
    name: str
    employment: str
    position: str
    unit: str | None = None
    nip: str | None = None
    code: str | None = None
    login: str | None = None
    email: str | None = None
    phone: str | None = None
    roles: frozenset[tuple[str, str | None]] | None = None


@dataclass(frozen=True)
class StaffFile:
    """A staff list as read: its good rows, and every problem in the order of the lines."""

    rows: tuple[StaffRow, ...] = ()
    problems: tuple[RowProblem, ...] = field(default=())


def read_staff(content: bytes) -> StaffFile:
    """Reads a staff list. Never raises for what the file holds: problems are part of the answer."""
    lines = list(_lines(content))
    if not lines:
        return StaffFile(problems=(RowProblem(1, "", words("Berkas ini kosong.")),))
    header_line, header = lines[0]
    delimiter = ";" if header is not None and header.count(";") > header.count(",") else ","
    columns = [] if header is None else [each.strip().lower() for each in header.split(delimiter)]
    problems = _header_problems(header_line, columns)
    if any(name not in columns for name in REQUIRED):
        return StaffFile(problems=tuple(problems))
    rows: list[StaffRow] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in lines[1:]:
        found, row = _read_line(number, line, columns, delimiter)
        if row is not None and not found:
            found = _repeated(row, seen)
        problems += found
        if row is not None and not found:
            rows.append(row)
    return StaffFile(tuple(rows), tuple(problems))


def _lines(content: bytes) -> Iterator[tuple[int, str | None]]:
    """Line numbers and text of all lines that hold anything; None where a line is not UTF-8."""
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            yield number, None
            continue
        if text.strip(" \t;,"):
            yield number, text


def _header_problems(line: int, columns: list[str]) -> list[RowProblem]:
    problems = [
        RowProblem(line, name, words("Kolom ini tidak ada.")) for name in REQUIRED if name not in columns
    ]
    for name in dict.fromkeys(columns):
        if name not in COLUMNS:
            problems.append(RowProblem(line, name, words("Kolom ini tidak dikenal dan tidak dibaca.")))
        elif columns.count(name) > 1:
            problems.append(RowProblem(line, name, words("Kolom ini ada dua kali.")))
    return problems


def _read_line(
    number: int, line: str | None, columns: list[str], delimiter: str
) -> tuple[list[RowProblem], StaffRow | None]:
    if line is None:
        return [RowProblem(number, "", words("Baris ini bukan teks UTF-8."))], None
    try:
        [values] = csv.reader([line], delimiter=delimiter, strict=True)
    except csv.Error:
        return [RowProblem(number, "", words("Tanda kutip di baris ini tidak berpasangan."))], None
    if len(values) != len(columns):
        reason = words(
            "Ada %(found)s nilai, seharusnya %(expected)s.", found=len(values), expected=len(columns)
        )
        return [RowProblem(number, "", reason)], None
    return _read_values(number, {name: value.strip() for name, value in zip(columns, values, strict=True)})


def _read_values(number: int, values: dict[str, str]) -> tuple[list[RowProblem], StaffRow | None]:
    problems: list[RowProblem] = []
    good: dict[str, str | None] = {}
    for name in COLUMNS:
        try:
            good[name] = _read_value(name, values.get(name, ""))
        except _Refused as refused:
            problems.append(RowProblem(number, name, refused.reason))
    if problems:
        return problems, None
    try:
        roles = _roles(good["roles"])
    except _Refused as refused:
        return [RowProblem(number, "roles", refused.reason)], None
    row = StaffRow(
        line=number,
        name=good["name"] or "",
        employment=good["employment"] or "",
        position=good["position"] or "",
        unit=good["unit"],
        nip=good["nip"],
        code=good["code"],
        login=good["login"],
        email=good["email"],
        phone=good["phone"],
        roles=roles,
    )
    if row.employment == "non_asn" and row.nip is not None:
        problems.append(RowProblem(number, "nip", words("Petugas non-ASN tidak punya NIP.")))
    if row.employment != "non_asn" and row.nip is None:
        problems.append(RowProblem(number, "nip", words("PNS dan PPPK harus punya NIP.")))
    if row.roles and row.login is None:
        problems.append(RowProblem(number, "login", words("Peran memerlukan nama masuk.")))
    return problems, row


class _Refused(Exception):
    """A value that cannot be taken."""

    def __init__(self, reason: Words | str) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _read_value(name: str, value: str) -> str | None:
    if not value:
        if name in REQUIRED:
            raise _Refused(words("Harus diisi."))
        return None
    if _CONTROL.search(value):
        raise _Refused(words("Ada karakter yang tidak bisa dibaca."))
    longest = _LONGEST.get(name, 200)
    if len(value) > longest:
        raise _Refused(words("Terlalu panjang, paling banyak %(count)s huruf.", count=longest))
    reader = _READERS.get(name)
    return reader(value) if reader is not None else value


def _nip(value: str) -> str:
    """18 digits that begin with a date of birth (BKN's numbering of civil servants)."""
    if re.search(r"[eE][+]?\d+$", value):
        raise _Refused(words("Angka ini dipotong oleh program lembar kerja. Simpan kolom NIP sebagai teks."))
    digits = re.sub(r"[\s.'-]", "", value)
    if not re.fullmatch(r"[0-9]{18}", digits):
        raise _Refused(words("NIP terdiri dari 18 angka."))
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise _Refused(words("Delapan angka pertama NIP harus tanggal lahir.")) from None
    return digits


def _employment(value: str) -> str:
    plain = re.sub(r"[\s-]+", "_", value.lower())
    plain = "non_asn" if plain in _NON_ASN else plain
    if plain not in EMPLOYMENTS:
        raise _Refused(words("Isi pns, pppk, atau non_asn."))
    return plain


def _login(value: str) -> str:
    try:
        return require_login(value)
    except Invalid as problem:
        raise _Refused(problem.detail) from None


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise _Refused(words("Bukan alamat surel."))
    return value


def _phone(value: str) -> str:
    """The number as +62...; spreadsheets drop the 0 it is written with here."""
    digits = re.sub(r"[\s().-]", "", value)
    if not re.fullmatch(r"\+?[0-9]{8,15}", digits):
        raise _Refused(words("Bukan nomor telepon."))
    if digits.startswith("+"):
        return digits
    if digits.startswith("62"):
        return f"+{digits}"
    return f"+62{digits.removeprefix('0')}"


_READERS: dict[str, Callable[[str], str]] = {
    "nip": _nip,
    "employment": _employment,
    "login": _login,
    "email": _email,
    "phone": _phone,
}


def _roles(value: str | None) -> frozenset[tuple[str, str | None]] | None:
    if value is None:
        return None
    found: set[tuple[str, str | None]] = set()
    for part in re.split(r"[;,|\s]+", value):
        if part:
            role, _, unit = part.partition("@")
            if role.lower() not in GRANTED_ROLES:
                raise _Refused(words("Peran %(role)s tidak dikenal.", role=role))
            wide = WHOLE_OFFICE if role.lower() in _WIDE_ROLES else None
            found.add((role.lower(), unit or wide))
    return frozenset(found)


def _repeated(row: StaffRow, seen: dict[tuple[str, str], int]) -> list[RowProblem]:
    """Problems where a line repeats what must be one person's own; notes what the line holds."""
    problems = []
    for name, value in (("nip", row.nip), ("code", row.code), ("login", row.login)):
        if value is not None:
            first = seen.setdefault((name, value), row.line)
            if first != row.line:
                problems.append(RowProblem(row.line, name, words("Sudah ada di baris %(line)s.", line=first)))
    return problems
