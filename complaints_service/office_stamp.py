"""What was read of the office is kept between requests, until anything of the office changes.

The database itself says so: whatever writes a row of a stamped table, by whichever door, gives the office
another stamp in the same transaction. Whoever uses what is kept looks at the stamp in the transaction that
uses it, so no process acts by an office that another one has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import (
    Connection,
    FromClause,
    Pool,
    String,
    Table,
    event,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from complaints_service.db import Base
from complaints_service.driver_statements import DriverStatement

Read = TypeVar("Read", bound=Callable[..., Any])
#: As many answers as are kept of one office: a few local days of each read, and the rights of who came last.
MOST_KEPT = 500
_IN_SESSION = "office_stamp"


class OfficeStamp(Base):
    """The one row whose `stamp` is another after every change of the office, drawn by chance.

    A stamp that was rolled back never comes again, as a number would.
    """

    __tablename__ = "office_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[str] = mapped_column(String(36))


FIRST = "INSERT INTO office_stamp (id, stamp) VALUES (1, 'first')"
_STAMP = DriverStatement(select(Base.metadata.tables[OfficeStamp.__tablename__].c.stamp))
_NEW_STAMP = {"sqlite": "hex(randomblob(16))", "postgresql": "gen_random_uuid()::text"}
_SET = "UPDATE office_stamp SET stamp = {}"
#: The tables whose every change gives the office another stamp, each with the columns that matter.
_stamped: dict[str, tuple[str, ...]] = {}


@event.listens_for(OfficeStamp.__table__, "after_create")
def _first(_table: Table, connection: Connection, **_options: object) -> None:
    connection.exec_driver_sql(FIRST)


def stamped(table: FromClause, *, but_for: Collection[str] = ()) -> None:
    """Gives the office another stamp whenever a row of this table is written.

    `but_for`: columns that nothing which is kept depends on, and that change by the hour.
    """
    if not isinstance(table, Table):
        raise TypeError(f"only a table can be stamped, not {table!r}")
    columns = tuple(each.name for each in table.columns if each.name not in but_for)
    _stamped[table.name] = columns if but_for else ()

    @event.listens_for(table, "after_create")
    def _guard(_table: Table, connection: Connection, **_options: object) -> None:
        for statement in stamp_ddl(table.name, _stamped[table.name])[connection.dialect.name]:
            connection.exec_driver_sql(statement)


def stamped_tables() -> Mapping[str, tuple[str, ...]]:
    """The stamped tables, each with the columns that matter; none named: all do."""
    return _stamped


def stamp_ddl(table: str, columns: Collection[str] = ()) -> Mapping[str, tuple[str, ...]]:
    """The statements, by dialect, that make every change of `table` known; migrations run the same ones."""
    changed = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    return {
        "sqlite": tuple(
            f"CREATE TRIGGER {table}_stamps_{what.split()[0].lower()} AFTER {what} ON {table} "
            f"BEGIN {_SET.format(_NEW_STAMP['sqlite'])}; END"
            for what in ("INSERT", changed, "DELETE")
        ),
        "postgresql": (
            "CREATE OR REPLACE FUNCTION stamp_office() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {_SET.format(_NEW_STAMP['postgresql'])}; RETURN NULL; END $$",
            f"CREATE TRIGGER {table}_stamps AFTER INSERT OR DELETE OR TRUNCATE OR {changed} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION stamp_office()",
        ),
    }


def stamp_drop_ddl(table: str) -> Mapping[str, tuple[str, ...]]:
    """The statements, by dialect, that take the triggers away again (a migration's way back)."""
    return {
        "sqlite": tuple(f"DROP TRIGGER {table}_stamps_{what}" for what in ("insert", "update", "delete")),
        "postgresql": (f"DROP TRIGGER {table}_stamps ON {table}",),
    }


@dataclass
class _Kept:
    """What was read under one stamp, by what was asked."""

    stamp: str
    answers: dict[object, Any] = field(default_factory=dict)


_lock = Lock()
_kept: WeakKeyDictionary[Pool, _Kept] = WeakKeyDictionary()


def until_changed(read: Read) -> Read:
    """Asks a read of the office once as long as nothing of the office changes, whoever asks.

    The read may look at stamped tables alone. Its arguments must be hashable, what it answers holds nothing
    of the session, and nobody may change it.
    """

    @wraps(read)
    def ask(session: Session, *args: Any, **named: Any) -> Any:
        stamp, pool = _stamp_of(session), session.get_bind().engine.pool
        key = (read, args, tuple(sorted(named.items())))
        with _lock:
            kept = _kept.get(pool)
            if kept is None or kept.stamp != stamp:
                kept = _kept[pool] = _Kept(stamp)
            if key in kept.answers:
                return kept.answers[key]
        found = read(session, *args, **named)
        with _lock:
            kept.answers[key] = found
            while len(kept.answers) > MOST_KEPT:
                del kept.answers[next(iter(kept.answers))]
        return found

    return cast(Read, ask)


def _stamp_of(session: Session) -> str:
    """The office's stamp as this transaction sees it; asked once, and anew after it changed the office."""
    if session.autoflush:  # as before every look: what was changed in memory alone is seen too
        session.flush()
    transaction, stamp = session.info.get(_IN_SESSION, (None, ""))
    if transaction is None or transaction is not session.get_transaction():
        stamp = _STAMP.send(session)[0][0]
        session.info[_IN_SESSION] = session.get_transaction(), stamp
    return cast(str, stamp)


@event.listens_for(Session, "do_orm_execute")
def _executing(state: ORMExecuteState) -> None:
    if not state.is_select and getattr(_table_of(state.statement), "name", None) in {None, *_stamped}:
        _look_again(state.session)


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    rows = (*session.new, *session.dirty, *session.deleted)
    if any(inspect(row).mapper.local_table.name in _stamped for row in rows):
        _look_again(session)


@event.listens_for(Session, "after_soft_rollback")
def _rolled_back(session: Session, _transaction: object) -> None:
    _look_again(session)


def _table_of(statement: Any) -> Any:
    return getattr(statement, "table", None)


def _look_again(session: Session) -> None:
    session.info.pop(_IN_SESSION, None)
