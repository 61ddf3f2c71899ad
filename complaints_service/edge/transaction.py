"""The one transaction of a request: read, or write and commit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.edge.resources import service

Result = TypeVar("Result")
TRIES = 3


def reading() -> AbstractContextManager[Session]:
    """One consistent look at the database."""
    return db.reading(service().engine)


def writing(change: Callable[[Session], Result], engine: Engine | None = None) -> Result:
    """Runs `change` in one writing transaction and commits it.

    A change that met another one (the same idempotency key or number at the same moment, a deadlock)
    is rolled back and run again from the start: then it sees what the other wrote.
    """
    engine = engine or service().engine
    for attempt in range(1, TRIES + 1):
        try:
            with db.writing(engine) as session:
                return change(session)
        except (IntegrityError, OperationalError) as error:
            if attempt == TRIES or not _worth_another_try(error):
                raise
    raise AssertionError("unreachable")


def _worth_another_try(error: IntegrityError | OperationalError) -> bool:
    if isinstance(error, IntegrityError):
        return "unique" in str(error.orig).lower()
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")
