"""Chats are known by their route; a chat's report lies apart from what is the conversation's own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LIVE = "linked_at IS NOT NULL AND ended_at IS NULL"
#: Every chat there is came by it.
_FIRST = "telegram"


def upgrade() -> None:
    _redraw_drafts(_drafts_by_route, _apart)
    op.add_column("attachment", sa.Column("route", sa.String(length=12), nullable=True))
    _set_route("UPDATE attachment SET route = :route WHERE state = 'wanted'")
    op.add_column("chat_link_try", sa.Column("route", sa.String(length=12), nullable=True))
    _set_route("UPDATE chat_link_try SET route = :route")
    with op.batch_alter_table("chat_link_try", schema=None) as batch_op:
        batch_op.alter_column("route", existing_type=sa.String(length=12), nullable=False)
        batch_op.drop_index("ix_chat_link_try_chat")
        batch_op.create_index("ix_chat_link_try_chat", ["route", "chat", "at"], unique=False)
    op.add_column("officer_chat", sa.Column("route", sa.String(length=12), nullable=True))
    _set_route("UPDATE officer_chat SET route = :route WHERE chat IS NOT NULL")
    _one_live_chat("route", "chat")


def downgrade() -> None:
    # Without its route a chat would be somebody else's on the first one.
    _set_route("UPDATE officer_chat SET ended_at = linked_at WHERE route <> :route AND ended_at IS NULL")
    _one_live_chat("chat")
    op.drop_column("officer_chat", "route")
    with op.batch_alter_table("chat_link_try", schema=None) as batch_op:
        batch_op.drop_index("ix_chat_link_try_chat")
        batch_op.create_index("ix_chat_link_try_chat", ["chat", "at"], unique=False)
    with op.batch_alter_table("chat_link_try", schema=None) as batch_op:
        batch_op.drop_column("route")
    op.drop_column("attachment", "route")
    _redraw_drafts(_drafts_by_chat, _together)


def _set_route(statement: str) -> None:
    op.execute(sa.text(statement).bindparams(route=_FIRST))


def _one_live_chat(*columns: str) -> None:
    op.drop_index("uq_officer_chat_chat", table_name="officer_chat")
    op.create_index(
        "uq_officer_chat_chat",
        "officer_chat",
        list(columns),
        unique=True,
        sqlite_where=sa.text(_LIVE),
        postgresql_where=sa.text(_LIVE),
    )


def _redraw_drafts(draw: Any, change: Any) -> None:
    """Another key is another table; of drafts there are as many as chats in the middle of a report."""
    connection = op.get_bind()
    old = sa.Table("chat_draft", sa.MetaData(), autoload_with=connection)
    old.c.state.type = sa.JSON()
    if "report" in old.c:
        old.c.report.type, old.c.sent.type = sa.JSON(none_as_null=True), sa.JSON()
    kept = [change(dict(row)) for row in connection.execute(sa.select(old)).mappings()]
    op.drop_table("chat_draft")
    new = draw()
    if kept:
        op.bulk_insert(new, [row for row in kept if row is not None])


def _drafts_by_route() -> sa.Table:
    return op.create_table(
        "chat_draft",
        sa.Column("route", sa.String(length=12), nullable=False),
        sa.Column("chat", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("page_digest", sa.String(length=64), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("route", "chat", name=op.f("pk_chat_draft")),
        sa.UniqueConstraint("page_digest", name=op.f("uq_chat_draft_page_digest")),
    )


def _drafts_by_chat() -> sa.Table:
    return op.create_table(
        "chat_draft",
        sa.Column("chat", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("page_digest", sa.String(length=64), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_chat_draft")),
        sa.UniqueConstraint("page_digest", name=op.f("uq_chat_draft_page_digest")),
    )


def _apart(row: dict[str, Any]) -> dict[str, Any]:
    """The report as it was told, without a version: who reads it brings it up to date."""
    state = dict(row["state"])
    report = state.pop("report", None)
    if report is not None:
        report = {**report, "language": state.get("language", "id")}
    return {**row, "route": _FIRST, "state": state, "report": report, "sent": {}}


def _together(row: dict[str, Any]) -> dict[str, Any] | None:
    """Only what the older shape can hold goes back; a report of a newer shape is told anew."""
    if row["route"] != _FIRST:
        return None
    report = row["report"] if row["report"] is not None and "version" not in row["report"] else None
    state = {**row["state"], "report": report} if report else {"language": row["state"].get("language", "id")}
    kept = {name: row[name] for name in ("chat", "version", "updated_at")}
    return {**kept, "state": state, "page_digest": row["page_digest"] if report else None}
