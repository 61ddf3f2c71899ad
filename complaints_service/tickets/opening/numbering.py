"""A new complaint gets a number that no other has: one that chance gave twice is drawn again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from complaints_service.db import Base
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.tickets.ledger.numbers import draw_number
from config.rulebook import Rulebook

_COMPLAINTS = Base.metadata.tables[Complaint.__tablename__]
#: A million numbers a month: of 3,000 complaints in one about five draw another's. So many draws fail never.
DRAWS = 12
# What makes a number another's is seen by the row that is not written, without spoiling the transaction.
_SAY: dict[str, Executable] = {
    "sqlite": sqlite.insert(_COMPLAINTS).on_conflict_do_nothing().returning(_COMPLAINTS.c.id),
    "postgresql": postgresql.insert(_COMPLAINTS).on_conflict_do_nothing().returning(_COMPLAINTS.c.id),
}


def say_on(session: Session) -> Executable:
    """The statement that writes a complaint and returns its id, or nothing where its number is another's."""
    return _SAY[session.get_bind().dialect.name]


def numbers(rulebook: Rulebook, *, at: datetime, tail: str | None = None) -> Iterator[str]:
    """Numbers to try one after the other; where the last part is decided already, `tail`, it is the only one.

    Raises RuntimeError where no free number was found.
    """
    local = at.astimezone(ZoneInfo(rulebook.office.zone))
    for _draw in range(DRAWS if tail is None else 1):
        yield draw_number(rulebook.office.prefix, local, tail)
    raise RuntimeError(f"no free number for a complaint of {local:%Y-%m}")
