"""Asks the owner of an address, lets them agree and stop, and queues their letters: each month's once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, NotFound, TooOften, words
from complaints_service.notify.citizens.askings import LINK_LIFE, take_place
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.models import Outbox
from complaints_service.notify.monthly.models import MonthlyReader
from complaints_service.notify.routes import is_open
from complaints_service.notify.service import Recipient
from complaints_service.vault.marks import address_mark
from complaints_service.vault.sealing import seal_passing

ASKING, TOLD, TOO_FEW = "monthly_asking", "monthly", "monthly_few"
KINDS = (ASKING, TOLD, TOO_FEW)


def link_key(key: bytes) -> bytes:
    """What the letters' links are made with, so that no link of a report fits here."""
    return hmac.new(key, b"monthly", hashlib.sha256).digest()


def ask_reader(session: Session, *, recipient: Recipient, kelurahan: str | None, now: datetime) -> None:
    """Writes to an address, once, and asks its owner; whoever agreed before is asked nothing.

    Raises TooOften, DomainError `mail_closed`.
    """
    if not is_open(session, route=EMAIL.code):
        raise DomainError("mail_closed", words("Kantor ini belum mengirim surel."))
    mark = address_mark(session, route=EMAIL.code, address=recipient.address)
    row = session.scalar(select(MonthlyReader).where(MonthlyReader.address == mark).with_for_update())
    if row is not None and (row.agreed_at is not None or row.asked_at == now):
        return
    if not take_place(session, address=recipient.address, now=now):
        often = words("Terlalu sering. Coba lagi besok, atau periksa surel yang sudah kami kirim.")
        raise TooOften("asked_too_often", often)
    if row is None:
        row = MonthlyReader(address=mark)
        session.add(row)
    row.sealed = seal_passing(session, mark=mark, text=recipient.address)
    row.language, row.kelurahan, row.asked_at = recipient.language, kelurahan, now
    session.flush()
    _queue(session, row, ASKING, f"{ASKING}|{row.id}|{now.isoformat()}", {}, now)


def asked_reader(session: Session, *, reader_id: int, asked_at: datetime, now: datetime) -> MonthlyReader:
    """Whom a link asks. Raises NotFound once they agreed, were asked anew, or it is too long ago."""
    row = session.get(MonthlyReader, reader_id)
    waits = row is not None and row.agreed_at is None and asked_at > now - LINK_LIFE
    if row is None or not waits or row.asked_at.replace(microsecond=0) != asked_at:
        raise NotFound("link")
    return row


def agree_to_letters(session: Session, *, reader_id: int, asked_at: datetime, now: datetime) -> None:
    """The owner agrees: the letter of the month that runs now is the first. Raises NotFound."""
    session.get(MonthlyReader, reader_id, with_for_update=True, populate_existing=True)
    asked_reader(session, reader_id=reader_id, asked_at=asked_at, now=now).agreed_at = now


def stop_letters(session: Session, *, reader_id: int, now: datetime) -> None:
    """No letter goes there any more, and nothing is kept of the address; again does no harm."""
    row = session.get(MonthlyReader, reader_id, with_for_update=True)
    if row is None:
        return
    session.execute(
        update(Outbox)
        .where(Outbox.address == row.address, Outbox.kind.in_(KINDS), Outbox.state != "sending")
        .values(state="suppressed", settled_at=now, reason="stopped by the reader", address="", sealed=None)
        .execution_options(synchronize_session=False)
    )
    session.delete(row)
    session.flush()


def forget_unanswered_readers(session: Session, *, now: datetime) -> None:
    """Nothing is kept of an address whose owner did not agree while the link held."""
    unanswered = (MonthlyReader.agreed_at.is_(None), MonthlyReader.asked_at <= now - LINK_LIFE)
    session.execute(delete(MonthlyReader).where(*unanswered))


def due_readers(session: Session, *, month: str, before: datetime, limit: int) -> list[MonthlyReader]:
    """Who agreed `before` that and has not had the letter of a month yet."""
    lacks = or_(MonthlyReader.last_month.is_(None), MonthlyReader.last_month < month)
    return list(
        session.scalars(
            select(MonthlyReader)
            .where(MonthlyReader.agreed_at < before, lacks)
            .order_by(MonthlyReader.id)
            .limit(limit)
            .with_for_update()
        )
    )


def queue_letter(
    session: Session, *, row: MonthlyReader, month: str, kind: str, params: Mapping[str, Any], now: datetime
) -> None:
    """Queues the letter of a month to a reader, once; where no mail leaves here the month passes by."""
    row.last_month = month
    if is_open(session, route=EMAIL.code):
        _queue(session, row, kind, f"{TOLD}|{row.id}|{month}", params, now)


def _queue(
    session: Session, row: MonthlyReader, kind: str, key: str, params: Mapping[str, Any], now: datetime
) -> None:
    session.execute(
        insert(Outbox).values(
            key=hashlib.sha256(key.encode()).hexdigest(),
            kind=kind,
            route=EMAIL.code,
            address=row.address,
            sealed=row.sealed,
            language=row.language,
            params={**params, "reader": row.id},
            state="queued",
            created_at=now,
        )
    )
