"""The outbox as a sender works it: take the next letter; what became of it is noted in `outcomes`, later.

Between the two transactions nothing is held but the lease of one row, or of those that go out together: a
sender that ends there leaves rows whose lease runs out, a try of which nobody knows whether it arrived.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, select, update
from sqlalchemy.orm import Session, aliased

from complaints_service.notify.fates import UNSETTLED
from complaints_service.notify.letter_addresses import address_of
from complaints_service.notify.messages import GATHERED, NOTICES, URGENT
from complaints_service.notify.models import Outbox, Subscription
from complaints_service.notify.routes import serves

#: A sender has this long for one letter; then another may take it.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A row in a sender's hands. `subscription`: whose it is; None where nobody may hear of it any more.

    `gathered`: what the rows say that go out with it in one letter, (number, params) of each, itself first;
    empty where it goes alone. `number` is None where they are of several tickets.
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
    gathered: tuple[tuple[str | None, Mapping[str, Any]], ...] = ()

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
    if row is None:
        return None
    return _claimed(session, row, _gather(session, row, now) if NOTICES[row.kind].gathered else [])


def is_first(session: Session, *, claimed: Claimed) -> bool:
    """Whether no letter of its kind about its number was sent to its address before."""
    earlier = select(Outbox.id).where(
        Outbox.route == claimed.route,
        Outbox.address == claimed.mark,
        Outbox.id < claimed.id,
        Outbox.number == claimed.number,
        Outbox.kind == claimed.kind,
        Outbox.state == "sent",
    )
    return session.scalar(earlier.limit(1)) is None


def _gather(session: Session, row: Outbox, now: datetime) -> Sequence[Outbox]:
    """Takes along what else of its kind waits for its reader and may go now; oldest first."""
    found = session.scalars(
        update(Outbox)
        .where(
            Outbox.route == row.route,
            Outbox.address == row.address,
            Outbox.kind == row.kind,
            _may_go(now),
        )
        .values(state="sending", claim=row.claim, lease_until=row.lease_until, tries=Outbox.tries + 1)
        .returning(Outbox)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return sorted(found, key=lambda each: each.id)


def _may_go(now: datetime) -> ColumnElement[bool]:
    fresh = (Outbox.state == "queued") & (Outbox.not_before.is_(None) | (Outbox.not_before <= now))
    return fresh | ((Outbox.state == "uncertain") & (Outbox.not_before <= now))


def _due(route: str, now: datetime, *, quiet: bool, passed: Collection[str]) -> ColumnElement[bool]:
    earlier, later = aliased(Outbox), aliased(Outbox)
    # What waits to be gathered was never tried: unlike what waits after a failure, it holds up nobody.
    gathering = earlier.kind.in_(GATHERED) & (earlier.tries == 0) & (earlier.not_before > now)
    blocked = exists().where(
        earlier.route == route,
        earlier.address == Outbox.address,
        earlier.id < Outbox.id,
        earlier.state.in_(UNSETTLED) | ((earlier.state == "uncertain") & earlier.not_before.is_not(None)),
        ~func.coalesce(gathering, false()),
    )
    due = (Outbox.route == route) & _may_go(now) & ~blocked
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


def _claimed(session: Session, row: Outbox, beside: Sequence[Outbox]) -> Claimed:
    subscription = session.scalar(
        select(Subscription.id).where(
            Subscription.number == row.number,
            Subscription.route == row.route,
            Subscription.address == row.address,
            Subscription.ended_at.is_(None),
            Subscription.dead_at.is_(None),
        )
    )
    rows = [row, *beside]
    return Claimed(
        id=row.id,
        claim=row.claim or "",
        key=row.key,
        number=row.number if len({each.number for each in rows}) == 1 else None,
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
        gathered=tuple((each.number, each.params) for each in rows) if beside else (),
    )
