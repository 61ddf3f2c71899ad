"""Links that only read, codes by a second way, and how often a mailbox was asked.

What letters carried before stays the owner's link: nothing told it from the receipt's, and to end it would
lock out everyone who kept theirs. It ends with "this link leaked" or `tanggap new-link`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reader_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("way", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_reader_link_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_reader_link")),
    )
    op.create_index(op.f("ix_reader_link_complaint_id"), "reader_link", ["complaint_id"])
    op.create_table(
        "owner_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.Integer(), nullable=False),
        sa.Column("sent_to", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_owner_code_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_code")),
    )
    op.create_index("ix_owner_code_complaint", "owner_code", ["complaint_id", "asked_at"])
    op.create_table(
        "contact_asking",
        sa.Column("mailbox", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "place", name=op.f("pk_contact_asking")),
    )


def downgrade() -> None:
    op.drop_table("contact_asking")
    op.drop_table("owner_code")
    op.drop_table("reader_link")
