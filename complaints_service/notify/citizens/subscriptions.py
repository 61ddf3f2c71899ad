"""The citizen chooses how news reach her; an e-mail address hears nothing before its owner has agreed.

A way that is not live is a subscription that ended. One that waits for its owner ended at the instant of the
asking, so nothing else has to be kept, and the link in the letter fits that instant alone. One that never was
live was made at that instant too, and an address whose owner never agreed is forgotten with its link.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, NotFound, TooOften, invalid, words
from complaints_service.notify.citizens.askings import LINK_LIFE, MOST, forget_places, take_place
from complaints_service.notify.fates import Fate
from complaints_service.notify.models import Outbox, Subscription
from complaints_service.notify.routes import end_subscription, is_open, resume_subscription
from complaints_service.notify.service import Cause, Recipient, put_in_outbox, queue_notice
from complaints_service.vault.marks import address_mark
from complaints_service.vault.opening import OWN, OpenedIdentity, open_identity
from complaints_service.vault.sealing import report_key

EMAIL = "email"
KIND = "confirm_route"


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way news of a number go, its address opened for its own citizen.

    `state`: live, waiting (for its owner), ended, or dead (takes nothing).
    """

    id: int
    route: str
    address: str
    state: str
    language: str


def ways_of(session: Session, *, number: str, now: datetime) -> list[Way]:
    """How news of a number go, or went; the page, which always tells, is not among them."""
    own = select(Subscription).where(Subscription.number == number)
    rows = session.scalars(own.order_by(Subscription.id)).all()
    if not rows:
        return []
    opened = open_identity(session, number=number, reader=OWN)
    return [_way(row, _state(session, row, now), opened) for row in rows]


def ask_owner(session: Session, *, number: str, recipient: Recipient, now: datetime, actor: Actor) -> None:
    """Writes to an e-mail address, once, and asks its owner to agree; until then it hears nothing.

    Raises `invalid` naming `email`, DomainError `asked_too_often` (429) and `mail_closed`.
    """
    if not is_open(session, route=EMAIL):
        raise DomainError("mail_closed", words("Kantor ini belum mengirim surel."))
    mark = address_mark(session, route=EMAIL, address=recipient.address)
    row = session.scalar(
        select(Subscription)
        .where(Subscription.number == number, Subscription.route == EMAIL, Subscription.address == mark)
        .with_for_update()
    )
    if row is not None and row.ended_at is None and row.dead_at is None:
        raise invalid("email", words("Kabar sudah sampai ke alamat itu."))
    asked = _asked(session, number, now)
    if asked >= MOST or not take_place(session, address=recipient.address, now=now):
        often = words("Terlalu sering. Coba lagi besok, atau periksa surel yang sudah kami kirim.")
        raise TooOften("asked_too_often", often)
    if row is None:
        row = Subscription(
            number=number,
            route=EMAIL,
            address=mark,
            language=recipient.language,
            created_at=now,
        )
        session.add(row)
    row.sealed = report_key(session, number=number).seal_address(mark=mark, address=recipient.address)
    if row.created_at == row.ended_at:
        row.created_at = now
    row.ended_at, row.language = now, recipient.language
    session.flush()
    key = hashlib.sha256(f"{KIND}|{row.id}|{now.isoformat()}|{asked}".encode()).hexdigest()
    to, params = Recipient(EMAIL, row.address, row.language), {"subscription": row.id}
    put_in_outbox(session, key=key, kind=KIND, to=to, params=params, now=now, number=number)
    _record(session, row, "subscription.asked", now, actor)


def ask_at_intake(session: Session, *, number: str, recipient: Recipient, now: datetime) -> str:
    """Asks the owner of the address that came with a report; a report is taken in whatever comes of it.

    `waiting` for the owner, `too_often`: the mailbox was asked enough today, `closed`: no mail leaves here.
    """
    try:
        ask_owner(session, number=number, recipient=recipient, now=now, actor=Actor.citizen("web"))
    except TooOften:
        return "too_often"
    except DomainError:
        return "closed"
    return "waiting"


def asked_for(session: Session, *, subscription_id: int, asked_at: datetime, now: datetime) -> Way:
    """The way whose owner was asked at that instant. Raises NotFound once that is over or too long ago."""
    row = session.get(Subscription, subscription_id)
    if row is None or row.ended_at != asked_at or asked_at <= now - LINK_LIFE:
        raise NotFound
    return _way(row, "waiting", open_identity(session, number=row.number, reader=OWN))


def agree(session: Session, *, subscription_id: int, asked_at: datetime, now: datetime) -> list[Fate]:
    """The owner agrees: news go there from now on, and to no earlier e-mail address of the number."""
    session.get(Subscription, subscription_id, with_for_update=True, populate_existing=True)
    way = asked_for(session, subscription_id=subscription_id, asked_at=asked_at, now=now)
    row = session.get_one(Subscription, way.id)
    fates: list[Fate] = []
    earlier = (Subscription.number == row.number, Subscription.route == EMAIL, Subscription.id != row.id)
    live = (Subscription.ended_at.is_(None), Subscription.dead_at.is_(None))
    for other in session.scalars(select(Subscription.id).where(*earlier, *live)).all():
        fates += end_subscription(session, subscription_id=other, now=now)
    resume_subscription(session, subscription_id=row.id)
    _welcome(session, row, now)
    _record(session, row, "subscription.agreed", now, Actor.citizen("web"))
    return fates


def _welcome(session: Session, row: Subscription, now: datetime) -> None:
    """The first letter of the report itself, with its number and link; not again for who had one before."""
    said = (Outbox.number == row.number, Outbox.route == EMAIL, Outbox.address == row.address)
    if session.scalar(select(Outbox.id).where(*said, Outbox.kind != KIND).limit(1)) is not None:
        return
    queue_notice(
        session,
        cause=Cause(number=row.number, seq=1, kind="received"),
        recipients=[Recipient(row.route, row.address, row.language)],
        params={},
        actor=Actor.citizen("web"),
        now=now,
    )


def stop(session: Session, *, number: str, way_id: int, now: datetime, actor: Actor) -> list[Fate]:
    """The citizen wants no more news that way. Raises NotFound for a way of another number."""
    row = _own(session, number, way_id)
    _record(session, row, "subscription.stopped", now, actor)
    return end_subscription(session, subscription_id=row.id, now=now)


def resume(session: Session, *, number: str, way_id: int, now: datetime, actor: Actor) -> None:
    """The citizen wants news that way again; an e-mail's owner is asked first, like for a new one."""
    row = _own(session, number, way_id)
    if row.route == EMAIL:
        opened = open_identity(session, number=number, reader=OWN)
        recipient = Recipient(EMAIL, _way(row, "ended", opened).address, row.language)
        ask_owner(session, number=number, recipient=recipient, now=now, actor=actor)
        return
    resume_subscription(session, subscription_id=row.id)
    _record(session, row, "subscription.resumed", now, actor)


def forget_unanswered(session: Session, *, now: datetime) -> None:
    """Nothing is kept of an address whose owner was asked and did not agree while the link held."""
    ended = now - LINK_LIFE
    session.execute(
        delete(Subscription).where(
            Subscription.route == EMAIL,
            Subscription.ended_at == Subscription.created_at,
            Subscription.ended_at <= ended,
        )
    )
    forget_places(session, before=ended)
    session.execute(
        delete(Outbox).where(Outbox.kind == KIND, Outbox.created_at <= ended, Outbox.state != "sending")
    )


def _way(row: Subscription, state: str, opened: OpenedIdentity) -> Way:
    address = opened.address(mark=row.address, sealed=row.sealed) or ""
    return Way(id=row.id, route=row.route, address=address, state=state, language=row.language)


def _own(session: Session, number: str, way_id: int) -> Subscription:
    row = session.get(Subscription, way_id, with_for_update=True)
    if row is None or row.number != number:
        raise NotFound
    return row


def _state(session: Session, row: Subscription, now: datetime) -> str:
    if row.ended_at is None:
        return "live" if row.dead_at is None else "dead"
    asked = session.scalar(
        select(Outbox.id).where(
            Outbox.number == row.number,
            Outbox.kind == KIND,
            Outbox.address == row.address,
            Outbox.created_at == row.ended_at,
        )
    )
    return "waiting" if asked is not None and row.ended_at > now - LINK_LIFE else "ended"


def _asked(session: Session, number: str, now: datetime) -> int:
    recent = (Outbox.kind == KIND, Outbox.number == number, Outbox.created_at > now - LINK_LIFE)
    return session.scalar(select(func.count()).select_from(Outbox).where(*recent)) or 0


def _record(session: Session, row: Subscription, kind: str, now: datetime, actor: Actor) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=f"subscription:{row.id}")
