"""Chooses who keeps the seals, and queues the day's letter for each: digests, counts, signatures, no more."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.queries import account_of_officer
from complaints_service.audit.service import record
from complaints_service.audit.signing.anchors import newest_points
from complaints_service.audit.signing.book import line_of
from complaints_service.errors import Actor, Invalid, NotFound, Words, words
from complaints_service.notify.addressees import NewAddressee, addressee_name, state_of_last, withdraw
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.models import Outbox
from complaints_service.notify.seals.models import SealKeeper
from complaints_service.notify.service import Recipient, put_in_outbox
from complaints_service.people.queries import emails_of

KIND = "seals_of_day"


@dataclass(frozen=True, kw_only=True)
class KeeperView:
    """Who keeps the seals; `state` of the last letter: `new`, `no_address`, `waiting`, `sent` or `failed`."""

    id: int
    called: str
    address: str | None
    last_on: date | None
    state: str
    reason: str


def keepers(session: Session) -> list[KeeperView]:
    """Everybody who gets the seals, by name."""
    rows = session.execute(
        select(SealKeeper, Outbox.state, Outbox.reason)
        .outerjoin(Outbox, Outbox.key == SealKeeper.letter)
        .order_by(SealKeeper.called, SealKeeper.id)
    ).all()
    reached = emails_of(session, ids=[row.officer_id for row, *_rest in rows if row.officer_id is not None])
    return [
        KeeperView(
            id=row.id,
            called=row.called,
            address=row.address,
            last_on=row.last_on,
            state=state_of_last(state, any_yet=row.last_on is not None)
            if row.officer_id is None or row.officer_id in reached
            else "no_address",
            reason=reason or "",
        )
        for row, state, reason in rows
    ]


def choose_keeper(session: Session, *, new: NewAddressee, now: datetime, actor: Actor) -> int:
    """Has the seals of each day sent to somebody; the id. Raises Invalid naming fields."""
    fields = dict[str, list[Words]]()
    called, address = addressee_name(session, new, fields), new.mailbox
    same = (
        SealKeeper.address == address if new.officer_id is None else SealKeeper.officer_id == new.officer_id
    )
    if not fields and session.scalar(select(SealKeeper.id).where(same)) is not None:
        fields["officer_id"] = [words("Segel sudah dikirim kepadanya.")]
    if fields:
        raise Invalid(fields)
    row = SealKeeper(
        officer_id=new.officer_id, address=address, called=called, created_at=now, created_by=actor.ref
    )
    session.add(row)
    session.flush()
    _note(session, row, "chosen", now, actor)
    return row.id


def end_keeper(session: Session, *, keeper_id: int, now: datetime, actor: Actor) -> None:
    """Nothing is sent there any more, what still waits neither. Raises NotFound."""
    row = session.get(SealKeeper, keeper_id, with_for_update=True)
    if row is None:
        raise NotFound
    withdraw(session, key=row.letter, reason="the keeper was ended", now=now)
    _note(session, row, "ended", now, actor)
    session.delete(row)
    session.flush()


def send_seals(session: Session, *, on: date, now: datetime) -> int:
    """Queues the newest checkpoints for everybody who has not got any on this local day; how many it was.

    Before anything was signed nobody gets a letter, and whoever has no address now is looked at again.
    """
    points = newest_points(session)
    due = or_(SealKeeper.last_on.is_(None), SealKeeper.last_on < on)
    rows = session.scalars(select(SealKeeper).where(due).order_by(SealKeeper.id).with_for_update()).all()
    if not points or not rows:
        return 0
    reached = emails_of(session, ids=[row.officer_id for row in rows if row.officer_id is not None])
    lines = "\n".join(line_of(point) for point in points)
    sent = 0
    for row in rows:
        address = row.address if row.officer_id is None else reached.get(row.officer_id)
        if address is None:
            continue
        account = None if row.officer_id is None else account_of_officer(session, officer_id=row.officer_id)
        key = hashlib.sha256(f"{KIND}|{row.id}|{on.isoformat()}".encode()).hexdigest()
        to = Recipient(EMAIL.code, address, "id" if account is None else account.language)
        put_in_outbox(session, key=key, kind=KIND, to=to, params={"text": lines}, now=now)
        row.last_on, row.letter = on, key
        sent += 1
    session.flush()
    return sent


def _note(session: Session, row: SealKeeper, what: str, now: datetime, actor: Actor) -> None:
    record(
        session,
        now=now,
        actor=actor,
        kind=f"seal_keeper.{what}",
        subject=f"seal_keeper:{row.id}",
        data={"officer": row.officer_id, "outside": row.address is not None},
    )
