"""A new complaint gets a number that no other has: one that chance gave twice is drawn again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

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
_SAY = {
    "sqlite": sqlite.insert(_COMPLAINTS).on_conflict_do_nothing().returning(_COMPLAINTS.c.id),
    "postgresql": postgresql.insert(_COMPLAINTS).on_conflict_do_nothing().returning(_COMPLAINTS.c.id),
}


def write_complaint(
    session: Session,
    *,
    rulebook: Rulebook,
    at: datetime,
    row: Callable[[str], Mapping[str, object]],
    tail: str | None = None,
) -> tuple[int, str]:
    """Writes the complaint that `row` tells for a number; returns (its id, the number).

    A `tail` is a number's last part that is already decided: then there is nothing to draw again.
    Raises RuntimeError where no free number was found.
    """
    local = at.astimezone(ZoneInfo(rulebook.office.zone))
    say = _SAY[session.get_bind().dialect.name]
    for _draw in range(DRAWS if tail is None else 1):
        number = draw_number(rulebook.office.prefix, local, tail)
        complaint_id = session.execute(say, row(number)).scalar_one_or_none()
        if complaint_id is not None:
            return complaint_id, number
    raise RuntimeError(f"no free number for a complaint of {local:%Y-%m}")
