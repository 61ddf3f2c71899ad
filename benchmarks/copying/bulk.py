"""Many rows at once: those made here, and those the database copies itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Table, text
from sqlalchemy.orm import Session

from benchmarks.copying.copies import Copy
from benchmarks.copying.sources import Steps
from complaints_service.audit.models import Written
from complaints_service.measurement.facts.models import (
    ClockFact,
    CustodyFact,
    ElsewhereFact,
    FlowFact,
    HandoverFact,
    ResolutionFact,
    SquareFact,
    TicketFact,
)
from complaints_service.measurement.facts.storing import write_rows
from complaints_service.tickets.ledger.models import (
    Complaint,
    Message,
    Ticket,
    TicketAccused,
    TicketEvent,
    ToldEscalation,
)
from complaints_service.tickets.rows.models import TicketListed
from complaints_service.tickets.search.models import TicketWords

#: What the database copies itself: the table, and whether its rows have ids of their own.
COPIED: tuple[tuple[Any, bool], ...] = (
    *((TicketEvent, True), (Message, True), (ToldEscalation, True)),
    *((TicketAccused, False), (TicketListed, False)),
)
MEASURED: tuple[tuple[Any, bool], ...] = (
    *((ClockFact, False), (CustodyFact, False), (ResolutionFact, False), (HandoverFact, False)),
    *((FlowFact, False), (ElsewhereFact, False)),
)
MADE: tuple[Any, ...] = (Complaint, Ticket, TicketWords, TicketFact, SquareFact, Written)


def write(session: Session, made: Sequence[Copy]) -> None:
    written = ("record", "part", "key", "form", "digest", "act", "at")
    rows: tuple[tuple[Any, Sequence[str] | None, Sequence[tuple[Any, ...]]], ...] = (
        (Complaint, None, [each.complaint for each in made]),
        (Ticket, None, [each.ticket for each in made]),
        (TicketWords, None, [each.words for each in made]),
        (TicketFact, None, [each.fact for each in made if each.fact is not None]),
        (SquareFact, None, [each.square for each in made if each.square is not None]),
        (Written, written, [row for each in made for row in each.written]),
    )
    for model, names, each in rows:
        table = model.__table__
        write_rows(session, table, names or [column.name for column in table.columns], each)


def note_copies(session: Session, upto: Mapping[int, int], steps: Steps, places: Sequence[Any]) -> None:
    names = [f"by_{name}" for name in Steps._fields]
    columns = ", ".join(f"{name} bigint" for name in ("upto", *names))
    connection = session.connection()
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE copied (nth bigint, kelurahan varchar(13), {columns})"
    )
    connection.execute(
        text(f"INSERT INTO copied VALUES (:nth, :place, :upto, {', '.join(f':{name}' for name in names)})"),
        [
            {
                "nth": nth,
                "place": places[nth % len(places)][0],
                "upto": last,
                **{name: nth * step for name, step in zip(names, steps, strict=True)},
            }
            for nth, last in upto.items()
        ],
    )


def statement(table: Table, *, own_ids: bool) -> str:
    """Copies a table's rows for every copy that is noted, in the order of their keys."""
    by: dict[str, str] = {
        "ticket_id": "one.ticket_id + copied.by_ticket",
        "kelurahan": "coalesce(one.kelurahan, copied.kelurahan)",
    }
    if own_ids:
        by["id"] = f"one.id + copied.by_{table.name}"
    names = [column.name for column in table.columns]
    order = "one.id" if own_ids else ", ".join(f"one.{column.name}" for column in table.primary_key.columns)
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) "  # our own names
        f"SELECT {', '.join(by.get(name, f'one.{name}') for name in names)} "
        f"FROM copied JOIN {table.name} AS one ON one.ticket_id <= copied.upto ORDER BY copied.nth, {order}"
    )


def unchecked(session: Session) -> None:
    """What is copied points where its source points: looking each of them up again takes most of the time."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")


_INDEX_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT indexname FROM pg_indexes",
}


@contextmanager
def without_indexes(engine: Engine, tables: Sequence[Table]) -> Iterator[None]:
    """Takes away the indexes that only serve reading, and makes them when all is written."""
    # What is written still looks up its own table by key, and cells their ticket's clocks: those are keys.
    indexes = [index for table in tables for index in sorted(table.indexes, key=lambda each: str(each.name))]
    with engine.connect() as connection:  # SQLAlchemy sees no index over an expression in SQLite
        there = set(connection.scalars(text(_INDEX_NAMES[engine.dialect.name])))
    mine = [index for index in indexes if index.name in there]
    for change in ("drop", "create"):
        if change == "create":
            yield
        for index in mine:
            with engine.begin() as connection:
                getattr(index, change)(connection)


def begin_after(engine: Engine) -> None:
    """The next row of each table gets an id after the copies'; SQLite sees to it itself."""
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        for model in (Complaint, TicketEvent, Message, ToldEscalation):
            name = model.__tablename__
            last = f"(SELECT max(id) FROM {name})"  # our own names
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce({last}, 1))"
            )
