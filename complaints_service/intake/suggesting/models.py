"""What the suggestion has learned, each time it learned anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base

#: How far back the reports go that it learns from.
REMEMBERED = timedelta(days=730)


class CategoryModel(Base):
    """One learning: from what (`taught_by`, a digest), what came of it, and what it is worth.

    `learned`: a `Suggester` as it writes itself. `measures`: by name `{count, first, among}`.
    """

    __tablename__ = "category_model"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    taught_by: Mapped[str] = mapped_column(String(64))
    sentences: Mapped[int]
    reports: Mapped[int]
    learned: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    measures: Mapped[dict[str, Any]]
