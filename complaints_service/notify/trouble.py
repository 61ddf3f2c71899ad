"""Letters that need a person of the office: given up, or nobody knows whether they arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, words
from complaints_service.notify.models import Outbox, RouteState


@dataclass(frozen=True)
class Trouble:
    """A letter that did not certainly arrive. The address stays hidden: whose it is, is the ticket's matter.

    `state`: `dead` (given up) or `uncertain`. `again_at`: when it goes out once more by itself; None where
    it waits for a person.
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


@dataclass(frozen=True)
class HeldRoute:
    """A route that serves nobody until an instant, and why."""

    route: str
    until: datetime
    reason: str | None


def troubles(session: Session, *, limit: int = 100) -> Sequence[Trouble]:
    """The letters in trouble, newest first."""
    rows = session.scalars(select(Outbox).where(_in_trouble()).order_by(Outbox.id.desc()).limit(limit))
    return [
        Trouble(
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
        )
        for row in rows
    ]


def count_troubles(session: Session) -> int:
    """How many letters are in trouble, for the desk."""
    return session.scalar(select(func.count()).select_from(Outbox).where(_in_trouble())) or 0


def held_routes(session: Session, *, now: datetime) -> Sequence[HeldRoute]:
    """The routes that wait as a whole now."""
    held = session.scalars(
        select(RouteState)
        .where(RouteState.held_until > now, RouteState.closed_at.is_(None))
        .order_by(RouteState.route)
    )
    return [HeldRoute(row.route, row.held_until, row.reason) for row in held if row.held_until]


def send_again(session: Session, *, outbox_id: int, actor: Actor, now: datetime) -> None:
    """A person decides that a letter in trouble goes out once more. Raises DomainError `letter_settled`."""
    _decide(session, outbox_id, actor, now, kind="letter.sent_again", state="queued")


def let_go(session: Session, *, outbox_id: int, actor: Actor, now: datetime) -> None:
    """A person decides that a letter in trouble needs nothing more. Raises DomainError `letter_settled`."""
    _decide(session, outbox_id, actor, now, kind="letter.let_go", state="suppressed")


def _decide(session: Session, outbox_id: int, actor: Actor, now: datetime, *, kind: str, state: str) -> None:
    changed = session.execute(
        update(Outbox)
        .where(Outbox.id == outbox_id, _in_trouble())
        .values(
            state=state,
            tries=0,
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
