"""Reading a staff list: every broken row is reported with its line, field and reason, the good ones are kept.

A row is a patch: it says something of a person in the columns that the list has, and nothing in those it has
not. What a list may look like stands in `lists.sheets`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from complaints_service.accounts.access import GRANTED_ROLES
from complaints_service.accounts.logins import require_login
from complaints_service.errors import Invalid, Words, words
from complaints_service.people.kinds import EMPLOYMENTS
from complaints_service.people.lists.nip import read_nip
from complaints_service.people.lists.sheets import Record, RowProblem, read_sheet
from complaints_service.texts import phone_typed

#: One of these says of whom a row speaks.
KEYS = ("nip", "code", "login", "name")
#: What must be known of somebody new; where a list has such a column, no row leaves it empty.
NEEDED = ("name", "employment", "position")
COLUMNS = (
    "nip",
    "was_nip",
    "name",
    "employment",
    "position",
    "unit",
    "login",
    "email",
    "phone",
    "roles",
    "code",
)

#: In `roles`, `manager@*` is a manager of the whole office, `manager@TERJUN` of one unit and all below it.
WHOLE_OFFICE = "*"
#: In `was_nip`: whoever it looks like, this is somebody else.
SOMEBODY_ELSE = "-"
#: These reach the whole office unless a unit is named; the others the row's own unit.
_WIDE_ROLES = frozenset({"auditor", "administrator"})

_LONGEST = {"name": 120, "position": 120, "unit": 120, "code": 40, "email": 254}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NON_ASN = frozenset({"non_asn", "nonasn", "non"})


@dataclass(frozen=True, kw_only=True)
class StaffRow:
    """One good line. `has` are the columns that the list has: an empty one among them empties what it names.

    `roles` pairs a role with a unit's code: `*` the whole office, None the row's own unit.
    """

    line: int
    has: frozenset[str] = frozenset()
    name: str | None = None
    employment: str | None = None
    position: str | None = None
    unit: str | None = None
    nip: str | None = None
    was_nip: str | None = None
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
    sheet = read_sheet(content)
    if not sheet.columns:
        return StaffFile(problems=tuple(sheet.problems))
    heads = _header_problems(sheet.line, sheet.columns)
    if not any(name in sheet.columns for name in KEYS):
        return StaffFile(problems=tuple(heads))
    problems = list(sheet.problems)
    rows: list[StaffRow] = []
    seen: dict[tuple[str, str], int] = {}
    for record in sheet.records:
        found, row = _read_values(record)
        if row is not None and not found:
            found = _repeated(row, seen)
        problems += found
        if row is not None and not found:
            rows.append(row)
    return StaffFile(tuple(rows), (*heads, *sorted(problems, key=lambda problem: problem.line)))


def _header_problems(line: int, columns: Sequence[str]) -> list[RowProblem]:
    problems = []
    if not any(name in columns for name in KEYS):
        listed = ", ".join(KEYS)
        problems.append(
            RowProblem(line, "", words("Tidak ada kolom yang mengenali orang: %(names)s.", names=listed))
        )
    for name in dict.fromkeys(columns):
        if name and name not in COLUMNS:
            problems.append(RowProblem(line, name, words("Kolom ini tidak dikenal dan tidak dibaca.")))
        elif name and list(columns).count(name) > 1:
            problems.append(RowProblem(line, name, words("Kolom ini ada dua kali.")))
    return problems


def _read_values(record: Record) -> tuple[list[RowProblem], StaffRow | None]:
    number, values = record.line, record.values
    has = frozenset(values).intersection(COLUMNS)
    problems: list[RowProblem] = []
    good: dict[str, str | None] = {}
    for name in COLUMNS:
        if name not in has:
            continue
        try:
            good[name] = _read_value(name, values[name])
        except _Refused as refused:
            problems.append(RowProblem(number, name, refused.reason))
    if problems:
        return problems, None
    if not any(good.get(name) for name in KEYS):
        return [RowProblem(number, "", words("Baris ini tidak menyebut siapa orangnya."))], None
    try:
        roles = _roles(good.pop("roles") or "") if "roles" in has else None
    except _Refused as refused:
        return [RowProblem(number, "roles", refused.reason)], None
    row = StaffRow(line=number, has=has, roles=roles, **good)
    if row.employment == "non_asn" and row.nip is not None:
        problems.append(RowProblem(number, "nip", words("Petugas non-ASN tidak punya NIP.")))
    if "nip" in has and row.employment in ("pns", "pppk") and row.nip is None:
        problems.append(RowProblem(number, "nip", words("PNS dan PPPK harus punya NIP.")))
    if row.roles and "login" in has and row.login is None:
        problems.append(RowProblem(number, "login", words("Peran memerlukan nama masuk.")))
    return problems, row


class _Refused(Exception):
    """A value that cannot be taken."""

    def __init__(self, reason: Words | str) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _read_value(name: str, value: str) -> str | None:
    if not value:
        if name in NEEDED:
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
    try:
        return read_nip(value)
    except ValueError as problem:
        raise _Refused(problem.args[0]) from None


def _was_nip(value: str) -> str:
    return value if value == SOMEBODY_ELSE else _nip(value)


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
    digits = phone_typed(value)
    if digits is None:
        raise _Refused(words("Bukan nomor telepon."))
    if digits.startswith("+"):
        return digits
    if digits.startswith("62"):
        return f"+{digits}"
    return f"+62{digits.removeprefix('0')}"


_READERS: Mapping[str, Callable[[str], str]] = {
    "nip": _nip,
    "was_nip": _was_nip,
    "employment": _employment,
    "login": _login,
    "email": _email,
    "phone": _phone,
}


def _roles(value: str) -> frozenset[tuple[str, str | None]]:
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
