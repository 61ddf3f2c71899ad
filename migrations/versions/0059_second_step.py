"""The second step of signing in: apps, passkeys, recovery codes; a session's last proof."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.db import UtcDateTime

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def _account_id(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    """Whose row it is."""
    column: sa.Column[int] = sa.Column("account_id", sa.Integer(), nullable=False)
    name = op.f(f"fk_{table}_account_id_account")
    return column, sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "code_app",
        sa.Column("id", sa.Integer(), nullable=False),
        *_account_id("code_app"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_app")),
    )
    op.create_index("ix_code_app_account", "code_app", ["account_id"])
    op.create_index(
        "uq_code_app_confirmed",
        "code_app",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("confirmed_at IS NOT NULL"),
        postgresql_where=sa.text("confirmed_at IS NOT NULL"),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        *_account_id("passkey"),
        sa.Column("credential", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(64), nullable=False),
        *_account_id("recovery_code"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])
    op.create_table(
        "spent_challenge",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_challenge")),
    )
    op.create_index(op.f("ix_spent_challenge_at"), "spent_challenge", ["at"])
    op.add_column("sign_in_session", sa.Column("proved_at", UtcDateTime(), nullable=True))
    op.add_column(
        "sign_in_session", sa.Column("enrols", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("sign_in_session", "enrols")
    op.drop_column("sign_in_session", "proved_at")
    for table in ("spent_challenge", "recovery_code", "passkey", "code_app"):
        op.drop_table(table)
