"""A report that is being told in a chat, the updates it came by, and which bot polls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class ChatDraft(Base):
    """What a bot knows of one chat. `state` is the bot's own; `page_digest` opens it on the page."""

    __tablename__ = "chat_draft"

    chat: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int]
    state: Mapped[dict[str, Any]]
    page_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    updated_at: Mapped[datetime]


class ChatStep(Base):
    """An update whose effect is committed; nothing of it but its id is kept."""

    __tablename__ = "chat_step"
    __table_args__ = (Index("ix_chat_step_at", "at"),)

    bot: Mapped[str] = mapped_column(String(40), primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class Attachment(Base):
    """A photo, a voice message or a document of a complaint.

    `state`: `wanted` (still with Telegram, known by `source`), `kept` (in the media folder at `path`),
    `refused` (for `reason`). Once it is kept nothing says where it came from.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_ticket", "ticket_id", "id"),
        Index("ix_attachment_due", "state", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(8))
    source: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str | None] = mapped_column(String(300))
    mime: Mapped[str | None] = mapped_column(String(100))
    size: Mapped[int | None]
    path: Mapped[str | None] = mapped_column(String(100))
    reason: Mapped[str | None] = mapped_column(String(40))
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    not_before: Mapped[datetime | None]
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class BotLease(Base):
    """Which process of a bot polls, and until when unless it says so again."""

    __tablename__ = "bot_lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime]
