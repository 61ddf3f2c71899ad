"""People in time: dated postings, personnel records and grants; one open posting each since they began."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personnel_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("nip", sa.String(length=18), nullable=True),
        sa.Column("employment", sa.String(length=8), nullable=False),
        sa.Column("rank", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "employment IN ('pns', 'pppk', 'non_asn')", name=op.f("ck_personnel_record_employment")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_personnel_record_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personnel_record")),
    )
    with op.batch_alter_table("personnel_record", schema=None) as batch_op:
        batch_op.create_index("ix_personnel_record_officer", ["officer_id", "from_on"], unique=False)

    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint("kind IN ('own', 'plt', 'plh')", name=op.f("ck_posting_kind")),
        sa.CheckConstraint("until_on IS NULL OR from_on <= until_on", name=op.f("ck_posting_days")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_posting_officer_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_posting_position_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_posting_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index("ix_posting_officer", ["officer_id", "from_on"], unique=False)
        batch_op.create_index("ix_posting_position", ["position_id", "from_on"], unique=False)
        batch_op.create_index(
            "uq_posting_open",
            ["officer_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'own' AND until_on IS NULL"),
            postgresql_where=sa.text("kind = 'own' AND until_on IS NULL"),
        )

    op.add_column("officer", sa.Column("rank", sa.String(length=40), nullable=True))

    _date_grants()
    _open_postings()


def downgrade() -> None:
    # A grant that ended is in force for a version that knows no end.
    op.execute(sa.text("DELETE FROM role_grant WHERE ended_at IS NOT NULL"))
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index("uq_role_grant_unit")
        batch_op.drop_index("uq_role_grant_office")
        batch_op.drop_index("ix_role_grant_account_id")
        batch_op.create_unique_constraint(
            batch_op.f("uq_role_grant_account_id_role_unit_id"), ["account_id", "role", "unit_id"]
        )
        batch_op.drop_column("ended_at")
        batch_op.drop_column("granted_at")
    _unique_grant("office", ["account_id", "role"], "unit_id IS NULL")

    op.drop_column("officer", "rank")

    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_posting_open",
            sqlite_where=sa.text("kind = 'own' AND until_on IS NULL"),
            postgresql_where=sa.text("kind = 'own' AND until_on IS NULL"),
        )
        batch_op.drop_index("ix_posting_position")
        batch_op.drop_index("ix_posting_officer")

    op.drop_table("posting")
    with op.batch_alter_table("personnel_record", schema=None) as batch_op:
        batch_op.drop_index("ix_personnel_record_officer")

    op.drop_table("personnel_record")


def _date_grants() -> None:
    """What was granted holds since the account was made: nobody wrote down when."""
    op.drop_index("uq_role_grant_office", table_name="role_grant")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_role_grant_account_id_role_unit_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)
    op.execute(
        sa.text(
            "UPDATE role_grant SET granted_at = "
            "(SELECT created_at FROM account WHERE account.id = role_grant.account_id)"
        )
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.alter_column("granted_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    _unique_grant("unit", ["account_id", "role", "unit_id"], "ended_at IS NULL AND unit_id IS NOT NULL")
    _unique_grant("office", ["account_id", "role"], "ended_at IS NULL AND unit_id IS NULL")


def _unique_grant(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        f"uq_role_grant_{name}",
        "role_grant",
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


_TABLES = sa.MetaData()
_INSTANT = sa.DateTime(timezone=True)
_OFFICER = sa.Table(
    "officer",
    _TABLES,
    sa.Column("id", sa.Integer),
    sa.Column("position_id", sa.Integer),
    sa.Column("unit_id", sa.Integer),
    sa.Column("name", sa.String),
    sa.Column("nip", sa.String),
    sa.Column("employment", sa.String),
    sa.Column("works_from", sa.Date),
    sa.Column("active", sa.Boolean),
)
_ACCOUNT = sa.Table(
    "account", _TABLES, sa.Column("officer_id", sa.Integer), sa.Column("created_at", _INSTANT)
)
_EVENT = sa.Table("ticket_event", _TABLES, sa.Column("actor", sa.String), sa.Column("at", _INSTANT))
_AUDIT = sa.Table(
    "audit_event",
    _TABLES,
    sa.Column("kind", sa.String),
    sa.Column("subject", sa.String),
    sa.Column("at", _INSTANT),
)


def _open_postings() -> None:
    """One posting and one record each, since the first act, account or day of work; ended for who left."""
    connection = op.get_bind()
    officers = connection.execute(sa.select(_OFFICER)).mappings().all()
    if not officers:
        return
    begun_accounts = (
        sa.select(_ACCOUNT.c.officer_id, sa.func.min(_ACCOUNT.c.created_at))
        .where(_ACCOUNT.c.officer_id.is_not(None))
        .group_by(_ACCOUNT.c.officer_id)
    )
    first_acts = (
        sa.select(_EVENT.c.actor, sa.func.min(_EVENT.c.at))
        .where(_EVENT.c.actor.like("person:%"))
        .group_by(_EVENT.c.actor)
    )
    dismissals = (
        sa.select(_AUDIT.c.subject, sa.func.max(_AUDIT.c.at))
        .where(_AUDIT.c.kind == "officer.dismissed")
        .group_by(_AUDIT.c.subject)
    )
    accounts = {row[0]: row[1] for row in connection.execute(begun_accounts)}
    acts = {row[0]: row[1] for row in connection.execute(first_acts)}
    left = {row[0]: row[1] for row in connection.execute(dismissals)}
    postings: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    for officer in officers:
        ref = f"person:{officer['id']}"
        begun = min(
            [officer["works_from"], *(_day(at) for at in (accounts.get(officer["id"]), acts.get(ref)) if at)]
        )
        at = left.get(ref)
        ended = None if officer["active"] else max(begun, _day(at) if at else begun)
        common = {
            "officer_id": officer["id"],
            "from_on": begun,
            "reason": "",
            "recorded_at": datetime.combine(begun, time(), UTC),
            "recorded_by": "migration",
        }
        place = {"position_id": officer["position_id"], "unit_id": officer["unit_id"], "kind": "own"}
        postings.append({**common, **place, "until_on": ended})
        called = {name: officer[name] for name in ("name", "nip", "employment")}
        records.append({**common, **called, "rank": None})
    op.bulk_insert(sa.Table("posting", sa.MetaData(), autoload_with=connection), postings)
    op.bulk_insert(sa.Table("personnel_record", sa.MetaData(), autoload_with=connection), records)


def _day(at: datetime) -> date:
    return at.date() if at.tzinfo is None else at.astimezone(UTC).date()
