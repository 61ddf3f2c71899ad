"""The outbox as a sender works it: take the next letter, and note what became of it. Two transactions.

Between them nothing is held but the lease of one row: a sender that ends there leaves a row whose lease
runs out, and that is a try of which nobody knows whether it arrived.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session, aliased, object_session

from complaints_service.notify.fates import UNSETTLED, Fate, page_instead
from complaints_service.notify.letter_addresses import address_of
from complaints_service.notify.messages import NOTICES, URGENT
from complaints_service.notify.models import Outbox, SentMessage, Subscription
from complaints_service.notify.officer_reach import by_mail
from complaints_service.notify.routes import hold_route, mark_dead, move_address, serves
from complaints_service.notify.senders import Accepted, Gone, Later, LetterRefused, Moved, Outcome, Unclear

#: A sender has this long for one letter; then another may take it.
LEASE = timedelta(minutes=2)
#: Waits between tries: half a minute, then twice as long each time, four hours at most.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=4)
#: After so many tries, or so many of which nobody knows what became of them, a letter is given up.
MOST_TRIES, MOST_FAULTS = 12, 5
#: News whose answer was lost goes out once more after this.
AGAIN_AFTER = timedelta(minutes=2)
_REASON = 200


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A row in a sender's hands. `subscription`: whose it is; None where nobody may hear of it any more.

    `address` is opened, `mark` how the row has it; the address is empty where it can be opened no more.
    """

    id: int
    claim: str
    key: str
    number: str | None
    message: int | None
    kind: str
    route: str
    address: str
    mark: str
    language: str
    params: Mapping[str, Any]
    tries: int
    faults: int
    parts: int
    created_at: datetime
    subscription: int | None

    @property
    def wanted(self) -> bool:
        """Whether its reader still wants to hear of it, and can."""
        heard = self.subscription is not None or not NOTICES[self.kind].subscribed
        return heard and bool(self.address)


def is_anything_due(session: Session, *, route: str, now: datetime, quiet: bool) -> bool:
    """Whether a sender of this route has anything to do now; a read."""
    if not serves(session, route=route, now=now):
        return False
    ended = (Outbox.route == route) & (Outbox.state == "sending") & (Outbox.lease_until <= now)
    due = select(Outbox.id).where(ended | _due(route, now, quiet=quiet, passed=())).limit(1)
    return session.scalar(due) is not None


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
        fates += _note_unclear(session, row, Unclear("the sender ended while sending", row.parts), now)
    return fates


def claim_next(
    session: Session, *, route: str, now: datetime, quiet: bool, passed: Collection[str] = ()
) -> Claimed | None:
    """Takes the oldest letter that may go now and whose address waits for no earlier one; None for none.

    `passed`: marks of addresses that had their turn, so that a flood to one delays nobody else.
    """
    if not serves(session, route=route, now=now):
        return None
    chosen = (
        select(Outbox.id)
        .where(_due(route, now, quiet=quiet, passed=passed))
        .order_by(Outbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .correlate(None)
    )
    row = session.scalars(
        update(Outbox)
        .where(Outbox.id == chosen.scalar_subquery())
        .values(state="sending", claim=secrets.token_hex(16), lease_until=now + LEASE, tries=Outbox.tries + 1)
        .returning(Outbox)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).one_or_none()
    return None if row is None else _claimed(session, row)


def settle(session: Session, *, claimed: Claimed, outcome: Outcome, now: datetime) -> list[Fate]:
    """Notes what became of a claimed letter; the fates of messages that follow from it.

    Does nothing where the lease ran out and another sender took the row: what it finds out is what counts.
    """
    row = session.scalar(
        select(Outbox)
        .where(Outbox.id == claimed.id, Outbox.claim == claimed.claim, Outbox.state == "sending")
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        return []
    match outcome:
        case Accepted(receipts):
            if row.number and (claimed.subscription or NOTICES[row.kind].chat):
                _remember(session, row.number, claimed, receipts)
            _end(row, "sent", None, now)
            return _fate(row, "delivered")
        case Later():
            return _note_later(session, row, outcome, now)
        case Unclear():
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
    row = session.scalar(select(Outbox).where(Outbox.id == claimed.id, Outbox.claim == claimed.claim))
    if row is None:
        return []
    _end(row, "suppressed", reason, now)
    session.flush()
    return page_instead(session, [(row.number, row.message)])


def _due(route: str, now: datetime, *, quiet: bool, passed: Collection[str]) -> ColumnElement[bool]:
    earlier, later = aliased(Outbox), aliased(Outbox)
    fresh = (Outbox.state == "queued") & (Outbox.not_before.is_(None) | (Outbox.not_before <= now))
    again = (Outbox.state == "uncertain") & (Outbox.not_before <= now)
    blocked = exists().where(
        earlier.route == route,
        earlier.address == Outbox.address,
        earlier.id < Outbox.id,
        earlier.state.in_(UNSETTLED) | ((earlier.state == "uncertain") & earlier.not_before.is_not(None)),
    )
    due = (Outbox.route == route) & (fresh | again) & ~blocked
    if passed:
        due &= Outbox.address.not_in(passed)
    if quiet:
        # Order holds: an urgent letter takes what waits before it along, and they ring only once.
        urgent_follows = exists().where(
            later.route == route,
            later.address == Outbox.address,
            later.id > Outbox.id,
            later.state.in_(UNSETTLED),
            later.kind.in_(URGENT),
        )
        due &= Outbox.kind.in_(URGENT) | urgent_follows
    return due


def _claimed(session: Session, row: Outbox) -> Claimed:
    subscription = session.scalar(
        select(Subscription.id).where(
            Subscription.number == row.number,
            Subscription.route == row.route,
            Subscription.address == row.address,
            Subscription.ended_at.is_(None),
            Subscription.dead_at.is_(None),
        )
    )
    return Claimed(
        id=row.id,
        claim=row.claim or "",
        key=row.key,
        number=row.number,
        message=row.message,
        kind=row.kind,
        route=row.route,
        address=address_of(session, row) or "",
        mark=row.address,
        language=row.language,
        params=row.params,
        tries=row.tries,
        faults=row.faults,
        parts=row.parts,
        created_at=row.created_at,
        subscription=subscription,
    )


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
    row.claim = row.lease_until = None


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
    row.claim = row.lease_until = row.not_before = None
