"""The draft of a rulebook and the rulebooks that were released: the files themselves, by name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class RulebookDraft(Base):
    """The one draft of this office; `edition` counts its saves, so that a later one is told of an earlier.

    `files`: the text of each file, by name, as `config.loading` reads them out of a folder. `holds_from`: the
    local day its changes hold from, in an office that runs. `proposed_by`: who asks somebody else to release
    it; every save takes that back.
    """

    __tablename__ = "rulebook_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[int]
    files: Mapped[dict[str, Any]]
    changed_by: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]
    holds_from: Mapped[date | None]
    proposed_by: Mapped[str | None] = mapped_column(String(40))
    proposed_at: Mapped[datetime | None]


class RulebookRelease(Base):
    """A rulebook that was released; the newest holds, in place of the folder the service was started with.

    `proposed_by`: the first of the two, None while an office is opened and for a closure told at once.
    """

    __tablename__ = "rulebook_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    files: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    released_by: Mapped[str] = mapped_column(String(40))
    released_at: Mapped[datetime]
    proposed_by: Mapped[str | None] = mapped_column(String(40))
    holds_from: Mapped[date | None]


class OfficeClosure(Base):
    """Days on which the office closed at once, by one person; somebody else confirms it afterwards or not.

    `confirmed`: None while nobody has. What was not confirmed opens the days that had not come yet.
    """

    __tablename__ = "office_closure"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[str] = mapped_column(String(40))
    entered_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_at: Mapped[datetime | None]
    confirmed: Mapped[bool | None]
