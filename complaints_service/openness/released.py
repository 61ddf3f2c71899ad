"""The reports that were released: what everybody reads of them, and which pictures stand beside.

What may be told is asked of every report whenever somebody looks: nothing has to be taken away for it to be
gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from complaints_service.db import among
from complaints_service.errors import NotFound
from complaints_service.intake.models import Attachment
from complaints_service.tickets.ledger.models import Complaint, ReleasedReport, Ticket
from complaints_service.tickets.public.openly import beginning, openly_told

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


@dataclass(frozen=True)
class PublicWords:
    """The words of a released report and the office's to it; `pictured`: its first picture stands beside."""

    code: str
    text: str
    answer: str
    pictured: bool


@dataclass(frozen=True, kw_only=True)
class ReleasedFilter:
    """Which of them: of a place, a category, with these words, and older than the last one seen."""

    kelurahan: str | None = None
    category: str | None = None
    q: str = ""
    before: datetime | None = None


def released_reports(session: Session, wanted: ReleasedFilter, *, most: int = MOST) -> list[PublicReport]:
    """The released reports, the newest first."""
    narrowed = [
        column == value
        for column, value in ((Ticket.kelurahan, wanted.kelurahan), (Ticket.category, wanted.category))
        if value
    ]
    query = _telling(ReleasedReport, *narrowed)
    if wanted.before is not None:
        query = query.where(ReleasedReport.released_at < wanted.before)
    for word in wanted.q.split()[:6]:
        said = (ReleasedReport.text, ReleasedReport.answer)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in said)))
    found = session.scalars(
        query.order_by(ReleasedReport.released_at.desc(), ReleasedReport.ticket_id.desc()).limit(most)
    ).all()
    about = (Ticket.id, Ticket.category, Ticket.kelurahan, Ticket.state)
    tickets = {
        row.id: row
        for row in session.execute(select(*about).where(Ticket.id.in_([one.ticket_id for one in found])))
    }
    pictures = _pictures(session, [one.ticket_id for one in found if one.photos])
    return [
        PublicReport(
            code=one.code,
            category=tickets[one.ticket_id].category,
            kelurahan=tickets[one.ticket_id].kelurahan,
            released_at=one.released_at,
            state=tickets[one.ticket_id].state,
            text=one.text,
            answer=one.answer,
            pictures=[each.role or "" for each in pictures.get(one.ticket_id, ())],
        )
        for one in found
    ]


def released_words(session: Session, *, ids: Collection[int]) -> dict[int, PublicWords]:
    """What was released of reports of which all may be told now, by ticket; two statements."""
    if not ids:
        return {}
    rows = session.scalars(
        select(ReleasedReport).where(
            among(session, ReleasedReport.ticket_id, ids), ReleasedReport.withdrawn_at.is_(None)
        )
    ).all()
    pictures = _pictures(session, [one.ticket_id for one in rows if one.photos])
    return {
        one.ticket_id: PublicWords(one.code, one.text, one.answer, pictured=one.ticket_id in pictures)
        for one in rows
    }


def released_picture(session: Session, *, code: str, nth: int) -> Attachment:
    """A picture that stands beside a released report, by its place there. Raises NotFound."""
    shown = session.scalar(
        _telling(ReleasedReport.ticket_id).where(ReleasedReport.code == code, ReleasedReport.photos)
    )
    pictures = [] if shown is None else _pictures(session, [shown]).get(shown, [])
    if not 0 < nth <= len(pictures):
        raise NotFound("file")
    return pictures[nth - 1]


def _telling(column: Any, *narrowed: ColumnElement[bool]) -> Select[Any]:
    """This of what is shown now and may be told now.

    What is asked of the ticket is asked within: the few newest are found first, and no more looked at.
    """
    may_be = (
        select(Ticket.id)
        .join(Complaint, Complaint.id == Ticket.id)
        .join(*beginning())
        .where(Ticket.id == ReleasedReport.ticket_id, *openly_told(), *narrowed)
        .correlate(ReleasedReport)
        .exists()
    )
    return select(column).where(ReleasedReport.withdrawn_at.is_(None), may_be)


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
