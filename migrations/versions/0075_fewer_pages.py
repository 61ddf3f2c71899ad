"""Some indexes hold only what is looked for by them: deeds of persons, and marks that were given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

#: Each index with its table, its columns and what of the table it holds from now on.
NARROWED = {
    "ix_ticket_event_actor": ("ticket_event", ["actor", "at"], "actor NOT IN ('citizen', 'rule')"),
    **{
        f"ix_identity_{mark}": ("identity", [mark], f"{mark} IS NOT NULL")
        for mark in ("email_mark", "phone_mark", "name_mark")
    },
}


def upgrade() -> None:
    for name, (table, columns, held) in NARROWED.items():
        op.drop_index(name, table_name=table)
        where = sa.text(held)
        op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, (table, columns, _held) in NARROWED.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, unique=False)
