"""The draft as it stands, and the newest rulebook that was released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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


def draft_of(session: Session) -> KeptDraft | None:
    """The draft, None where there is none."""
    row = session.scalar(select(RulebookDraft))
    if row is None:
        return None
    return KeptDraft(
        edition=row.edition, files=dict(row.files), changed_by=row.changed_by, changed_at=row.changed_at
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
