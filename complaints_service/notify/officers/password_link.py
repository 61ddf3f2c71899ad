"""A forgotten password: the link goes to the e-mail the office has of its owner, and to nobody else."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.logins import require_login
from complaints_service.accounts.queries import account_by_login
from complaints_service.audit.service import record
from complaints_service.errors import Actor, Invalid
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.models import Outbox
from complaints_service.notify.service import Recipient, open_routes, put_in_outbox
from complaints_service.people.models import Officer

#: So often a link is sent to one account within the window.
MOST, WINDOW = 3, timedelta(hours=1)
KIND = "password_link"


def ask_password_link(session: Session, *, login: str, now: datetime) -> None:
    """Queues a one-time link for a login that is in use and has an e-mail; else nothing but the record of it.

    Says nothing about which it was, and writes in either case, so that the answers take alike. The link is
    made when it is sent (jobs/sending.py): no row of the outbox opens an account.
    """
    account = account_by_login(session, login=login) if _can_be_login(login) else None
    officer = session.get(Officer, account.officer_id) if account and account.officer_id else None
    if account and account.active and officer and officer.active and officer.email:
        asked = _asked(session, officer.email, now)
        if asked < MOST and EMAIL.code in open_routes(session):
            key = hashlib.sha256(f"{KIND}|{account.id}|{now.isoformat()}|{asked}".encode()).hexdigest()
            to = Recipient(EMAIL.code, officer.email, account.language)
            put_in_outbox(session, key=key, kind=KIND, to=to, params={"account_id": account.id}, now=now)
    record(
        session,
        now=now,
        actor=Actor("anyone", "web"),
        kind="password_link.asked",
        subject=f"account:{account.id}" if account else "account:unknown",
    )


def _can_be_login(typed: str) -> bool:
    try:
        require_login(typed)
    except Invalid:
        return False
    return True


def _asked(session: Session, address: str, now: datetime) -> int:
    recent = (Outbox.kind == KIND, Outbox.address == address, Outbox.created_at > now - WINDOW)
    return session.scalar(select(func.count()).select_from(Outbox).where(*recent)) or 0
