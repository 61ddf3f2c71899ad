"""PostgreSQL databases used again: making one takes half a second, emptying one takes a few milliseconds.

Most of what is left is a new connection, whose process learns the tables anew; so whoever uses this keeps one a database.

Only a database whose shape nobody touched is used again. While rows are taken out or put in, triggers and foreign
keys are off: they guard what the service does, not what tests arrange.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

#: Everything a test could change of the tables, but for their rows.
_SHAPE = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
  SELECT format('%s %s %s %s', c.relname, a.attname, a.atttypid, a.attnotnull) FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
  UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS shape(line)
"""
_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
)
_SEQUENCES = (
    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
)


@dataclass(frozen=True)
class Rows:
    """What a database holds: the rows of each table that has any, and how far each sequence has counted."""

    tables: tuple[tuple[str, bytes], ...]
    sequences: tuple[tuple[str, int], ...]


def shape_of(connection: psycopg.Connection) -> str:
    """A fingerprint of a database's tables, triggers and constraints."""
    return str(connection.execute(_SHAPE).fetchall()[0][0])


def take_out(connection: psycopg.Connection) -> Rows:
    """Copies everything out; nothing changes."""
    with connection.transaction():
        tables = []
        for name in _filled(connection):
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as out:
                tables.append((name, b"".join(bytes(part) for part in out)))
        sequences = [(name, value) for name, value in connection.execute(_SEQUENCES).fetchall()]
        return Rows(tuple(tables), tuple(sequences))


def put_in(connection: psycopg.Connection, rows: Rows) -> None:
    """Puts these rows in the place of whatever is there; other connections are ended."""
    with connection.transaction():
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("SET LOCAL session_replication_role = replica")
        for name in _filled(connection):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        for name, content in rows.tables:
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as into:
                into.write(content)
        known = dict(rows.sequences)
        for name, _value in connection.execute(_SEQUENCES).fetchall():
            if name not in known:
                connection.execute("SELECT setval(%s, 1, false)", [name])
        for name, value in rows.sequences:
            connection.execute("SELECT setval(%s, %s)", [name, value])


def _filled(connection: psycopg.Connection) -> list[str]:
    """The tables that hold anything: asking all in one sentence costs less than emptying each."""
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    asked = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in names
    ]
    return [name for (name,) in connection.execute(sql.SQL(" UNION ALL ").join(asked)).fetchall()]
