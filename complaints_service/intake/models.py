"""Files of complaints."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text, true
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class Attachment(Base):
    """A photo, a voice message or a document of a complaint.

    `state`: `wanted` (still with the route `route`, known there by `source`), `kept` (in the media folder at
    `path`), `refused` (for `reason`). Once it is kept nothing says where it came from; what
    its sender called it is never written down.

    `seq`: the entry of the ticket's ledger it came with, None for what came with the report itself. `author`:
    who sent it, as the ledger names people. `role`: `before` or `after` the office's work, where it was said.
    `shown_to_citizen`: whether the report's own citizen sees it. `likeness`: by which pictures that look
    alike are found (`likeness.py`); null until it was worked out, empty for what is no picture any more.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_ticket", "ticket_id", "id"),
        Index("ix_attachment_due", "state", "not_before"),
        Index("ix_attachment_path", "path"),
        Index("ix_attachment_likeness", "likeness"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(8))
    route: Mapped[str | None] = mapped_column(String(12))
    source: Mapped[str | None] = mapped_column(String(200))
    mime: Mapped[str | None] = mapped_column(String(100))
    size: Mapped[int | None]
    path: Mapped[str | None] = mapped_column(String(100))
    reason: Mapped[str | None] = mapped_column(String(40))
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    not_before: Mapped[datetime | None]
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    seq: Mapped[int | None]
    author: Mapped[str] = mapped_column(String(20), default="citizen", server_default="citizen")
    role: Mapped[str | None] = mapped_column(String(6))
    shown_to_citizen: Mapped[bool] = mapped_column(default=True, server_default=true())
    likeness: Mapped[str | None] = mapped_column(String(16))
