"""The words by which tickets are found, and a mark of whoever complains by their name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from complaints_service.tickets.search.index import index_anew
from complaints_service.vault.marks import name_mark
from complaints_service.vault.opening import RULE, open_identity

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

FTS_TABLE = "ticket_words_index"
GONE = f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rowid, stems) VALUES ('delete', old.ticket_id, old.stems);"  # noqa: S608  # our own names
THERE = f"INSERT INTO {FTS_TABLE}(rowid, stems) VALUES (new.ticket_id, new.stems);"  # noqa: S608  # our own names
#: SQLite's index as it was until 0103.
FTS_DDL = (
    f"CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5(stems, content='ticket_words', content_rowid='ticket_id', "
    "tokenize='ascii', detail=none, columnsize=0)",
    f"CREATE TRIGGER ticket_words_there AFTER INSERT ON ticket_words BEGIN {THERE} END",
    f"CREATE TRIGGER ticket_words_gone AFTER DELETE ON ticket_words BEGIN {GONE} END",
    f"CREATE TRIGGER ticket_words_changed AFTER UPDATE ON ticket_words BEGIN {GONE} {THERE} END",
)
_identity = sa.table(
    "identity",
    sa.column("number", sa.String()),
    sa.column("wrapped", sa.LargeBinary()),
    sa.column("sealed", sa.LargeBinary()),
    sa.column("name_mark", sa.String()),
)


def upgrade() -> None:
    connection = op.get_bind()
    grown = connection.dialect.name == "postgresql"
    op.create_table(
        "ticket_words",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("backwards", sa.String(length=16, collation="C" if grown else None), nullable=False),
        sa.Column("stems", postgresql.TSVECTOR() if grown else sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_words_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_words")),
    )
    if not grown:
        for statement in FTS_DDL:
            op.execute(statement)
    index_anew(Session(connection))
    op.add_column("identity", sa.Column("name_mark", sa.String(length=44), nullable=True))
    op.create_index(op.f("ix_identity_name_mark"), "identity", ["name_mark"], unique=False)
    _mark_names(connection)
    op.create_index("ix_ticket_words_backwards", "ticket_words", ["backwards"], unique=False)
    if grown:
        op.create_index(
            "ix_ticket_words_stems", "ticket_words", ["stems"], unique=False, postgresql_using="gin"
        )


def _mark_names(connection: sa.Connection) -> None:
    """Everybody who can still be found by their phone can be found by their name, too."""
    session = Session(connection)
    named = sa.and_(_identity.c.wrapped.is_not(None), _identity.c.sealed.is_not(None))
    for number in list(session.scalars(sa.select(_identity.c.number).where(named))):
        details = open_identity(session, number=number, reader=RULE).details
        mark = name_mark(connection, details.name)
        connection.execute(sa.update(_identity).where(_identity.c.number == number).values(name_mark=mark))


def downgrade() -> None:
    op.drop_index(op.f("ix_identity_name_mark"), table_name="identity")
    op.drop_column("identity", "name_mark")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TABLE {FTS_TABLE}")
    op.drop_table("ticket_words")
