"""Keeps the cells of months in step with the facts: only those that a changed ticket touches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, select, text, tuple_
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.cells import COUNTED, CellKey, Cells, CellSums, put
from complaints_service.measurement.facts.models import ClockFact, MonthCell, TicketFact
from complaints_service.measurement.facts.rows import ClockRow, TicketRow
from complaints_service.measurement.facts.storing import write_rows
from complaints_service.measurement.facts.waits import packed, unpacked

_KEY = tuple(getattr(MonthCell, name) for name in CellKey._fields)
_SUMS = tuple(getattr(MonthCell, name) for name in COUNTED)
_CHUNK = 100
#: Two who keep facts at once would each add to what the other has not written yet.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7310060)")


def cells_of(session: Session, ticket_ids: Collection[int], zone: ZoneInfo) -> Cells:
    """What the stored facts of these tickets come to."""
    clocks: dict[int, list[ClockRow]] = {}
    columns = (getattr(ClockFact, name) for name in ClockRow._fields)
    for row in session.execute(select(*columns).where(ClockFact.ticket_id.in_(ticket_ids))):
        clocks.setdefault(row.ticket_id, []).append(ClockRow(*row))
    cells: Cells = {}
    columns = (getattr(TicketFact, name) for name in TicketRow._fields)
    for row in session.execute(select(*columns).where(TicketFact.ticket_id.in_(ticket_ids))):
        put(cells, TicketRow(*row), clocks.get(row.ticket_id, ()), zone)
    return cells


def change_cells(session: Session, before: Cells, after: Cells) -> None:
    """Takes what the facts came to before out of the cells, and puts in what they come to now."""
    change: Cells = {}
    for cells, times in ((before, -1), (after, 1)):
        for key, sums in cells.items():
            change.setdefault(key, CellSums()).add(sums, times)
    keys = [key for key, sums in change.items() if not sums.empty]
    if not keys:
        return
    kept = dict(_of_keys(session, keys))
    for key in keys:
        kept.setdefault(key, CellSums()).add(change[key])
    for chunk in _chunks(keys):
        session.execute(
            delete(MonthCell).where(tuple_(*_KEY).in_(chunk)).execution_options(synchronize_session=False)
        )
    rows = [
        (*key, *(getattr(kept[key], name) for name in COUNTED), packed(kept[key].waits))
        for key in sorted(keys)
        if not kept[key].empty
    ]
    write_rows(session, MonthCell.__table__, (*CellKey._fields, *COUNTED, "waits"), rows)


def one_at_a_time(session: Session) -> None:
    """Waits until nobody else changes cells; on SQLite whoever writes is alone already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_ONE_AT_A_TIME)


def all_cells(session: Session) -> Cells:
    """Every cell as it is stored."""
    return {CellKey(*row[: len(_KEY)]): _sums(row[len(_KEY) :]) for row in session.execute(_reading())}


def cells_of_months(session: Session, months: Collection[str]) -> list[tuple[CellKey, CellSums]]:
    """The cells of some months; `NO_MONTH` is that of what has none yet."""
    found = session.execute(_reading().where(MonthCell.month.in_(months)).order_by(*_KEY))
    return [(CellKey(*row[: len(_KEY)]), _sums(row[len(_KEY) :])) for row in found]


def _of_keys(session: Session, keys: Sequence[CellKey]) -> Iterator[tuple[CellKey, CellSums]]:
    for chunk in _chunks(keys):
        for row in session.execute(_reading().where(tuple_(*_KEY).in_(chunk))):
            yield CellKey(*row[: len(_KEY)]), _sums(row[len(_KEY) :])


def _reading() -> Select[Any]:
    return select(*_KEY, *_SUMS, MonthCell.waits)


def _sums(values: Sequence[Any]) -> CellSums:
    *counts, waits = values
    return CellSums(**dict(zip(COUNTED, counts, strict=True)), waits=unpacked(waits))


def _chunks(keys: Sequence[CellKey]) -> Iterator[Sequence[CellKey]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
