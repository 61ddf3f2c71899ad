"""Units, posts and roles change and end on a day; what was renamed so far is told by the audit record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

DAYS = ("since_on", "until_on")
EVER = date(1900, 1, 1)
#: What each act makes of whether it is open.
CHANGES: dict[str, bool | None] = {"office.renamed": None, "office.closed": False, "office.reopened": True}
_EVENT = sa.table(
    "audit_event",
    *(sa.column("id"), sa.column("at", sa.DateTime(timezone=True)), sa.column("actor")),
    *(sa.column("kind"), sa.column("subject"), sa.column("data", sa.JSON)),
)
_UNIT = sa.table(
    "unit", sa.column("code"), sa.column("name"), sa.column("parent_id"), sa.column("since_on", sa.Date)
)
_POST = sa.table(
    "position", sa.column("code"), sa.column("title"), sa.column("unit_id"), sa.column("since_on", sa.Date)
)


def upgrade() -> None:
    for table in ("unit", "position"):
        for column in DAYS:
            op.add_column(table, sa.Column(column, sa.Date(), nullable=True))
    op.add_column("position", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("role_grant", sa.Column("until_on", sa.Date(), nullable=True))
    records = op.create_table(
        "structure_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("above_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["above_id"], ["unit.id"], name=op.f("fk_structure_record_above_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_record")),
    )
    op.create_index("ix_structure_record_subject", "structure_record", ["subject", "from_on"], unique=False)
    told = list(_told(op.get_bind()))
    if told:
        op.bulk_insert(records, told)


def _told(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """How units and posts stood, by what the audit record says was changed; each row learns since when."""
    for kind, table, name, above in (
        ("unit", _UNIT, "name", "parent_id"),
        ("position", _POST, "title", "unit_id"),
    ):
        for row in connection.execute(sa.select(table)).mappings().all():
            subject = f"{kind}:{row['code']}"
            events = connection.execute(
                sa.select(_EVENT)
                .where(_EVENT.c.subject == subject, _EVENT.c.kind.in_(CHANGES))
                .order_by(_EVENT.c.id)
            ).all()
            if not events:
                continue
            names = [event.data["before"] for event in events if "before" in event.data]
            stood = {"name": names[0] if names else row[name], "active": True, "above_id": row[above]}
            first = {
                "from_on": EVER,
                "reason": "",
                "recorded_at": events[0].at,
                "recorded_by": events[0].actor,
            }
            yield {"subject": subject, **stood, **first}
            since = EVER
            for event in events:
                since = max(since, date.fromisoformat(event.data["on"]))
                stood["name"] = event.data.get("after", stood["name"])
                stood["active"] = CHANGES[event.kind] if CHANGES[event.kind] is not None else stood["active"]
                entered = {"recorded_at": event.at, "recorded_by": event.actor}
                yield {
                    "subject": subject,
                    **stood,
                    "from_on": since,
                    "reason": event.data["reason"],
                    **entered,
                }
            connection.execute(sa.update(table).where(table.c.code == row["code"]).values(since_on=since))


def downgrade() -> None:
    op.drop_index("ix_structure_record_subject", table_name="structure_record")
    op.drop_table("structure_record")
    op.drop_column("role_grant", "until_on")
    for table, column in (
        ("position", "active"),
        *((table, one) for table in ("position", "unit") for one in DAYS),
    ):
        op.drop_column(table, column)
