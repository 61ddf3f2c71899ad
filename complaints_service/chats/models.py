"""A report that is being told in a chat, the updates it came by, and which bot polls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class ChatDraft(Base):
    """One chat as it stands between two steps.

    `report` is what the service reads (`report.py`, with its version); `state` is the conversation's own, and
    nothing of the service looks into it. `sent`: the numbers of the reports handed in last, by their names in
    the chat. `page_digest` opens the report on the page. `chat` is its mark; who talks there, by whatever
    name and contact, is `sealed` alone.
    """

    __tablename__ = "chat_draft"

    route: Mapped[str] = mapped_column(String(12), primary_key=True)
    chat: Mapped[str] = mapped_column(String(44), primary_key=True)
    sealed: Mapped[bytes]
    version: Mapped[int]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sent: Mapped[dict[str, Any]]
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


class BotLease(Base):
    """Which process of a bot polls, and until when unless it says so again."""

    __tablename__ = "bot_lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime]
