"""Notes which rows a transaction writes, whoever writes them; at its end each gets its digest.

It listens to the session, so that no service has to remember it and none can forget it: rows of the unit of
work as well as INSERT, UPDATE and DELETE statements. What runs on a connection beside the session is not
seen (`tests/repository/test_records.py` looks for it), and `verify` finds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from math import isfinite
from typing import Any

from sqlalchemy import Table, UniqueConstraint, and_, event, func, inspect, select
from sqlalchemy.dialects.postgresql import dml as postgresql
from sqlalchemy.dialects.sqlite import dml as sqlite
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from complaints_service.audit.written.coverage import Coverage, coverage_of
from complaints_service.audit.written.settling import Key, Noted, Pending, pending_of, reading, settle

#: How the record itself enters: its entries are the acts that digests name.
_LEDGER, _AUDIT = "ticket_event", "audit_event"
#: What either database gives back as it was given.
_PLAIN = str | int | date | bytes
_OR_NOTHING = sqlite.OnConflictDoNothing | postgresql.OnConflictDoNothing


def attend(kind: type[Session]) -> None:
    """Listens to every session of this kind."""
    event.listen(kind, "after_flush", _flushed)
    event.listen(kind, "do_orm_execute", _executed)
    event.listen(kind, "before_commit", _committing)
    event.listen(kind, "after_transaction_create", _begun)
    event.listen(kind, "after_soft_rollback", _rolled_back)


def _committing(session: Session) -> None:
    """At a savepoint's end nothing is settled yet: another one around it may still be rolled back."""
    if not session.in_nested_transaction():
        settle(session)


def _begun(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        pending_of(session).begin(transaction)


def _rolled_back(session: Session, transaction: SessionTransaction) -> None:
    pending_of(session).roll_back(transaction if transaction.nested else None)


def _flushed(session: Session, _context: object) -> None:
    pending = pending_of(session)
    for row in session.new:
        table = inspect(row).mapper.local_table
        if table.name == _AUDIT:
            pending.audit = (f"audit:{row.id}", row.at)
        elif table.name == _LEDGER:
            pending.ledger[row.ticket_id] = (f"ticket:{row.ticket_id}/{row.seq}", row.recorded_at)
        elif (covered := coverage_of(table)) is not None:
            pending.note(covered, _key(covered, row), Noted(True))
    for row in (*session.dirty, *session.deleted):
        state = inspect(row)
        covered = coverage_of(state.mapper.local_table)
        if covered is None:
            continue
        names = [name for part in covered.parts.values() for name in part]
        if row in session.deleted or any(state.attrs[name].history.has_changes() for name in names):
            pending.note(covered, _key(covered, row), Noted(False))


def note_put(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Notes rows that were written past the session, as they were given; each names its key."""
    pending = pending_of(session)
    if table.name in (_LEDGER, _AUDIT):
        _note_entries(pending, table.name, rows)
    elif (covered := coverage_of(table)) is not None:
        for row in rows:
            key = tuple(row[name] for name in covered.kind.key)
            pending.note(covered, key, Noted(True, _whole(covered, row)))


def _key(covered: Coverage, row: object) -> Key:
    return tuple(getattr(row, name) for name in covered.kind.key)


def _executed(state: ORMExecuteState) -> Any:
    if not (state.is_insert or state.is_update or state.is_delete):
        return None
    statement: Any = state.statement
    table: Table = statement.table
    if table.name in (_LEDGER, _AUDIT):
        _note_entries(pending_of(state.session), table.name, _rows(state) if state.is_insert else ())
        return None
    covered = coverage_of(table)
    if covered is None:
        return None
    if state.is_insert:
        return _inserted(state, covered)
    if state.is_delete or _touches(statement, state.parameters, covered):
        _note_affected(state, covered)
    return None


def _note_entries(pending: Pending, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        if table == _LEDGER:
            act = f"ticket:{row['ticket_id']}/{row['seq']}"
            pending.ledger[row["ticket_id"]] = (act, row["recorded_at"])
        elif "id" in row:
            pending.audit = (f"audit:{row['id']}", row["at"])


def _inserted(state: ORMExecuteState, covered: Coverage) -> Any:
    """Notes the rows of an INSERT; where it does not name their keys itself it is run here and looked at."""
    rows, pending = list(_rows(state)), pending_of(state.session)
    if len(rows) == 1 and _says_what_became(state.statement, covered, rows[0]):
        return _returned(state, covered, rows[0])
    if all(name in row for row in rows for name in covered.kind.key):
        statement: Any = state.statement
        sure = getattr(statement, "_post_values_clause", None) is None  # no ON CONFLICT
        for row in rows:
            key = tuple(row[name] for name in covered.kind.key)
            pending.note(covered, key, Noted(True, _whole(covered, row) if sure else None))
        return None
    (number,) = covered.table.primary_key.columns
    unique = _unique_in(covered.table, rows)
    before = None if unique else state.session.scalar(select(func.max(number))) or 0
    result = state.invoke_statement()
    for row in rows:
        given = [
            covered.table.c[name] == value
            for name, value in row.items()
            if (name in unique if unique else isinstance(value, _PLAIN))
        ]
        found = reading(covered).where(*given, *([] if before is None else [number > before]))
        for each in state.session.execute(found):
            columns = each._asdict()
            pending.note(covered, tuple(columns[name] for name in covered.kind.key), Noted(True, columns))
    return result


def _returned(state: ORMExecuteState, covered: Coverage, given: Mapping[str, Any]) -> Any:
    """Notes the one row of an INSERT that says what became of it: nothing where another row is in its way."""
    result: Any = state.invoke_statement().freeze()
    for returned in result().mappings():
        row = {**given, **returned}
        key = tuple(row[name] for name in covered.kind.key)
        pending_of(state.session).note(covered, key, Noted(True, _whole(covered, row)))
    return result()


def _says_what_became(statement: Any, covered: Coverage, row: Mapping[str, Any]) -> bool:
    """Whether an INSERT gives back a row if it wrote one, its key among what is known of it then."""
    clause = statement._post_values_clause
    known = {*row, *(column.key for column in statement._returning)}
    return (
        bool(statement._returning)
        and (clause is None or isinstance(clause, _OR_NOTHING))
        and known.issuperset(covered.kind.key)
    )


def _whole(covered: Coverage, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A row as it was given, where that is all of it and each value is what the database will hold."""
    for name, kind in _types(covered):
        if name not in row or not _comes_back(kind, row[name]):
            return None
    return row


@cache
def _types(covered: Coverage) -> Sequence[tuple[str, type]]:
    """The key and the covered columns, each with what the database gives back of it."""
    names = dict.fromkeys((*covered.kind.key, *(name for part in covered.parts.values() for name in part)))
    return [(name, covered.table.c[name].type.python_type) for name in names]


def _comes_back(kind: type, value: object) -> bool:
    """Whether the database will give back just this value: not a whole number where it keeps a fraction."""
    if value is None:
        return True
    if type(value) is not kind:
        return False
    # A fraction comes back to its last bit; nothing below zero does not, nor what is no number.
    return isinstance(value, _PLAIN) or (isinstance(value, float) and isfinite(value) and value != 0)


def _unique_in(table: Table, rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The columns of a unique key that all these rows give; empty where there is none."""
    for each in table.constraints:
        if isinstance(each, UniqueConstraint):
            names = frozenset(column.name for column in each.columns)
            if all(isinstance(row.get(name), _PLAIN) for row in rows for name in names):
                return names
    return frozenset()


def _rows(state: ORMExecuteState) -> Iterator[dict[str, Any]]:
    """The values an INSERT gives, row by row, by the names of its columns."""
    statement: Any = state.statement
    if statement.select is not None:
        raise TypeError(f"rows of {statement.table.name} must be given, not selected: they need digests")
    said = _names(statement._values or {})  # they have no public name
    values = {name: getattr(value, "value", value) for name, value in said.items()}
    rows = [dict(_names(row)) for many in statement._multi_values for row in many]
    for row in rows or _listed(state.parameters) or [{}]:
        yield {**values, **row}


def _listed(given: Any) -> Sequence[Mapping[str, Any]]:
    """The parameters of a statement, one set for each time it runs."""
    if isinstance(given, Mapping):
        return [given]
    return given or []


def _names(values: Mapping[Any, Any]) -> dict[str, Any]:
    return {getattr(column, "name", column): value for column, value in values.items()}


def _touches(statement: Any, given: Any, covered: Coverage) -> bool:
    """Whether an UPDATE sets a column that is covered."""
    names = set(_names(statement._values or {}))
    for row in _listed(given):
        names |= set(row)
    return any(name in names for part in covered.parts.values() for name in part)


def _note_affected(state: ORMExecuteState, covered: Coverage) -> None:
    """Notes the rows that an UPDATE or DELETE is about to touch."""
    statement: Any = state.statement
    keys = [covered.table.c[name] for name in covered.kind.key]
    query = select(*keys)
    if statement.whereclause is not None:
        query = query.where(and_(statement.whereclause))
    pending = pending_of(state.session)
    for given in _listed(state.parameters) or [{}]:
        for key in state.session.execute(query, given):
            pending.note(covered, tuple(key), Noted(False))
