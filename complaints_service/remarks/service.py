"""Says something of a page, answers or closes it, and notes that the answer was read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from complaints_service.errors import Actor, DomainError, NotFound, words
from complaints_service.remarks.models import PageRemark

MOST_LETTERS = 2000
_LONGEST_ADDRESS = 200
#: So many a day are taken from one account; whoever has more to say talks to the administrator.
MOST_A_DAY = 20


def remark_on(
    session: Session, *, account_id: int, page: str, said: str, now: datetime, since: datetime
) -> int:
    """Keeps what somebody said of a page. Raises DomainError `remarks_full` for too many `since` midnight."""
    today = select(func.count(PageRemark.id)).where(
        PageRemark.account_id == account_id, PageRemark.written_at >= since
    )
    if (session.scalar(today) or 0) >= MOST_A_DAY:
        raise DomainError(
            "remarks_full", words("Hari ini sudah banyak masukan dari Anda. Sampaikan langsung ke pengelola.")
        )
    row = PageRemark(account_id=account_id, page=_address(page), words=said, written_at=now)
    session.add(row)
    session.flush()
    return row.id


def settle_remark(session: Session, *, remark_id: int, answer: str, now: datetime, actor: Actor) -> None:
    """Answers a remark; without an answer it is closed. Raises NotFound, DomainError `remark_settled`."""
    row = session.scalar(select(PageRemark).where(PageRemark.id == remark_id).with_for_update())
    if row is None:
        raise NotFound
    if row.state != "open":
        raise DomainError("remark_settled", words("Masukan ini sudah dijawab atau ditutup."))
    row.state, row.answer = ("answered", answer) if answer else ("closed", None)
    row.settled_at, row.settled_by = now, actor.ref
    session.flush()


def note_seen(session: Session, *, account_id: int, now: datetime) -> None:
    """Notes that somebody has read what was answered to them."""
    session.execute(
        update(PageRemark)
        .where(
            PageRemark.account_id == account_id, PageRemark.state == "answered", PageRemark.seen_at.is_(None)
        )
        .values(seen_at=now)
    )


def open_remarks() -> Select[int]:
    """Counts what nobody has answered or closed yet."""
    return select(func.count(PageRemark.id)).where(PageRemark.state == "open")


def unread_answers(account_id: int) -> Select[int]:
    """Counts the answers that an account has not read yet."""
    return select(func.count(PageRemark.id)).where(
        PageRemark.account_id == account_id, PageRemark.state == "answered", PageRemark.seen_at.is_(None)
    )


def _address(page: str) -> str:
    """Where one stood, without what was asked there: a search's words are nobody's business."""
    return page.partition("?")[0].partition("#")[0][:_LONGEST_ADDRESS]
