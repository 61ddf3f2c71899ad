"""Tables whose rows are written once: the database itself refuses to change, replace or delete them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, FromClause, Table, UniqueConstraint, event

#: What either database says when a row is touched.
REFUSAL = "append-only: rows are never changed or deleted"

#: The columns that name one row: a table may have several such keys.
Keys = Sequence[Sequence[str]]


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


def erasable_ddl(
    table: str, *, register: str, key: str, column: str, others: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """The statements that let one column of a row change once `register` names that row by `key`.

    They take the place of the trigger that refuses every change. `others`: all columns of the table but that.
    """
    named = f"EXISTS (SELECT 1 FROM {register} WHERE {key} = OLD.id)"  # noqa: S608  # our own names
    same = {
        dialect: " AND ".join(f"NEW.{name} {equal} OLD.{name}" for name in others)
        for dialect, equal in (("sqlite", "IS"), ("postgresql", "IS NOT DISTINCT FROM"))
    }
    return {
        "sqlite": (
            f"DROP TRIGGER {table}_no_update",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"WHEN NOT ({named} AND {same['sqlite']}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        ),
        "postgresql": (
            f"DROP TRIGGER {table}_no_update ON {table}",
            f"CREATE OR REPLACE FUNCTION {table}_{column}_erased() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {named} AND {same['postgresql']} THEN RETURN NEW; END IF; "
            f"RAISE EXCEPTION '{REFUSAL}'; END $$",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_{column}_erased()",
        ),
    }


def no_side_door_ddl(table: str, keys: Keys) -> Mapping[str, tuple[str, ...]]:
    """The statements that close what UPDATE and DELETE triggers do not see; they come beside those.

    SQLite's INSERT OR REPLACE, whatever the connection's pragmas say, and PostgreSQL's TRUNCATE.
    """
    taken = " OR ".join("(" + " AND ".join(f"{name} = NEW.{name}" for name in key) + ")" for key in keys)
    return {
        "sqlite": (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  # our own names
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}') FROM {table} WHERE {taken}; END",
        ),
        "postgresql": (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ),
    }


def no_side_door_drop_ddl(table: str) -> Mapping[str, tuple[str, ...]]:
    """The statements, by dialect, that open the side doors again."""
    return {
        "sqlite": (f"DROP TRIGGER {table}_no_replace",),
        "postgresql": (f"DROP TRIGGER {table}_no_truncate ON {table}",),
    }


def guard(table: FromClause, *, erasable: tuple[str, str, str] | None = None) -> None:
    """Makes a mapped table append-only whenever it is created from its model.

    `erasable`: the column that may be emptied of words, the table that names such rows, and by which key.
    """
    if not isinstance(table, Table):
        raise TypeError(f"only a table can be append-only, not {table!r}")

    @event.listens_for(table, "after_create")
    def _guard(_table: Table, connection: Connection, **_options: object) -> None:
        dialect = connection.dialect.name
        for statement in (
            *append_only_ddl(table.name)[dialect],
            *no_side_door_ddl(table.name, _keys(table))[dialect],
        ):
            connection.exec_driver_sql(statement)
        if erasable is not None:
            column, register, key = erasable
            others = [each.name for each in table.columns if each.name != column]
            for statement in erasable_ddl(
                table.name, register=register, key=key, column=column, others=others
            )[dialect]:
                connection.exec_driver_sql(statement)


def _keys(table: Table) -> Keys:
    unique = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [[column.name for column in columns] for columns in (table.primary_key.columns, *unique)]
