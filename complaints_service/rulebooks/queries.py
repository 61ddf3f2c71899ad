"""The draft as it stands, and the newest rulebook that was released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.rulebooks.files import files_in
from complaints_service.rulebooks.models import RulebookDraft, RulebookRelease


@dataclass(frozen=True, kw_only=True)
class KeptDraft:
    """The draft's files; `edition` 0: nothing was saved yet, these are the rules in force."""

    edition: int
    files: Mapping[str, str]
    changed_by: str = ""
    changed_at: datetime | None = None
    holds_from: date | None = None
    proposed_by: str = ""
    proposed_at: datetime | None = None


def draft_of(session: Session) -> KeptDraft | None:
    """The draft, None where there is none."""
    row = session.scalar(select(RulebookDraft))
    if row is None:
        return None
    return KeptDraft(
        edition=row.edition,
        files=dict(row.files),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        holds_from=row.holds_from,
        proposed_by=row.proposed_by or "",
        proposed_at=row.proposed_at,
    )


def newest_release(session: Session) -> int:
    """The number of the release that holds; 0: none, the folder's files do."""
    return session.scalar(select(func.max(RulebookRelease.id))) or 0


def files_in_force(session: Session, *, release: int, folder: Path) -> Mapping[str, str]:
    """The files of a release; of release 0 those of the folder that the service was started with."""
    return released_files(session, number=release) if release else files_in(folder)


def released_files(session: Session, *, number: int) -> Mapping[str, str]:
    """The files of a release."""
    return dict(session.get_one(RulebookRelease, number).files)


@dataclass(frozen=True, kw_only=True)
class ToldRelease:
    """Who put which rules in force, when, and from which day what changed holds."""

    number: int
    proposed_by: str
    released_by: str
    released_at: datetime
    holds_from: date | None


def latest_releases(session: Session, *, most: int) -> list[ToldRelease]:
    """The newest releases, the latest first."""
    row = RulebookRelease
    columns = (row.id, row.proposed_by, row.released_by, row.released_at, row.holds_from)
    return [
        ToldRelease(
            number=number,
            proposed_by=proposed_by or "",
            released_by=released_by,
            released_at=released_at,
            holds_from=holds_from,
        )
        for number, proposed_by, released_by, released_at, holds_from in session.execute(
            select(*columns).order_by(row.id.desc()).limit(most)
        )
    ]
