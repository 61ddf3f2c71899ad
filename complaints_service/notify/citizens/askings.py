"""How often the owner of a mailbox is asked: a few times a day over all reports, whoever types the address.

Each letter takes one of the mailbox's few places, which is free again a day later; a place is taken by one
conditional statement, so that reports handed in at once cannot take it twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from complaints_service.notify.models import ContactAsking
from complaints_service.vault.marks import mailbox_mark

#: So long the owner of an address has to agree.
LINK_LIFE = timedelta(hours=24)
#: So many askings for one number, and so many to one mailbox, within the life of a link.
MOST = 3


def take_place(session: Session, *, address: str, now: datetime) -> bool:
    """Takes one of a mailbox's places for a letter now; False where all are taken."""
    mailbox = mailbox_mark(session, address)
    mine = select(ContactAsking.place, ContactAsking.at).where(ContactAsking.mailbox == mailbox)
    taken = {row.place: row.at for row in session.execute(mine)}
    return any(_take(session, mailbox, place, taken.get(place), now) for place in range(MOST))


def forget_places(session: Session, *, before: datetime) -> None:
    """Places that are free again say nothing of anybody."""
    session.execute(delete(ContactAsking).where(ContactAsking.at <= before))


def _take(session: Session, mailbox: str, place: int, at: datetime | None, now: datetime) -> bool:
    """Whether the place is ours; each statement says so by the row it returns, and counts nothing."""
    if at is None:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        fresh = dialect.insert(ContactAsking).values(mailbox=mailbox, place=place, at=now)
        done = session.scalar(fresh.on_conflict_do_nothing().returning(ContactAsking.at))
    elif at <= now - LINK_LIFE:
        again = (ContactAsking.mailbox == mailbox, ContactAsking.place == place, ContactAsking.at == at)
        taken = update(ContactAsking).where(*again).values(at=now).returning(ContactAsking.at)
        done = session.scalar(taken.execution_options(synchronize_session=False))
    else:
        return False
    return done is not None
