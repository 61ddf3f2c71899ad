"""Which columns of a table each part of its digests covers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Table

from complaints_service.audit.written.kind import PARTS, Part, RecordKind
from complaints_service.audit.written.records import RECORDS
from complaints_service.audit.written.uncovered import UNCOVERED

_BY_TABLE = {kind.table: kind for kind in RECORDS}


@dataclass(frozen=True, eq=False)
class Coverage:
    """A kind of record over its table: the columns of each of its parts, in the table's order."""

    kind: RecordKind
    table: Table
    parts: Mapping[Part, tuple[str, ...]]


@cache
def coverage_of(table: Table) -> Coverage | None:
    """What is covered of a table; None where nothing is."""
    if table.name in UNCOVERED:
        return None
    kind = _BY_TABLE.get(table.name) or RecordKind(
        table=table.name,
        called=table.name,
        key=tuple(column.name for column in table.primary_key),
        unrecorded="nobody has said yet how it is written",
    )
    parts: dict[Part, list[str]] = {part: [] for part in PARTS}
    for column in table.columns:
        if column.name in kind.free:
            continue
        if column.name in kind.once:
            parts["once"].append(column.name)
        elif column.name in kind.identity:
            parts["identity"].append(column.name)
        else:
            parts["later"].append(column.name)
    return Coverage(kind, table, {part: tuple(names) for part, names in parts.items() if names})
