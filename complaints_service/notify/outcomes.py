"""What became of a claimed letter, noted in the outbox: sent, to be tried again, given up, or left unsent."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, object_session

from complaints_service.notify.fates import Fate, page_instead
from complaints_service.notify.messages import NOTICES
from complaints_service.notify.models import Outbox, SentMessage
from complaints_service.notify.officer_reach import by_mail
from complaints_service.notify.outbox import Claimed
from complaints_service.notify.routes import hold_route, mark_dead, move_address
from complaints_service.notify.senders import Accepted, Gone, Later, LetterRefused, Moved, Outcome, Unclear

logger = logging.getLogger(__name__)

#: Waits between tries: half a minute, then twice as long each time, four hours at most.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=4)
#: After so many tries, or so many of which nobody knows what became of them, a letter is given up.
MOST_TRIES, MOST_FAULTS = 12, 5
#: News whose answer was lost goes out once more after this.
AGAIN_AFTER = timedelta(minutes=2)
_REASON = 200
#: What a sender finds out counts in these, as long as the row names its claim.
_OPEN = ("sending", "uncertain")


def note_ended_senders(session: Session, *, route: str, now: datetime) -> list[Fate]:
    """Rows whose sender ended before it said what became of them are unclear from now on."""
    left = session.scalars(
        select(Outbox)
        .where(Outbox.route == route, Outbox.state == "sending", Outbox.lease_until <= now)
        .order_by(Outbox.id)
        .with_for_update(skip_locked=True)
    ).all()
    fates: list[Fate] = []
    for row in left:
        logger.warning("outbox %s %s: its sender ended, or is slower than its lease", row.id, row.kind)
        fates += _note_unclear(session, row, Unclear("the sender ended while sending", row.parts), now)
    return fates


def settle(session: Session, *, claimed: Claimed, outcome: Outcome, now: datetime) -> list[Fate]:
    """Notes what became of a claimed letter; the fates of messages that follow from it.

    A sender that was only slower than its lease ends the doubt about its row. Does nothing where another
    sender took the row, or a person decided: what they find out is what counts.
    """
    rows = session.scalars(
        select(Outbox)
        .where(_held(claimed), Outbox.state.in_(_OPEN))
        .order_by(Outbox.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        logger.warning("outbox %s %s: its lease ran out, and others went on", claimed.id, claimed.kind)
    return [fate for row in rows for fate in _settle(session, row, claimed, outcome, now)]


def _settle(session: Session, row: Outbox, claimed: Claimed, outcome: Outcome, now: datetime) -> list[Fate]:
    match outcome:
        case Accepted(receipts):
            if claimed.number and (claimed.subscription or NOTICES[row.kind].chat):
                _remember(session, claimed.number, claimed, receipts)
            _end(row, "sent", None, now)
            return _fate(row, "delivered")
        case Later():
            return _note_later(session, row, outcome, now)
        case Unclear():
            if row.state == "uncertain":
                return []  # the doubt is noted already
            return _note_unclear(session, row, outcome, now)
        case LetterRefused(detail):
            return _give_up(session, row, detail, now)
        case Moved(address):
            if row.tries >= MOST_TRIES:
                return _give_up(session, row, "it moves on and on", now)
            move_address(session, route=row.route, old=claimed.address, new=address)
            _wait(row, "queued", None, "moved")
            return []
        case Gone(detail):
            fates = _give_up(session, row, detail, now)
            # The row itself may be on its way to another address by now.
            return fates + mark_dead(
                session, route=claimed.route, address=claimed.address, reason=detail[:_REASON], now=now
            )


def drop(
    session: Session, *, claimed: Claimed, now: datetime, reason: str = "nobody hears of it any more"
) -> list[Fate]:
    """Settles a claimed letter unsent: its reader stopped it, its route died, or nobody may get it at all."""
    rows = session.scalars(select(Outbox).where(_held(claimed)).order_by(Outbox.id)).all()
    for row in rows:
        _end(row, "suppressed", reason, now)
    session.flush()
    return page_instead(session, [(row.number, row.message) for row in rows])


def _held(claimed: Claimed) -> ColumnElement[bool]:
    """The rows of a letter in a sender's hands: its own, and those that go out with it."""
    if claimed.gathered:
        return Outbox.claim == claimed.claim
    return (Outbox.id == claimed.id) & (Outbox.claim == claimed.claim)


def _note_later(session: Session, row: Outbox, outcome: Later, now: datetime) -> list[Fate]:
    row.parts = max(row.parts, outcome.parts)
    wait = outcome.wait or min(FIRST_WAIT * 2 ** (row.tries - 1), LONGEST_WAIT)
    if outcome.whole_route:
        row.tries -= 1
        _wait(row, "queued", None, outcome.detail)
        hold_route(
            session,
            route=row.route,
            until=now + (outcome.wait or FIRST_WAIT),
            reason=outcome.detail[:_REASON],
        )
        return []
    if row.tries >= MOST_TRIES:
        return _give_up(session, row, outcome.detail, now)
    _wait(row, "queued", now + wait, outcome.detail)
    return []


def _note_unclear(session: Session, row: Outbox, outcome: Unclear, now: datetime) -> list[Fate]:
    row.faults += 1
    row.parts = max(row.parts, outcome.parts)
    if row.faults >= MOST_FAULTS:
        return _give_up(session, row, outcome.detail, now)
    if NOTICES[row.kind].again:
        _wait(row, "uncertain", now + AGAIN_AFTER, outcome.detail)
    else:
        _end(row, "uncertain", outcome.detail, now)
    return []


def _give_up(session: Session, row: Outbox, detail: str, now: datetime) -> list[Fate]:
    if by_mail(session, letter=row, reason=detail):
        return []
    _end(row, "dead", detail, now)
    session.flush()
    return _fate(row, "bounced") + page_instead(session, [(row.number, row.message)])


def _fate(row: Outbox, kind: str) -> list[Fate]:
    if row.number is None or row.message is None:
        return []
    return [Fate(row.number, row.message, kind, row.route)]


def _wait(row: Outbox, state: str, until: datetime | None, detail: str) -> None:
    row.state, row.not_before, row.reason = state, until, detail[:_REASON]
    _let_go(row)


def _remember(session: Session, number: str, claimed: Claimed, receipts: Collection[str]) -> None:
    # merge: a bot that changed its token starts to count its messages anew.
    for receipt in receipts:
        session.merge(
            SentMessage(
                route=claimed.route,
                address=claimed.mark,
                receipt=receipt,
                number=number,
                desk=NOTICES[claimed.kind].chat,
            )
        )


def _end(row: Outbox, state: str, detail: str | None, now: datetime) -> None:
    notice = NOTICES[row.kind]
    session = object_session(row)
    if session is not None and notice.passing and (state == "sent" or row.params.get("forget")):
        session.delete(row)  # of what was said in a chat only the complaint stays
        return
    row.state, row.settled_at, row.reason = state, now, detail[:_REASON] if detail else None
    row.not_before = None
    _let_go(row)


def _let_go(row: Outbox) -> None:
    row.lease_until = None
    if row.state != "uncertain":  # there its sender may only be slow, and still find out
        row.claim = None
