"""Many rows at once: by COPY where the database has it, else by the driver's own many executions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Dialect, insert
from sqlalchemy.orm import Session

from complaints_service.db import UtcDateTime

_FEW = (UtcDateTime, Boolean)


def write_rows(session: Session, table: Any, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Writes rows whose values stand in the order of `columns`; instants must be UTC in whole seconds."""
    if not rows:
        return
    connection = session.connection()
    dialect = connection.dialect
    if dialect.name != "postgresql":
        # Parameters named for each row anew cost more than the row itself.
        made: Any = insert(table).compile(dialect=dialect, column_keys=list(columns))
        places = [columns.index(name) for name in made.positiontup]
        connection.exec_driver_sql(str(made), _stored(table, columns, rows, places, dialect))
        return
    # Names come from the models, never from outside.
    into = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _stored(
    table: Any,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    places: Sequence[int],
    dialect: Dialect,
) -> list[tuple[Any, ...]]:
    """The rows as the database keeps them, their values in the order of `places`."""
    converting = []
    for place, name in enumerate(columns):
        kind = table.c[name].type
        convert = kind.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            # The same few values stand in many rows.
            converting.append((place, cache(convert) if isinstance(kind, _FEW) else convert))
    in_order = itemgetter(*places) if len(places) > 1 else lambda values: (values[places[0]],)
    kept = []
    for row in rows:
        values = list(row)
        for place, convert in converting:
            if values[place] is not None:
                values[place] = convert(values[place])
        kept.append(in_order(values))
    return kept
