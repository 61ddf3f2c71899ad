"""The words of what people said for what they did it: kept beside the record, found by their beginnings."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, func, insert, literal, select
from sqlalchemy.orm import Session, aliased

from complaints_service.audit.models import AuditEvent, AuditWord
from complaints_service.errors import invalid, words
from complaints_service.texts import single_words

#: A beginning of more words than these is refused: what it finds nobody would read, nor wait for.
MOST_SPELLINGS = 50
#: Of several words the rarest leads; so many rows of each are counted to know which.
_COUNTED = 2000
#: Sorts behind every letter.
_LAST = "\U0010ffff"


def keep_purpose(session: Session, row: AuditEvent) -> None:
    """Keeps the words of an entry that was just written."""
    _add(session, row, set(single_words(row.purpose)))


def purpose_erased(session: Session, row: AuditEvent, *, before: str) -> None:
    """Lets the words go that were erased of an entry, and keeps those that stand in their place."""
    gone, there = set(single_words(before)), set(single_words(row.purpose))
    session.execute(
        delete(AuditWord).where(
            AuditWord.word.in_(gone - there), AuditWord.at == row.at, AuditWord.event_id == row.id
        )
    )
    _add(session, row, there - gone)


def spellings_of(session: Session, typed: str) -> list[list[str]]:
    """Of each word that was typed every word of the record that begins so, in the order of how rare they are.

    Raises Invalid naming `purpose` for a beginning of too many.
    """
    found = [_begin_with(session, beginning) for beginning in dict.fromkeys(single_words(typed))]
    leads = len(found) > 1 and all(found)
    return sorted(found, key=lambda some: _rows(session, some)) if leads else found


def has_one_of(some: Collection[str]) -> ColumnElement[bool]:
    """Whether the entry of a word that leads has one of these as well.

    With an offset, of nothing, PostgreSQL asks it of one entry after the other until a page is full; without
    it makes a join of it, and sorts all entries that both words have to show the newest.
    """
    also = aliased(AuditWord)
    has = select(also.event_id).where(
        also.word.in_(some), also.at == AuditWord.at, also.event_id == AuditWord.event_id
    )
    return has.limit(1).offset(0).exists()


def _begin_with(session: Session, beginning: str) -> list[str]:
    """From the index alone, one step a word, however many entries have it."""
    end = beginning + _LAST
    first = (
        select(func.min(AuditWord.word).label("word"), literal(1).label("place"))
        .where(AuditWord.word >= beginning, AuditWord.word < end)
        .cte("spellings", recursive=True)
    )
    after = select(func.min(AuditWord.word)).where(AuditWord.word > first.c.word, AuditWord.word < end)
    every = first.union_all(
        select(after.scalar_subquery(), first.c.place + 1).where(
            first.c.word.is_not(None), first.c.place <= MOST_SPELLINGS
        )
    )
    found = list(session.scalars(select(every.c.word).where(every.c.word.is_not(None))))
    if len(found) > MOST_SPELLINGS:
        raise invalid(
            "purpose",
            words("Terlalu banyak kata berawal “%(beginning)s”. Tulis lebih panjang.", beginning=beginning),
        )
    return found


def _rows(session: Session, some: Sequence[str]) -> int:
    first = select(AuditWord.event_id).where(AuditWord.word.in_(some)).limit(_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(first)) or 0


def _add(session: Session, row: AuditEvent, some: set[str]) -> None:
    if some:
        rows = [{"word": word, "at": row.at, "event_id": row.id} for word in sorted(some)]
        session.execute(insert(AuditWord), rows)
