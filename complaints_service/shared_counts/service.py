"""Counts keys within their windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from complaints_service.shared_counts.models import SharedCount


@dataclass(frozen=True)
class Counted:
    """How often a key came so far, and how many seconds its window still lasts by the database's clock."""

    count: int
    seconds: float


NOTHING = Counted(0, 0.0)


def count_up(engine: Engine, *, key: str, amount: int, window: timedelta) -> Counted:
    """Counts a key, in a transaction of its own that keeps no other waiting. PostgreSQL only."""
    now = func.clock_timestamp()
    first = insert(SharedCount).values(key=key, count=amount, ends_at=now + window)
    over = SharedCount.ends_at <= now
    counted = first.on_conflict_do_update(
        index_elements=[SharedCount.key],
        set_={
            "count": case((over, first.excluded.count), else_=SharedCount.count + first.excluded.count),
            "ends_at": case((over, first.excluded.ends_at), else_=SharedCount.ends_at),
        },
    ).returning(SharedCount.count, func.extract("epoch", SharedCount.ends_at - now))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        count, seconds = connection.execute(counted).one()
    return Counted(count, float(seconds))


def counted_of(engine: Engine, *, key: str) -> Counted:
    """How often a key came in the window that lasts."""
    now = func.clock_timestamp()
    asked = select(SharedCount.count, func.extract("epoch", SharedCount.ends_at - now)).where(
        SharedCount.key == key, SharedCount.ends_at > now
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        found = connection.execute(asked).one_or_none()
    return NOTHING if found is None else Counted(found[0], float(found[1]))


def forget_count(engine: Engine, *, key: str) -> None:
    """Begins a key anew."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(delete(SharedCount).where(SharedCount.key == key))


def forget_counts(session: Session, *, before: datetime) -> None:
    """Forgets counts whose window ended before."""
    session.execute(delete(SharedCount).where(SharedCount.ends_at < before))
