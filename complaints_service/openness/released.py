"""The reports that were released: what everybody reads of them, and which pictures stand beside.

What may be told is asked of every report whenever somebody looks: nothing has to be taken away for it to be
gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from complaints_service.errors import NotFound
from complaints_service.intake.models import Attachment
from complaints_service.tickets.ledger.models import Complaint, ReleasedReport, Ticket
from complaints_service.tickets.openly import beginning, openly_told

#: So many stand on a page or in a feed.
MOST = 20
_ROLES = ("before", "after")


@dataclass(frozen=True, kw_only=True)
class PublicReport:
    """A released report as everybody may read it; `pictures`: the role of each, known by its place."""

    code: str
    category: str
    kelurahan: str | None
    released_at: datetime
    state: str
    text: str
    answer: str
    pictures: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ReleasedFilter:
    """Which of them: of a place, a category, with these words, and older than the last one seen."""

    kelurahan: str | None = None
    category: str | None = None
    q: str = ""
    before: datetime | None = None


def released_reports(session: Session, wanted: ReleasedFilter, *, most: int = MOST) -> list[PublicReport]:
    """The released reports, the newest first."""
    query = _telling(ReleasedReport, Ticket.category, Ticket.kelurahan, Ticket.state)
    if wanted.kelurahan:
        query = query.where(Ticket.kelurahan == wanted.kelurahan)
    if wanted.category:
        query = query.where(Ticket.category == wanted.category)
    if wanted.before is not None:
        query = query.where(ReleasedReport.released_at < wanted.before)
    for word in wanted.q.split()[:6]:
        query = query.where(
            or_(
                ReleasedReport.text.icontains(word, autoescape=True),
                ReleasedReport.answer.icontains(word, autoescape=True),
            )
        )
    rows = session.execute(
        query.order_by(ReleasedReport.released_at.desc(), ReleasedReport.ticket_id.desc()).limit(most)
    ).all()
    pictures = _pictures(session, [shown.ticket_id for shown, *_rest in rows if shown.photos])
    return [
        PublicReport(
            code=shown.code,
            category=category,
            kelurahan=kelurahan,
            released_at=shown.released_at,
            state=state,
            text=shown.text,
            answer=shown.answer,
            pictures=[one.role or "" for one in pictures.get(shown.ticket_id, ())],
        )
        for shown, category, kelurahan, state in rows
    ]


def released_picture(session: Session, *, code: str, nth: int) -> Attachment:
    """A picture that stands beside a released report, by its place there. Raises NotFound."""
    shown = session.scalar(
        _telling(ReleasedReport.ticket_id).where(ReleasedReport.code == code, ReleasedReport.photos)
    )
    pictures = [] if shown is None else _pictures(session, [shown]).get(shown, [])
    if not 0 < nth <= len(pictures):
        raise NotFound("file")
    return pictures[nth - 1]


def _telling(*columns: Any) -> Select[Any]:
    """These columns of what is shown now and may be told now."""
    return (
        select(*columns)
        .join(Ticket, Ticket.id == ReleasedReport.ticket_id)
        .join(Complaint, Complaint.id == Ticket.id)
        .join(*beginning())
        .where(ReleasedReport.withdrawn_at.is_(None), *openly_told())
    )


def _pictures(session: Session, ids: Collection[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    if ids:
        for one in session.scalars(
            select(Attachment).where(Attachment.ticket_id.in_(ids)).order_by(Attachment.id)
        ):
            if _may_stand(one):
                found.setdefault(one.ticket_id, []).append(one)
    return found


def _may_stand(one: Attachment) -> bool:
    # Of before and after, and only what its citizen sees as well.
    return one.state == "kept" and one.mime == "image/jpeg" and one.role in _ROLES and one.shown_to_citizen
