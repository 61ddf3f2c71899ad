"""The draft of a rulebook and the rulebooks that were released: the files themselves, by name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class RulebookDraft(Base):
    """The one draft of this office; `edition` counts its saves, so that a later one is told of an earlier.

    `files`: the text of each file, by name, as `config.loading` reads them out of a folder.
    """

    __tablename__ = "rulebook_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[int]
    files: Mapped[dict[str, Any]]
    changed_by: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]


class RulebookRelease(Base):
    """A rulebook that was released; the newest holds, in place of the folder the service was started with."""

    __tablename__ = "rulebook_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    files: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    released_by: Mapped[str] = mapped_column(String(40))
    released_at: Mapped[datetime]
