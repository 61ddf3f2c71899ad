"""The words of what people said for what they did it have a table, along whose rows they are looked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.texts import single_words

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None

RECORD, TABLE = "audit_event", "audit_word"
PURPOSE, STATISTICS = "ix_audit_event_purpose", "audit_event_purpose"
SAID = {"sqlite": "json_extract(data, '$.purpose')", "postgresql": "(data ->> 'purpose')"}
AT_ONCE = 1000


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    word = sa.String(40, collation="C") if dialect == "postgresql" else sa.String(40)
    op.create_table(
        TABLE,
        sa.Column("word", word, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_audit_word_event_id_audit_event")
        ),
        sa.PrimaryKeyConstraint("word", "at", "event_id", name=op.f("pk_audit_word")),
        sqlite_with_rowid=False,
    )
    if dialect == "postgresql":
        op.execute(f"DROP STATISTICS {STATISTICS}")
    op.drop_index(PURPOSE, table_name=RECORD)
    _fill(op.get_bind(), SAID[dialect])


def downgrade() -> None:
    said = {dialect: sa.text(f"{told} IS NOT NULL") for dialect, told in SAID.items()}
    op.create_index(
        PURPOSE, RECORD, ["at", "id"], sqlite_where=said["sqlite"], postgresql_where=said["postgresql"]
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE STATISTICS {STATISTICS} ON {SAID['postgresql']} FROM {RECORD}")
    op.drop_table(TABLE)


def _fill(connection: sa.Connection, said: str) -> None:
    """Along the record once, some at a time; the instant stays as it is kept."""
    some = f"SELECT id, {said} AS said FROM {RECORD} WHERE {said} IS NOT NULL"  # noqa: S608  # our own names
    rows = sa.text(f"{some} AND id > :last ORDER BY id LIMIT {AT_ONCE}")
    copied = f"SELECT :word, at, id FROM {RECORD} WHERE id = :id"  # noqa: S608  # our own names
    keep = sa.text(f"INSERT INTO {TABLE} (word, at, event_id) {copied}")
    last = 0
    while found := connection.execute(rows, {"last": last}).all():
        told = [
            {"word": word, "id": row.id} for row in found for word in sorted(set(single_words(str(row.said))))
        ]
        if told:
            connection.execute(keep, told)
        last = found[-1].id
