"""The database itself marks a report of a block by which something changed that decides who may know of it.

What may be told is asked at every look, of the marked ones alone: to ask all of a month would take longer the
more reports it has, and of the others nothing has changed since their month was published.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import DDL, FromClause, Table, event

#: What `openly_told` asks of a report and can change: columns by table. The first entry never changes; who is
#: accused is a row of its own.
WATCHED: Mapping[str, tuple[str, ...]] = {
    "complaint": ("privacy", "restricted_at"),
    "ticket": ("kind",),
    "ticket_accused": (),
}


def watching_ddl(table: str, columns: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The statements, by dialect, that make changes of a table mark the report; migrations run them too."""
    name = f"{table}_marks_block"
    key = "id" if columns else "ticket_id"
    when = f"AFTER UPDATE OF {', '.join(columns)}" if columns else "AFTER INSERT"
    mark = f"UPDATE block_report SET marked = {{}} WHERE ticket_id = NEW.{key};"  # noqa: S608  # our own names
    differ = {
        dialect: f"WHEN ({' OR '.join(f'OLD.{one} {other} NEW.{one}' for one in columns)}) "
        if columns
        else ""
        for dialect, other in (("sqlite", "IS NOT"), ("postgresql", "IS DISTINCT FROM"))
    }
    return {
        "sqlite": (f"CREATE TRIGGER {name} {when} ON {table} {differ['sqlite']}BEGIN {mark.format(1)} END",),
        "postgresql": (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {mark.format('true')} RETURN NEW; END $$",
            f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW {differ['postgresql']}"
            f"EXECUTE FUNCTION {name}()",
        ),
    }


def watching_drop_ddl(table: str) -> Mapping[str, tuple[str, ...]]:
    """The statements, by dialect, that watch a table no longer."""
    name = f"{table}_marks_block"
    return {
        "sqlite": (f"DROP TRIGGER {name}",),
        "postgresql": (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"),
    }


def watch(*tables: FromClause) -> None:
    """Makes changes of these mapped tables mark the report whenever they are created from their models."""
    for table in tables:
        if not isinstance(table, Table):
            raise TypeError(f"only a table can be watched, not {table!r}")
        for dialect, statements in watching_ddl(table.name, WATCHED[table.name]).items():
            for statement in statements:
                made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
                event.listen(table, "after_create", made)
