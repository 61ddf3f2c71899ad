"""Puts rows that are given whole into their tables, past all that a session does for others, and notes them.

The record hears of each as it hears of what goes through the session (`noting.py`): one that could be written
here and not noted would be found by `verify` as written by nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from complaints_service.audit.written.noting import note_put
from complaints_service.driver_statements import DriverStatement
from complaints_service.office_stamp import stamped_tables

_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


def put(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes these rows; all name the same columns, those of their key in the record among them."""
    if not rows:
        return
    _inserting(table, tuple(rows[0])).send(session, rows[0] if len(rows) == 1 else rows)
    note_put(session, table, rows)


def put_new(session: Session, table: Table, row: Mapping[str, Any]) -> int | None:
    """Writes one row, and gives the number it got; None, and nothing written, where another is in its way."""
    (number,) = table.primary_key.columns
    name = session.get_bind().dialect.name
    written = _inserting_new(table, tuple(row), name).send(session, row)
    if not written:
        return None
    got: int = written[0][0]
    note_put(session, table, [{**row, number.name: got}])
    return got


@cache
def _inserting(table: Table, columns: tuple[str, ...]) -> DriverStatement:
    _refuse_stamped(table)
    return DriverStatement(table.insert(), columns)


@cache
def _inserting_new(table: Table, columns: tuple[str, ...], dialect: str) -> DriverStatement:
    _refuse_stamped(table)
    insert: Any = _DIALECTS[dialect].insert(table)
    return DriverStatement(insert.on_conflict_do_nothing().returning(*table.primary_key.columns), columns)


def _refuse_stamped(table: Table) -> None:
    """What is kept of the office is looked at anew after a change that the session has seen."""
    if table.name in stamped_tables():
        raise TypeError(f"{table.name} is of the office: it is written through the session")
