"""Letters that need a person of the office: given up, or nobody knows whether they arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select, true, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import OfficerChat
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, words
from complaints_service.notify.invented import REASON
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.messages import CHAT_KINDS, NOTICES
from complaints_service.notify.models import Outbox, RouteState, Subscription

_ANY = true()
_SUBSCRIBED = tuple(notice.kind for notice in NOTICES.values() if notice.subscribed)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A letter that did not certainly arrive. The address stays hidden: whose it is, is the ticket's matter.

    `state`: `dead` (given up) or `uncertain`. `again_at`: when it goes out once more by itself; None where
    it waits for a person. `reachable`: its address takes letters, so sending it again can help.
    """

    id: int
    number: str | None
    kind: str
    route: str
    state: str
    tries: int
    faults: int
    reason: str | None
    created_at: datetime
    again_at: datetime | None
    reachable: bool


@dataclass(frozen=True)
class HeldRoute:
    """A route that serves nobody until an instant, and why."""

    route: str
    until: datetime
    reason: str | None


def troubles(session: Session, *, among: ColumnElement[bool] = _ANY, limit: int = 100) -> Sequence[Trouble]:
    """The letters in trouble, newest first, among those that a condition names."""
    rows = session.execute(
        select(Outbox, _reachable()).where(_in_trouble(), among).order_by(Outbox.id.desc()).limit(limit)
    )
    return [_trouble(row, reachable) for row, reachable in rows]


def _trouble(row: Outbox, reachable: bool) -> Trouble:
    return Trouble(
        id=row.id,
        number=row.number,
        kind=row.kind,
        route=row.route,
        state=row.state,
        tries=row.tries,
        faults=row.faults,
        reason=row.reason,
        created_at=row.created_at,
        again_at=row.not_before,
        reachable=bool(reachable),
    )


def counting_undecided(among: ColumnElement[bool]) -> Select[int]:
    """Asks how many letters wait for a person, among those that a condition names."""
    return select(func.count()).select_from(Outbox).where(_undecided(), among)


def count_invented(session: Session) -> int:
    """How many e-mails a sample office kept to itself, because their addresses belong to nobody."""
    kept = (Outbox.state == "suppressed", Outbox.route == EMAIL.code, Outbox.reason == REASON)
    return session.scalar(select(func.count()).select_from(Outbox).where(*kept)) or 0


def held_routes(session: Session, *, now: datetime) -> Sequence[HeldRoute]:
    """The routes that wait as a whole now."""
    held = session.scalars(
        select(RouteState)
        .where(RouteState.held_until > now, RouteState.closed_at.is_(None))
        .order_by(RouteState.route)
    )
    return [HeldRoute(row.route, row.held_until, row.reason) for row in held if row.held_until]


def send_again(session: Session, *, outbox_id: int, actor: Actor, now: datetime) -> None:
    """A person decides that a letter in trouble goes out once more.

    Raises DomainError `letter_settled`, and `address_gone` where nothing can arrive.
    """
    if session.scalar(select(_reachable()).where(Outbox.id == outbox_id, _undecided())) is False:
        raise DomainError("address_gone", words("Alamat itu tidak menerima apa-apa lagi dari kami."))
    _decide(session, outbox_id, actor, now, kind="letter.sent_again", state="queued")


def let_go(session: Session, *, outbox_id: int, actor: Actor, now: datetime) -> None:
    """A person decides that a letter in trouble needs nothing more. Raises DomainError `letter_settled`."""
    _decide(session, outbox_id, actor, now, kind="letter.let_go", state="suppressed")


def _decide(session: Session, outbox_id: int, actor: Actor, now: datetime, *, kind: str, state: str) -> None:
    changed = session.execute(
        update(Outbox)
        .where(Outbox.id == outbox_id, _undecided())
        .values(
            state=state,
            tries=0,
            claim=None,
            not_before=None,
            settled_at=None if state == "queued" else now,
            reason=f"decided by {actor.ref}",
        )
        .returning(Outbox.id)
    ).first()
    if changed is None:
        raise DomainError("letter_settled", words("Kiriman ini sudah beres, atau sedang dikirim."))
    record(session, now=now, actor=actor, kind=kind, subject=f"outbox:{outbox_id}")


def _in_trouble() -> ColumnElement[bool]:
    return Outbox.state.in_(("dead", "uncertain"))


def _undecided() -> ColumnElement[bool]:
    # News that goes out once more by itself needs nobody: a second order would be a second copy.
    return (Outbox.state == "dead") | ((Outbox.state == "uncertain") & Outbox.not_before.is_(None))


def _reachable() -> ColumnElement[bool]:
    """Whether anybody hears by the address of a letter: a live subscription, or an officer's living chat."""
    heard = exists().where(
        Subscription.number == Outbox.number,
        Subscription.route == Outbox.route,
        Subscription.address == Outbox.address,
        Subscription.ended_at.is_(None),
        Subscription.dead_at.is_(None),
    )
    living = exists().where(
        OfficerChat.route == Outbox.route,
        OfficerChat.chat == Outbox.address,
        OfficerChat.ended_at.is_(None),
        OfficerChat.dead_at.is_(None),
    )
    officers = Outbox.kind.in_(CHAT_KINDS) & (Outbox.route != EMAIL.code)
    return (Outbox.kind.not_in(_SUBSCRIBED) | heard) & (~officers | living)
