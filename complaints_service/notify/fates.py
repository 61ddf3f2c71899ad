"""What became of the office's messages on their way to a citizen, for whoever keeps the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.notify.models import Outbox

#: What nobody waits for any more, and what may still arrive or did.
UNSETTLED = ("queued", "sending")
HOPEFUL = (*UNSETTLED, "uncertain", "sent")
PAGE = "page"


@dataclass(frozen=True)
class Fate:
    """A message (the seq of its `message.sent`) was `delivered` by a route, or `bounced` on it."""

    number: str
    message: int
    kind: str
    route: str


def page_instead(
    session: Session, rows: Iterable[tuple[str | None, int | None]], *, without: str | None = None
) -> list[Fate]:
    """The messages among (number, message) that no route carries any more: the page is what is left to them.

    `without`: a route that ended, so what still waits there carries nothing.
    """
    wanted = {(number, message) for number, message in rows if number and message}
    if not wanted:
        return []
    carried = {
        (number, message)
        for number, message in session.execute(
            select(Outbox.number, Outbox.message).where(
                Outbox.number.in_({number for number, _ in wanted}),
                Outbox.message.is_not(None),
                Outbox.state.in_(HOPEFUL),
                Outbox.route != (without or ""),
            )
        )
    }
    return [Fate(number, message, "delivered", PAGE) for number, message in sorted(wanted - carried)]
