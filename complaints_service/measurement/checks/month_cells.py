"""Whether the cells of months are what the stored facts add up to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.facts.cell_storing import all_cells
from complaints_service.measurement.facts.cells import COUNTED, Cells, CellSums


def check_cells(session: Session, made: Cells) -> Iterator[Finding]:
    """What differs between the stored cells and those that the facts of all tickets come to."""
    kept = all_cells(session)
    for key in sorted(kept.keys() | made.keys()):
        one, other = kept.get(key, CellSums()), made.get(key, CellSums())
        for name in (*COUNTED, "waits"):
            if getattr(one, name) != getattr(other, name):
                where = "/".join(part or "-" for part in key)
                said = (
                    "other than the facts have them"
                    if name == "waits"
                    else f"stored as {getattr(one, name)}, the facts give {getattr(other, name)}"
                )
                yield Finding("cell", where, f"{name}: {said}")
