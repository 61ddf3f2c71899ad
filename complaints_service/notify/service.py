"""Writes subscriptions and outbox rows; sending them is the worker's business."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from complaints_service.db import Base
from complaints_service.errors import Actor
from complaints_service.notify.messages import NOTICES
from complaints_service.notify.models import Outbox, RouteState, Subscription
from complaints_service.office_stamp import until_changed
from complaints_service.vault.marks import address_mark
from complaints_service.vault.opening import OpenedIdentity
from complaints_service.vault.sealing import ReportKey, report_key

#: So long after one letter of a gathered kind the next ones to its reader wait, and then leave as one.
GATHERED_FOR = timedelta(hours=1)

# Over the tables themselves and made once: every complaint passes here.
_SUBSCRIBE = insert(Base.metadata.tables[Subscription.__tablename__])
_QUEUE = insert(Base.metadata.tables[Outbox.__tablename__])


@dataclass(frozen=True)
class Recipient:
    """An address on a route, or a citizen's mark for one, and the language its owner reads."""

    route: str
    address: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What a notice is about: a number, the ledger entry that caused it, and the notice's kind.

    `message`: the seq of the office's message that the notice carries to the citizen, if it does. `told_by`:
    the number whose entry `seq` is, where it is another one's (a duplicate hears what its survivor does).
    """

    number: str
    seq: int
    kind: str
    message: int | None = None
    told_by: str | None = None


def subscribe(
    session: Session, *, number: str, recipient: Recipient, now: datetime, key: ReportKey | None = None
) -> None:
    """Lets an address hear of a number, sealed under the report's key. `key`: that, where it is at hand."""
    mark = address_mark(session, route=recipient.route, address=recipient.address)
    key = key or report_key(session, number=number)
    session.execute(
        _SUBSCRIBE,
        {
            "number": number,
            "route": recipient.route,
            "address": mark,
            "sealed": key.seal_address(mark=mark, address=recipient.address),
            "language": recipient.language,
            "created_at": now,
        },
    )


def subscribers(session: Session, *, number: str) -> list[Recipient]:
    """The marks of the addresses that hear of a number now."""
    return subscribers_of(session, numbers=[number])[number]


def subscribers_of(session: Session, *, numbers: Sequence[str]) -> dict[str, list[Recipient]]:
    """The marks of the addresses that hear of each of several numbers now, without dead routes; one query."""
    found: dict[str, list[Recipient]] = {number: [] for number in numbers}
    rows = session.execute(
        select(Subscription.number, Subscription.route, Subscription.address, Subscription.language)
        .where(
            Subscription.number.in_(found), Subscription.ended_at.is_(None), Subscription.dead_at.is_(None)
        )
        .order_by(Subscription.id)
    )
    for number, *recipient in rows:
        found[number].append(Recipient(*recipient))
    return found


def subscribers_opened(session: Session, *, opened: OpenedIdentity) -> list[Recipient]:
    """The addresses themselves that hear of a number now, for a report that goes on in another."""
    rows = session.execute(
        select(Subscription.route, Subscription.address, Subscription.sealed, Subscription.language)
        .where(
            Subscription.number == opened.number,
            Subscription.ended_at.is_(None),
            Subscription.dead_at.is_(None),
        )
        .order_by(Subscription.id)
    )
    return [
        Recipient(route, address, language)
        for route, mark, sealed, language in rows
        if (address := opened.address(mark=mark, sealed=sealed)) is not None
    ]


@until_changed
def open_routes(session: Session) -> frozenset[str]:
    """The routes that a sender of this installation serves."""
    return frozenset(session.scalars(select(RouteState.route).where(RouteState.closed_at.is_(None))))


def queue_notice(
    session: Session,
    *,
    cause: Cause,
    recipients: Sequence[Recipient],
    params: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Writes one outbox row for each recipient whose route stands: none waits for a route nobody serves.

    What a replay caused is history: kept, and never sent. Of a citizen's address the row has the mark alone.
    """
    if cause.kind not in NOTICES:
        raise ValueError(f"no such notice: {cause.kind}")
    if NOTICES[cause.kind].readers.isdisjoint(("officer", "program")):
        recipients = [_marked(session, each) for each in recipients]
    if cause.told_by is not None and "merged" not in NOTICES[cause.kind].readers:
        raise ValueError(f"not for citizens of merged reports: {cause.kind}")
    if not recipients:
        return
    state = "suppressed" if actor.origin == "replay" else "queued"
    if state == "queued":
        stands = open_routes(session)
        recipients = [each for each in recipients if each.route in stands]
    if not recipients:
        return
    waits = dict.fromkeys(recipients)
    if NOTICES[cause.kind].gathered and state == "queued":
        waits |= {each: _gathered_until(session, cause.kind, each, now) for each in recipients}
    session.execute(
        _QUEUE,
        [
            {
                "key": notice_key(cause, recipient),
                "number": cause.number,
                "message": cause.message,
                "kind": cause.kind,
                "route": recipient.route,
                "address": recipient.address,
                "language": recipient.language,
                "params": dict(params),
                "state": state,
                "created_at": now,
                "not_before": waits[recipient],
            }
            for recipient in recipients
        ],
    )


def put_in_outbox(
    session: Session,
    *,
    key: str,
    kind: str,
    to: Recipient,
    params: Mapping[str, Any],
    now: datetime,
    number: str | None = None,
) -> None:
    """Writes the row of one letter that no entry of a ledger caused; the same `key` twice is refused."""
    row = {"key": key, "number": number, "kind": kind, "params": dict(params)}
    sent_to = {"route": to.route, "address": to.address, "language": to.language}
    session.execute(_QUEUE, [{**row, **sent_to, "state": "queued", "created_at": now}])


def _gathered_until(session: Session, kind: str, recipient: Recipient, now: datetime) -> datetime | None:
    """Until when a letter waits for those that come after it: an hour after the one before; None for not.

    Where one still waits it leaves with that one.
    """
    last = session.execute(
        select(Outbox.state, Outbox.not_before, Outbox.created_at, Outbox.settled_at)
        .where(Outbox.route == recipient.route, Outbox.address == recipient.address, Outbox.kind == kind)
        .order_by(Outbox.id.desc())
        .limit(1)
    ).first()
    if last is None or last.state == "queued":
        return last and last.not_before
    until = (last.settled_at or last.created_at) + GATHERED_FOR
    return until if until > now else None


def _marked(session: Session, recipient: Recipient) -> Recipient:
    mark = address_mark(session, route=recipient.route, address=recipient.address)
    return replace(recipient, address=mark)


def notice_key(cause: Cause, recipient: Recipient) -> str:
    """Under which key a notice to somebody stands in the outbox."""
    number = f"{cause.number}<{cause.told_by}" if cause.told_by else cause.number
    words = f"{number}|{cause.seq}|{cause.kind}|{recipient.route}|{recipient.address}"
    return hashlib.sha256(words.encode()).hexdigest()
