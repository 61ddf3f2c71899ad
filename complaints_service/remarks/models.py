"""A remark on a page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, one_of

STATES = ("open", "answered", "closed")


class PageRemark(Base):
    """What somebody said of a page: `page` is its address without what was asked of it. No more is kept.

    `answer` is given by an administrator; one that needs none is closed without. `seen_at`: its writer has
    read the answer.
    """

    __tablename__ = "page_remark"
    __table_args__ = (one_of("state", STATES), Index("ix_page_remark_state", "state", "written_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    page: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="open")
    answer: Mapped[str | None] = mapped_column(Text)
    settled_by: Mapped[str | None] = mapped_column(String(40))
    settled_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
