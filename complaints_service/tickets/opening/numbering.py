"""A new complaint gets a number that no other has: one that chance gave twice is drawn again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from complaints_service.audit.written.putting import put_new
from complaints_service.db import Base
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.tickets.ledger.numbers import draw_number
from config.rulebook import Rulebook

_COMPLAINTS = Base.metadata.tables[Complaint.__tablename__]
#: A million numbers a month: of 3,000 complaints in one about five draw another's. So many draws fail never.
DRAWS = 12


def say(session: Session, row: Mapping[str, Any]) -> int | None:
    """Writes a complaint and gives its id; None where its number is another's, and nothing is spoiled."""
    return put_new(session, _COMPLAINTS, row)


def numbers(rulebook: Rulebook, *, at: datetime, tail: str | None = None) -> Iterator[str]:
    """Numbers to try one after the other; where the last part is decided already, `tail`, it is the only one.

    Raises RuntimeError where no free number was found.
    """
    local = at.astimezone(ZoneInfo(rulebook.office.zone))
    for _draw in range(DRAWS if tail is None else 1):
        yield draw_number(rulebook.office.prefix, local, tail)
    raise RuntimeError(f"no free number for a complaint of {local:%Y-%m}")
