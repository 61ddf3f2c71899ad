"""Letters that were pressed and have not left the house yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class UnsentLetter(Base):
    """An act whose words go to the citizen, pressed and not done yet; deleted when it is done or taken back.

    `fields`: what its request holds. `origin`: the door behind which it was pressed, as the ledger will say.
    `refused_at`: it could not be done when its time came; `refused` says why, as a template and its values,
    and it stays until whoever wrote it has taken the words back.
    """

    __tablename__ = "unsent_letter"
    __table_args__ = (Index("ix_unsent_letter_leaves_at", "leaves_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    fields: Mapped[dict[str, Any]]
    pressed_at: Mapped[datetime]
    leaves_at: Mapped[datetime]
    refused_at: Mapped[datetime | None]
    origin: Mapped[str] = mapped_column(String(12), default="web", server_default="web")
    refused: Mapped[list[Any] | None]
