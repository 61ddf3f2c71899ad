"""Wrong tries to sign in that pile up: the account's owner hears of it by e-mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.service import record
from complaints_service.errors import Actor
from complaints_service.notify.officers.account_letter import queue_account_letter
from complaints_service.people.models import Officer

KIND = "sign_in_tries"
RECORDED = "sign_in.piled_up"
#: One letter is enough within this time, however long it goes on.
ONCE_IN = timedelta(hours=24)


def tell_owner(session: Session, *, account_id: int, now: datetime) -> bool:
    """Queues one letter to the account's owner, and records it; False where one went lately.

    Without an e-mail the record is all there is until the owner signs in and reads it on the page.
    """
    row = session.execute(
        select(Officer.email)
        .select_from(Account)
        .outerjoin(Officer, Officer.id == Account.officer_id)
        .where(Account.id == account_id, Account.active)
        .with_for_update(of=Account)
    ).first()
    if row is None or _told(session, account_id, now):
        return False
    record(
        session,
        now=now,
        actor=Actor("rule", "web"),
        kind=RECORDED,
        subject=f"account:{account_id}",
        data={"mail": bool(row.email)},
    )
    queue_account_letter(session, account_id=account_id, kind=KIND, now=now)
    return True


def _told(session: Session, account_id: int, now: datetime) -> bool:
    lately = (
        AuditEvent.subject == f"account:{account_id}",
        AuditEvent.kind == RECORDED,
        AuditEvent.at > now - ONCE_IN,
    )
    return session.scalar(select(AuditEvent.id).where(*lately).limit(1)) is not None
