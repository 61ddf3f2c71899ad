"""Tables' common base, instants in the database, and engines set up to lose nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from functools import wraps
from json import JSONDecoder
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Select,
    any_,
    event,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.types import JSON, TypeDecorator

from complaints_service.dates import utc_read
from complaints_service.standby import await_standby

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def _decoded(text: str, decode: Callable[[str], tuple[Any, int]] = JSONDecoder().raw_decode) -> Any:
    """What a text of JSON says that we wrote ourselves, so that nobody need look for blanks around it."""
    return decode(text)[0]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC and whole seconds, in Python and in either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What is given and what comes back."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without an offset: {value!r}")
        if value.tzinfo is UTC and not value.microsecond:
            return value
        return value.astimezone(UTC).replace(microsecond=0)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """SQLite's texts are made instants in one step: a ledger is read again and again."""
        return utc_read if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Base(DeclarativeBase):
    """Every table of the service."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}


class WritingSession(Session):
    """A session whose writes are kept; the record of what was written listens to it."""


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A check that a column holds one of the fixed words of its table (or nothing, where it may be empty)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


Made = TypeVar("Made")
Read = TypeVar("Read", bound=Callable[..., Any])
#: Where a session that only reads keeps what it was asked already.
_REMEMBERED = "remembered"

#: Where a session keeps the connection of the transaction that is open, and which one that is.
_CONNECTION = "connection"

#: A transaction that says at its start that it will write (`_begin`).
_AS_WRITER = {"writes": True}
#: What is written into the database stands in no error of it, and so in no log.
_SILENT = {"hide_parameters": True}
_WAL_TRIES, _WAL_WAIT_SECONDS = 150, 0.1

# SQLite lets one writer in at a time; queueing in the process is fairer and faster than its busy handler.
_sqlite_writer = threading.Lock()


def engine_options(url: str) -> dict[str, Any]:
    """Keyword arguments for `create_engine` that suit the database behind `url`."""
    if url.startswith("sqlite"):
        return {
            "connect_args": {"timeout": 15, "check_same_thread": False},
            "json_deserializer": _decoded,
            **_SILENT,
        }
    return {"pool_size": 12, "max_overflow": 8, "pool_pre_ping": True, **_SILENT}


def prepare_engine(engine: Engine) -> Engine:
    """Sets the database up for durable commits and explicit transactions; returns the same engine."""
    if engine.dialect.name != "sqlite":
        await_standby(engine)
        return engine

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, see _begin
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=15000")
        _use_wal(cursor)
        # Without recursive triggers, INSERT OR REPLACE deletes a row and no trigger hears of it. What is
        # deleted is overwritten: a page of the file that is free holds nothing of anybody. Of pages it keeps
        # 16 MB: with the 2 MB that are usual, each list of a large office reads the same ones again.
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "secure_delete=ON",
            "cache_size=-16000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A read that later writes cannot be upgraded safely: the writer says so at the start.
        immediate = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _use_wal(cursor: Any) -> None:
    """Turns write-ahead logging on; SQLite's own waiting does not cover two who do so at once."""
    for left in range(_WAL_TRIES - 1, -1, -1):
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not left:
                raise
            threading.Event().wait(_WAL_WAIT_SECONDS)


def empty_log(engine: Engine) -> None:
    """Ends what SQLite's write-ahead log still holds of what was deleted; elsewhere there is none of ours."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # a checkpoint runs outside of transactions
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")


def compact(engine: Engine, *, full_text: str) -> None:
    """Lets go of what deleted rows left behind: in SQLite's index `full_text`, in PostgreSQL's tables."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            optimised = f"INSERT INTO {full_text}({full_text}) VALUES ('optimize')"  # noqa: S608  # our own name
            connection.exec_driver_sql(optimised)
            connection.commit()
        else:
            connection.rollback()
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One writing transaction: committed at the end of the block, rolled back by any error.

    The others' turn comes with the commit: what a session does before and after it is nobody's wait.
    """
    with WritingSession(engine, expire_on_commit=False) as session:
        if engine.dialect.name == "sqlite":
            with _sqlite_writer, session.begin():
                _keep_connection(session, session.connection(execution_options=_AS_WRITER))
                yield session
        else:
            with session.begin():
                yield session


def connection_of(session: Session) -> Connection:
    """The connection of a session's transaction; asked of the session once for each transaction.

    Raises what the session would where a statement failed and nobody has rolled back yet.
    """
    kept: tuple[object, Connection] | None = session.info.get(_CONNECTION)
    if kept is not None and kept[0] is session.get_transaction() and session.is_active:
        return kept[1]
    return _keep_connection(session, session.connection())


def _keep_connection(session: Session, connection: Connection) -> Connection:
    session.info[_CONNECTION] = session.get_transaction(), connection
    return connection


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One consistent look at the database; whatever it changed is thrown away."""
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        session.info[_REMEMBERED] = {}
        yield session


def from_row(kind: type[Made], row: Iterable[object]) -> Made:
    """A row of a query as the dataclass whose fields it selects, in their order."""
    return kind(**dict(zip((each.name for each in fields(kind)), row, strict=True)))  # type: ignore[arg-type]


def among(
    session: Session, column: ColumnElement[int] | InstrumentedAttribute[int], values: Collection[int]
) -> ColumnElement[bool]:
    """Whether a column is one of many numbers, which go as one value.

    A thousand values of their own are written out, parsed and planned at every asking: several milliseconds.
    """
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(Integer)))
    listed = func.json_each(literal(list(values), JSON)).table_valued("value")
    return column.in_(select(listed.c.value))


def remembers(session: Session) -> bool:
    """Whether what this session has read stays true as long as it is open: it only reads."""
    return _REMEMBERED in session.info


def remembered(read: Read) -> Read:
    """Asks a read once in a look, however many parts of a page want it; a writing session asks every time.

    The arguments must be hashable, and nobody may change what the read answers.
    """

    @wraps(read)
    def ask(session: Session, *args: Any, **named: Any) -> Any:
        answers = session.info.get(_REMEMBERED)
        if answers is None:
            return read(session, *args, **named)
        key = (read, args, tuple(sorted(named.items())))
        if key not in answers:
            answers[key] = read(session, *args, **named)
        return answers[key]

    return cast(Read, ask)


def at_once(session: Session, queries: Sequence[Select[Any]]) -> list[list[tuple[Any, ...]]]:
    """The rows of several selects of columns, each as it would have them alone but for their order.

    They go as one statement, so that a page waits once for all of them: each select is given the columns of
    the others, empty, and one that says which it is.
    """
    # Each column's type makes one empty value, which all the other selects share.
    shapes = [[null().cast(column.type) for column in query.selected_columns] for query in queries]
    padded = []
    for at, query in enumerate(queries):
        before = [empty for shape in shapes[:at] for empty in shape]
        after = [empty for shape in shapes[at + 1 :] for empty in shape]
        padded.append(query.with_only_columns(literal(at), *before, *query.selected_columns, *after))
    starts = [1 + sum(len(shape) for shape in shapes[:at]) for at in range(len(shapes))]
    found: list[list[tuple[Any, ...]]] = [[] for _ in queries]
    for row in session.execute(union_all(*padded)):
        at = row[0]
        found[at].append(tuple(row[starts[at] : starts[at] + len(shapes[at])]))
    return found
