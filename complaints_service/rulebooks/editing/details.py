"""Entries whose details are typed as they are: promises, targets, routing, words, working numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from complaints_service.errors import Invalid, Words, invalid, words
from complaints_service.rulebooks.editing.categories import POLICIES, ROUTING
from complaints_service.rulebooks.editing.tables import changed, lasting
from complaints_service.rulebooks.files import Files

AMOUNTS = ("working_days", "calendar_days", "working_hours", "working_minutes")
#: Those that the office promises by itself; what the law sets is no choice of its own.
_CLOCKS = ("verification", "first_response", "next_response", "resolution")
MOST_LETTERS = 2000

Path = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table whose entries are typed: its file, its kind, by what they are named, what is typed."""

    file: str
    kind: str
    name: str
    paths: tuple[Path, ...]


TABLES: Mapping[str, Table] = {
    "janji": Table(
        file=POLICIES,
        kind="row",
        name="key",
        paths=tuple(("targets", clock, amount) for clock in _CLOCKS for amount in AMOUNTS),
    ),
    "sasaran": Table(
        file="targets.toml", kind="target", name="indicator", paths=(("value",), ("minimum_n",))
    ),
    "penyaluran": Table(
        file=ROUTING,
        kind="rule",
        name="key",
        paths=(("order",), ("to",), ("categories",), ("reason", "id"), ("reason", "en")),
    ),
    "kata": Table(file="texts.toml", kind="text", name="key", paths=(("words", "id"), ("words", "en"))),
    "batas": Table(file="limits.toml", kind="limit", name="key", paths=(("value",),)),
}


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One thing an entry says, and what can be typed for it: a `number`, `codes` to tick, or `text`."""

    path: Path
    value: str
    kind: str

    @property
    def name(self) -> str:
        """The name of its field."""
        return ".".join(self.path)


def entries_of(files: Files, table: Table) -> list[dict[str, Any]]:
    """The entries that last, in the order of the file."""
    return lasting(files, table.file, table.kind)


def details_of(entry: Mapping[str, Any], table: Table) -> Sequence[Detail]:
    """What is typed of an entry: what it says itself, not what it takes from another."""
    found = []
    for path in table.paths:
        value = _at(entry, path)
        if value is not None:
            found.append(Detail(path=path, value=shown(value), kind=_kind(value)))
    return found


def with_details(
    files: Files, table: Table, key: str, typed: Mapping[str, str], source: str
) -> dict[str, str]:
    """The files with an entry saying what was typed, and what that rests on. Raises Invalid by field."""

    def change(tables: dict[str, Any]) -> None:
        for entry in tables.get(table.kind, []):
            if entry.get(table.name) == key and "effective_until" not in entry:
                _fill(entry, table, typed, source)

    return changed(files, table.file, change)


def shown(value: Any) -> str:
    """A value as it is typed."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _fill(entry: dict[str, Any], table: Table, typed: Mapping[str, str], source: str) -> None:
    before = deepcopy(entry)
    wrong: dict[str, Any] = {}
    for detail in details_of(before, table):
        if detail.name not in typed:
            continue
        try:
            value = _codes(typed, detail) if detail.kind == "codes" else _read(typed[detail.name], detail)
        except Invalid as error:
            wrong |= dict(error.fields or {})
            continue
        inside = entry
        for step in detail.path[:-1]:
            inside = inside[step]
        if value != inside[detail.path[-1]]:
            inside[detail.path[-1]] = value
            if "source" in inside:
                inside["source"] = source
    if wrong:
        raise Invalid(wrong)
    if entry != before:
        entry["source"] = source


def _codes(typed: Mapping[str, str], detail: Detail) -> list[str]:
    """The codes whose boxes were ticked: those it had in their order, then what is new."""
    ticked = [name.removeprefix(f"{detail.name}.") for name in typed if name.startswith(f"{detail.name}.")]
    had = [code for code in detail.value.split(", ") if code in ticked]
    return [*had, *(code for code in ticked if code not in had)]


def _read(typed: str, detail: Detail) -> Any:
    given = typed.strip()
    if detail.kind == "number":
        return _number(given, detail)
    if not given or len(given) > MOST_LETTERS:
        raise _refused(detail, words("Isi ini dengan 1 sampai %(most)s huruf.", most=MOST_LETTERS))
    return given


def _number(given: str, detail: Detail) -> int | float:
    bare = given.replace(",", ".")
    if bare.isascii() and bare.isdecimal() and len(bare) <= 9:
        return int(bare)
    whole, dot, rest = bare.partition(".")
    if dot and detail.path == ("value",) and (whole + rest).isascii() and (whole + rest).isdecimal():
        return float(bare)
    raise _refused(detail, words("Isi dengan angka, misalnya 5."))


def _refused(detail: Detail, said: Words) -> Invalid:
    return invalid(detail.name, said)


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "codes"
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else "text"


def _at(entry: Mapping[str, Any], path: Path) -> Any:
    value: Any = entry
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
