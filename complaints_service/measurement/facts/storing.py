"""The facts as rows: which tables they are, those of some tickets, and many written at once.

Many rows go by COPY where the database has it, else by the driver's own many executions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Dialect, delete, literal_column, select
from sqlalchemy.orm import Session

from complaints_service.db import UtcDateTime, among
from complaints_service.measurement.facts.models import (
    ClockFact,
    CustodyFact,
    ElsewhereFact,
    FlowFact,
    HandoverFact,
    RatingFact,
    ResolutionFact,
    SquareFact,
    TicketFact,
)
from complaints_service.measurement.facts.rows import (
    ClockRow,
    CustodyRow,
    ElsewhereRow,
    FlowRow,
    HandoverRow,
    RatingRow,
    ResolutionRow,
    SquareRow,
    TicketFacts,
    TicketRow,
)

#: Beside the ticket's own: by their name in `TicketFacts` the table, and what a row of it is.
FACTS: Mapping[str, tuple[Any, Any]] = {
    "clocks": (ClockFact, ClockRow),
    "custody": (CustodyFact, CustodyRow),
    "resolutions": (ResolutionFact, ResolutionRow),
    "handovers": (HandoverFact, HandoverRow),
    "ratings": (RatingFact, RatingRow),
    "squares": (SquareFact, SquareRow),
    "flows": (FlowFact, FlowRow),
    "elsewhere": (ElsewhereFact, ElsewhereRow),
}

_FEW = (UtcDateTime, Boolean)
Row = tuple[Any, ...]


def stored_facts(session: Session, ticket_ids: Collection[int]) -> Iterator[TicketFacts]:
    """The facts of these tickets as they are stored; `next_change_at` is not told."""
    several: dict[str, dict[int, list[Any]]] = {}
    for name, (table, row) in FACTS.items():
        of_tickets = several[name] = {}
        for each in _rows(session, table, row, ticket_ids):
            of_tickets.setdefault(each.ticket_id, []).append(each)
    for ticket in _rows(session, TicketFact, TicketRow, ticket_ids):
        own = {name: tuple(found.get(ticket.ticket_id, ())) for name, found in several.items()}
        yield TicketFacts(ticket, next_change_at=None, **own)


def _rows(session: Session, table: Any, row: Any, ticket_ids: Collection[int]) -> Iterator[Any]:
    columns = (getattr(table, name) for name in row._fields)
    for each in session.execute(select(*columns).where(among(session, table.ticket_id, ticket_ids))):
        yield row(*each)


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
