"""Whether the cells of every sort are what the stored facts add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.facts.cells.storing import (
    SORTS,
    AllCells,
    Held,
    Key,
    SortOfCells,
    all_cells,
)


def check_cells(session: Session, made: AllCells) -> Iterator[Finding]:
    """What differs between the stored cells and those that the facts of all tickets come to."""
    kept = all_cells(session)
    for name, sort in SORTS.items():
        yield from _differences(getattr(kept, name), getattr(made, name), sort)


def _differences(
    kept: Mapping[Key, Held], made: Mapping[Key, Held], sort: SortOfCells[Key, Held]
) -> Iterator[Finding]:
    for key in sorted(kept.keys() | made.keys()):
        one, other = kept.get(key, sort.sums()), made.get(key, sort.sums())
        for name in sort.names:
            if getattr(one, name) != getattr(other, name):
                where = "/".join(str(part) or "-" for part in key)
                said = (
                    "other than the facts have them"
                    if name == "waits"
                    else f"stored as {getattr(one, name)}, the facts give {getattr(other, name)}"
                )
                yield Finding("cell", where, f"{name}: {said}")
