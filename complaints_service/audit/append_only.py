"""Tables whose rows are written once: the database itself refuses to change or delete them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, FromClause, Table, event

#: What either database says when a row is touched.
REFUSAL = "append-only: rows are never changed or deleted"


def append_only_ddl(table: str) -> Mapping[str, tuple[str, ...]]:
    """The statements, by dialect, that make `table` append-only; migrations run the same ones."""
    return {
        "sqlite": (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        ),
        "postgresql": (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        ),
    }


def append_only_drop_ddl(table: str) -> Mapping[str, tuple[str, ...]]:
    """The statements, by dialect, that take the guard away again (a migration's way back, fault tests)."""
    return {
        "sqlite": (f"DROP TRIGGER {table}_no_update", f"DROP TRIGGER {table}_no_delete"),
        "postgresql": (
            f"DROP TRIGGER {table}_no_update ON {table}",
            f"DROP TRIGGER {table}_no_delete ON {table}",
        ),
    }


def guard(table: FromClause) -> None:
    """Makes a mapped table append-only whenever it is created from its model."""
    if not isinstance(table, Table):
        raise TypeError(f"only a table can be append-only, not {table!r}")

    @event.listens_for(table, "after_create")
    def _guard(_table: Table, connection: Connection, **_options: object) -> None:
        for statement in append_only_ddl(table.name)[connection.dialect.name]:
            connection.exec_driver_sql(statement)
