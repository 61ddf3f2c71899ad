"""Whoever reads by one way and has a second one too shows by a code sent there that the report is theirs.

The code is derived from its asking and stored nowhere; it holds for ten minutes, and for a few tries.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import DomainError, TooOften, words
from complaints_service.moment import Moment
from complaints_service.notify.citizens.subscriptions import Way, ways_of
from complaints_service.notify.service import Cause, Recipient, open_routes, queue_notice
from complaints_service.tickets.ledger.models import OwnerCode, Ticket

KIND = "owner_code"
LIFE, DAY = timedelta(minutes=10), timedelta(hours=24)
MOST_TRIES, MOST_A_DAY = 5, 3


def second_ways(session: Session, *, number: str, way: int, now: datetime) -> list[Way]:
    """The ways other than the one somebody came by that are live, stand, and lead elsewhere."""
    ways = ways_of(session, number=number, now=now)
    came_by = next((each for each in ways if each.id == way), None)
    if came_by is None:
        return []
    stands, here = open_routes(session), (came_by.route, came_by.address.casefold())
    return [
        each
        for each in ways
        if each.state == "live" and (each.route, each.address.casefold()) != here and each.route in stands
    ]


def send_code(moment: Moment, *, ticket: Ticket, way: int, key: bytes) -> Way:
    """Sends a code to the first of the second ways, which it returns.

    Raises DomainError `no_second_way` and `asked_too_often` (429).
    """
    session, now = moment.session, moment.now
    others = second_ways(session, number=ticket.number, way=way, now=now)
    if not others:
        raise DomainError(
            "no_second_way",
            words(
                "Laporan ini belum punya jalur kabar kedua yang disetujui. Pakai tautan di bukti laporan, "
                "atau datang ke kantor dengan nomornya."
            ),
        )
    recent = (OwnerCode.complaint_id == ticket.id, OwnerCode.asked_at > now - DAY)
    if (session.scalar(select(func.count()).select_from(OwnerCode).where(*recent)) or 0) >= MOST_A_DAY:
        raise TooOften("asked_too_often", words("Terlalu sering. Coba lagi besok."))
    chosen = others[0]
    asking = OwnerCode(complaint_id=ticket.id, way=way, sent_to=chosen.id, asked_at=now)
    session.add(asking)
    session.flush()
    queue_notice(
        session,
        # No ledger entry causes it: each asking is told once.
        cause=Cause(number=ticket.number, seq=-asking.id, kind=KIND),
        recipients=[Recipient(chosen.route, chosen.address, chosen.language)],
        params={"asking": asking.id},
        actor=moment.actor,
        now=now,
    )
    record(session, now=now, actor=moment.actor, kind="link.code_sent", subject=f"report:{ticket.number}")
    return chosen


def code_of(session: Session, *, key: bytes, asking: int) -> str | None:
    """The code of an asking, for the letter that carries it."""
    row = session.get(OwnerCode, asking)
    return None if row is None else _code(key, row)


def redeem(moment: Moment, *, ticket: Ticket, way: int, typed: str, key: bytes) -> bool:
    """Whether the code typed is the one sent last for this reader; each try is counted, right or wrong.

    Raises nothing for a wrong one: the count has to stay.
    """
    session, now = moment.session, moment.now
    newest = session.scalar(
        select(OwnerCode)
        .where(OwnerCode.complaint_id == ticket.id, OwnerCode.way == way, OwnerCode.asked_at > now - LIFE)
        .order_by(OwnerCode.id.desc())
        .limit(1)
    )
    if newest is None:
        return False
    counted = session.execute(
        update(OwnerCode)
        .where(OwnerCode.id == newest.id, OwnerCode.used_at.is_(None), OwnerCode.tries < MOST_TRIES)
        .values(tries=OwnerCode.tries + 1)
    )
    if not counted.rowcount:  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
        return False
    digits = "".join(character for character in typed if character.isdigit() and character.isascii())
    if not hmac.compare_digest(digits.encode(), _code(key, newest).encode()):
        return False
    session.execute(update(OwnerCode).where(OwnerCode.id == newest.id).values(used_at=now))
    record(session, now=now, actor=moment.actor, kind="link.code_used", subject=f"report:{ticket.number}")
    return True


def _code(key: bytes, row: OwnerCode) -> str:
    said = f"code:{row.id}:{row.complaint_id}:{int(row.asked_at.timestamp())}"
    mac = hmac.new(key, said.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8]) % 1_000_000:06d}"
