"""Routes out: which ones a sender serves, who is reached by them, and what happens when one ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from complaints_service.notify import officer_reach
from complaints_service.notify.fates import UNSETTLED, Fate, page_instead
from complaints_service.notify.messages import NOTICES
from complaints_service.notify.models import Outbox, RouteState, Subscription
from complaints_service.notify.service import open_routes
from complaints_service.vault.marks import address_mark
from complaints_service.vault.sealing import report_key, seal_passing

#: Older news than this, when a sender first runs, is history: it would only startle people.
STALE = timedelta(days=1)
_PASSING = tuple(notice.kind for notice in NOTICES.values() if notice.passing)


def open_route(session: Session, *, route: str, now: datetime) -> list[Fate]:
    """A sender serves the route from now on; what waited longer than a day is never sent."""
    state = session.get(RouteState, route, with_for_update=True)
    if state is not None and state.closed_at is None:
        return []
    if state is None:
        session.execute(insert(RouteState).values(route=route, opened_at=now))
    else:
        state.opened_at, state.closed_at, state.held_until, state.reason = now, None, None, None
    stale = (Outbox.route == route, Outbox.created_at < now - STALE)
    return _settle(session, *stale, state="suppressed", reason="older than a day", now=now)


def close_route(session: Session, *, route: str, now: datetime) -> list[Fate]:
    """No sender serves the route any more: what waits stays, and the page carries its messages.

    A rung of the ladder does not wait for a sender: it goes by e-mail.
    """
    state = session.get(RouteState, route, with_for_update=True)
    if state is None or state.closed_at is not None:
        return []
    state.closed_at = now
    officer_reach.leave_route(session, route=route)
    waiting = session.execute(
        select(Outbox.number, Outbox.message).where(Outbox.route == route, _unsettled())
    )
    return page_instead(session, [(number, message) for number, message in waiting], without=route)


def is_open(session: Session, *, route: str) -> bool:
    """Whether a sender serves the route."""
    return route in open_routes(session)


def serves(session: Session, *, route: str, now: datetime) -> bool:
    """Whether a sender serves the route and nothing holds it up now."""
    state = session.get(RouteState, route)
    return (
        state is not None
        and state.closed_at is None
        and (state.held_until is None or state.held_until <= now)
    )


def own_routes(session: Session, *, number: str) -> Sequence[str]:
    """The live routes by which the citizen of a number hears; none means that the page is their route."""
    return session.scalars(
        select(Subscription.route)
        .join(RouteState, RouteState.route == Subscription.route)
        .where(Subscription.number == number, _live(), RouteState.closed_at.is_(None))
        .distinct()
        .order_by(Subscription.route)
    ).all()


def hold_route(session: Session, *, route: str, until: datetime, reason: str) -> None:
    """Nobody is served by the route until an instant; a hold that lasts longer stays."""
    session.execute(
        update(RouteState)
        .where(RouteState.route == route, RouteState.held_until.is_(None) | (RouteState.held_until < until))
        .values(held_until=until, reason=reason)
    )


def release_route(session: Session, *, route: str) -> None:
    """What held the route up is over: whatever waits may go at once."""
    session.execute(update(RouteState).where(RouteState.route == route).values(held_until=None, reason=None))


def mark_dead(session: Session, *, route: str, address: str, reason: str, now: datetime) -> list[Fate]:
    """Nobody takes anything at an address: its subscriptions rest, and the page carries what waited.

    One refused letter says so; what waited behind it is not given up one by one. An officer's goes by e-mail.
    """
    mark = address_mark(session, route=route, address=address)
    session.execute(
        update(Subscription)
        .where(Subscription.route == route, Subscription.address == mark, Subscription.dead_at.is_(None))
        .values(dead_at=now)
    )
    officer_reach.mark_chat_dead(session, route=route, chat=address, reason=reason, now=now)
    waiting = (Outbox.route == route, Outbox.address.in_((address, mark)))
    # A conversation's own words go with it: some of them may stay nowhere.
    session.execute(
        delete(Outbox)
        .where(*waiting, Outbox.kind.in_(_PASSING), _unsettled(), Outbox.state != "sending")
        .execution_options(synchronize_session=False)
    )
    return _settle(session, *waiting, state="suppressed", reason=reason, now=now)


def move_address(session: Session, *, route: str, old: str, new: str) -> None:
    """An address has a new name: who subscribed by it, and what waits for it, go along; nothing twice."""
    was, mark = (address_mark(session, route=route, address=each) for each in (old, new))
    there = select(Subscription.number).where(Subscription.route == route, Subscription.address == mark)
    mine = (Subscription.route == route, Subscription.address == was)
    for way in session.scalars(select(Subscription).where(*mine, Subscription.number.not_in(there))).all():
        key = report_key(session, number=way.number)
        way.address, way.sealed = mark, key.seal_address(mark=mark, address=new)
    session.flush()
    session.execute(delete(Subscription).where(*mine).execution_options(synchronize_session=False))
    officer_reach.move_chat(session, route=route, old=old, new=new)
    waiting = (Outbox.route == route, Outbox.settled_at.is_(None))
    for row in session.scalars(select(Outbox).where(*waiting, Outbox.address.in_((old, was)))).all():
        if row.sealed is not None:
            row.sealed = seal_passing(session, mark=mark, text=new)
        row.address = new if row.address == old else mark
    session.flush()


def revive(session: Session, *, route: str, address: str) -> None:
    """The owner of an address wrote to us by it, so it lives: its subscriptions go on."""
    session.execute(
        update(Subscription)
        .where(
            Subscription.route == route,
            Subscription.address == address_mark(session, route=route, address=address),
            Subscription.dead_at.is_not(None),
        )
        .values(dead_at=None)
    )
    officer_reach.revive_chat(session, route=route, chat=address)


@dataclass(frozen=True)
class SubscriptionStanding:
    """Whether the owner of a subscription hears of a number."""

    number: str
    ended: bool


def standing_of(session: Session, *, subscription_id: int) -> SubscriptionStanding | None:
    """A subscription as its owner sees it; None where there is none."""
    row = session.get(Subscription, subscription_id)
    return None if row is None else SubscriptionStanding(row.number, row.ended_at is not None)


def end_subscription(session: Session, *, subscription_id: int, now: datetime) -> list[Fate]:
    """Its owner wants to hear no more of the number: what waits for them is not sent either."""
    row = session.get(Subscription, subscription_id, with_for_update=True)
    if row is None or row.ended_at is not None:
        return []
    row.ended_at = now
    waiting = (Outbox.number == row.number, Outbox.route == row.route, Outbox.address == row.address)
    return _settle(session, *waiting, state="suppressed", reason="stopped by the reader", now=now)


def resume_subscription(session: Session, *, subscription_id: int) -> None:
    """Its owner wants to hear of the number again, from now on."""
    session.execute(
        update(Subscription).where(Subscription.id == subscription_id).values(ended_at=None, dead_at=None)
    )


def _live() -> ColumnElement[bool]:
    return Subscription.ended_at.is_(None) & Subscription.dead_at.is_(None)


def _unsettled() -> ColumnElement[bool]:
    # What is being sent just now belongs to its sender until its lease ends.
    again = (Outbox.state == "uncertain") & Outbox.not_before.is_not(None)
    return Outbox.state.in_(UNSETTLED) | again


def _settle(
    session: Session, *which: ColumnElement[bool], state: str, reason: str, now: datetime
) -> list[Fate]:
    """Settles what waits and is in nobody's hands; the messages that only the page carries now."""
    settled = session.execute(
        update(Outbox)
        .where(*which, _unsettled(), Outbox.state != "sending")
        .values(state=state, reason=reason, settled_at=now)
        .returning(Outbox.number, Outbox.message)
        .execution_options(synchronize_session=False)
    )
    return page_instead(session, [(number, message) for number, message in settled])
