"""A stamp that every change of the office renews, so that what was read of it can be kept until then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaints_service.office_stamp import FIRST, stamp_ddl, stamp_drop_ddl

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_ACCOUNT = (
    "id",
    "login",
    "password_hash",
    "officer_id",
    "active",
    "language",
    "created_at",
    "password_changed_at",
)
_STAMPED: dict[str, tuple[str, ...]] = {
    "unit": (),
    "position": (),
    "structure_record": (),
    "officer": (),
    "posting": (),
    "personnel_record": (),
    "leave": (),
    "account": _ACCOUNT,
    "role_grant": (),
    "officer_chat": (),
    "hook": (),
    "route_state": ("route", "opened_at", "closed_at"),
}


def upgrade() -> None:
    op.create_table(
        "office_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_stamp")),
    )
    op.execute(FIRST)
    for table, columns in _STAMPED.items():
        for statement in stamp_ddl(table, columns)[op.get_bind().dialect.name]:
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in _STAMPED:
        for statement in stamp_drop_ddl(table)[dialect]:
            op.execute(statement)
    if dialect == "postgresql":
        op.execute("DROP FUNCTION stamp_office()")
    op.drop_table("office_stamp")
