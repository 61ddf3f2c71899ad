"""What is typed into a draft and not saved yet: kept by person, version and part, told to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.models import PlanTyping
from complaints_service.appraisal.planning.rules import MOST_LETTERS
from complaints_service.texts import text_problem

#: How long what nobody saved is kept.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class TypedPart:
    """A part of a version's form (`hasil-2`, `perilaku`), and whose typing it is."""

    version_id: int
    account_id: int
    part: str

    @property
    def key(self) -> tuple[int, int, str]:
        """By what it is found."""
        return self.version_id, self.account_id, self.part


@dataclass(frozen=True)
class Typing:
    """Fields as they were typed, the draft's revision they were typed over, and when."""

    fields: Mapping[str, str]
    revision: int
    changed_at: datetime


def keep_typing(
    session: Session, *, part: TypedPart, fields: Mapping[str, str], revision: int, now: datetime
) -> bool:
    """Keeps what is typed so far; False for what no form may hold, and then what was kept before stays."""
    if any(said and text_problem(said, maximum=MOST_LETTERS) is not None for said in fields.values()):
        return False
    session.merge(
        PlanTyping(
            version_id=part.version_id, account_id=part.account_id, part=part.part, fields=dict(fields),
            revision=revision, changed_at=now,
        )
    )  # fmt: skip
    return True


def typing_of(session: Session, *, part: TypedPart) -> Typing | None:
    """What is kept of a part; None for nothing."""
    row = session.get(PlanTyping, part.key)
    return None if row is None else Typing(row.fields, row.revision, row.changed_at)


def drop_typing(session: Session, *, part: TypedPart) -> None:
    """Forgets a part's typing: it was saved, or is not wanted."""
    session.execute(
        delete(PlanTyping).where(
            PlanTyping.version_id == part.version_id,
            PlanTyping.account_id == part.account_id,
            PlanTyping.part == part.part,
        )
    )


def forget_typing(session: Session, *, now: datetime) -> None:
    """Forgets what was typed long ago and never saved."""
    session.execute(delete(PlanTyping).where(PlanTyping.changed_at < now - KEPT))
