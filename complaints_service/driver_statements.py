"""Statements of the path that every citizen waits on, made into text once and sent as that text ever after.

What the session does between a statement and the driver (options, caches, events, results) costs more than
the database's own work for one row. Nobody who listens to the session hears of what is sent so: rows are
written by `audit/written/putting.py`, which tells the record of them, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from complaints_service.db import UtcDateTime, connection_of

Given = Mapping[str, Any]
Making = Callable[[Any], Any]
#: The rows of one act hold the same few instants many times over.
_MOST_INSTANTS = 1000


@dataclass(frozen=True)
class _Sent:
    """A statement as one driver takes it: its text, and how each of its values is made ready, in order."""

    text: str
    values: Sequence[tuple[str, Making | None]]
    by_place: bool

    def ready(self, given: Given) -> Any:
        made = [make(given[name]) if make is not None else given[name] for name, make in self.values]
        if self.by_place:
            return tuple(made)
        return dict(zip((name for name, _make in self.values), made, strict=True))


#: How each kind of database takes instants.
_instants: dict[str, Making] = {}


def _making(kind: TypeEngine[Any], dialect: Dialect) -> Making | None:
    """How a value of this kind is made ready; None where the driver takes it as it is."""
    make: Making | None = kind.dialect_impl(dialect).bind_processor(dialect)
    if make is None or not isinstance(kind, UtcDateTime):
        return make
    return _instants.setdefault(dialect.name, _each_once(make))


def _each_once(make: Making) -> Making:
    """Makes each instant ready once. Of other zones than UTC two may be equal and not the same."""
    known = lru_cache(maxsize=_MOST_INSTANTS)(make)

    def ready(at: datetime | None) -> Any:
        return known(at) if at is not None and at.tzinfo is UTC else make(at)

    return ready


def _sent(connection: Connection, text: str, values: Any) -> Sequence[Sequence[Any]]:
    cursor = connection.connection.cursor()
    try:
        if isinstance(values, list):
            cursor.executemany(text, values)
        else:
            cursor.execute(text, values or ())
        return cursor.fetchall() if cursor.description else ()
    except connection.dialect.loaded_dbapi.Error as error:
        kind = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(
            text, values, error, kind, hide_parameters=True, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()


@dataclass(frozen=True, eq=False)
class DriverStatement:
    """A statement with a named value for each thing it is told. `columns`: of an INSERT, which it is given.

    It may hold no list of unknown length, and what it reads comes as the driver gives it: numbers and texts.
    """

    statement: ClauseElement
    columns: Sequence[str] | None = None
    _by_dialect: dict[str, _Sent] = field(default_factory=dict)

    def send(self, session: Session, given: Given | Sequence[Given] = ()) -> Sequence[Sequence[Any]]:
        """Runs it in the session's transaction, once or for each of several rows of values; its rows.

        Raises what the session would: `edge/transaction.py` tells by it what is worth another try.
        """
        connection = connection_of(session)
        sent = self._by_dialect.get(connection.dialect.name) or self._made_for(connection.dialect)
        values: Any = (
            sent.ready(given) if isinstance(given, Mapping) else [sent.ready(one) for one in given] or None
        )
        if (
            connection.dispatch.before_cursor_execute
        ):  # somebody listens to statements, and hears of these too
            result = connection.exec_driver_sql(sent.text, values)
            return [tuple(row) for row in result] if result.returns_rows else ()
        return _sent(connection, sent.text, values)

    def _made_for(self, dialect: Dialect) -> _Sent:
        compiled: Any = self.statement.compile(dialect=dialect, column_keys=self.columns)
        makers = {name: _making(bound.type, dialect) for name, bound in compiled.binds.items()}
        places: Sequence[str] | None = compiled.positiontup
        sent = _Sent(
            str(compiled), [(name, makers[name]) for name in places or makers], by_place=places is not None
        )
        self._by_dialect[dialect.name] = sent
        return sent
