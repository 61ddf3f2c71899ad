"""The directory of a local day, kept as long as nothing in the office changed; a few days at once."""

from __future__ import annotations

from datetime import date
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, func, or_, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.people.directory import Directory, directory

# `office.*` and `officer.*`, and `leave.*`, as stretches of the index on kind.
_CHANGES = select(func.count()).where(
    or_(AuditEvent.kind.between("office.", "officf"), AuditEvent.kind.between("leave.", "leavf"))
)
_lock = Lock()
_kept: WeakKeyDictionary[Pool, dict[date, tuple[int, Directory]]] = WeakKeyDictionary()
_DAYS_KEPT = 4


def directory_on(session: Session, *, on: date) -> Directory:
    """The office on a local day; read again whenever anything was recorded about its people.

    Every change of units, posts, members and leave leaves an audit record, so the number of those records
    tells whether what was read before still holds: one look at a short stretch of an index.
    """
    changes = session.scalar(_CHANGES) or 0
    pool = session.get_bind().engine.pool
    with _lock:
        kept = _kept.setdefault(pool, {}).get(on)
    if kept is not None and kept[0] == changes:
        return kept[1]
    found = directory(session, on=on)
    with _lock:
        days = _kept.setdefault(pool, {})
        days.pop(on, None)
        days[on] = (changes, found)
        while len(days) > _DAYS_KEPT:
            del days[next(iter(days))]
    return found
