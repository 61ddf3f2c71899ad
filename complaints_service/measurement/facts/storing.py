"""Many rows at once: by COPY where the database has it, else by the driver's own many executions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Dialect, delete, literal_column, select
from sqlalchemy.orm import Session

from complaints_service.db import UtcDateTime, among

_FEW = (UtcDateTime, Boolean)
Row = tuple[Any, ...]


def write_rows(session: Session, table: Any, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Writes rows whose values stand in the order of `columns`; instants must be UTC in whole seconds."""
    _write(session, table, columns, _stored(session, table, columns, rows))


def replace_rows(
    session: Session, table: Any, columns: Sequence[str], rows: Sequence[Row], *, of_tickets: Collection[int]
) -> None:
    """Makes these the rows of some tickets, whose id comes first; a ticket whose rows stand so is left alone.

    Most are the same, and to read a row costs little beside taking it out of all indexes and putting it in.
    """
    # Columns without a type come as the driver gives them, which is how they are put in.
    untyped: list[Any] = [literal_column(name) for name in columns]
    known = select(*untyped).select_from(table)
    there = session.execute(known.where(among(session, table.c.ticket_id, of_tickets))).all()
    stored = set(map(tuple, there))
    made = set(_stored(session, table, columns, rows))
    if changed := {row[0] for row in stored ^ made}:
        gone = delete(table).where(among(session, table.c.ticket_id, changed))
        session.execute(gone.execution_options(synchronize_session=False))
        _write(session, table, columns, sorted((row for row in made if row[0] in changed), key=_ticket))


def _ticket(row: Row) -> int:
    return int(row[0])


def _write(session: Session, table: Any, columns: Sequence[str], stored: Sequence[Row]) -> None:
    if not stored:
        return
    connection = session.connection()
    # Names come from the models, never from outside.
    into = f"{table.name} ({', '.join(columns)})"
    if connection.dialect.name != "postgresql":
        # Parameters named for each row anew cost more than the row itself.
        places = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({places})", list(stored))  # noqa: S608
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in stored:
            copy.write_row(row)


def _stored(session: Session, table: Any, columns: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """The rows as the database's driver takes them; PostgreSQL's takes them as they are."""
    dialect = session.get_bind().dialect
    if dialect.name == "postgresql":
        return [tuple(row) for row in rows]
    # Column by column: most need no conversion, and it is looked up once.
    converted = (
        [
            _converted(table.c[name].type, dialect, values)
            for name, values in zip(columns, zip(*rows, strict=True), strict=True)
        ]
        if rows
        else []
    )
    return list(zip(*converted, strict=True))


def _converted(kind: Any, dialect: Dialect, values: Sequence[Any]) -> Iterable[Any]:
    convert: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return values
    if isinstance(kind, _FEW):  # the same few values stand in many rows
        convert = cache(convert)
    return [value if value is None else convert(value) for value in values]
