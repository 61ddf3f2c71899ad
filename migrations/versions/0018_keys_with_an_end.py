"""Keys of programs: a closed list of scopes, an end always, a name, a network, the day of their last use.

Words that scopes had before become scopes of the list: `bot` stays, every other one (any word passed, and
each opened everything) becomes reading alone, with the word kept as the key's name. A key without an end gets
90 days from this upgrade, one that ends later than in a year gets a year.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from complaints_service import clock

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WITHOUT_END, LONGEST = timedelta(days=90), timedelta(days=365)
READING = "read figures"


def upgrade() -> None:
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("scopes", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("network", sa.String(length=43), nullable=True))
        batch_op.add_column(sa.Column("last_used_on", sa.Date(), nullable=True))
    _rewrite(op.get_bind())
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.alter_column("name", existing_type=sa.String(length=60), server_default=None)
        batch_op.alter_column("scopes", existing_type=sa.String(length=120), server_default=None)
        batch_op.alter_column("expires_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column("scope")


def downgrade() -> None:
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scope", sa.String(length=40), nullable=False, server_default="read"))
        batch_op.alter_column("expires_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    op.execute("UPDATE api_token SET scope = 'bot' WHERE scopes = 'bot'")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.alter_column("scope", existing_type=sa.String(length=40), server_default=None)
        for column in ("last_used_on", "network", "scopes", "name"):
            batch_op.drop_column(column)


def _rewrite(connection: sa.Connection) -> None:
    keys = sa.table(
        "api_token",
        sa.column("scope", sa.String),
        sa.column("scopes", sa.String),
        sa.column("name", sa.String),
        sa.column("expires_at", sa.DateTime(timezone=True)),
    )
    bots = keys.c.scope == "bot"
    connection.execute(keys.update().values(name=keys.c.scope, scopes=sa.case((bots, "bot"), else_=READING)))
    now = clock.now()
    for which, end in (
        (keys.c.expires_at.is_(None), now + WITHOUT_END),
        (keys.c.expires_at > now + LONGEST, now + LONGEST),
    ):
        connection.execute(keys.update().where(which).values(expires_at=end))
