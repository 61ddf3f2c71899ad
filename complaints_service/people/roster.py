"""The directory of a local day, kept as long as nothing in the office changed."""

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
_kept: WeakKeyDictionary[Pool, tuple[date, int, Directory]] = WeakKeyDictionary()


def directory_on(session: Session, *, on: date) -> Directory:
    """The office on a local day; read again whenever anything was recorded about its people.

    Every change of units, posts, members and leave leaves an audit record, so the number of those records
    tells whether what was read before still holds: one look at a short stretch of an index.
    """
    changes = session.scalar(_CHANGES) or 0
    pool = session.get_bind().engine.pool
    with _lock:
        kept = _kept.get(pool)
    if kept is not None and kept[0] == on and kept[1] == changes:
        return kept[2]
    found = directory(session, on=on)
    with _lock:
        _kept[pool] = (on, changes, found)
    return found
